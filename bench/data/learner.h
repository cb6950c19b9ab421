#pragma once
// A learner let loose on a world: the engine decides from what the ledger has counted so far, the world answers, and
// the ledger counts it, in the tables of a real store.

#include <string>
#include <vector>

#include "base/result.h"
#include "bench/data/learning_world.h"
#include "engine/store/profile_store.h"

namespace regard::bench {

struct Learner {
  std::string explore = "thompson";  ///< as in `arbitrate`
  bool backsOff = true;              ///< false: each finest cell is on its own with the prior
  std::uint64_t seed = 1;            ///< of its chance
  std::int64_t days = 7;             ///< in which all decisions are made, evenly
};

struct Course {
  std::vector<double> regret;          ///< after each decision: of it and all before, in money
  std::vector<std::uint32_t> offered;  ///< by decision: which action
  double error = 0;  ///< root mean square of propensity as learned less as it is, over all actions and finest cells
  double sparseError = 0;    ///< the same over those that got at most kSparse answers
  std::uint32_t sparse = 0;  ///< how many those are

  /// What the n-th fifth of all decisions added, n from 0.
  double fifth(std::size_t n) const;
};
inline constexpr double kSparse = 50;

/// REQUIRES a store opened for writing, without anything learned. kCorrupt, kIo.
Result<Course> learnIn(const LearningWorld& world, const Learner& learner, std::uint64_t decisions,
                       ProfileStore& store);

/// The seed of the n-th decision.
std::uint64_t chanceOf(const Learner& learner, std::uint64_t number);
/// When the n-th of so many decisions is made, ms since 1970.
std::int64_t momentOf(const Learner& learner, std::uint64_t number, std::uint64_t decisions);

}  // namespace regard::bench
