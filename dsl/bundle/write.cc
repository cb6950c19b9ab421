// Program to message. Every struct is taken apart by a structured binding that names all its members: one more member
// in dsl/ir/program.h and this file does not compile until the bundle carries it.

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <fmt/format.h>

#include "bundle.capnp.h"
#include "dsl/bundle/bundle.h"
#include "dsl/bundle/frame.h"

namespace regard::bundle {
namespace {

capnp::Text::Reader text(const std::string& from) { return {from.data(), from.size()}; }

template <class T>
std::uint8_t number(T from) {
  return static_cast<std::uint8_t>(from);
}

template <class To>
void putSpan(To to, const Span& from) {
  const auto& [file, begin, end] = from;
  to.setFile(file);
  to.setBegin(begin);
  to.setEnd(end);
}

/// A struct, so that each function sees all the others.
struct Message {
  /// `init(count)` makes the list; put(element, item) fills one.
  template <class Items, class Init>
  static void putAll(const Items& items, Init init) {
    auto list = init(static_cast<unsigned>(items.size()));
    for (unsigned i = 0; i < list.size(); ++i) put(list[i], items[i]);
  }

  static void put(wire::Source::Builder to, const ir::Source& from) {
    const auto& [path, words] = from;
    to.setPath(text(path));
    to.setText(text(words));
  }

  static void put(wire::Span::Builder to, const Span& from) { putSpan(to, from); }

  static void put(wire::Inst::Builder to, const ir::Inst& from) {
    const auto& [op, type, flags, a, b, span] = from;
    to.setOp(number(op));
    to.setType(number(type));
    to.setFlags(flags);
    to.setA(a);
    to.setB(b);
    to.setSpan(span);
  }

  static void put(wire::Constant::Builder to, const ir::Constant& from) {
    const auto& [type, cell] = from;
    to.setKind(number(type.kind));
    to.setChoice(type.choice);
    to.setBits(cell.bits);
  }

  static void put(wire::Member::Builder to, const ir::ChoiceMember& from) {
    const auto& [name, title] = from;
    to.setName(text(name));
    to.setTitle(text(title));
  }

  static void put(wire::Choice::Builder to, const ir::Choice& from) {
    const auto& [name, ordered, members] = from;
    to.setName(text(name));
    to.setOrdered(ordered);
    putAll(members, [&to](unsigned n) { return to.initMembers(n); });
  }

  static void put(wire::Input::Builder to, const ir::Input& from) {
    const auto& [source, name, title, type, isPrivate, isProtected, fallback, span] = from;
    to.setSource(number(source));
    to.setName(text(name));
    to.setTitle(text(title));
    to.setKind(number(type.kind));
    to.setChoice(type.choice);
    to.setIsPrivate(isPrivate);
    to.setIsProtected(isProtected);
    to.setFallbackState(number(fallback.state));
    to.setFallbackBits(fallback.cell.bits);
    putSpan(to.initSpan(), span);
  }

  static void put(wire::Named::Builder to, const ir::Named& from) {
    const auto& [kind, name, title, doc, inst, span] = from;
    to.setKind(number(kind));
    to.setName(text(name));
    to.setTitle(text(title));
    to.setDoc(text(doc));
    to.setInst(inst);
    putSpan(to.initSpan(), span);
  }

  static void put(wire::Issue::Builder to, const ir::Issue& from) {
    const auto& [name, span] = from;
    to.setName(text(name));
    putSpan(to.initSpan(), span);
  }

  static void put(wire::Group::Builder to, const ir::Group& from) {
    const auto& [name, title, issue, span] = from;
    to.setName(text(name));
    to.setTitle(text(title));
    to.setIssue(issue);
    putSpan(to.initSpan(), span);
  }

  static void put(wire::Lever::Builder to, const ir::Lever& from) {
    const auto& [change, when, span] = from;
    to.setChange(change.e8);
    to.setWhen(when);
    putSpan(to.initSpan(), span);
  }

  static void put(wire::Part::Builder to, const ir::TextPart& from) {
    const auto& [words, token] = from;
    to.setText(text(words));
    to.setToken(token);
  }

  static void put(wire::Field::Builder to, const ir::TreatmentField& from) {
    const auto& [name, parts] = from;
    to.setName(text(name));
    putAll(parts, [&to](unsigned n) { return to.initParts(n); });
  }

  static void put(wire::Treatment::Builder to, const ir::Treatment& from) {
    const auto& [channel, title, when, fields, span] = from;
    to.setChannel(channel);
    to.setTitle(text(title));
    to.setWhen(when);
    putAll(fields, [&to](unsigned n) { return to.initFields(n); });
    putSpan(to.initSpan(), span);
  }

  static void put(wire::Action::Builder to, const ir::Action& from) {
    const auto& [name, title, doc, issue, group, firstClause, clauseCount, value, benefit, cost, propensity, score,
                 levers, treatments, hasActive, activeFrom, activeTo, span] = from;
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
    putSpan(to.initSpan(), span);
  }

