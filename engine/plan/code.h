#pragma once
// Compact code for what is left to do for a candidate: its residual clauses, its figures, its levers.
//
// The code is hopeful: it computes with plain 64-bit registers and knows nothing of unknown and error. A register that
// has no value holds a marker (NaN for numbers, the lowest integer for everything else); whenever a step meets one, or
// overflows, or comes out as a marker, the code gives up and the demand machine does the candidate again, exactly. So
// the code must be right only where everything is ordinary. Conditions need no such care: they ask whether something is
// true, and over a marker no question is.

#include <cstdint>
#include <limits>
#include <vector>

#include "base/date.h"
#include "dsl/ir/program.h"
#include "engine/plan/analysis.h"
#include "engine/plan/bound.h"
#include "engine/plan/index.h"

namespace regard {

/// What an integer register without a value holds; a number's is any NaN.
inline constexpr std::int64_t kNoValue = std::numeric_limits<std::int64_t>::min();
inline constexpr std::uint64_t kNoValueBits = 0x8000'0000'0000'0000U, kNoNumberBits = 0x7FF8'0000'0000'0000U;

/// Registers with a fixed meaning, then temporaries, then the frame's: inputs and `input else constant`.
enum Register : std::uint16_t {
  kPropensityRegister,
  kValueRegister,
  kBenefitRegister,
  kCostRegister,
  kScoreRegister,
  kWeightRegister,
  kLeversRegister,
  kDirectionRegister,
  kChannelRegister,  ///< a marker where several are asked for
  kZeroRegister,
  kFirstTemporary,
  kFirstOfFrame = 64,
};

enum class CodeOp : std::uint8_t {
  kEnd,    ///< this part is done
  kConst,  ///< to = imm
  kCopy,   ///< to = a

  kAddNumber,  ///< to = a + b
  kSubNumber,  ///< to = a - b
  kMulNumber,  ///< to = a * b
  kSum,        ///< to = imm + a sum of terms, all numbers, each product and each sum rounded as ever. The `extra` steps
               ///< behind it are kTerm, one for each, in order; they are no steps of their own
  kSumOnto,    ///< to = a + a sum of terms, likewise
  kTerm,       ///< imm * b
  kAddInt,
  kSubInt,
  kMulE8,             ///< to = a * b, b a percent
  kMulE8Const,        ///< to = a * imm, one of them a percent
  kMulByNumber,       ///< to = a * b, b a number
  kMulByConstNumber,  ///< to = a * imm, imm a number
  kMulConstByNumber,  ///< to = imm * b, b a number
  kApply,             ///< to = apply(imm, a, b), imm a ScalarOp
  kDemand,            ///< to = what the machine says of instruction imm
  kLever,             ///< weight += imm; `extra` is its number

  // Jumps `skip` forward (0: the candidate fails) if the question's answer is `extra`; bit 1 of `extra`: gives up on a
  // marker.
  kJump,
  kIsTrue,         ///< instruction imm, asked of the machine
  kAtLeastNumber,  ///< a >= imm
  kAtMostNumber,
  kAtLeastInt,
  kAtMostInt,
  kIsMember,     ///< bit a of imm; not for a marker
  kHasNoNumber,  ///< a is a marker
  kHasNoInt,
};
inline constexpr std::uint8_t kIfTrue = 1, kMustBeKnown = 2;  ///< bits of `extra`

struct Code {
  CodeOp op = CodeOp::kEnd;
  std::uint8_t extra = 0;
  std::uint16_t to = 0;  ///< jumps: skip
  std::uint16_t a = 0, b = 0;
  std::uint64_t imm = 0;
};
static_assert(sizeof(Code) == 16, "four to a cache line");

struct ActionCode {
  std::uint32_t entry = ir::kNone;       ///< clauses, value, benefit, cost, levers; kNone: left to the machine
  std::uint32_t propensity = ir::kNone;  ///< then this, unless it is unwritten: kNone
  std::int64_t weight = 0;               ///< 100% and the levers that always count, not clamped yet
  std::uint64_t levers = 0;              ///< those levers
  // What else is asked of each candidate, here so that ir::Action need not be touched.
  Day from = kFirstDay, to = kLastDay;  ///< active, both in
  bool mandatory = false;
  bool ofCandidate = false;  ///< asks for the candidate's channel: code only where there is just one
};

/// How a register of the frame is filled: with the input, or, where that is unknown, with a marker or its default.
struct FrameLoad {
  std::uint32_t input = 0;
  std::uint16_t to = 0;
  std::uint64_t otherwise = 0;
};

struct CandidateCode {
  std::vector<Code> code;
  std::vector<ActionCode> actions;  ///< by action
  std::vector<FrameLoad> loads;
  std::uint16_t registers = kFirstOfFrame;
  std::uint32_t score = ir::kNone;  ///< `rank by`, from the figures; kNone: then no action has code
  /// The score moves one way only as propensity grows, so that its greatest is at 0% or at 100%.
  bool scoreFollowsPropensity = false;
  bool scoreIsNothingAtNoPropensity = false;
  Bounds bounds;

  std::size_t bytes() const;
};

/// `index`: says which clauses are left.
CandidateCode makeCode(const Analysis& analysis, const Index& index);

}  // namespace regard
