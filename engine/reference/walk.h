#pragma once
// One walk over the instructions. Inside engine/reference only; the outside sees reference.h.

#include <map>
#include <vector>

#include "dsl/ir/rows.h"
#include "engine/reference/reference.h"

namespace regard::reference {

/// By query: what its filter and its item are made of that reads the current row, in order. That is what has another
/// value for each row.
using RowReaders = std::map<ir::InstIndex, std::vector<ir::InstIndex>>;
RowReaders rowReadersOf(const ir::Program& program);

/// evaluateAll() for whoever walks one program again and again.
std::vector<Scalar> walkAll(const ir::Program& program, const Inputs& inputs, const Candidate& candidate,
                            const RowReaders& readers);

struct Walk {
  const ir::Program& program;
  const Inputs& inputs;
  const Candidate& candidate;
  const RowReaders& readers;
  std::vector<Scalar> values;    ///< of the instructions walked so far
  std::int64_t currentRow = -1;  ///< the current row of whatever stream is gone through; -1: none
  ir::InstIndex self = 0;        ///< the query that is being computed

  /// Computes one instruction. REQUIRES that those before it are.
  void take(ir::InstIndex inst);
  Scalar operand(std::uint32_t place) const { return values[program.operands[place]]; }
  Scalar valueOf(const ir::Inst& inst);
  Scalar structural(const ir::Inst& inst);
  Scalar candidateField(ir::CandidateField field) const;
  Scalar equalText(Scalar a, Scalar b) const;
  Scalar partOfText(ir::Op op, Scalar a, Scalar b) const;
  Scalar inSet(const ir::Inst& inst) const;
  Scalar ladder(const ir::Inst& inst) const;
  Scalar scorecard(const ir::Inst& inst) const;
  Scalar table(const ir::Inst& inst) const;
  bool same(TypeKind kind, Scalar a, Scalar b) const;
  Scalar together(ir::TableHit hit, TypeKind kind, const std::vector<Scalar>& outputs) const;
  Scalar learned(const ir::Inst& inst) const;

  // ---- queries.cc
  struct RowAt {
    std::int64_t at;  ///< lists: the place
    Scalar filter, item;
  };
  Scalar query(const ir::Inst& inst);
  std::vector<RowAt> rowsOf(const ir::Inst& inst, bool all);
  void walkRow(const std::vector<ir::InstIndex>& ofRow, std::int64_t place);
  bool isComplete(const ir::Inst& inst) const;
};

/// What every strict operator does before it looks at values; known means: go on.
Scalar strict(Scalar a, Scalar b);
ScalarOp addOp(TypeKind kind);
ScalarOp lessOp(TypeKind kind);

}  // namespace regard::reference
