#pragma once
// What a program reads: choices and their members, slots of the frame, rows. Part of program.h.

#include <cstdint>
#include <string>
#include <vector>

#include "base/cell.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/span.h"
#include "dsl/ir/inst.h"

namespace regard::ir {

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
  kOutcomeChoice,       ///< reserved, presented, then as `outcomes` declares them
  kPromiseChoice,       ///< one for each `promise`
  kPromiseStateChoice,  ///< open, kept, broken
  kTriggerChoice,  ///< whatever can start a proactive rule: events, cases, `x_overdue`, promise_broken, units of time
  kBuiltinChoices
};
inline constexpr std::int64_t kInbound = 0, kOutbound = 1;  ///< members of kDirectionChoice
/// Of kOutcomeChoice, in every rulebook: a contact that was decided and not yet made, and one that was made and not yet
/// answered. They are nobody's answer, so neither yes nor no.
inline constexpr std::int64_t kOutcomeReserved = 0, kOutcomePresented = 1;
inline constexpr std::size_t kBuiltinOutcomes = 2;
inline constexpr std::int64_t kPromiseOpen = 0, kPromiseKept = 1, kPromiseBroken = 2;  ///< of kPromiseStateChoice

enum class InputSource : std::uint8_t {
  kProfile,  ///< an attribute; one member of `flag by channel` is `consent.email`
  kRequest,
  kToday,         ///< the customer's day
  kNow,           ///< the instant of the decision
  kMinute,        ///< minutes since midnight on the customer's clock, a number
  kTrigger,       ///< what started an outbound decision; unknown inbound
  kTriggerAge,    ///< how long ago that was, a duration; unknown: just when the rule wants it
  kTriggerField,  ///< a field of the event that started it, `outage.lasted`
  kThreshold,     ///< detail: index into thresholds
  kModel,         ///< detail: index into modelCalls
  kCounter,       ///< detail: index into counters; what is used up of a budget that everybody shares
  kExperiment,    ///< detail: index into experiments; the arm of this customer
  kHoldOut,       ///< detail: index into holdOuts; a flag: is the customer held out?
  kEntered,       ///< detail: index into journeys; a flag: was the customer's entry recorded?
  kKpi,           ///< detail: index into kpis; its share for this customer, in tests only
  kReach,         ///< detail: index into actions; a percent: the part of all customers that it may reach by now
  kPlace,         ///< detail: index into actions; a percent: where the customer stands among all for that
};

/// One slot of the Inputs frame. `name` is what rules and people call it.
struct Input {
  InputSource source = InputSource::kProfile;
  std::string name;
  std::string title;
  Type type;
  std::uint32_t detail = 0;  ///< what InputSource says
  bool isPrivate = false;
  bool isProtected = false;
  Scalar fallback;  ///< the field's `default`, used at gather when the value is missing; unknown if none
  Span span;
};

// ---- rows: lists of the profile, events, cases

enum class StreamKind : std::uint8_t { kList, kEvent, kCase };
struct Column {
  std::string name, title;
  Type type;
  bool isPrivate = false, isProtected = false;
  Span span;
  friend bool operator==(const Column&, const Column&) = default;
};
/// Columns of events begin with `at`, an instant; those of cases with `at`, `open` and `overdue`.
struct Stream {
  StreamKind kind = StreamKind::kEvent;
  std::string name, title, doc;
  std::vector<Column> columns;
  bool isPrivate = false;     ///< a list field said so
  std::int64_t answerMs = 0;  ///< cases: to be answered within so long; 0: no time was said
  bool answerInWorkingTime = false;
  Span span;
};
inline constexpr std::uint32_t kAtColumn = 0, kOpenColumn = 1, kOverdueColumn = 2;
/// Streams every program has, by index in `streams`.
enum BuiltinStream : std::uint32_t { kContactStream, kPromiseStream, kBuiltinStreams };
enum ContactColumn : std::uint32_t {
  kContactAt,
  kContactDirection,
  kContactChannel,
  kContactAction,
  kContactIssue,
  kContactReason,  ///< of choice `reason`, else `intent`, as the rulebook declares; else text
  kContactOutcome,
};
enum PromiseColumn : std::uint32_t { kPromiseAt, kPromiseName, kPromiseDue, kPromiseState };

enum class WindowKind : std::uint8_t {
  kAll,
  kRolling,        ///< amount: ms
  kRollingMonths,  ///< amount: months, on the customer's calendar
  kThis,           ///< amount: CalendarUnit
};
enum class CalendarUnit : std::uint8_t { kDay, kWeek, kMonth, kYear };  ///< weeks begin on Monday
struct Window {
  WindowKind kind = WindowKind::kAll;
  std::int64_t amount = 0;
  friend bool operator==(const Window&, const Window&) = default;
};
/// `3 ignored in 7 days`.
struct Burst {
  std::uint32_t count = 1;
  std::int64_t withinMs = 0;
  friend bool operator==(const Burst&, const Burst&) = default;
};

// ---- what comes from elsewhere than the customer: the population, models, shared counters

/// A value that the top or bottom part of all customers begins at: by share (e8 of one) or by number.
struct Threshold {
  std::string of;  ///< the name of what is ranked: a formula, a scorecard, an attribute
  bool top = true, byCount = false;
  std::int64_t share = 0;
  std::int32_t rung = -1;        ///< `of platinum`: among customers on this rung …
  std::uint32_t ladder = kNone;  ///< … of this ladder (index into names)
  friend bool operator==(const Threshold&, const Threshold&) = default;
};
/// `at most N … over everyone`: counts contacts, or adds up their cost, within the window on the rulebook's clock.
struct Counter {
  std::string name;  ///< for people: "used of `at most …`"
  std::string key;   ///< what is counted and where, without the limit: a store counts on when a limit is raised
  bool addsCost = false;
  std::uint32_t window = 0;
  std::int32_t policy = -1;  ///< index into policies; -1: an action's or a group's
  Span span;
};
struct Experiment {
  std::string name, title, measure;
  std::uint16_t choice = 0;     ///< its arms
  std::vector<Percent> shares;  ///< by arm
  std::int64_t withinMs = 0;
  Span span;
};
struct HoldOut {
  std::string name;
  Percent share;
  std::vector<std::uint32_t> issues;
  Span span;
};
struct Journey {
  std::string name, title;
  std::uint16_t choice = 0;  ///< its stages; the first member is `outside`
  Span span;
};
struct Kpi {
  std::string name, title, doc;
  std::uint32_t stream = 0, window = 0;
  InstIndex filter = kNone, that = 0;
  Span span;
};

}  // namespace regard::ir
