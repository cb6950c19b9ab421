#pragma once
// What may come from outside of a program: the values that an input, a field of the candidate, a column or a query can
// have at all.

#include "base/date.h"
#include "dsl/prove/possible.h"

namespace regard::dsl {

/// What a search is about: candidates of one action.
struct Setting {
  std::uint32_t action = 0;
  RangeSet directions = {{ir::kInbound, ir::kOutbound}};
  RangeSet channels = {};  ///< members of kChannelChoice; empty: a rulebook without channels
  Range days = {kFirstDay, kLastDay};
};

/// Everybody's channels.
RangeSet allChannels(const ir::Program& program);

/// REQUIRES kInput, kCandidate, kColumn, kQuery or kLearned.
Possible domainOf(const ir::Program& program, const Setting& setting, const ir::Inst& leaf);

}  // namespace regard::dsl
