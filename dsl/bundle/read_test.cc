// dsl/ir/test.h: the tests that a rulebook carries.

#include "dsl/bundle/read.h"

namespace regard::bundle {

void take(Budget& /*budget*/, wire::Given::Reader from, ir::TestValue& to) {
  auto& [input, value] = to;
  input = from.getInput();
  takeValue(from.getValue(), value);
}

void take(Budget& budget, wire::Row::Reader from, ir::TestRow& to) {
  auto& [stream, agoMs, agoMonths, columns, values] = to;
  stream = from.getStream();
  agoMs = from.getAgoMs();
  agoMonths = from.getAgoMonths();
  takeNumbers(from.getColumns(), columns);
  budget.takeAll(from.getValues(), values);
}

void take(Budget& /*budget*/, wire::Evidence::Reader from, ir::TestEvidence& to) {
  auto& [action, yes, of, where] = to;
  action = from.getAction();
  yes = from.getYes();
  of = from.getOf();
  where = from.getWhere();
}

void take(Budget& budget, wire::Expectation::Reader from, ir::Expectation& to) {
  auto& [kind, action, channel, hasStage, stage, policy, holds, actual, hasPriority, priority, brings, saying, span] =
      to;
  takeEnum(from.getKind(), kind);
  action = from.getAction();
  channel = from.getChannel();
  hasStage = from.getHasStage();
  takeEnum(from.getStage(), stage);
  policy = from.getPolicy();
  holds = from.getHolds();
  actual = from.getActual();
  hasPriority = from.getHasPriority();
  priority.e4 = from.getPriority();
  takeBrings(budget, from.getBrings(), brings);
  saying = text(from.getSaying());
  takeSpan(from.getSpan(), span);
}

void take(Budget& budget, wire::Test::Reader from, ir::Test& to) {
  auto& [title, hasNow, localMs, given, lists, rows, hasSince, since, trigger, triggerAgoMs, evidence, expected,
         hasSeed, seed, span] = to;
  title = text(from.getTitle());
  hasNow = from.getHasNow();
  localMs = from.getLocalMs();
  budget.takeAll(from.getGiven(), given);
  takeNumbers(from.getLists(), lists);
  budget.takeAll(from.getRows(), rows);
  hasSince = from.getHasSince();
  since = from.getSince();
  trigger = from.getTrigger();
  triggerAgoMs = from.getTriggerAgoMs();
  budget.takeAll(from.getEvidence(), evidence);
  budget.takeAll(from.getExpected(), expected);
  hasSeed = from.getHasSeed();
  seed = from.getSeed();
  takeSpan(from.getSpan(), span);
}

}  // namespace regard::bundle
