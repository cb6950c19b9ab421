#pragma once
// Message to program, a struct at a time. As in write.h, structured bindings name all members. What is read is within
// the limits of the file, and nothing more: ir::verify judges it.

#include <capnp/schema.h>
#include <kj/debug.h>

#include <string>
#include <type_traits>
#include <vector>

#include "bundle.capnp.h"
#include "dsl/ir/program.h"

namespace regard::bundle {

class Budget;
#define REGARD_PART(wirePart, part) void take(Budget& budget, wire::wirePart::Reader from, part& to);
#include "dsl/bundle/parts.def"
#undef REGARD_PART

/// What the lists of one file may hold together. An element without words costs nothing on disk and much in memory, so
/// each is charged what the schema's takes. Throws what Cap'n Proto throws.
class Budget {
 public:
  explicit Budget(std::size_t words) : words_(words) {}

  template <class List, class Item>
  void takeAll(List from, std::vector<Item>& to) {
    using Element = typename decltype(from[0])::Reads;
    const auto layout = capnp::Schema::from<Element>().getProto().getStruct();
    const std::size_t cost = std::size_t{from.size()} * (layout.getDataWordCount() + layout.getPointerCount());
    KJ_REQUIRE(cost <= words_, "more list elements than the file has room for");
    words_ -= cost;
    to.resize(from.size());
    for (unsigned i = 0; i < from.size(); ++i) take(*this, from[i], to[i]);
  }

 private:
  std::size_t words_;
};

/// Numbers are as large on disk as in memory: the limit on what is read of a file is enough.
template <class List, class Number>
void takeNumbers(List from, std::vector<Number>& to) {
  static_assert(std::is_same_v<decltype(from[0]), Number>, "no number is cut off");
  to.reserve(from.size());
  for (const Number number : from) to.push_back(number);
}

/// The value may be none of the enum's. One cut off could look like one of them, hence the same width.
template <class Enum, class Number>
void takeEnum(Number from, Enum& to) {
  static_assert(std::is_same_v<std::underlying_type_t<Enum>, Number>, "no number is cut off");
  to = static_cast<Enum>(from);
}

inline std::string text(capnp::Text::Reader from) { return {from.begin(), from.size()}; }

template <class From>
void takeSpan(From from, Span& to) {
  auto& [file, begin, end] = to;
  file = from.getFile();
  begin = from.getBegin();
  end = from.getEnd();
}

/// Of an action or of what a test expects of one.
template <class From>
void takeBrings(Budget& budget, From from, ir::Brings& to) {
  auto& [queue, skill, question, topic, promise, effect, effectDetails, silently] = to;
  queue = text(from.getQueue());
  skill = text(from.getSkill());
  question = text(from.getQuestion());
  topic = text(from.getTopic());
  promise = from.getPromise();
  effect = text(from.getEffect());
  budget.takeAll(from.getEffectDetails(), effectDetails);
  silently = from.getSilently();
}

template <class From>
void takeType(From from, Type& to) {
  auto& [kind, choice] = to;
  takeEnum(from.getKind(), kind);
  choice = from.getChoice();
}

template <class From>
void takeValue(From from, Scalar& to) {
  auto& [cell, state] = to;
  takeEnum(from.getState(), state);
  cell.bits = from.getBits();
}

}  // namespace regard::bundle
