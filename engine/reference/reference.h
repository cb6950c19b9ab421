#pragma once
// The law: walks the whole program in order for each candidate, stage by stage, exactly as docs/language says. Slow
// and obvious on purpose; shares base/ with the fast evaluators and nothing else. It is also what explains.

#include <cstdint>
#include <string>
#include <vector>

#include "base/cell.h"
#include "dsl/ir/program.h"
#include "engine/frame/decision.h"
#include "engine/frame/inputs.h"

namespace regard::reference {

/// Candidate fields an instruction may ask for. The figures are unknown until the candidate reaches rank; `rank by`
/// and the levers see them.
struct Candidate {
  std::uint32_t action = 0;
  std::int16_t channel = -1;
  Scalar propensity, value, benefit, cost;
};

/// Every instruction's value for one candidate, in instruction order. kNone action: no candidate, all its fields
/// unknown.
std::vector<Scalar> evaluateAll(const ir::Program& program, const Inputs& inputs, const Candidate& candidate);

/// The value of an instruction that reads a row of `stream`, for that row, without a candidate.
Scalar evaluateRow(const ir::Program& program, const Inputs& inputs, std::uint32_t stream, std::uint32_t row,
                   ir::InstIndex inst);

/// `candidate` with its figures: as `values` has them where they are written, else 100% and £0.
Candidate withFigures(const ir::Program& program, const std::vector<Scalar>& values, Candidate candidate);

/// What became of one action.
struct Outcome {
  std::uint32_t action = 0;
  /// Of the candidate that went furthest: the best one if any was ranked; else the latest stage, the later check
  /// within it, channel order.
  std::int16_t channel = -1;
  bool kept = false;
  std::uint32_t rank = 0;              ///< 1 … keep, when kept
  ir::Stage stage = ir::Stage::kKeep;  ///< where it dropped, when not kept
  std::uint32_t clause = ir::kNone;    ///< the first clause that was not true, for eligible, applicable, suitable
  /// The first thing that decided it at other stages: an instruction (a figure, a treatment's `when`, a token), or
  /// kNone.
  ir::InstIndex inst = ir::kNone;
  enum class Why : std::uint8_t {  // within a stage, in the order of the checks
    kKept,
    kNotYetActive,
    kNoLongerActive,
    kNoTreatmentOnChannel,
    kTreatmentCondition,
    kTokenUnknown,
    kClause,
    kPropensityOutOfRange,
    kFigureUnknown,
    kFigureError,
    kPriorityOverflow,
    kDiversity,
    kBelowKeep,
  } why = Why::kKept;
  std::uint32_t cap = ir::kNone;     ///< kDiversity: index into arbitration.caps
  std::vector<std::uint32_t> crowd;  ///< kDiversity: the kept actions that fill the cap, in rank order
  std::uint32_t rankIfKept = 0;      ///< kDiversity, kBelowKeep: its place among all ranked actions, from 1
  Scored scored;                     ///< when it reached rank and had a priority
  bool hasScore = false;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

struct Result {
  Decision decision;
  std::vector<Outcome> outcomes;  ///< one per action, by action index
};

Result evaluate(const ir::Program& program, const Inputs& inputs);

/// Whether a policy forbids the candidate that an outcome is about, even if something before it did already.
bool forbids(const ir::Program& program, const Inputs& inputs, const Outcome& outcome, std::int32_t policy);

}  // namespace regard::reference
