#pragma once
// Program to message, a struct at a time. Each is taken apart by a structured binding that names all its members: one
// more member in dsl/ir and write*.cc does not compile until the bundle carries it.

#include <string>
#include <type_traits>
#include <vector>

#include "bundle.capnp.h"
#include "dsl/ir/program.h"

namespace regard::bundle {

#define REGARD_PART(wirePart, part) void put(wire::wirePart::Builder to, const part& from);
#include "dsl/bundle/parts.def"
#undef REGARD_PART

/// `init(count)` makes the list that the items are put in.
template <class Items, class Init>
void putAll(const Items& items, Init init) {
  auto list = init(static_cast<unsigned>(items.size()));
  for (unsigned i = 0; i < list.size(); ++i) put(list[i], items[i]);
}

inline capnp::Text::Reader text(const std::string& from) { return {from.data(), from.size()}; }

template <class Number>
kj::ArrayPtr<const Number> numbers(const std::vector<Number>& from) {
  return {from.data(), from.size()};
}

template <class Enum>
constexpr auto number(Enum from) {
  return static_cast<std::underlying_type_t<Enum>>(from);
}

// Groups of the schema, which are a type of their own in each struct.

template <class To>
void putSpan(To to, const Span& from) {
  const auto& [file, begin, end] = from;
  to.setFile(file);
  to.setBegin(begin);
  to.setEnd(end);
}

template <class To>
void putType(To to, const Type& from) {
  const auto& [kind, choice] = from;
  to.setKind(number(kind));
  to.setChoice(choice);
}

/// Of an action or of what a test expects of one.
template <class To>
void putBrings(To to, const ir::Brings& from) {
  const auto& [queue, skill, question, topic, promise, effect, effectDetails, silently] = from;
  to.setQueue(text(queue));
  to.setSkill(text(skill));
  to.setQuestion(text(question));
  to.setTopic(text(topic));
  to.setPromise(promise);
  to.setEffect(text(effect));
  putAll(effectDetails, [&to](unsigned n) { return to.initEffectDetails(n); });
  to.setSilently(silently);
}

template <class To>
void putValue(To to, const Scalar& from) {
  const auto& [cell, state] = from;
  to.setState(number(state));
  to.setBits(cell.bits);
}

}  // namespace regard::bundle
