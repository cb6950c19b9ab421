#pragma once
// Instructions: what a program is made of. Part of program.h.

#include <cstdint>

#include "base/scalar_ops.h"
#include "base/type.h"

namespace regard::ir {

using InstIndex = std::uint32_t;
inline constexpr std::uint32_t kNone = 0xFFFF'FFFFU;

/// Scalar operators keep their ScalarOp number; what needs more than scalars follows.
enum class Op : std::uint8_t {
  kFirstStructural = 128,
  kConst = 128,  ///< a: index into constants
  kInput,        ///< a: index into inputs
  kCandidate,    ///< a: CandidateField
  kNot,          ///< a: flag. In negation-normal form: only over what has no opposite of its own
  kAnd,          ///< a, b: flags (truthAnd)
  kOr,           ///< a, b: flags (truthOr)
  kEqText,
  kNeText,     ///< a, b: text, compared byte for byte
  kIsKnown,    ///< a: anything. Never unknown itself; an error stays an error
  kIsUnknown,  ///< a: anything. likewise
  kElse,       ///< a, b of one type: b where a is unknown; an error stays an error
  kIf,         ///< operands[a…]: condition, then, otherwise
  kInSet,      ///< a: value; operands[b…]: count, then count × (low, high, RangeMode); an `or` over the members
  kLadder,     ///< operands[a…]: count, then count × condition, as written. Rung i gives ordinal count-1-i, so that
               ///< the first rung is the highest; no true rung gives unknown; flags bit 15: kLadderAlsoUnknown
  kScorecard,  ///< operands[a…]: start, low, high, count, then count × (condition, signed points), all instructions
               ///< but count; of type percent, number or money
  kTable,  ///< operands[a…]: TableHit, count, then count × (condition, output), row by row. Several rows may match
  kStartsWith,
  kEndsWith,
  kContains,  ///< a, b: text, byte for byte
  kSelect,    ///< operands[a…]: a choice, count, then count × value: the one of its member
  kColumn,   ///< a: index into streams, b: into its columns. The current row's value: means something below kQuery only
  kQuery,    ///< operands[a…]: Aggregate, stream, window, filter or kNone, item or kNone, burst or kNone. The rows of
             ///< the stream in the window for which the filter is true, put together
  kLearned,  ///< a: index of the action whose learned propensity it is, given the candidate's channel; a percent
};

/// What a query makes of its rows. kFirst and kLatest go by time (lists: by place). The comparisons of the count know
/// that an undecided row, or a window that reaches back before anything was recorded, leaves only a lower bound.
enum class Aggregate : std::uint32_t {
  kCount,
  kSum,
  kAverage,
  kMin,
  kMax,
  kFirst,
  kLatest,
  kCountEq,  ///< item: a number that no row decides, of the next five as well
  kCountNe,
  kCountLt,
  kCountLe,
  kCountGt,
  kCountGe,
  kRecorded,  ///< how many rows are recorded, undecided ones among them: what is not recorded did not happen (caps)
  kBurst,     ///< flag: is there a row at which at least `burst` others were near, counting itself? Of what is recorded
};
constexpr bool comparesCount(Aggregate a) { return a >= Aggregate::kCountEq && a <= Aggregate::kCountGe; }
/// Words of a query's operands.
enum QueryWord : std::uint32_t {
  kAggregateWord,
  kStreamWord,
  kWindowWord,
  kFilterWord,
  kItemWord,
  kBurstWord,
  kQueryWords
};

constexpr Op opOf(ScalarOp op) { return static_cast<Op>(op); }
constexpr bool isScalar(Op op) { return static_cast<std::uint8_t>(op) < static_cast<std::uint8_t>(ScalarOp::kCount); }
constexpr ScalarOp scalarOf(Op op) { return static_cast<ScalarOp>(op); }
static_assert(static_cast<int>(ScalarOp::kCount) < 128);

enum class RangeMode : std::uint32_t { kEqual, kClosed, kHalfOpen };  ///< x = low; low..high; low..<high

/// What the rows that match give together; see docs/language. kMin and kMax take a choice's ordinals.
enum class TableHit : std::uint32_t { kUnique, kAny, kFirst, kSum, kMin, kMax };

/// What a candidate says of itself. The first five are choices (Program::builtinChoices), the rest its factors.
enum class CandidateField : std::uint32_t {
  kChannel,
  kIssue,
  kGroup,
  kAction,
  kDirection,
  kPropensity,
  kValue,
  kBenefit,
  kCost,
};

/// One step. Operands always stand earlier in `insts`, so the vector order is an evaluation order.
/// type: kind of the result. flags: for a choice, its index in `choices`; a ladder's bit 15 see kLadder.
/// span: index into `spans`.
struct Inst {
  Op op = Op::kConst;
  TypeKind type = TypeKind::kError;
  std::uint16_t flags = 0;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t span = 0;
  friend bool operator==(const Inst&, const Inst&) = default;
};
static_assert(sizeof(Inst) == 16, "four to a cache line");

inline constexpr std::uint16_t kLadderAlsoUnknown = 0x8000;
inline constexpr std::uint16_t kChoiceMask = 0x7FFF;
constexpr Type typeOf(const Inst& inst) {
  return {inst.type,
          inst.type == TypeKind::kChoice ? static_cast<std::uint16_t>(inst.flags & kChoiceMask) : std::uint16_t{0}};
}

}  // namespace regard::ir
