#pragma once
// The bridge: what dsl/ makes and engine/ runs. Flat vectors of plain structs, indices instead of pointers.
// A Program is verified when it leaves dsl/lower and again when it is loaded; after that nobody checks indices.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/cell.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/scalar_ops.h"
#include "base/span.h"
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
  kTable,  ///< operands[a…]: TableHit, count, then count × (condition, output), as written. Several rows may match
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

struct Source {
  std::string path;  ///< relative to the rulebook's folder
  std::string text;
};

struct Constant {
  Type type;
  Cell cell;  ///< text: TextRef with kProgramPool into textPool
};

struct ChoiceMember {
  std::string name;
  std::string title;  ///< as people and data files spell it; empty: as the name
};

struct Choice {
  std::string name;                   ///< of the declaration, or of the field for an inline `one of`
  bool ordered = false;               ///< members may be compared with < and >
  std::vector<ChoiceMember> members;  ///< a ladder's: lowest (last written) first
};

/// Choices every program has, by index in `choices`. `channel` is the author's own declaration, moved here (or empty).
enum BuiltinChoice : std::uint16_t {
  kChannelChoice,
  kIssueChoice,
  kGroupChoice,
  kActionChoice,
  kDirectionChoice,
  kBuiltinChoices
};
inline constexpr std::int64_t kInbound = 0, kOutbound = 1;  ///< members of kDirectionChoice

enum class InputSource : std::uint8_t { kProfile, kRequest, kToday };

/// One slot of the Inputs frame. `name` is the attribute or request field ("today" for kToday).
struct Input {
  InputSource source = InputSource::kProfile;
  std::string name;
  std::string title;
  Type type;
  bool isPrivate = false;
  bool isProtected = false;
  Scalar fallback;  ///< the field's `default`, used at gather when the value is missing; unknown if none
  Span span;
};

/// A named expression: for tests, explanations and dumps.
enum class NameKind : std::uint8_t { kFormula, kScorecard, kLadder, kSegment, kTable };
struct Named {
  NameKind kind = NameKind::kFormula;
  std::string name, title, doc;
  InstIndex inst = 0;
  Span span;
};

/// Stages in the order in which a candidate passes them.
enum class Stage : std::uint8_t {
  kInEffect,
  kEligible,
  kApplicable,
  kSuitable,
  kPolicy,
  kPropensity,
  kRank,
  kDiversity,
  kKeep,
};
const char* stageName(Stage stage);  ///< "in effect", "eligible" …

/// One condition that must be true, in negation-normal form; conjunctions are split into several clauses.
struct Clause {
  std::uint32_t action = 0;
  Stage stage = Stage::kEligible;  ///< kEligible, kApplicable or kSuitable here
  std::uint8_t reserved[3] = {};
  InstIndex expr = 0;
  std::uint32_t span = 0;
};
static_assert(sizeof(Clause) == 16);

/// A change of weight that counts only when its condition is true.
struct Lever {
  Percent change;
  InstIndex when = kNone;  ///< kNone: always
  Span span;
};

/// One piece of a treatment's text: literal text, or a token to fill in.
struct TextPart {
  std::string text;         ///< literal text, or the token's name as written
  InstIndex token = kNone;  ///< kNone: literal
};
struct TreatmentField {
  std::string name;  ///< script, subject, body, html …; `html` is HTML-escaped, all others are plain text
  std::vector<TextPart> parts;
};
struct Treatment {
  std::uint16_t channel = 0;  ///< member of kChannelChoice
  std::string title;
  InstIndex when = kNone;
  std::vector<TreatmentField> fields;
  Span span;
};

struct Action {
  std::string name, title, doc;
  std::int32_t issue = -1, group = -1;             ///< indices into issues, groups
  std::uint32_t firstClause = 0, clauseCount = 0;  ///< in stage order: eligible, applicable, suitable
  InstIndex value = kNone, benefit = kNone, cost = kNone, propensity = kNone;  ///< kNone: unwritten
  InstIndex score = kNone;            ///< `rank by`, money; never kNone after lowering
  std::vector<Lever> levers;          ///< the action's, its group's and the matching `favour`s, in that order
  std::vector<Treatment> treatments;  ///< in the order written
  bool hasActive = false;
  Day activeFrom = 0, activeTo = 0;  ///< both ends in
  Span span;
};

struct Group {
  std::string name, title;
  std::int32_t issue = -1;
  Span span;
};
struct Issue {
  std::string name;
  Span span;
};

/// "at most n per issue | group | action" among the kept.
struct DiversityCap {
  CandidateField per = CandidateField::kIssue;
  std::uint32_t most = 1;
  Span span;
};

struct Arbitration {
  std::uint32_t keep = 3;
  std::vector<DiversityCap> caps;
  Span rankSpan;  ///< of `rank by`, or empty when the default ranks: propensity * (value + benefit - cost)
  Span keepSpan;
};

/// A value given by a test: to the input slot `input`.
struct TestValue {
  std::uint32_t input = 0;
  Scalar value;  ///< text: TextRef into the program's pool
};
enum class ExpectKind : std::uint8_t { kFirst, kOffered, kWithheld, kHolds };
struct Expectation {
  ExpectKind kind = ExpectKind::kHolds;
  std::uint32_t action = kNone;
  std::int32_t channel = -1;  ///< `by channel`, or -1
  bool hasStage = false;      ///< `withheld by eligible` …
  Stage stage = Stage::kEligible;
  InstIndex holds = kNone;   ///< kHolds: must be true
  InstIndex actual = kNone;  ///< kHolds on `a = b`: a, for the message; else kNone
  Span span;
};
struct Test {
  std::string title;
  bool hasNow = false;
  std::int64_t localMs = 0;  ///< now, on the rulebook's clock, ms since 1970-01-01T00:00 local
  std::vector<TestValue> given;
  std::vector<Expectation> expected;
  std::uint64_t seed = 0;
  Span span;
};

/// A whole rulebook, ready to plan.
struct Program {
  std::string name, title, doc;
  std::string currency = "GBP";
  std::string timezone = "UTC";
  std::string locale = "en-GB";
  std::string profileName;  ///< "customer"
  std::string keyName;      ///< the profile's key attribute
  std::vector<Source> sources;
  std::vector<Span> spans;
  std::vector<Inst> insts;
  std::vector<std::uint32_t> operands;
  std::vector<Constant> constants;
  std::string textPool;
  std::vector<Choice> choices;  ///< the first kBuiltinChoices as enumerated
  std::vector<Input> inputs;
  std::vector<Named> names;
  std::vector<Issue> issues;
  std::vector<Group> groups;
  std::vector<Action> actions;  ///< sorted by name: an action's index is its tie-break rank
  std::vector<Clause> clauses;
  Arbitration arbitration;
  std::vector<Test> tests;
};

}  // namespace regard::ir
