// dsl/ir/action.h: what a program decides over.

#include "dsl/bundle/read.h"

namespace regard::bundle {

void take(Budget& budget, wire::Named::Reader from, ir::Named& to) {
  auto& [kind, name, title, doc, inst, span, parts] = to;
  takeEnum(from.getKind(), kind);
  name = text(from.getName());
  title = text(from.getTitle());
  doc = text(from.getDoc());
  inst = from.getInst();
  takeSpan(from.getSpan(), span);
  budget.takeAll(from.getParts(), parts);
}

void take(Budget& /*budget*/, wire::Clause::Reader from, ir::Clause& to) {
  auto& [action, stage, kind, policy, expr, span] = to;
  action = from.getAction();
  takeEnum(from.getStage(), stage);
  takeEnum(from.getKind(), kind);
  policy = from.getPolicy();
  expr = from.getExpr();
  span = from.getSpan();
}

void take(Budget& /*budget*/, wire::Lever::Reader from, ir::Lever& to) {
  auto& [change, when, span] = to;
  change.e8 = from.getChange();
  when = from.getWhen();
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Part::Reader from, ir::TextPart& to) {
  auto& [words, token] = to;
  words = text(from.getText());
  token = from.getToken();
}

void take(Budget& budget, wire::Field::Reader from, ir::TreatmentField& to) {
  auto& [name, parts] = to;
  name = text(from.getName());
  budget.takeAll(from.getParts(), parts);
}

void take(Budget& budget, wire::Treatment::Reader from, ir::Treatment& to) {
  auto& [channel, title, when, fields, span] = to;
  channel = from.getChannel();
  title = text(from.getTitle());
  when = from.getWhen();
  budget.takeAll(from.getFields(), fields);
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Learned::Reader from, ir::Learned& to) {
  auto& [by, prior, answers, span, halfLifeMs, reach, reachesAll] = to;
  takeNumbers(from.getBy(), by);
  prior.e8 = from.getPrior();
  answers = from.getAnswers();
  halfLifeMs = from.getHalfLifeMs();
  reach.e8 = from.getReach();
  reachesAll = from.getReachesAll();
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::EffectDetail::Reader from, ir::EffectDetail& to) {
  auto& [name, value] = to;
  name = text(from.getName());
  value = text(from.getValue());
}

void take(Budget& budget, wire::Action::Reader from, ir::Action& to) {
  auto& [name, title, doc, issue, group, firstClause, clauseCount, value, benefit, cost, propensity, score, levers,
         treatments, hasActive, activeFrom, activeTo, learned, mandatory, brings, written, span] = to;
  name = text(from.getName());
  title = text(from.getTitle());
  doc = text(from.getDoc());
  issue = from.getIssue();
  group = from.getGroup();
  firstClause = from.getFirstClause();
  clauseCount = from.getClauseCount();
  value = from.getValue();
  benefit = from.getBenefit();
  cost = from.getCost();
  propensity = from.getPropensity();
  score = from.getScore();
  budget.takeAll(from.getLevers(), levers);
  budget.takeAll(from.getTreatments(), treatments);
  hasActive = from.getHasActive();
  activeFrom = from.getActiveFrom();
  activeTo = from.getActiveTo();
  budget.takeAll(from.getLearned(), learned);
  mandatory = text(from.getMandatory());
  takeBrings(budget, from, brings);
  auto& [valueAt, benefitAt, costAt, propensityAt] = written;
  takeSpan(from.getValueAt(), valueAt);
  takeSpan(from.getBenefitAt(), benefitAt);
  takeSpan(from.getCostAt(), costAt);
  takeSpan(from.getPropensityAt(), propensityAt);
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Group::Reader from, ir::Group& to) {
  auto& [name, title, issue, span] = to;
  name = text(from.getName());
  title = text(from.getTitle());
  issue = from.getIssue();
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Issue::Reader from, ir::Issue& to) {
  auto& [name, span] = to;
  name = text(from.getName());
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Cap::Reader from, ir::DiversityCap& to) {
  auto& [per, most, span] = to;
  takeEnum(from.getPer(), per);
  most = from.getMost();
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Promise::Reader from, ir::Promise& to) {
  auto& [name, title, doc, dueMs, dueInWorkingTime, stream, filter, span] = to;
  name = text(from.getName());
  title = text(from.getTitle());
  doc = text(from.getDoc());
  dueMs = from.getDueMs();
  dueInWorkingTime = from.getDueInWorkingTime();
  stream = from.getStream();
  filter = from.getFilter();
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Trigger::Reader from, ir::Trigger& to) {
  auto& [event, action, when, atMinute, afterMs, withinMs, channels, span] = to;
  event = from.getEvent();
  action = from.getAction();
  when = from.getWhen();
  atMinute = from.getAtMinute();
  afterMs = from.getAfterMs();
  withinMs = from.getWithinMs();
  takeNumbers(from.getChannels(), channels);
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Policy::Reader from, ir::Policy& to) {
  auto& [name, title, doc, span] = to;
  name = text(from.getName());
  title = text(from.getTitle());
  doc = text(from.getDoc());
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Guarantee::Reader from, ir::Guarantee& to) {
  auto& [title, direction, actions, when, span] = to;
  title = text(from.getTitle());
  direction = from.getDirection();
  takeNumbers(from.getActions(), actions);
  when = from.getWhen();
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::ActionBundle::Reader from, ir::Bundle& to) {
  auto& [name, title, doc, needs, mayAdd, span] = to;
  name = text(from.getName());
  title = text(from.getTitle());
  doc = text(from.getDoc());
  takeNumbers(from.getNeeds(), needs);
  takeNumbers(from.getMayAdd(), mayAdd);
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Outcome::Reader from, ir::Outcome& to) {
  auto& [isYes, afterMs] = to;
  isYes = from.getIsYes();
  afterMs = from.getAfterMs();
}

void take(Budget& /*budget*/, wire::WorkingHours::Reader from, ir::WorkingHours& to) {
  auto& [days, fromMinute, toMinute] = to;
  days = from.getDays();
  fromMinute = from.getFromMinute();
  toMinute = from.getToMinute();
}

void take(Budget& budget, wire::Arbitration::Reader from, ir::Arbitration& to) {
  auto& [explore, epsilon, lateAnswer, keep, caps, rankSpan, keepSpan] = to;
  takeEnum(from.getExplore(), explore);
  epsilon.e8 = from.getEpsilon();
  lateAnswer = from.getLateAnswer();
  keep = from.getKeep();
  budget.takeAll(from.getCaps(), caps);
  takeSpan(from.getRankSpan(), rankSpan);
  takeSpan(from.getKeepSpan(), keepSpan);
}

}  // namespace regard::bundle
