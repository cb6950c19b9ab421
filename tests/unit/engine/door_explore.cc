// Exploration through the public door: what is left to chance, where chance comes from, and what is told of it.

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "regard/engine.h"
#include "regard/log.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using Catch::Contains;
using support::TempFolder;

constexpr const char* kHead = R"(
rulebook care "Care" { currency GBP }
choice channel { call, email }
issues { sales, service }
outcomes { accepted yes, declined no }
profile customer { key id : text  arrears : money }
request { channel : channel }
)";
/// Two that learn, of which one is known well; one that costs; one that nobody may get.
constexpr const char* kActions = R"(
action novel { issue sales  propensity learned by channel prior 10% from 4 answers  benefit £100 }
action usual { issue sales  propensity learned by issue prior 12% from 4000 answers  benefit £100 }
action plain { issue service  propensity 5%  benefit £100 }
action barred { issue sales  propensity 99%  benefit £100  eligible when arrears > £0 }
)";

struct ExploreBase {
  TempFolder folder;
  Rulebook rules;
  Store store = *Store::open(folder / "store", Access::write);
  std::optional<Engine> engine;

  explicit ExploreBase(const std::string& arbitrate, const std::string& more = {}) : rules(compiled(arbitrate, more)) {
    REQUIRE(store.adopt(rules).ok());
    ImportRequest request;
    request.path = folder.write("c.csv", "id,arrears\nann,£0\n");
    REQUIRE(store.import(request).ok());
    auto made = Engine::make(rules, store);
    REQUIRE(made.ok());
    engine = *made;
  }
  static Rulebook compiled(const std::string& arbitrate, const std::string& more) {
    const CompileResult result = compileText(kHead + std::string(kActions) + more + "arbitrate { " + arbitrate + " }");
    for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message << " " << d.hint);
    REQUIRE(result.rulebook.has_value());
    return *result.rulebook;
  }
  DecisionResult decide(std::optional<std::uint64_t> seed, bool explain = false, Logging log = Logging::off) const {
    DecisionRequest request;
    request.customer = "ann";
    request.now = "2026-03-02T10:00Z";
    request.request = {{"channel", "call"}};
    request.seed = seed;
    request.explain = explain;
    request.log = log;
    auto result = engine->decide(request);
    if (!result.ok()) FAIL(result.error().message);
    return *result;
  }
  std::map<std::string, int> firsts(int decisions) const {
    std::map<std::string, int> count;
    for (int seed = 0; seed < decisions; ++seed)
      ++count[decide(static_cast<std::uint64_t>(seed)).offered.front().action];
    return count;
  }
};

std::string drawnOf(const DecisionResult& result, const std::string& action) {
  for (const OfferedAction& offered : result.offered)
    if (offered.action == action) return offered.propensity.text();
  return {};
}

TEST_CASE("a learned propensity is drawn, the less is known the wider, and the same seed draws the same") {
  const ExploreBase base("explore thompson  keep 4");
  const auto one = base.decide(7), again = base.decide(7);
  CHECK(drawnOf(one, "novel") == drawnOf(again, "novel"));
  CHECK(one.seed == 7);
  std::set<std::string> novel;
  double usual = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto result = base.decide(seed);
    novel.insert(drawnOf(result, "novel"));
    CHECK(drawnOf(result, "plain") == "5%");
    for (const OfferedAction& offered : result.offered)
      if (offered.action == "usual") {
        usual += std::stod(offered.propensity.digits()) / 200;
        REQUIRE(offered.learned);
        CHECK(offered.learned->drawn);
        CHECK(offered.learned->mean.text() == "12%");
        CHECK(offered.learned->of == 4000);
      }
  }
  CHECK(novel.size() > 150);
  CHECK(usual == Approx(0.12).margin(0.002));
  const auto firsts = base.firsts(300);
  CHECK(firsts.at("usual") > 100);  // P(novel > usual) is about 0.28
  CHECK(firsts.at("novel") > 50);
  CHECK(firsts.count("barred") == 0);
}

