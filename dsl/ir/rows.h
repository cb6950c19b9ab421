#pragma once
// Which instructions have a value for each row of a stream rather than one for the customer.

#include <vector>

#include "dsl/ir/operands.h"

namespace regard::ir {

inline constexpr std::uint32_t kTwoStreams = 0xFFFF'FFFEU;  ///< rows of more than one: never in a verified program

/// The stream whose current row an instruction reads, directly or through operands; kNone if none. A query goes
/// through rows and has one value. `before`: the same of all instructions before it.
inline std::uint32_t rowStreamOf(const Program& program, const Inst& inst, const std::vector<std::uint32_t>& before) {
  if (inst.op == Op::kColumn) return inst.a;
  if (inst.op == Op::kQuery) return kNone;
  std::uint32_t stream = kNone;
  forEachOperand(program, inst, [&](InstIndex part) {
    if (before[part] == kNone) return;
    stream = stream == kNone || stream == before[part] ? before[part] : kTwoStreams;
  });
  return stream;
}

/// The same of every instruction. REQUIRES a verified program.
inline std::vector<std::uint32_t> rowStreams(const Program& program) {
  std::vector<std::uint32_t> streams;
  streams.reserve(program.insts.size());
  for (const Inst& inst : program.insts) streams.push_back(rowStreamOf(program, inst, streams));
  return streams;
}

}  // namespace regard::ir
