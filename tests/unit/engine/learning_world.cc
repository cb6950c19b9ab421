// Worlds that know what rules have to find out (bench/data): what learning costs, and that it ends. The whole of it is
// regard_bench_regret.

#include <catch2/catch.hpp>
#include <string>

#include "base/format.h"
#include "bench/data/learner.h"
#include "engine/store/profile_store.h"
#include "regard/engine.h"
#include "regard/learned.h"
#include "tests/support/temp_folder.h"

namespace regard::bench {
namespace {

using support::TempFolder;

Course courseIn(const LearningWorld& world, const Learner& learner, std::uint64_t decisions) {
  const TempFolder folder;
  auto store = ProfileStore::open(folder / "store", OpenMode::kWriter);
  REQUIRE(store.ok());
  auto course = learnIn(world, learner, decisions, **store);
  if (!course) FAIL(course.fault().message);
  return *std::move(course);
}

TEST_CASE("what the world's learner offers is what the public door offers, answer by answer") {
  constexpr std::uint64_t kDecisions = 24;
  const LearningWorld world({3, 2, 2}, 5);
  const Learner learner;
  const Course course = courseIn(world, learner, kDecisions);

  const TempFolder folder;
  const CompileResult rules = compileText(world.rules(learner.explore));
  REQUIRE(rules.rulebook.has_value());
  Store store = *Store::open(folder / "store", Access::write);
  REQUIRE(store.adopt(*rules.rulebook).ok());
  ImportRequest request;
  request.path = folder.write("c.csv", "id,tier,age\n00,t0,a0\n01,t0,a1\n10,t1,a0\n11,t1,a1\n");
  REQUIRE(store.import(request).ok());
  const auto engine = Engine::make(*rules.rulebook, store);
  REQUIRE(engine.ok());
  for (std::uint64_t i = 0; i < kDecisions; ++i) {
    const auto visit = world.visit(i);
    DecisionRequest asked;
    asked.customer = std::to_string(visit.tier) + std::to_string(visit.age);
    asked.now = formatInstant(momentOf(learner, i, kDecisions), Zone::utc());
    asked.seed = chanceOf(learner, i);
    asked.log = Logging::durable;
    const auto result = engine->decide(asked);
    REQUIRE(result.ok());
    const std::string& offered = result->offered.front().action;
    CHECK(offered == "offer_" + std::to_string(course.offered[i]));
    const char* answer = world.saysYes(i, course.offered[i]) ? "accepted" : "declined";
    REQUIRE(store.outcome({result->id, offered, answer, "", asked.now}).ok());
  }
}

TEST_CASE("a world is the same for all who learn in it") {
  const LearningWorld world({4, 3, 2}, 9), again({4, 3, 2}, 9), other({4, 3, 2}, 10);
  double visits[3] = {}, yes = 0, expected = 0;
  bool differs = false;
  for (std::uint64_t i = 0; i < 6'000; ++i) {
    const auto visit = world.visit(i);
    ++visits[visit.tier];
    CHECK(again.saysYes(i, 1) == world.saysYes(i, 1));
    differs = differs || other.saysYes(i, 1) != world.saysYes(i, 1);
    yes += world.saysYes(i, 1) ? 1 : 0;
    expected += world.propensity(1, visit);
    CHECK(world.regret(1, visit) >= 0);
  }
  CHECK(differs);
  CHECK(yes == Approx(expected).epsilon(0.15));
  CHECK(visits[0] == Approx(6'000 * 6 / 11.0).epsilon(0.1));  // 1 to 1/2 to 1/3
  CHECK(visits[2] == Approx(6'000 * 2 / 11.0).epsilon(0.1));
}

TEST_CASE("Thompson all but stops losing") {
  const LearningWorld world({.actions = 6, .tiers = 2, .ages = 2, .ahead = 0.5}, 8);
  const Course course = courseIn(world, {"thompson", true, 8}, 2'500);
  CAPTURE(course.fifth(0), course.fifth(4));
  CHECK(course.fifth(0) > 1'000);
  CHECK(course.fifth(4) < 0.1 * course.fifth(0));
}

TEST_CASE("cells of few answers are nearer the truth where they lean on coarser ones") {
  const LearningWorld world({2, 6, 8}, 2);
  constexpr std::uint64_t kDecisions = 1'500;
  const Course leaning = courseIn(world, {"thompson", true}, kDecisions),
               flat = courseIn(world, {"thompson", false}, kDecisions);
  CAPTURE(leaning.sparse, leaning.sparseError, flat.sparse, flat.sparseError);
  CHECK(leaning.sparse > 40);
  CHECK(leaning.sparseError < 0.85 * flat.sparseError);
}

}  // namespace
}  // namespace regard::bench
