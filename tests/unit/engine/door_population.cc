// How all customers stand, through the public door: what is taken, and what decisions make of it.

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "regard/engine.h"
#include "regard/profile.h"
#include "regard/simulate.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using Catch::Contains;
using support::TempFolder;

constexpr const char* kPopulationRules = R"(
rulebook club "Club" { currency GBP timezone "Europe/London" }
choice channel { call }
issues { care }
profile customer { key id : text  spend : money  name : text private  vip : flag }
request { channel : channel }
formula yearly : money = spend * 12
segments standing { large when yearly >= £12_000  small otherwise }
## Only for those who are themselves among the best: ranked by what is ranked.
formula leading : money = if yearly in top 10% then yearly else £0
action best { issue care  suitable when yearly in top 10%  benefit £10  treatment call { script "best {{decile(yearly)}}" } }
action top_two { issue care  suitable when yearly in top 2 of large  benefit £9  treatment call { script "two" } }
action last { issue care  suitable when spend in bottom 3  benefit £8  treatment call { script "last" } }
action leader { issue care  suitable when leading in top 1%  benefit £7  treatment call { script "leader" } }
arbitrate { keep 4 }
)";

Rulebook populationRulebook(const std::string& text) {
  CompileResult result = compileText(text);
  for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message << " " << d.hint);
  REQUIRE(result.rulebook.has_value());
  return *result.rulebook;
}

/// A hundred customers who spend £1 … £100 times 20, and one of whom nothing is known.
struct PopulationBase {
  TempFolder folder;
  Rulebook rules = populationRulebook(kPopulationRules);
  Store store = *Store::open(folder / "store", Access::write);

  PopulationBase() {
    REQUIRE(store.adopt(rules).ok());
    std::string rows = "id,spend,name,vip\nnobody,,,\n";
    for (int i = 1; i <= 100; ++i) {
      const std::string number = std::to_string(i);
      rows += std::string(3 - number.size(), '0') + number + "," + std::to_string(20 * i) + ",Ann," +
              (i % 4 == 0 ? "yes" : "no") + "\n";
    }
    ImportRequest request;
    request.path = folder.write("c.csv", rows);
    REQUIRE(store.import(request).ok());
  }

  PopulationProfile profile(const std::string& now = "2026-03-02T10:00Z") const {
    ProfileTaking taking;
    taking.rulebook = rules;
    taking.now = now;
    auto profile = profileCustomers(store, taking);
    if (!profile.ok()) FAIL(profile.error().message);
    return *profile;
  }
  DecisionResult decide(const std::string& customer) const {
    const auto engine = Engine::make(rules, store);
    if (!engine.ok()) FAIL(engine.error().message);
    DecisionRequest request;
    request.customer = customer;
    request.request = {{"channel", "call"}};
    request.log = Logging::off;
    const auto result = engine->decide(request);
    REQUIRE(result.ok());
    return *result;
  }
  std::string offered(const std::string& customer) const {
    std::string out;
    for (const OfferedAction& one : decide(customer).offered) out += (out.empty() ? "" : " ") + one.action;
    return out;
  }
};

const RankedProfile& figureOf(const PopulationProfile& profile, const std::string& name) {
  const auto found = std::find_if(profile.figures.begin(), profile.figures.end(),
                                  [&](const RankedProfile& one) { return one.figure == name; });
  REQUIRE(found != profile.figures.end());
  return *found;
}

TEST_CASE("rules that compare with all customers do not decide before somebody has looked at them") {
  const PopulationBase base;
  const auto engine = Engine::make(base.rules, base.store);
  REQUIRE_FALSE(engine.ok());
  CHECK(engine.error().kind == ErrorKind::invalid);
  CHECK_THAT(engine.error().message, Contains("regard profile") && Contains("leading"));
  CHECK_FALSE(simulate(base.rules, base.store, {}).ok());
}

TEST_CASE("a picture is taken, and the next engine goes by it") {
  const PopulationBase base;
  const PopulationProfile profile = base.profile();
  CHECK(profile.customers == 101);
  const RankedProfile& yearly = figureOf(profile, "yearly");
  CHECK(yearly.known == 100);
  CHECK(yearly.unknown == 1);
  const auto part = [](const RankedProfile& of, const std::string& name) {
    const auto found =
        std::find_if(of.parts.begin(), of.parts.end(), [&](const RankedPart& one) { return one.name == name; });
    REQUIRE(found != of.parts.end());
    return found->begins.text + " for " + std::to_string(found->customers);
  };
  CHECK(part(yearly, "top 10%") == "£21,840.00 for 10");
  CHECK(part(figureOf(profile, "yearly of large"), "top 2") == "£23,760.00 for 2");
  CHECK(part(figureOf(profile, "spend"), "bottom 3") == "£60.00 for 3");
  CHECK(figureOf(profile, "leading").known == 100);

  CHECK(base.offered("100") == "best top_two leader");
  CHECK(base.offered("099") == "best top_two");
  CHECK(base.offered("098") == "best");
  CHECK(base.offered("091") == "best");
  CHECK(base.offered("090").empty());
  CHECK(base.offered("003") == "last");
  CHECK(base.offered("004").empty());
  CHECK(base.offered("nobody").empty());
  CHECK_THAT(base.decide("091").offered.front().texts.front().text, Contains("best 10"));

  SimulationRequest call;
  call.request = {{"channel", "call"}};
  const auto everybody = simulate(base.rules, base.store, call);
  REQUIRE(everybody.ok());
  CHECK(everybody->served == 13);
}

