// Selection probabilities: what is computed is what deciding again and again gives.

#include "engine/selection/selection.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "base/chance.h"
#include "engine/gather/gather.h"
#include "tests/support/compile_text.h"

namespace regard {
namespace {

using selection::Chances;
using selection::Method;

constexpr const char* kHead = R"(
rulebook care "Care" { currency GBP }
issues { sales, service }
outcomes { accepted yes, declined no }
profile customer { key id : text }
)";
/// As different as can be: next to nothing known, much known, certain, at a loss, drawn with a weight, mandatory.
constexpr const char* kActions = R"(
action anew { issue sales  propensity learned by issue prior 10% from 2 answers  benefit £100 }
action beta { issue sales  propensity learned by issue prior 11% from 5000 answers  benefit £100 }
action calm { issue service  propensity 8%  benefit £100 }
action dear { issue service  propensity learned by issue prior 30% from 20 answers  cost £30 }
action else_ { issue service  propensity learned by issue prior 20% from 0.5 answers  benefit £60  weight +50% when £1 > £0 }
action flat { propensity learned by issue prior 0% from 9 answers  benefit £100 }
)";
constexpr const char* kFirst = R"(
action must { issue sales  propensity learned by issue prior 50% from 4 answers  benefit £9  mandatory "the law" }
action ought { issue service  propensity 40%  benefit £9  mandatory "the law" }
)";

struct Asked {
  Plan plan;
  Inputs frame;
  Scratch scratch;

  explicit Asked(const std::string& arbitrate, const std::string& more = {}, const std::string& actions = kActions)
      : plan(support::planOfText(kHead + actions + more + "arbitrate { " + arbitrate + " }\ntest \"t\" { }")),
        frame(gatherTest(*plan.program, plan.zone, plan.program->tests.front())) {
    frame.seed = 7;
  }
  Chances chances(const selection::Effort& effort = {}) { return selection::chancesOf(plan, frame, scratch, effort); }
  Chances byDraws(std::uint32_t draws) { return chances({draws, 0}); }
};

double sumOf(const Chances& chances, std::uint32_t place) {
  double sum = 0;
  for (const std::uint32_t action : chances.actions) sum += chances.of(action, place);
  return sum;
}

/// Within 4.5 standard errors, of which none is smaller than a few draws.
void checkAgree(const Chances& exact, const Chances& drawn, std::size_t actions) {
  for (std::uint32_t action = 0; action < actions; ++action)
    for (std::uint32_t place = 0; place < exact.places; ++place) {
      const double p = exact.of(action, place), found = drawn.of(action, place);
      const double error = std::sqrt(std::max(p * (1 - p), 4.0 / drawn.draws) / drawn.draws);
      INFO("action " << action << " in place " << place << ": " << p << " and " << found);
      CHECK(std::abs(p - found) < 4.5 * error);
    }
}

