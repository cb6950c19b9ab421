// dsl/ir/inputs.h: what a program reads.

#include "dsl/bundle/read.h"

namespace regard::bundle {

void take(Budget& /*budget*/, wire::Constant::Reader from, ir::Constant& to) {
  auto& [type, cell] = to;
  takeType(from.getType(), type);
  cell.bits = from.getBits();
}

void take(Budget& /*budget*/, wire::Member::Reader from, ir::ChoiceMember& to) {
  auto& [name, title] = to;
  name = text(from.getName());
  title = text(from.getTitle());
}

void take(Budget& budget, wire::Choice::Reader from, ir::Choice& to) {
  auto& [name, ordered, members] = to;
  name = text(from.getName());
  ordered = from.getOrdered();
  budget.takeAll(from.getMembers(), members);
}

void take(Budget& /*budget*/, wire::Input::Reader from, ir::Input& to) {
  auto& [source, name, title, type, detail, isPrivate, isProtected, fallback, span] = to;
  takeEnum(from.getSource(), source);
  name = text(from.getName());
  title = text(from.getTitle());
  takeType(from.getType(), type);
  detail = from.getDetail();
  isPrivate = from.getIsPrivate();
  isProtected = from.getIsProtected();
  takeValue(from.getFallback(), fallback);
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Column::Reader from, ir::Column& to) {
  auto& [name, title, type, isPrivate, isProtected, span] = to;
  name = text(from.getName());
  title = text(from.getTitle());
  takeType(from.getType(), type);
  isPrivate = from.getIsPrivate();
  isProtected = from.getIsProtected();
  takeSpan(from.getSpan(), span);
}

void take(Budget& budget, wire::Stream::Reader from, ir::Stream& to) {
  auto& [kind, name, title, doc, columns, isPrivate, answerMs, answerInWorkingTime, span] = to;
  takeEnum(from.getKind(), kind);
  name = text(from.getName());
  title = text(from.getTitle());
  doc = text(from.getDoc());
  budget.takeAll(from.getColumns(), columns);
  isPrivate = from.getIsPrivate();
  answerMs = from.getAnswerMs();
  answerInWorkingTime = from.getAnswerInWorkingTime();
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Window::Reader from, ir::Window& to) {
  auto& [kind, amount] = to;
  takeEnum(from.getKind(), kind);
  amount = from.getAmount();
}

void take(Budget& /*budget*/, wire::Burst::Reader from, ir::Burst& to) {
  auto& [count, withinMs] = to;
  count = from.getCount();
  withinMs = from.getWithinMs();
}

void take(Budget& /*budget*/, wire::Threshold::Reader from, ir::Threshold& to) {
  auto& [of, top, byCount, share, rung, ladder] = to;
  of = text(from.getOf());
  top = from.getTop();
  byCount = from.getByCount();
  share = from.getShare();
  rung = from.getRung();
  ladder = from.getLadder();
}

void take(Budget& /*budget*/, wire::Counter::Reader from, ir::Counter& to) {
  auto& [name, key, addsCost, window, policy, span] = to;
  name = text(from.getName());
  key = text(from.getKey());
  addsCost = from.getAddsCost();
  window = from.getWindow();
  policy = from.getPolicy();
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Experiment::Reader from, ir::Experiment& to) {
  auto& [name, title, measure, choice, shares, withinMs, span] = to;
  name = text(from.getName());
  title = text(from.getTitle());
  measure = text(from.getMeasure());
  choice = from.getChoice();
  const auto wireShares = from.getShares();
  shares.resize(wireShares.size());
  for (unsigned i = 0; i < wireShares.size(); ++i) shares[i].e8 = wireShares[i];
  withinMs = from.getWithinMs();
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::HoldOut::Reader from, ir::HoldOut& to) {
  auto& [name, share, issues, span] = to;
  name = text(from.getName());
  share.e8 = from.getShare();
  takeNumbers(from.getIssues(), issues);
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Journey::Reader from, ir::Journey& to) {
  auto& [name, title, choice, span] = to;
  name = text(from.getName());
  title = text(from.getTitle());
  choice = from.getChoice();
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::Kpi::Reader from, ir::Kpi& to) {
  auto& [name, title, doc, stream, window, filter, that, span] = to;
  name = text(from.getName());
  title = text(from.getTitle());
  doc = text(from.getDoc());
  stream = from.getStream();
  window = from.getWindow();
  filter = from.getFilter();
  that = from.getThat();
  takeSpan(from.getSpan(), span);
}

}  // namespace regard::bundle
