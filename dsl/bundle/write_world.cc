// dsl/ir/inputs.h: what a program reads.

#include "dsl/bundle/write.h"

namespace regard::bundle {

void put(wire::Constant::Builder to, const ir::Constant& from) {
  const auto& [type, cell] = from;
  putType(to.initType(), type);
  to.setBits(cell.bits);
}

void put(wire::Member::Builder to, const ir::ChoiceMember& from) {
  const auto& [name, title] = from;
  to.setName(text(name));
  to.setTitle(text(title));
}

void put(wire::Choice::Builder to, const ir::Choice& from) {
  const auto& [name, ordered, members] = from;
  to.setName(text(name));
  to.setOrdered(ordered);
  putAll(members, [&to](unsigned n) { return to.initMembers(n); });
}

void put(wire::Input::Builder to, const ir::Input& from) {
  const auto& [source, name, title, type, detail, isPrivate, isProtected, fallback, span] = from;
  to.setSource(number(source));
  to.setName(text(name));
  to.setTitle(text(title));
  putType(to.initType(), type);
  to.setDetail(detail);
  to.setIsPrivate(isPrivate);
  to.setIsProtected(isProtected);
  putValue(to.initFallback(), fallback);
  putSpan(to.initSpan(), span);
}

void put(wire::Column::Builder to, const ir::Column& from) {
  const auto& [name, title, type, isPrivate, isProtected, span] = from;
  to.setName(text(name));
  to.setTitle(text(title));
  putType(to.initType(), type);
  to.setIsPrivate(isPrivate);
  to.setIsProtected(isProtected);
  putSpan(to.initSpan(), span);
}

void put(wire::Stream::Builder to, const ir::Stream& from) {
  const auto& [kind, name, title, doc, columns, isPrivate, answerMs, answerInWorkingTime, span] = from;
  to.setKind(number(kind));
  to.setName(text(name));
  to.setTitle(text(title));
  to.setDoc(text(doc));
  putAll(columns, [&to](unsigned n) { return to.initColumns(n); });
  to.setIsPrivate(isPrivate);
  to.setAnswerMs(answerMs);
  to.setAnswerInWorkingTime(answerInWorkingTime);
  putSpan(to.initSpan(), span);
}

void put(wire::Window::Builder to, const ir::Window& from) {
  const auto& [kind, amount] = from;
  to.setKind(number(kind));
  to.setAmount(amount);
}

void put(wire::Burst::Builder to, const ir::Burst& from) {
  const auto& [count, withinMs] = from;
  to.setCount(count);
  to.setWithinMs(withinMs);
}

void put(wire::Threshold::Builder to, const ir::Threshold& from) {
  const auto& [of, top, byCount, share, rung, ladder] = from;
  to.setOf(text(of));
  to.setTop(top);
  to.setByCount(byCount);
  to.setShare(share);
  to.setRung(rung);
  to.setLadder(ladder);
}

void put(wire::Counter::Builder to, const ir::Counter& from) {
  const auto& [name, key, addsCost, window, policy, span] = from;
  to.setName(text(name));
  to.setKey(text(key));
  to.setAddsCost(addsCost);
  to.setWindow(window);
  to.setPolicy(policy);
  putSpan(to.initSpan(), span);
}

void put(wire::Experiment::Builder to, const ir::Experiment& from) {
  const auto& [name, title, measure, choice, shares, withinMs, span] = from;
  to.setName(text(name));
  to.setTitle(text(title));
  to.setMeasure(text(measure));
  to.setChoice(choice);
  auto wireShares = to.initShares(static_cast<unsigned>(shares.size()));
  for (unsigned i = 0; i < wireShares.size(); ++i) wireShares.set(i, shares[i].e8);
  to.setWithinMs(withinMs);
  putSpan(to.initSpan(), span);
}

void put(wire::HoldOut::Builder to, const ir::HoldOut& from) {
  const auto& [name, share, issues, span] = from;
  to.setName(text(name));
  to.setShare(share.e8);
  to.setIssues(numbers(issues));
  putSpan(to.initSpan(), span);
}

void put(wire::Journey::Builder to, const ir::Journey& from) {
  const auto& [name, title, choice, span] = from;
  to.setName(text(name));
  to.setTitle(text(title));
  to.setChoice(choice);
  putSpan(to.initSpan(), span);
}

void put(wire::Kpi::Builder to, const ir::Kpi& from) {
  const auto& [name, title, doc, stream, window, filter, that, span] = from;
  to.setName(text(name));
  to.setTitle(text(title));
  to.setDoc(text(doc));
  to.setStream(stream);
  to.setWindow(window);
  to.setFilter(filter);
  to.setThat(that);
  putSpan(to.initSpan(), span);
}

}  // namespace regard::bundle
