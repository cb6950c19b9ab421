// dsl/ir/action.h: what a program decides over.

#include "dsl/bundle/write.h"

namespace regard::bundle {

void put(wire::Named::Builder to, const ir::Named& from) {
  const auto& [kind, name, title, doc, inst, span, parts] = from;
  to.setKind(number(kind));
  to.setName(text(name));
  to.setTitle(text(title));
  to.setDoc(text(doc));
  to.setInst(inst);
  putSpan(to.initSpan(), span);
  putAll(parts, [&to](unsigned n) { return to.initParts(n); });
}

void put(wire::Clause::Builder to, const ir::Clause& from) {
  const auto& [action, stage, kind, policy, expr, span] = from;
  to.setAction(action);
  to.setStage(number(stage));
  to.setKind(number(kind));
  to.setPolicy(policy);
  to.setExpr(expr);
  to.setSpan(span);
}

void put(wire::Lever::Builder to, const ir::Lever& from) {
  const auto& [change, when, span] = from;
  to.setChange(change.e8);
  to.setWhen(when);
  putSpan(to.initSpan(), span);
}

void put(wire::Part::Builder to, const ir::TextPart& from) {
  const auto& [words, token] = from;
  to.setText(text(words));
  to.setToken(token);
}

void put(wire::Field::Builder to, const ir::TreatmentField& from) {
  const auto& [name, parts] = from;
  to.setName(text(name));
  putAll(parts, [&to](unsigned n) { return to.initParts(n); });
}

void put(wire::Treatment::Builder to, const ir::Treatment& from) {
  const auto& [channel, title, when, fields, span] = from;
  to.setChannel(channel);
  to.setTitle(text(title));
  to.setWhen(when);
  putAll(fields, [&to](unsigned n) { return to.initFields(n); });
  putSpan(to.initSpan(), span);
}

void put(wire::Learned::Builder to, const ir::Learned& from) {
  const auto& [by, prior, answers, span, halfLifeMs, reach, reachesAll] = from;
  to.setBy(numbers(by));
  to.setPrior(prior.e8);
  to.setAnswers(answers);
  to.setHalfLifeMs(halfLifeMs);
  to.setReach(reach.e8);
  to.setReachesAll(reachesAll);
  putSpan(to.initSpan(), span);
}

void put(wire::EffectDetail::Builder to, const ir::EffectDetail& from) {
  const auto& [name, value] = from;
  to.setName(text(name));
  to.setValue(text(value));
}

void put(wire::Action::Builder to, const ir::Action& from) {
  const auto& [name, title, doc, issue, group, firstClause, clauseCount, value, benefit, cost, propensity, score,
               levers, treatments, hasActive, activeFrom, activeTo, learned, mandatory, brings, written, span] = from;
  to.setName(text(name));
  to.setTitle(text(title));
  to.setDoc(text(doc));
  to.setIssue(issue);
  to.setGroup(group);
  to.setFirstClause(firstClause);
  to.setClauseCount(clauseCount);
  to.setValue(value);
  to.setBenefit(benefit);
  to.setCost(cost);
  to.setPropensity(propensity);
  to.setScore(score);
  putAll(levers, [&to](unsigned n) { return to.initLevers(n); });
  putAll(treatments, [&to](unsigned n) { return to.initTreatments(n); });
  to.setHasActive(hasActive);
  to.setActiveFrom(activeFrom);
  to.setActiveTo(activeTo);
  putAll(learned, [&to](unsigned n) { return to.initLearned(n); });
  to.setMandatory(text(mandatory));
  putBrings(to, brings);
  const auto& [valueAt, benefitAt, costAt, propensityAt] = written;
  putSpan(to.initValueAt(), valueAt);
  putSpan(to.initBenefitAt(), benefitAt);
  putSpan(to.initCostAt(), costAt);
  putSpan(to.initPropensityAt(), propensityAt);
  putSpan(to.initSpan(), span);
}

void put(wire::Group::Builder to, const ir::Group& from) {
  const auto& [name, title, issue, span] = from;
  to.setName(text(name));
  to.setTitle(text(title));
  to.setIssue(issue);
  putSpan(to.initSpan(), span);
}

void put(wire::Issue::Builder to, const ir::Issue& from) {
  const auto& [name, span] = from;
  to.setName(text(name));
  putSpan(to.initSpan(), span);
}

void put(wire::Cap::Builder to, const ir::DiversityCap& from) {
  const auto& [per, most, span] = from;
  to.setPer(number(per));
  to.setMost(most);
  putSpan(to.initSpan(), span);
}

void put(wire::Promise::Builder to, const ir::Promise& from) {
  const auto& [name, title, doc, dueMs, dueInWorkingTime, stream, filter, span] = from;
  to.setName(text(name));
  to.setTitle(text(title));
  to.setDoc(text(doc));
  to.setDueMs(dueMs);
  to.setDueInWorkingTime(dueInWorkingTime);
  to.setStream(stream);
  to.setFilter(filter);
  putSpan(to.initSpan(), span);
}

void put(wire::Trigger::Builder to, const ir::Trigger& from) {
  const auto& [event, action, when, atMinute, afterMs, withinMs, channels, span] = from;
  to.setEvent(event);
  to.setAction(action);
  to.setWhen(when);
  to.setAtMinute(atMinute);
  to.setAfterMs(afterMs);
  to.setWithinMs(withinMs);
  to.setChannels(numbers(channels));
  putSpan(to.initSpan(), span);
}

void put(wire::Policy::Builder to, const ir::Policy& from) {
  const auto& [name, title, doc, span] = from;
  to.setName(text(name));
  to.setTitle(text(title));
  to.setDoc(text(doc));
  putSpan(to.initSpan(), span);
}

void put(wire::Guarantee::Builder to, const ir::Guarantee& from) {
  const auto& [title, direction, actions, when, span] = from;
  to.setTitle(text(title));
  to.setDirection(direction);
  to.setActions(numbers(actions));
  to.setWhen(when);
  putSpan(to.initSpan(), span);
}

void put(wire::ActionBundle::Builder to, const ir::Bundle& from) {
  const auto& [name, title, doc, needs, mayAdd, span] = from;
  to.setName(text(name));
  to.setTitle(text(title));
  to.setDoc(text(doc));
  to.setNeeds(numbers(needs));
  to.setMayAdd(numbers(mayAdd));
  putSpan(to.initSpan(), span);
}

void put(wire::Outcome::Builder to, const ir::Outcome& from) {
  const auto& [isYes, afterMs] = from;
  to.setIsYes(isYes);
  to.setAfterMs(afterMs);
}

void put(wire::WorkingHours::Builder to, const ir::WorkingHours& from) {
  const auto& [days, fromMinute, toMinute] = from;
  to.setDays(days);
  to.setFromMinute(fromMinute);
  to.setToMinute(toMinute);
}

void put(wire::Arbitration::Builder to, const ir::Arbitration& from) {
  const auto& [explore, epsilon, lateAnswer, keep, caps, rankSpan, keepSpan] = from;
  to.setExplore(number(explore));
  to.setEpsilon(epsilon.e8);
  to.setLateAnswer(lateAnswer);
  to.setKeep(keep);
  putAll(caps, [&to](unsigned n) { return to.initCaps(n); });
  putSpan(to.initRankSpan(), rankSpan);
  putSpan(to.initKeepSpan(), keepSpan);
}

}  // namespace regard::bundle
