#pragma once
// The tests that a rulebook carries. Part of program.h.

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/ir/action.h"

namespace regard::ir {

/// A value given by a test: to the input slot `input`.
struct TestValue {
  std::uint32_t input = 0;
  Scalar value;  ///< text: TextRef into the program's pool
};
/// A row of a list, or something that happened before the test's `now`.
struct TestRow {
  std::uint32_t stream = 0;
  std::int64_t agoMs = 0, agoMonths = 0;  ///< events: one of them
  std::vector<std::uint32_t> columns;     ///< which are given …
  std::vector<Scalar> values;             ///< … and what
};
struct TestEvidence {
  std::uint32_t action = 0;
  double yes = 0, of = 0;
  InstIndex where = kNone;
};
enum class ExpectKind : std::uint8_t { kFirst, kOffered, kWithheld, kHolds };
struct Expectation {
  ExpectKind kind = ExpectKind::kHolds;
  std::uint32_t action = kNone;
  std::int32_t channel = -1;  ///< `by channel`, or -1
  bool hasStage = false;      ///< `withheld by eligible` …
  Stage stage = Stage::kEligible;
  std::int32_t policy = -1;  ///< `withheld by policy contact`, or -1
  InstIndex holds = kNone;   ///< kHolds: must be true
  InstIndex actual = kNone;  ///< kHolds on `a = b`: a, for the message; else kNone
  bool hasPriority = false;  ///< kFirst, kOffered: `with priority …`
  Money priority;
  Brings brings;       ///< kFirst, kOffered: `with promise callback`; what is empty may be anything
  std::string saying;  ///< kFirst, kOffered: part of a text of the treatment; empty: any
  Span span;
};
struct Test {
  std::string title;
  bool hasNow = false;
  std::int64_t localMs = 0;  ///< now, on the rulebook's clock, ms since 1970-01-01T00:00 local
  std::vector<TestValue> given;
  std::vector<std::uint32_t> lists;  ///< list streams that are given, with their rows among `rows`
  std::vector<TestRow> rows;         ///< as written
  bool hasSince = false;
  Day since = 0;              ///< nothing before this day is missing from the history
  std::int32_t trigger = -1;  ///< member of kTriggerChoice: an outbound decision
  std::int64_t triggerAgoMs = -1;
  std::vector<TestEvidence> evidence;
  std::vector<Expectation> expected;
  bool hasSeed = false;
  std::uint64_t seed = 0;  ///< of exploration; without one nothing is left to chance
  Span span;
};

}  // namespace regard::ir
