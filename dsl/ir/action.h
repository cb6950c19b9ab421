#pragma once
// What a program decides over: names, clauses, actions, policies, arbitration. Part of program.h.

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.h"
#include "dsl/ir/inputs.h"

namespace regard::ir {

/// A named expression: for tests, explanations and dumps.
enum class NameKind : std::uint8_t { kFormula, kScorecard, kLadder, kSegment, kTable, kJourney };
struct Named {
  NameKind kind = NameKind::kFormula;
  std::string name, title, doc;
  InstIndex inst = 0;
  Span span;
  std::vector<Span> parts;  ///< the rungs or rows, in the instruction's order; else the one expression
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

/// What a clause came from. Whatever forbids is a clause too: `never … when c` is the condition that c be false, so
/// that unknown forbids; a cap is the condition that fewer were made; and so on.
enum class ClauseKind : std::uint8_t {
  kCondition,  ///< eligible, applicable, suitable
  kProactive,  ///< stage kInEffect: an outbound decision takes what a rule offers on what happened
  kNever,
  kCap,
  kPause,
  kQuiet,
  kBudget,
  kHoldOut,
  kReach,  ///< an action that is new is tried on a part of all customers
};
/// One condition that must be true, in negation-normal form; conjunctions of kCondition are split into several clauses.
struct Clause {
  std::uint32_t action = 0;
  Stage stage = Stage::kEligible;  ///< kInEffect … kPolicy
  ClauseKind kind = ClauseKind::kCondition;
  std::int16_t policy = -1;  ///< index into policies; -1: the action's or group's own
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
  Span span;  ///< from `treatment` to the end of its condition
};

/// Half of what was answered so long ago is forgotten, unless rules say otherwise.
inline constexpr std::int64_t kHalfLifeMs = 180 * kMsPerDay;
/// From a day to ten years.
constexpr bool isHalfLife(std::int64_t ms) { return ms >= kMsPerDay && ms <= 3'653 * kMsPerDay; }
struct Learned {
  std::vector<InstIndex> by;  ///< coarsest last: cells back off by dropping the last
  Percent prior;
  double answers = 1;  ///< what the prior is worth
  Span span;
  std::int64_t halfLifeMs = kHalfLifeMs;
  Percent reach{kOneE8};  ///< of customers, before anybody answered: then it grows in a straight line …
  double reachesAll = 0;  ///< … to all of them at so many answers
};
/// A detail of `do credit { amount £5 }`, as written.
struct EffectDetail {
  std::string name, value;
  friend bool operator==(const EffectDetail&, const EffectDetail&) = default;
};
/// What it brings along besides its words; empty, -1: it does not.
struct Brings {
  std::string queue, skill;     ///< hand-over to a person
  std::string question, topic;  ///< what it asks, and under which topic the answer is kept
  std::int32_t promise = -1;    ///< index into promises
  std::string effect;           ///< what it does by itself
  std::vector<EffectDetail> effectDetails;
  bool silently = false;
};
/// Where the figures of an action are written: in itself or in its group. Empty: unwritten.
struct FigureSpans {
  Span value, benefit, cost, propensity;
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
  std::vector<Learned> learned;      ///< at most one
  std::string mandatory;             ///< why it goes ahead of rank; empty: it does not
  Brings brings;
  FigureSpans written;
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

struct Promise {
  std::string name, title, doc;
  std::int64_t dueMs = 0;
  bool dueInWorkingTime = false;
  std::uint32_t stream = 0;
  InstIndex filter = kNone;  ///< which rows of the stream keep it
  Span span;
};
/// A proactive rule, for those who ask what can start what; its condition is a clause of its action.
struct Trigger {
  std::int32_t event = -1;  ///< member of kTriggerChoice
  std::uint32_t action = 0;
  InstIndex when = kNone;
  std::int32_t atMinute = -1;  ///< schedules
  std::int64_t afterMs = 0, withinMs = -1;
  std::vector<std::uint16_t> channels;  ///< in order; empty: any
  Span span;
};
struct Policy {
  std::string name, title, doc;
  Span span;
};
/// A claim that was proved before the program was made: no candidate of `actions` in `direction` passes while the
/// condition is not false.
struct Guarantee {
  std::string title;
  std::int8_t direction = -1;  ///< -1: both
  std::vector<std::uint32_t> actions;
  InstIndex when = 0;
  Span span;
};
struct Bundle {
  std::string name, title, doc;
  std::vector<std::uint32_t> needs, mayAdd;
  Span span;
};
struct Outcome {
  bool isYes = false;
  std::int64_t afterMs = -1;  ///< silence that long counts as this; -1: never
};
/// When people work, on the rulebook's clock.
struct WorkingHours {
  std::uint8_t days = 0x7F;  ///< bit 0: Monday
  std::int32_t fromMinute = 0, toMinute = 24 * 60;
};

enum class ExploreKind : std::uint8_t { kGreedy, kThompson, kEpsilon };
struct Arbitration {
  ExploreKind explore = ExploreKind::kGreedy;
  Percent epsilon;
  std::uint32_t lateAnswer = kNone;  ///< the action that answers when there is no time to decide
  std::uint32_t keep = 3;
  std::vector<DiversityCap> caps;
  Span rankSpan;  ///< of `rank by`, or empty when the default ranks: propensity * (value + benefit - cost)
  Span keepSpan;
};

}  // namespace regard::ir
