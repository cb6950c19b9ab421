#pragma once
// What shares out customers so that groups can be compared: an experiment's arms, or those held out and the others.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "dsl/ir/program.h"
#include "engine/gather/sticky.h"

namespace regard {

struct Trial {
  StickyDraw draw = StickyDraw::kExperiment;
  std::string name, title;
  std::vector<std::string> arms;    ///< of a hold-out: held_out, others
  std::vector<Percent> shares;      ///< by arm, adding up to 100%
  std::vector<std::string> issues;  ///< of a hold-out: what it keeps from them
  std::string measure;              ///< of an experiment: an outcome
  std::int64_t withinMs = 0;        ///< of an experiment: waited for so long

  bool isHoldOut() const { return draw == StickyDraw::kHoldOut; }
  std::size_t armOf(std::string_view customer) const;
  /// Whether a customer has the same arm by both, and it means the same.
  bool sharesOutAs(const Trial& other) const;
};

std::vector<Trial> trialsOf(const ir::Program& program);
/// By name, or the only one. kInvalid, with those that there are.
Result<Trial> trialNamed(const ir::Program& program, const std::string& name);

}  // namespace regard
