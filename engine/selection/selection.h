#pragma once
// The selection probabilities of a decision: how likely each action stood in each place, given all that was known and
// not yet what was drawn.

#include <cstdint>
#include <vector>

#include "engine/decide/decide.h"

namespace regard::selection {

enum class Method : std::uint8_t {
  kCertain,     ///< nothing was left to chance
  kCounted,     ///< all that chance could lift, one by one
  kQuadrature,  ///< exactly, to about 10⁻⁶
  kDraws        ///< how often it was so when decided again under other seeds
};

struct Chances {
  Method method = Method::kCertain;
  std::uint32_t draws = 0;             ///< kDraws: of so many
  std::uint32_t places = 0;            ///< of which each sums to 1 as long as there are so many to rank
  std::vector<std::uint32_t> actions;  ///< that can be kept, rising
  std::vector<double> at;              ///< [actions × places], row by row

  /// `place` from 0; 0 for an action that is not among them.
  double of(std::uint32_t action, std::uint32_t place) const;
  /// The standard error of a probability: 0 unless it was found by draws.
  double error(double probability) const;
};

struct Effort {
  std::uint32_t drawsMax = 4'000;    ///< standard errors are at most half a root of it: 0.8%
  std::uint32_t quadratureMost = 8;  ///< drawn propensities in one decision; beyond, draws are cheaper
};

/// Of a decision from this frame. By quadrature where few propensities are drawn, each on one channel, priorities are
/// straight lines in them and caps are of one kind; else by draws, under seeds that follow from the frame's: the same
/// answer each time.
Chances chancesOf(const Plan& plan, const Inputs& frame, Scratch& scratch, const Effort& effort = {});

}  // namespace regard::selection
