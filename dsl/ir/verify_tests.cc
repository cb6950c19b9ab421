#include "dsl/ir/verify_tests.h"

#include <algorithm>

#include "dsl/ir/breach.h"
#include "dsl/ir/verify_values.h"

namespace regard::ir {
namespace {

struct TestVerifier {
  const Program& p;
  Breach breach = {};

  void require(bool condition, const char* what, std::size_t index) { breach.require(condition, what, index); }

  bool isGiven(Type type, Scalar value) const { return value.state != State::kError && isValue(p, type, value); }

  /// Each column once, with a value of its type; how long ago it was, exactly or by the calendar.
  bool isRow(const TestRow& row) const {
    if (row.stream >= p.streams.size() || row.columns.size() != row.values.size()) return false;
    const std::vector<Column>& columns = p.streams[row.stream].columns;
    for (std::size_t i = 0; i < row.columns.size(); ++i) {
      const auto before = row.columns.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::find(row.columns.begin(), before, row.columns[i]) != before) return false;
      if (row.columns[i] >= columns.size() || !isGiven(columns[row.columns[i]].type, row.values[i])) return false;
    }
    return isLength(row.agoMs) && row.agoMonths >= 0 && row.agoMonths <= kLongestMonths &&
           (row.agoMs == 0 || row.agoMonths == 0);
  }

  static bool isEvidence(const TestEvidence& evidence) {
    return isAnswers(evidence.yes) && isAnswers(evidence.of) && evidence.yes <= evidence.of;
  }

  void expectation(const Expectation& e, std::size_t i) {
    require(isIndexOrNone(e.policy, p.policies.size()), "policy of an expectation of test", i);
    require(e.kind <= ExpectKind::kHolds && e.stage <= Stage::kKeep, "kind of an expectation of test", i);
    require(e.kind == ExpectKind::kHolds || e.action < p.actions.size(), "action of an expectation of test", i);
    require(isIndexOrNone(e.channel, p.choices[kChannelChoice].members.size()), "channel of test", i);
    require(isIndexOrNone(e.brings.promise, p.promises.size()), "promise of an expectation of test", i);
    require(isSpan(p, e.span), "span of an expectation of test", i);
  }

  void test(std::size_t i) {
    const Test& t = p.tests[i];
    require(isSpan(p, t.span), "span of test", i);
    require(isDay(t.localMs / kMsPerDay), "now of test", i);
    for (const TestValue& given : t.given)
      require(given.input < p.inputs.size() && isGiven(p.inputs[given.input].type, given.value), "value of test", i);
    require(isIndexOrNone(t.trigger, p.choices[kTriggerChoice].members.size()), "trigger of test", i);
    require(t.triggerAgoMs == -1 || isLength(t.triggerAgoMs), "age of the trigger of test", i);
    require(!t.hasSince || isDay(t.since), "`since` of test", i);
    for (const TestRow& row : t.rows) require(isRow(row), "row of test", i);
    for (const std::uint32_t list : t.lists)
      require(list < p.streams.size() && p.streams[list].kind == StreamKind::kList, "list of test", i);
    for (const TestEvidence& evidence : t.evidence)
      require(evidence.action < p.actions.size() && isEvidence(evidence), "evidence of test", i);
    for (const Expectation& e : t.expected) expectation(e, i);
  }
};

}  // namespace

std::string verifyTests(const Program& program) {
  TestVerifier verifier{program};
  for (std::size_t i = 0; i < program.tests.size() && verifier.breach.none(); ++i) verifier.test(i);
  return verifier.breach.text;
}

}  // namespace regard::ir