  static void put(wire::Clause::Builder to, const ir::Clause& from) {
    const auto& [action, stage, reserved, expr, span] = from;
    static_assert(sizeof reserved == 3, "carries nothing");
    to.setAction(action);
    to.setStage(number(stage));
    to.setExpr(expr);
    to.setSpan(span);
  }

  static void put(wire::Cap::Builder to, const ir::DiversityCap& from) {
    const auto& [per, most, span] = from;
    to.setPer(static_cast<std::uint32_t>(per));
    to.setMost(most);
    putSpan(to.initSpan(), span);
  }

  static void put(wire::Arbitration::Builder to, const ir::Arbitration& from) {
    const auto& [keep, caps, rankSpan, keepSpan] = from;
    to.setKeep(keep);
    putAll(caps, [&to](unsigned n) { return to.initCaps(n); });
    putSpan(to.initRankSpan(), rankSpan);
    putSpan(to.initKeepSpan(), keepSpan);
  }

  static void put(wire::Given::Builder to, const ir::TestValue& from) {
    const auto& [input, value] = from;
    to.setInput(input);
    to.setState(number(value.state));
    to.setBits(value.cell.bits);
  }

  static void put(wire::Expectation::Builder to, const ir::Expectation& from) {
    const auto& [kind, action, channel, hasStage, stage, holds, actual, span] = from;
    to.setKind(number(kind));
    to.setAction(action);
    to.setChannel(channel);
    to.setHasStage(hasStage);
    to.setStage(number(stage));
    to.setHolds(holds);
    to.setActual(actual);
    putSpan(to.initSpan(), span);
  }

  static void put(wire::Test::Builder to, const ir::Test& from) {
    const auto& [title, hasNow, localMs, given, expected, seed, span] = from;
    to.setTitle(text(title));
    to.setHasNow(hasNow);
    to.setLocalMs(localMs);
    putAll(given, [&to](unsigned n) { return to.initGiven(n); });
    putAll(expected, [&to](unsigned n) { return to.initExpected(n); });
    to.setSeed(seed);
    putSpan(to.initSpan(), span);
  }

  static void put(wire::Program::Builder to, const ir::Program& from) {
    const auto& [name, title, doc, currency, timezone, locale, profileName, keyName, sources, spans, insts, operands,
                 constants, textPool, choices, inputs, names, issues, groups, actions, clauses, arbitration, tests] =
        from;
    to.setName(text(name));
    to.setTitle(text(title));
    to.setDoc(text(doc));
    to.setCurrency(text(currency));
    to.setTimezone(text(timezone));
    to.setLocale(text(locale));
    to.setProfileName(text(profileName));
    to.setKeyName(text(keyName));
    to.setTextPool(text(textPool));
    to.setOperands(kj::ArrayPtr<const std::uint32_t>(operands.data(), operands.size()));
    putAll(sources, [&to](unsigned n) { return to.initSources(n); });
    putAll(spans, [&to](unsigned n) { return to.initSpans(n); });
    putAll(insts, [&to](unsigned n) { return to.initInsts(n); });
    putAll(constants, [&to](unsigned n) { return to.initConstants(n); });
    putAll(choices, [&to](unsigned n) { return to.initChoices(n); });
    putAll(inputs, [&to](unsigned n) { return to.initInputs(n); });
    putAll(names, [&to](unsigned n) { return to.initNames(n); });
    putAll(issues, [&to](unsigned n) { return to.initIssues(n); });
    putAll(groups, [&to](unsigned n) { return to.initGroups(n); });
    putAll(actions, [&to](unsigned n) { return to.initActions(n); });
    putAll(clauses, [&to](unsigned n) { return to.initClauses(n); });
    put(to.initArbitration(), arbitration);
    putAll(tests, [&to](unsigned n) { return to.initTests(n); });
  }
};

Fault tooLarge() {
  return {FaultKind::kFull, fmt::format("the rulebook is too large for a bundle, which has at most {} MiB: split it",
                                        kBundleBytesMax >> 20U)};
}

}  // namespace

Result<std::string> toBytes(const ir::Program& program) {
  std::size_t sourceBytes = 0;
  for (const ir::Source& source : program.sources) sourceBytes += source.text.size();
  if (sourceBytes > kBundleBytesMax) return tooLarge();  // before it is copied

  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<wire::Bundle>();
  root.setFormat(kFormat);
  root.setInstructionSet(instructionSet());
  Message::put(root.initProgram(), program);

  // Copied into one segment, depth first: neither where the builder cut its segments nor what it left unused counts.
  const std::size_t words = root.asReader().totalSize().wordCount + 1;
  if ((words + 1) * sizeof(capnp::word) > kBundleBytesMax) return tooLarge();
  capnp::MallocMessageBuilder flat(static_cast<unsigned>(words));
  flat.setRoot(root.asReader());
  const auto array = capnp::messageToFlatArray(flat);
  std::string bytes(array.asChars().begin(), array.asChars().size());
  seal(bytes);
  return bytes;
}

Result<std::string> hashOf(const ir::Program& program) {
  const auto bytes = toBytes(program);
  if (!bytes) return bytes.fault();
  return inHex(storedHash(*bytes));
}

}  // namespace regard::bundle
