#pragma once
// The same ruleset as straight-line C++ (to_cpp.py), built as a shared library.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/frame/inputs.h"

namespace regard::peer {

/// A customer as the baseline wants one.
struct PlainProfile {
  std::vector<double> numbers;         ///< NaN: missing
  std::vector<std::uint16_t> members;  ///< enums, then booleans: one bit set, or none where missing
};
PlainProfile plainProfile(const ir::Program& program, const Inputs& inputs);

struct PlainDecision {
  std::array<std::uint32_t, 3> ids{};  ///< by the order of the ruleset
  std::array<double, 3> scores{};
  int count = 0;
};

class Baseline {
 public:
  explicit Baseline(const std::string& libraryPath);
  PlainDecision decide(const PlainProfile& profile) const {
    PlainDecision decision;
    decision.count =
        decide_(profile.numbers.data(), profile.members.data(), decision.ids.data(), decision.scores.data());
    return decision;
  }

 private:
  int (*decide_)(const double*, const std::uint16_t*, std::uint32_t*, double*);
};

}  // namespace regard::peer
