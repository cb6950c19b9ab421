#pragma once
// Who stands where when priorities are drawn: the places of a greedy choice under `keep` and at most one cap, exactly.
//
// Idea: given that one entrant's priority is s, whether each other one is above is independent of all the rest, so how
// many are above is a sum of independent coins, class by class cut off at the cap. What is left is one integral over
// s for each entrant, by Gauss and Legendre in pieces: they begin where a rival's distribution rises.

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/model/back_off.h"

namespace regard::selection {

/// Someone who can be kept: the priority is start + slope × share, of a share that has this posterior.
struct Entrant {
  double start = 0, slope = 0;  ///< in 10⁻⁴; slope 0: it is certain
  model::Posterior posterior;
  bool mandatory = false;  ///< ahead of all that are not, and beside keep and cap
  std::int64_t kind = -1;  ///< what the cap counts; -1: it does not bind
};

struct Rules {
  std::uint32_t keep = 1;
  std::optional<std::uint32_t> mostOfKind;  ///< the cap
};

/// Probabilities [entrants × places], row by row; places: keep and one for each that is mandatory. Entrants stand in
/// the order in which equal certain priorities rank.
std::vector<double> placesOf(const std::vector<Entrant>& entrants, const Rules& rules);

}  // namespace regard::selection
