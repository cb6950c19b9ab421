#pragma once
// The demand-driven register machine of engine/exact: give it an instruction, get its value, having computed on the
// way only what that value needs and nothing twice.
//
// Idea: a value that is not there yet is pushed on an explicit stack; the top of the stack either finds its operands
// ready and is computed, or pushes the first one that is not. An instruction is on the stack at most once at a time,
// because operands stand before their users, so the stack never outgrows the program.

#include <cstdint>

#include "engine/exact/scratch.h"

namespace regard::exact {

class Machine {
 public:
  Machine(const Plan& plan, const Inputs& inputs, Scratch& scratch);

  /// From here on `kCandidate` means this one, its figures not known yet.
  void beginCandidate(std::uint32_t action, std::int16_t channel);
  /// From here on its figures are these.
  void setFigures(Percent propensity, Money value, Money benefit, Money cost);

  Scalar demand(ir::InstIndex inst);
  Truth demandTruth(ir::InstIndex inst) { return demand(inst).truth(); }

 private:
  bool ready(ir::InstIndex index, Scalar& value) const;
  bool readyOrPush(ir::InstIndex index, Scalar& value);
  bool advance(Scalar& value);
  bool advanceScalar(const ir::Inst& inst, Scalar& value);
  bool advanceLogic(const ir::Inst& inst, Scalar& value);
  bool advanceText(const ir::Inst& inst, Scalar& value);
  bool advanceList(const ir::Inst& inst, Scalar& value);
  bool ensureSet(const ir::Inst& inst, Pending& top);
  bool ensureLadder(const ir::Inst& inst, Pending& top);
  bool ensureScorecard(const ir::Inst& inst, Pending& top);
  bool ensureTable(const ir::Inst& inst, Pending& top);

  // ---- machine_rows.cc
  bool ensureSelect(const ir::Inst& inst, Scalar& value);
  struct Picked;
  bool ensureInvariants(Pending& top);
  Scalar query(const ir::Inst& inst);
  Picked pick(const std::uint32_t* words, std::uint32_t row);
  bool isComplete(const std::uint32_t* words) const;
  Scalar countQuery(const ir::Inst& inst);
  Scalar sumQuery(const ir::Inst& inst);
  Scalar extremeQuery(const ir::Inst& inst);
  Scalar endQuery(const ir::Inst& inst);
  Scalar burstQuery(const ir::Inst& inst);
  bool burstEndsAt(const std::uint32_t* words, std::uint32_t last);
  std::uint32_t firstRowOf(const std::uint32_t* words) const;
  std::int64_t timeOf(std::uint32_t stream, std::uint32_t row) const;

  Scalar known(ir::InstIndex index) const;
  Scalar candidateField(ir::CandidateField field) const;
  Scalar equalText(Scalar a, Scalar b) const;
  Scalar partOfText(ir::Op op, Scalar a, Scalar b) const;
  Scalar learned(const ir::Inst& inst) const;
  Percent drawn(std::uint32_t action, double yes, double of) const;
  Scalar inSet(const ir::Inst& inst) const;
  Scalar ladder(const ir::Inst& inst) const;
  Scalar scorecard(const ir::Inst& inst) const;
  Scalar table(const ir::Inst& inst) const;
  Scalar tableSum(const ir::Inst& inst) const;
  bool same(TypeKind kind, Scalar a, Scalar b) const;
  bool beats(const ir::Inst& inst, Scalar a, Scalar b) const;

  const ir::Program& program_;
  const std::uint8_t* dependence_;
  const RowInvariants& invariants_;
  const Inputs& inputs_;
  Scratch& scratch_;
  std::uint32_t action_ = ir::kNone;
  std::int16_t channel_ = -1;
  bool hasFigures_ = false;
  Percent propensity_;
  Money value_, benefit_, cost_;
  std::int64_t row_ = -1;  ///< the current row of the stream that a query goes through; -1: none
};

}  // namespace regard::exact