TEST_CASE("attributes are described, what is private is not") {
  const PopulationBase base;
  const PopulationProfile profile = base.profile();
  REQUIRE(profile.attributes.size() == 3);
  const AttributeProfile& spend = profile.attributes[0];
  CHECK(spend.known == 100);
  REQUIRE(spend.quantiles.has_value());
  CHECK(spend.quantiles->least.text == "£20.00");
  CHECK(spend.quantiles->median.text == "£1,000.00");
  CHECK(spend.quantiles->greatest.text == "£2,000.00");
  std::uint64_t all = 0;
  for (const ProfilePart& one : spend.parts) all += one.customers;
  CHECK(all == 100);
  const AttributeProfile& name = profile.attributes[1];
  CHECK(name.isPrivate);
  CHECK(name.known == 100);
  CHECK(name.parts.empty());
  const AttributeProfile& vip = profile.attributes[2];
  REQUIRE(vip.parts.size() == 2);
  CHECK(vip.parts[1].name == "yes");
  CHECK(vip.parts[1].customers == 25);
  CHECK_FALSE(vip.drift.has_value());
}

TEST_CASE("drift is measured from the last picture that was kept") {
  PopulationBase base;
  base.profile("2026-03-01T10:00Z");
  std::string rows = "id,vip\n";
  for (int i = 1; i <= 100; ++i) {
    const std::string number = std::to_string(i);
    rows += std::string(3 - number.size(), '0') + number + ",yes\n";
  }
  ImportRequest request;
  request.path = base.folder.write("d.csv", rows);
  REQUIRE(base.store.import(request).ok());
  const PopulationProfile profile = base.profile("2026-03-02T10:00Z");
  REQUIRE(profile.lastTakenAt.has_value());
  CHECK_THAT(*profile.lastTakenAt, Contains("2026-03-01"));
  CHECK(profile.attributes[0].drift.value() == Approx(0).margin(1e-9));
  CHECK(profile.attributes[2].drift.value() > 0.25);
}

TEST_CASE("a picture of another formula is not used, and both rulebooks keep theirs") {
  PopulationBase base;
  base.profile();
  std::string text = kPopulationRules;
  text.replace(text.find("spend * 12"), 10, "spend * 11");
  const Rulebook other = populationRulebook(text);
  CHECK_FALSE(Engine::make(other, base.store).ok());
  ProfileTaking taking;
  taking.rulebook = other;
  REQUIRE(profileCustomers(base.store, taking).ok());
  CHECK(Engine::make(other, base.store).ok());
  CHECK(Engine::make(base.rules, base.store).ok());
  // A change elsewhere changes no meaning.
  text = kPopulationRules;
  text.replace(text.find("benefit £10"), 12, "benefit £11");
  CHECK(Engine::make(populationRulebook(text), base.store).ok());
}

TEST_CASE("an old picture is named in the answer, a fresh one is not") {
  const PopulationBase base;
  base.profile("2020-01-01T10:00Z");
  const auto notes = base.decide("100").notes;
  REQUIRE(notes.size() == 4);
  CHECK_THAT(notes.front(), Contains("2020-01-01") && Contains("leading"));
  ProfileTaking fresh;
  fresh.rulebook = base.rules;
  REQUIRE(profileCustomers(base.store, fresh).ok());
  CHECK(base.decide("100").notes.empty());
}

TEST_CASE("a reader looks and keeps nothing, and nobody there is told") {
  TempFolder folder;
  const Rulebook rules = populationRulebook(kPopulationRules);
  {
    Store writer = *Store::open(folder / "store", Access::write);
    REQUIRE(writer.adopt(rules).ok());
    const auto nobody = profileCustomers(writer, {});
    REQUIRE_FALSE(nobody.ok());
    CHECK(nobody.error().kind == ErrorKind::notFound);
    ImportRequest request;
    request.path = folder.write("c.csv", "id,spend\na,5\n");
    REQUIRE(writer.import(request).ok());
  }
  const Store reader = *Store::open(folder / "store", Access::read);
  ProfileTaking taking;
  taking.rulebook = rules;
  const auto seen = profileCustomers(reader, taking);
  REQUIRE(seen.ok());
  CHECK(seen->customers == 1);
  CHECK_FALSE(Engine::make(rules, reader).ok());
}

}  // namespace
}  // namespace regard
