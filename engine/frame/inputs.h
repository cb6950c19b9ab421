#pragma once
// Everything a decision may read, resolved once: the frame. The evaluators read nothing else, the log stores it,
// so a replay or an explanation never depends on today's data.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/cell.h"
#include "base/date.h"
#include "dsl/ir/program.h"

namespace regard {

struct Inputs {
  std::vector<Cell> cells;    ///< [program.inputs.size()], by input slot
  std::vector<State> states;  ///< the plane beside them
  std::string text;           ///< bytes that TextRefs without kProgramPool point into
  std::int64_t nowMs = 0;     ///< ms since 1970-01-01T00:00Z
  Day today = 0;              ///< in the customer's zone, else the rulebook's
  std::string locale;         ///< the reader's: the customer's `locale`, else the rulebook's

  Scalar at(std::uint32_t slot) const { return {cells[slot], states[slot]}; }
  void set(std::uint32_t slot, Scalar value) {
    cells[slot] = value.cell;
    states[slot] = value.state;
  }
  friend bool operator==(const Inputs&, const Inputs&) = default;
};

/// The bytes behind a text cell, wherever they are.
inline std::string_view textOf(const ir::Program& program, const Inputs& inputs, TextRef ref) {
  if ((ref.offset & TextRef::kProgramPool) != 0)
    return std::string_view(program.textPool).substr(ref.offset & ~TextRef::kProgramPool, ref.length);
  return std::string_view(inputs.text).substr(ref.offset, ref.length);
}

}  // namespace regard
