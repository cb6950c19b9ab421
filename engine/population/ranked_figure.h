#pragma once
// What a rulebook ranks customers by.

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/ir/program.h"

namespace regard::population {

/// A figure and among whom it is ranked. Each has one picture in the store.
struct RankedFigure {
  std::string name;     ///< "clv", "clv of platinum"
  std::string meaning;  ///< what it computes: a picture of something else under the same name is not used
  TypeKind kind = TypeKind::kError;
  ir::InstIndex inst = ir::kNone;    ///< of a named figure
  std::uint32_t input = ir::kNone;   ///< of an attribute
  ir::InstIndex ladder = ir::kNone;  ///< only customers on this rung of it
  std::int32_t rung = -1;
  std::vector<std::uint32_t> thresholds;  ///< indices into the program's, which want to know where its parts begin
  std::uint32_t round = 0;                ///< it reads thresholds of figures of earlier rounds only
};

/// By name. Each threshold of the program belongs to one of them. REQUIRES a verified program.
std::vector<RankedFigure> rankedFigures(const ir::Program& program);

}  // namespace regard::population
