#pragma once
// Rows that are there no more still answer what their totals can: how many there ever were, and what a column of them
// adds up to.

#include <optional>

#include "dsl/ir/operands.h"
#include "engine/frame/inputs.h"

namespace regard {

struct RolledUp {
  double count = 0;
  Scalar sum = Scalar::known({});  ///< of the column asked for
};

/// What is left of a stream that bears on an answer whose window is all of the time and that no filter narrows; of a
/// sum or an average, if it is that of a bare column.
inline bool asksTotals(const ir::Program& program, const ir::Inst& query) {
  const auto word = [&](ir::QueryWord which) { return ir::queryWord(program, query, which); };
  const auto how = static_cast<ir::Aggregate>(word(ir::kAggregateWord));
  const bool isAllOfThem = program.streams[word(ir::kStreamWord)].kind != ir::StreamKind::kList &&
                           program.windows[word(ir::kWindowWord)].kind == ir::WindowKind::kAll &&
                           word(ir::kFilterWord) == ir::kNone;
  if (!isAllOfThem) return false;
  switch (how) {
    case ir::Aggregate::kCount:
    case ir::Aggregate::kCountEq:
    case ir::Aggregate::kCountNe:
    case ir::Aggregate::kCountLt:
    case ir::Aggregate::kCountLe:
    case ir::Aggregate::kCountGt:
    case ir::Aggregate::kCountGe: return true;
    case ir::Aggregate::kSum:
    case ir::Aggregate::kAverage: {
      const ir::Inst& item = program.insts[word(ir::kItemWord)];
      return item.op == ir::Op::kColumn && item.a == word(ir::kStreamWord);
    }
    default: return false;
  }
}

/// What the rows that went add to the answer, which is then complete; nothing if none went, or nobody knows.
inline std::optional<RolledUp> rolledUpOf(const ir::Program& program, const Inputs& inputs, const ir::Inst& query) {
  const Rows& rows = inputs.rows[ir::queryWord(program, query, ir::kStreamWord)];
  if (!rows.rolledCount.isKnown() || !asksTotals(program, query)) return std::nullopt;
  RolledUp gone{rows.rolledCount.cell.asDouble()};
  const auto how = static_cast<ir::Aggregate>(ir::queryWord(program, query, ir::kAggregateWord));
  if (how != ir::Aggregate::kSum && how != ir::Aggregate::kAverage) return gone;
  gone.sum = rows.rolledSums[program.insts[ir::queryWord(program, query, ir::kItemWord)].b];
  return gone.sum.isKnown() ? std::optional(gone) : std::nullopt;
}

}  // namespace regard
