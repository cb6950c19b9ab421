// Draws that stick: always the same, in the shares that were declared, independent of each other.

#include "engine/gather/sticky.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "engine/gather/gather.h"
#include "tests/support/program_builder.h"

namespace regard {
namespace {

constexpr std::size_t kKeys = 100'000;

std::string keyOf(std::size_t i) { return "C-" + std::to_string(i); }

/// Five standard deviations of a share over kKeys draws: a true draw leaves that once in two million.
double slack(double share) { return 5 * std::sqrt(share * (1 - share) / static_cast<double>(kKeys)); }

}  // namespace

TEST_CASE("a draw is the same for ever", "[sticky]") {
  struct Case {
    StickyDraw draw;
    const char* name;
    const char* key;
    std::int64_t e8;
  };
  // By the steps of docs/language/policies.md, with the library that Debian builds of xxHash.
  const Case cases[] = {
      {StickyDraw::kExperiment, "warm_script", "C-1001", 91'021'930},
      {StickyDraw::kExperiment, "warm_script", "C-1002", 82'211'348},
      {StickyDraw::kExperiment, "tone", "C-1001", 38'855'803},
      {StickyDraw::kHoldOut, "warm_script", "C-1001", 57'542'983},
      {StickyDraw::kHoldOut, "control", "Müller", 58'465'900},
      {StickyDraw::kHoldOut, "control", "", 1'213'546},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name, c.key);
    CHECK(stickyPoint(c.draw, c.name, c.key).e8 == c.e8);
  }
  const std::string longKey(496, 'k');
  CHECK(stickyPoint(StickyDraw::kHoldOut, "control", longKey).e8 == 61'600'349);
}

TEST_CASE("customers are shared out as declared", "[sticky]") {
  const std::vector<Percent> shares = {{kOneE8 / 2}, {kOneE8 / 100}, {kOneE8 * 29 / 100}, {kOneE8 / 5}};
  for (const char* name : {"warm_script", "a", "tone"}) {
    CAPTURE(name);
    std::vector<double> counts(shares.size());
    for (std::size_t i = 0; i < kKeys; ++i)
      ++counts[partAt(stickyPoint(StickyDraw::kExperiment, name, keyOf(i)), shares)];
    for (std::size_t arm = 0; arm < shares.size(); ++arm) {
      CAPTURE(arm);
      const double share = static_cast<double>(shares[arm].e8) / static_cast<double>(kOneE8);
      CHECK(std::abs(counts[arm] / static_cast<double>(kKeys) - share) < slack(share));
    }
  }
}

TEST_CASE("two names draw apart, and so do an experiment and a hold-out of one name", "[sticky]") {
  struct Case {
    StickyDraw first, second;
    const char* a;
    const char* b;
  };
  for (const Case& c : {Case{StickyDraw::kExperiment, StickyDraw::kExperiment, "tone", "warm_script"},
                        Case{StickyDraw::kExperiment, StickyDraw::kExperiment, "tone_1", "tone_2"},
                        Case{StickyDraw::kExperiment, StickyDraw::kHoldOut, "control", "control"}}) {
    CAPTURE(c.a, c.b);
    // Sixteen squares of the plane, each with a sixteenth of the customers.
    std::vector<double> counts(16);
    for (std::size_t i = 0; i < kKeys; ++i) {
      const auto quarter = [&](StickyDraw draw, const char* name) {
        return static_cast<std::size_t>(stickyPoint(draw, name, keyOf(i)).e8 * 4 / kOneE8);
      };
      ++counts[quarter(c.first, c.a) * 4 + quarter(c.second, c.b)];
    }
    for (const double count : counts) CHECK(std::abs(count / static_cast<double>(kKeys) - 1.0 / 16) < slack(1.0 / 16));
  }
}

TEST_CASE("a part is the one that the point lies in", "[sticky]") {
  const std::vector<Percent> shares = {{10}, {0}, {kOneE8 - 10}};
  CHECK(partAt({0}, shares) == 0);
  CHECK(partAt({9}, shares) == 0);
  CHECK(partAt({10}, shares) == 2);
  CHECK(partAt({kOneE8 - 1}, shares) == 2);
}

TEST_CASE("gather draws arms and hold-outs, and a what-if overrides an arm", "[gather]") {
  support::ProgramBuilder builder;
  const std::uint16_t arms = builder.choice("tone", {"plain", "warm"});
  builder.experiment("tone", arms, {{kOneE8 / 2}, {kOneE8 / 2}});
  builder.holdOut("control", {kOneE8 / 50});
  builder.program().counters.emplace_back();
  builder.input("tone", {TypeKind::kChoice, arms}, ir::InputSource::kExperiment);
  builder.input("control", support::kFlag, ir::InputSource::kHoldOut);
  builder.input("budget", support::kNumber, ir::InputSource::kCounter);
  const Plan plan = builder.plan();
  ZoneCache zones;
  Inputs into;
  std::size_t warm = 0, held = 0;
  for (std::size_t i = 0; i < 10'000; ++i) {
    const std::string key = keyOf(i);
    gather(plan, {{}, key}, {}, {}, 0, zones, into);
    const Percent point = stickyPoint(StickyDraw::kExperiment, "tone", key);
    CHECK(into.at(0) == Scalar::known(Cell::ofInt(point.e8 < kOneE8 / 2 ? 0 : 1)));
    CHECK(into.at(1) ==
          Scalar::known(Cell::ofBool(stickyPoint(StickyDraw::kHoldOut, "control", key).e8 < kOneE8 / 50)));
    CHECK(into.at(2) == Scalar::unknown());
    warm += into.at(0).cell.asBool() ? 1U : 0U;
    held += into.at(1).cell.asBool() ? 1U : 0U;
  }
  CHECK(warm > 4'700);
  CHECK(warm < 5'300);
  CHECK(held > 130);
  CHECK(held < 270);

  for (const std::int64_t arm : {0, 1}) {
    const std::vector<GivenValue> whatIf = {{0, Scalar::known(Cell::ofInt(arm)), {}}};
    gather(plan, {{}, "C-1"}, {}, whatIf, 0, zones, into);
    CHECK(into.at(0) == Scalar::known(Cell::ofInt(arm)));
  }
  gather(plan, {}, {}, {}, 0, zones, into);  // nobody in particular
  CHECK(into.at(0) == Scalar::unknown());
  CHECK(into.at(1) == Scalar::unknown());
}

}  // namespace regard
