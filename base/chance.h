#pragma once
// Chance without turns: what is drawn depends on the seed, on what it is drawn for and on how many draws for that came
// before; never on what else is drawn, in which order or by which thread. To the byte: docs/language/policies.md.

#include <cstdint>
#include <string_view>

#include "base/decimal.h"

namespace regard {

/// What is drawn for, so that two uses of one seed draw apart.
enum class DrawFor : std::uint8_t {
  kPropensity = 1,         ///< an action's, whatever its channel
  kChannelPropensity = 2,  ///< an action's on a channel
  kWhether = 3,            ///< this decision tries something out
  kWhich = 4,              ///< and which action that is
  kSelection = 5,          ///< seeds under which a decision is made again, to see how often it is so
  kClusters = 6,           ///< where clusters of customers begin
  kSample = 7,             ///< which customers are looked at, where all are too many
};

/// Random numbers of one purpose (SplitMix64: Steele, Lea & Flood, OOPSLA 2014).
class Draws {
 public:
  /// `name`: the action's; `detail`: of several of one name, such as a channel.
  Draws(std::uint64_t seed, DrawFor purpose, std::string_view name = {}, std::string_view detail = {});

  std::uint64_t bits();                      ///< 64 fair bits
  double uniform();                          ///< above 0 and below 1, in steps of 2⁻⁵²
  std::uint64_t below(std::uint64_t count);  ///< 0 … count − 1. REQUIRES count > 0
  double normal();                           ///< mean 0, variance 1 (Marsaglia's polar method)

 private:
  std::uint64_t state_;
};

/// A share drawn from Beta(yes, no), rounded to 10⁻⁶: the ratio of two gamma variates (Marsaglia & Tsang, ACM TOMS 26,
/// 2000). The same bits on every machine: it is made of IEEE operations and base/elementary.h alone. REQUIRES
/// yes, no >= 0, not both 0; where one is 0 there is nothing to draw.
Percent betaDraw(double yes, double no, Draws& draws);

}  // namespace regard