TEST_CASE("what is drawn for an action does not hang on which others there are") {
  const ExploreBase base("explore thompson  keep 4");
  const ExploreBase more("explore thompson  keep 5",
                         "action another { propensity learned by issue prior 50% from 2 answers }");
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto one = base.decide(seed), other = more.decide(seed);
    CHECK(drawnOf(one, "novel") == drawnOf(other, "novel"));
    CHECK(drawnOf(one, "usual") == drawnOf(other, "usual"));
  }
}

TEST_CASE("without a seed one is drawn and told; where nothing is left to chance there is none") {
  const ExploreBase base("explore thompson  keep 4"), settled("explore none  keep 4");
  const auto one = base.decide({}), other = base.decide({});
  CHECK(one.seed != other.seed);
  CHECK(one.seed < std::uint64_t{1} << 53);
  CHECK(drawnOf(base.decide(one.seed), "novel") == drawnOf(one, "novel"));
  CHECK(settled.decide({}).seed == 0);
  CHECK(drawnOf(settled.decide(7), "novel") == "10%");
}

TEST_CASE("epsilon gives every ranked action its part of first places, and nothing that is barred") {
  const ExploreBase base("explore epsilon 30%  keep 2");
  constexpr int kDecisions = 1'000;
  const auto firsts = base.firsts(kDecisions);
  CHECK(firsts.at("usual") == Approx(kDecisions * 0.8).margin(60));  // 70%, and a third of 30%
  CHECK(firsts.at("novel") == Approx(kDecisions * 0.1).margin(45));
  CHECK(firsts.at("plain") == Approx(kDecisions * 0.1).margin(45));
  CHECK(firsts.size() == 3);
}

TEST_CASE("why tells what exploration did to a place") {
  const ExploreBase base("explore epsilon 30%  keep 2");
  std::set<std::string> told;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const auto result = base.decide(seed, true);
    for (const OfferedAction& offered : result.offered) told.insert(offered.action + ": " + offered.chance);
    for (const WithheldAction& withheld : result.withheld) told.insert(withheld.action + ": " + withheld.chance);
  }
  CHECK(told.count("plain: lifted by exploration: without, it ranks 3rd and is withheld") == 1);
  CHECK(told.count("novel: lifted by exploration: without, it ranks 1st") == 0);
  CHECK(told.count("novel: passed by exploration: without, it ranks 2nd") == 1);
  CHECK(told.count("usual: ") == 1);
  CHECK(told.count("barred: ") == 1);
}

TEST_CASE("what was explored is made again to the byte") {
  for (const char* arbitrate : {"explore thompson  keep 3", "explore epsilon 50%  keep 2", "explore none"}) {
    const ExploreBase base(arbitrate);
    for (std::uint64_t seed = 0; seed < 20; ++seed) base.decide(seed, false, Logging::durable);
    const std::string id = base.decide({}, false, Logging::durable).id;
    const DecisionLog log(base.store);
    const auto report = log.replay({});
    REQUIRE(report.ok());
    CHECK(report->same == 21);
    CHECK(report->all() == 21);
    const auto told = log.tell(id, true);
    REQUIRE(told.ok());
    CHECK(told->result.seed == log.find(id)->seed);
  }
}

TEST_CASE("a test explores only where it gives a seed") {
  const auto run = [](const std::string& given, const std::string& expected) {
    const ExploreBase base("explore thompson  keep 4",
                           "test \"t\" { " + given + " request { channel call } " + expected + " }");
    return runTests(base.rules).front().failures.empty();
  };
  CHECK(run("", "expect novel offered with priority £10"));
  CHECK_FALSE(run("seed 7", "expect novel offered with priority £10"));
  CHECK_FALSE(run("seed 0", "expect novel offered with priority £10"));
}

}  // namespace
}  // namespace regard
