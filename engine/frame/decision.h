#pragma once
// What a decision is: actions in rank order with every factor that put them there.

#include <cstdint>
#include <vector>

#include "base/decimal.h"
#include "dsl/ir/program.h"

namespace regard {

/// A surviving candidate with everything its priority was made of.
struct Scored {
  std::uint32_t action = 0;     ///< index into Program::actions
  std::int16_t channel = -1;    ///< member of kChannelChoice; -1 in a rulebook without channels
  std::int16_t treatment = -1;  ///< index into the action's treatments; -1: the action has none
  Percent propensity{kOneE8};
  Money value, benefit, cost;
  Money score;               ///< what `rank by` gave
  Percent weight{kOneE8};    ///< after levers, within 1% … 1,000%
  std::uint64_t levers = 0;  ///< bit i: the action's lever i counted (at most 64 levers an action)
  bool mandatory = false;    ///< goes ahead of all that are not
  Money priority;            ///< score × weight, or score ÷ weight when the score is below £0
  friend bool operator==(const Scored&, const Scored&) = default;
};

/// Total order of candidates: what is mandatory, then priority, then weight, then action name, then channel order.
inline bool ranksBefore(const Scored& a, const Scored& b) {
  if (a.mandatory != b.mandatory) return a.mandatory;
  if (a.priority != b.priority) return a.priority > b.priority;
  if (a.weight != b.weight) return a.weight > b.weight;
  if (a.action != b.action) return a.action < b.action;
  return a.channel < b.channel;
}

struct Decision {
  std::vector<Scored> kept;  ///< in rank order, at most Arbitration::keep
  friend bool operator==(const Decision&, const Decision&) = default;
};

}  // namespace regard
