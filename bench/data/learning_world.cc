#include "bench/data/learning_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/chance.h"

namespace regard::bench {
namespace {

constexpr double kLogOddsMean = -2.4;  ///< one yes in twelve
constexpr double kByAction = 0.4, kWorthMean = 40, kWorthSpread = 0.25;

/// 0, 1 … `count` − 1, the n-th 1/n as often as the first.
std::uint32_t harmonic(double share, std::uint32_t count) {
  double sum = 0;
  for (std::uint32_t i = 0; i < count; ++i) sum += 1.0 / (i + 1);
  double left = share * sum;
  for (std::uint32_t i = 0; i + 1 < count; ++i)
    if ((left -= 1.0 / (i + 1)) < 0) return i;
  return count - 1;
}

}  // namespace

LearningWorld::LearningWorld(const WorldShape& shape, std::uint64_t seed) : shape_(shape), seed_(seed) {
  Draws draws(seed, DrawFor::kWhich, "world");
  std::vector<double> base, byTier, byAge;
  for (std::uint32_t action = 0; action < shape.actions; ++action) {
    worth_.push_back(std::round(100 * kWorthMean * std::exp(kWorthSpread * draws.normal())) / 100);
    base.push_back(kLogOddsMean + kByAction * draws.normal());
    for (std::uint32_t tier = 0; tier < shape.tiers; ++tier) byTier.push_back(shape.byTier * draws.normal());
    for (std::uint32_t age = 0; age < shape.ages; ++age) byAge.push_back(shape.byAge * draws.normal());
  }
  propensity_.resize(std::size_t{shape.actions} * shape.tiers * shape.ages);
  Visit cell;
  for (cell.tier = 0; cell.tier < shape.tiers; ++cell.tier)
    for (cell.age = 0; cell.age < shape.ages; ++cell.age) do {
        for (std::uint32_t action = 0; action < shape.actions; ++action) {
          const double logOdds = base[action] + byTier[action * shape.tiers + cell.tier] +
                                 byAge[action * shape.ages + cell.age] + shape.byBoth * draws.normal();
          propensity_[at(action, cell)] = 1 / (1 + std::exp(-logOdds));
        }
      } while (ahead(cell) < shape.ahead);
}

double LearningWorld::ahead(const Visit& visit) const {
  double best = 0, next = 0;
  for (std::uint32_t action = 0; action < shape_.actions; ++action) {
    const double money = expected(action, visit);
    next = std::max(next, std::min(best, money));
    best = std::max(best, money);
  }
  return best / next - 1;
}

std::string LearningWorld::rules(const std::string& explore) const {
  const auto choice = [](const char* name, char letter, std::uint32_t members) {
    std::string out = fmt::format("choice {} {{ ", name);
    for (std::uint32_t i = 0; i < members; ++i) out += fmt::format("{}{}{}", i == 0 ? "" : ", ", letter, i);
    return out + " }\n";
  };
  std::string out = "rulebook world \"A world to learn\" { currency GBP  timezone \"UTC\" }\n";
  out += choice("tier", 't', shape_.tiers) + choice("age", 'a', shape_.ages);
  out += "issues { sales }\noutcomes { accepted yes, declined no }\n";
  out += "profile customer { key id : text  tier : tier  age : age }\n";
  for (std::uint32_t action = 0; action < shape_.actions; ++action)
    out += fmt::format(
        "action offer_{} {{ issue sales  propensity learned by tier, age prior 10% from 10 answers  benefit £{:.2f} "
        "}}\n",
        action, worth_[action]);
  return out +
         fmt::format("arbitrate {{ rank by propensity * benefit  keep 1  explore {} }}\ntest \"t\" {{ }}\n", explore);
}

LearningWorld::Visit LearningWorld::visit(std::uint64_t number) const {
  Draws draws(seed_ + number, DrawFor::kWhich, "visit");
  const double tier = draws.uniform(), age = draws.uniform();
  return {harmonic(tier, shape_.tiers), harmonic(age, shape_.ages)};
}

bool LearningWorld::saysYes(std::uint64_t number, std::uint32_t action) const {
  return Draws(seed_ + number, DrawFor::kWhich, "answer", std::to_string(action)).uniform() <
         propensity(action, visit(number));
}

double LearningWorld::propensity(std::uint32_t action, const Visit& visit) const {
  return propensity_[at(action, visit)];
}

double LearningWorld::regret(std::uint32_t action, const Visit& visit) const {
  double best = 0;
  for (std::uint32_t one = 0; one < shape_.actions; ++one) best = std::max(best, expected(one, visit));
  return best - expected(action, visit);
}

}  // namespace regard::bench