TEST_CASE("the quadrature is what many draws give, and each place sums to one") {
  struct Case {
    const char *arbitrate, *more;
  };
  const Case cases[] = {{"explore thompson  keep 1", ""},
                        {"explore thompson  keep 3", ""},
                        {"explore thompson  keep 9", ""},
                        {"explore thompson  keep 2  at most 1 per issue", ""},
                        {"explore thompson  keep 4  at most 2 per issue", ""},
                        {"explore thompson  keep 3  at most 1 per issue  at most 1 per action", kFirst},
                        {"explore thompson  keep 2", kFirst},
                        {"explore thompson  keep 3  rank by propensity * benefit - cost + £3", ""}};
  for (const Case& c : cases) {
    INFO(c.arbitrate << c.more);
    Asked asked(c.arbitrate, c.more);
    const Chances exact = asked.chances(), drawn = asked.byDraws(3'000);
    CHECK(exact.method == Method::kQuadrature);
    CHECK(drawn.method == Method::kDraws);
    CHECK(exact.places == drawn.places);
    for (std::uint32_t place = 0; place < exact.places; ++place) {
      const double sum = sumOf(drawn, place);  // less than one only where caps leave the place empty
      if (sum > 0.9999) CHECK(sumOf(exact, place) == Approx(1).margin(2e-6));
    }
    checkAgree(exact, drawn, asked.plan.program->actions.size());
  }
}

TEST_CASE("what no line and no single cap describes is found by draws, each time the same") {
  for (const char* arbitrate : {"explore thompson  keep 3  at most 1 per issue  at most 2 per group",
                                "explore thompson  keep 3  rank by propensity * propensity * benefit"}) {
    Asked asked(arbitrate);
    const Chances one = asked.chances({500, 8}), again = asked.chances({500, 8});
    CHECK(one.method == Method::kDraws);
    CHECK(one.draws == 500);
    CHECK(one.at == again.at);
    CHECK(sumOf(one, 0) == Approx(1).epsilon(1e-12));
    CHECK(one.error(0.5) == Approx(0.5 / std::sqrt(500)));
  }
}

TEST_CASE("more drawn propensities than the quadrature is for are found by draws") {
  Asked asked("explore thompson  keep 3");
  CHECK(asked.chances({100, 3}).method == Method::kDraws);
  CHECK(asked.chances({100, 4}).method == Method::kQuadrature);
}

TEST_CASE("where an action's channels compete with each other draws tell, and where it has one the quadrature") {
  const std::string calm = "choice channel { call, email }\naction calm { propensity 8%  benefit £100 }\n";
  const std::string open =
      "action anew { propensity learned by issue prior 10% from 2 answers  benefit £100  treatment ";
  const std::string one = "email { subject \"a\" } }",
                    both = "email { subject \"a\" } treatment call { script \"a\" } }";
  Asked simple("explore thompson  keep 1", open + one, calm), contest("explore thompson  keep 1", open + both, calm);
  CHECK(simple.chances().method == Method::kQuadrature);
  CHECK(contest.chances().method == Method::kDraws);
  checkAgree(simple.chances(), simple.byDraws(2'000), 2);
  Asked alone("explore thompson  keep 1", "", "choice channel { call, email }\n" + open + both);
  CHECK(alone.chances().method == Method::kCertain);
}

TEST_CASE("epsilon's chances are counted") {
  for (const char* arbitrate : {"explore epsilon 30%  keep 2", "explore epsilon 80%  keep 3  at most 1 per issue"}) {
    INFO(arbitrate);
    Asked asked(arbitrate, kFirst);
    const Chances counted = asked.chances();
    CHECK(counted.method == Method::kCounted);
    CHECK(sumOf(counted, 0) == Approx(1).epsilon(1e-12));
    Chances drawn = counted;
    drawn.draws = 3'000;
    std::fill(drawn.at.begin(), drawn.at.end(), 0);
    for (std::uint64_t seed = 0; seed < drawn.draws; ++seed) {
      asked.frame.seed = seed;
      Decision decision;
      decide(asked.plan, asked.frame, asked.scratch, decision);
      for (std::size_t place = 0; place < decision.kept.size(); ++place) {
        const auto at = std::lower_bound(drawn.actions.begin(), drawn.actions.end(), decision.kept[place].action);
        REQUIRE(at != drawn.actions.end());
        drawn.at[static_cast<std::size_t>(at - drawn.actions.begin()) * drawn.places + place] += 1.0 / drawn.draws;
      }
    }
    checkAgree(counted, drawn, asked.plan.program->actions.size());
  }
}

TEST_CASE("where nothing is left to chance a place is certain") {
  Asked asked("explore none  keep 2");
  Decision decision;
  decide(asked.plan, asked.frame, asked.scratch, decision);
  const Chances chances = asked.chances();
  CHECK(chances.method == Method::kCertain);
  REQUIRE(decision.kept.size() == 2);
  for (std::uint32_t place = 0; place < 2; ++place) {
    CHECK(chances.of(decision.kept[place].action, place) == 1);
    CHECK(chances.of(decision.kept[place].action, 1 - place) == 0);
  }
  Asked explored("explore thompson  keep 2");
  explored.frame.seed.reset();
  CHECK(explored.chances().method == Method::kCertain);
}

}  // namespace
}  // namespace regard
