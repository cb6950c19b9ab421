#pragma once
// A world that knows what learners have to find out: how probably customers of each cell say yes to each action. The
// same seed gives the same world, the same visitors and the same answers, whatever is offered to them.

#include <cstdint>
#include <string>
#include <vector>

namespace regard::bench {

struct WorldShape {
  std::uint32_t actions = 6, tiers = 4, ages = 3;
  double byTier = 0.7, byAge = 0.35, byBoth = 0.2;  ///< how much the log odds of a yes differ, standard deviations
  double ahead = 0;  ///< by so much at least a cell's best action is worth more than its next best, as a part of that
};

class LearningWorld {
 public:
  struct Visit {
    std::uint32_t tier = 0, age = 0;
  };

  LearningWorld(const WorldShape& shape, std::uint64_t seed);

  /// A rulebook of the world's actions, ranked by propensity times worth; `explore` as in `arbitrate`.
  std::string rules(const std::string& explore) const;

  Visit visit(std::uint64_t number) const;  ///< frequent cells and rare ones: the n-th tier and age 1/n as often
  bool saysYes(std::uint64_t number, std::uint32_t action) const;

  double propensity(std::uint32_t action, const Visit& visit) const;
  double regret(std::uint32_t action, const Visit& visit) const;  ///< expected money less than the best action's
  const WorldShape& shape() const { return shape_; }

 private:
  std::size_t at(std::uint32_t action, const Visit& visit) const {
    return (std::size_t{action} * shape_.tiers + visit.tier) * shape_.ages + visit.age;
  }
  double ahead(const Visit& visit) const;
  double expected(std::uint32_t action, const Visit& visit) const { return propensity(action, visit) * worth_[action]; }

  WorldShape shape_;
  std::uint64_t seed_;
  std::vector<double> worth_;       ///< by action, in whole pence
  std::vector<double> propensity_;  ///< [actions × tiers × ages]
};

}  // namespace regard::bench
