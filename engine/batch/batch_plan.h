#pragma once
// A plan turned round for blocks of customers: conditions that many actions share, columns of what they compute, and
// for each action its stages and the code of its figures. Immutable, shared between threads.

#include <cstdint>
#include <vector>

#include "engine/batch/estimate.h"
#include "engine/batch/lane_code.h"
#include "engine/plan/needs.h"
#include "engine/plan/plan.h"

namespace regard::batch {

inline constexpr std::uint32_t kNothing = 0xFFFF'FFFFU;

/// Something that is true of a customer or not: unknown and error are not. Each is there once, whoever asks it.
struct Condition {
  enum class Kind : std::uint8_t {
    kAlways,
    kNever,
    kRegion,    ///< the subject's value is in the region
    kAll,       ///< all parts are true
    kAny,       ///< a part is true
    kComputed,  ///< the instruction is true, or (isKnown) has a value
  };
  Kind kind = Kind::kAlways;
  bool ofCandidate = false;  ///< depends on more than the frame: no bitmap of it can be kept
  bool hasMembers = false;   ///< kRegion of a choice or flag: `members` says all of its values
  bool isKnown = false;
  std::uint32_t users = 0;           ///< actions and other conditions that ask
  Subject subject = 0;               ///< kRegion
  std::int32_t input = -1;           ///< kRegion: the subject's slot, if it is an input
  std::uint32_t column = kNothing;   ///< of a computed subject or kComputed: the shared column, if several ask
  TypeKind type = TypeKind::kError;  ///< of the subject
  Region region;
  std::uint64_t members = 0;
  std::vector<std::uint32_t> parts;
  ir::InstIndex inst = ir::kNone;  ///< kComputed; kRegion of a computed subject: the subject
  std::uint32_t action = kNobody;  ///< ofCandidate: for whom the code is
  LaneCode code;                   ///< of `inst`, if no column has it
};

/// One value of every customer, computed at most once a block for those for whom somebody asks.
struct SharedColumn {
  ir::InstIndex inst = ir::kNone;  ///< the value, or …
  std::int32_t input = -1;         ///< … this input, and `otherwise` where it is unknown
  std::uint64_t otherwise = 0;
  bool isFlag = false;
  LaneCode code;            ///< its last register is the value; failed: the machine's
  std::uint32_t depth = 0;  ///< columns that wait for one another
};

struct StageConditions {
  ir::Stage stage = ir::Stage::kEligible;
  std::vector<std::uint32_t> conditions;
};

struct UsableTreatment {
  std::int16_t channel = 0;
  std::uint32_t condition = 0;
};

/// Registers where an action's code leaves its figures. All money but propensity.
struct FigureRegisters {
  std::uint16_t propensity = 0, value = 0, benefit = 0, cost = 0, score = 0;
};

/// A term of an estimate: a factor times a shared column or, where there is none, an input.
struct TermSource {
  double factor = 0;
  std::uint32_t column = kNothing, input = 0;
};

struct ActionPlan {
  std::vector<UsableTreatment> treatments;
  std::vector<StageConditions> stages;  ///< kInEffect … kPolicy, only those that ask something
  LaneCode figures;
  FigureRegisters at;
  std::int64_t weight = 0;   ///< 100% and the levers that always count, not clamped yet
  std::uint64_t levers = 0;  ///< those levers
  bool hasTreatments = false, hasLevers = false;
  bool mandatory = false;
  bool hasEstimate = false;
  EstimateForm estimate;
  std::uint32_t firstTerm = 0;  ///< of BatchPlan::terms: money's, then propensity's
};

struct BatchPlan {
  const Plan* plan = nullptr;
  std::vector<Condition> conditions;
  std::vector<SharedColumn> columns;
  std::vector<ActionPlan> actions;
  std::vector<TermSource> terms;      ///< of estimates
  std::vector<std::uint32_t> inputs;  ///< slots whose columns are read, rising; all others are asked of frames only
};

/// REQUIRES `plan` to outlive what is made of it.
BatchPlan makeBatchPlan(const Plan& plan);

}  // namespace regard::batch
