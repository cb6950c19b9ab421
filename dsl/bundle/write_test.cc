// dsl/ir/test.h: the tests that a rulebook carries.

#include "dsl/bundle/write.h"

namespace regard::bundle {

void put(wire::Given::Builder to, const ir::TestValue& from) {
  const auto& [input, value] = from;
  to.setInput(input);
  putValue(to.initValue(), value);
}

void put(wire::Row::Builder to, const ir::TestRow& from) {
  const auto& [stream, agoMs, agoMonths, columns, values] = from;
  to.setStream(stream);
  to.setAgoMs(agoMs);
  to.setAgoMonths(agoMonths);
  to.setColumns(numbers(columns));
  putAll(values, [&to](unsigned n) { return to.initValues(n); });
}

void put(wire::Evidence::Builder to, const ir::TestEvidence& from) {
  const auto& [action, yes, of, where] = from;
  to.setAction(action);
  to.setYes(yes);
  to.setOf(of);
  to.setWhere(where);
}

void put(wire::Expectation::Builder to, const ir::Expectation& from) {
  const auto& [kind, action, channel, hasStage, stage, policy, holds, actual, hasPriority, priority, brings, saying,
               span] = from;
  to.setKind(number(kind));
  to.setAction(action);
  to.setChannel(channel);
  to.setHasStage(hasStage);
  to.setStage(number(stage));
  to.setPolicy(policy);
  to.setHolds(holds);
  to.setActual(actual);
  to.setHasPriority(hasPriority);
  to.setPriority(priority.e4);
  putBrings(to.initBrings(), brings);
  to.setSaying(text(saying));
  putSpan(to.initSpan(), span);
}

void put(wire::Test::Builder to, const ir::Test& from) {
  const auto& [title, hasNow, localMs, given, lists, rows, hasSince, since, trigger, triggerAgoMs, evidence, expected,
               hasSeed, seed, span] = from;
  to.setTitle(text(title));
  to.setHasNow(hasNow);
  to.setLocalMs(localMs);
  putAll(given, [&to](unsigned n) { return to.initGiven(n); });
  to.setLists(numbers(lists));
  putAll(rows, [&to](unsigned n) { return to.initRows(n); });
  to.setHasSince(hasSince);
  to.setSince(since);
  to.setTrigger(trigger);
  to.setTriggerAgoMs(triggerAgoMs);
  putAll(evidence, [&to](unsigned n) { return to.initEvidence(n); });
  putAll(expected, [&to](unsigned n) { return to.initExpected(n); });
  to.setHasSeed(hasSeed);
  to.setSeed(seed);
  putSpan(to.initSpan(), span);
}

}  // namespace regard::bundle
