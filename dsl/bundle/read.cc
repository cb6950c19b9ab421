// Message to program. Nothing of the message is believed: the frame and its hash first, then Cap'n Proto's own limits
// and what a list may cost, then ir::verify. What Cap'n Proto throws about hostile bytes ends here.

#include <capnp/message.h>
#include <capnp/schema.h>
#include <capnp/serialize.h>
#include <fmt/format.h>

#include <cstring>

#include "bundle.capnp.h"
#include "dsl/bundle/bundle.h"
#include "dsl/bundle/frame.h"
#include "dsl/ir/verify.h"

namespace regard::bundle {
namespace {

std::string text(capnp::Text::Reader from) { return {from.begin(), from.size()}; }

template <class From>
Span spanOf(From from) {
  return {from.getFile(), from.getBegin(), from.getEnd()};
}

template <class From>
Type typeFrom(From from) {
  return {static_cast<TypeKind>(from.getKind()), from.getChoice()};
}

/// What the lists of one file may hold together. An element without words costs nothing on disk and much in memory, so
/// each is charged what ours takes. Throws what Cap'n Proto throws.
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

void take(Budget& /*budget*/, wire::Source::Reader from, ir::Source& to) {
  to.path = text(from.getPath());
  to.text = text(from.getText());
}

void take(Budget& /*budget*/, wire::Span::Reader from, Span& to) { to = spanOf(from); }

void take(Budget& /*budget*/, wire::Inst::Reader from, ir::Inst& to) {
  to.op = static_cast<ir::Op>(from.getOp());
  to.type = static_cast<TypeKind>(from.getType());
  to.flags = from.getFlags();
  to.a = from.getA();
  to.b = from.getB();
  to.span = from.getSpan();
}

void take(Budget& /*budget*/, wire::Constant::Reader from, ir::Constant& to) {
  to.type = typeFrom(from);
  to.cell.bits = from.getBits();
}

void take(Budget& /*budget*/, wire::Member::Reader from, ir::ChoiceMember& to) {
  to.name = text(from.getName());
  to.title = text(from.getTitle());
}

void take(Budget& budget, wire::Choice::Reader from, ir::Choice& to) {
  to.name = text(from.getName());
  to.ordered = from.getOrdered();
  budget.takeAll(from.getMembers(), to.members);
}

void take(Budget& /*budget*/, wire::Input::Reader from, ir::Input& to) {
  to.source = static_cast<ir::InputSource>(from.getSource());
  to.name = text(from.getName());
  to.title = text(from.getTitle());
  to.type = typeFrom(from);
  to.isPrivate = from.getIsPrivate();
  to.isProtected = from.getIsProtected();
  to.fallback = {{from.getFallbackBits()}, static_cast<State>(from.getFallbackState())};
  to.span = spanOf(from.getSpan());
}

void take(Budget& /*budget*/, wire::Named::Reader from, ir::Named& to) {
  to.kind = static_cast<ir::NameKind>(from.getKind());
  to.name = text(from.getName());
  to.title = text(from.getTitle());
  to.doc = text(from.getDoc());
  to.inst = from.getInst();
  to.span = spanOf(from.getSpan());
}

void take(Budget& /*budget*/, wire::Issue::Reader from, ir::Issue& to) {
  to.name = text(from.getName());
  to.span = spanOf(from.getSpan());
}

void take(Budget& /*budget*/, wire::Group::Reader from, ir::Group& to) {
  to.name = text(from.getName());
  to.title = text(from.getTitle());
  to.issue = from.getIssue();
  to.span = spanOf(from.getSpan());
}

void take(Budget& /*budget*/, wire::Lever::Reader from, ir::Lever& to) {
  to.change.e8 = from.getChange();
  to.when = from.getWhen();
  to.span = spanOf(from.getSpan());
}

void take(Budget& /*budget*/, wire::Part::Reader from, ir::TextPart& to) {
  to.text = text(from.getText());
  to.token = from.getToken();
}

void take(Budget& budget, wire::Field::Reader from, ir::TreatmentField& to) {
  to.name = text(from.getName());
  budget.takeAll(from.getParts(), to.parts);
}

void take(Budget& budget, wire::Treatment::Reader from, ir::Treatment& to) {
  to.channel = from.getChannel();
  to.title = text(from.getTitle());
  to.when = from.getWhen();
  budget.takeAll(from.getFields(), to.fields);
  to.span = spanOf(from.getSpan());
}

void take(Budget& budget, wire::Action::Reader from, ir::Action& to) {
  to.name = text(from.getName());
  to.title = text(from.getTitle());
  to.doc = text(from.getDoc());
  to.issue = from.getIssue();
  to.group = from.getGroup();
  to.firstClause = from.getFirstClause();
  to.clauseCount = from.getClauseCount();
  to.value = from.getValue();
  to.benefit = from.getBenefit();
  to.cost = from.getCost();
  to.propensity = from.getPropensity();
  to.score = from.getScore();
  budget.takeAll(from.getLevers(), to.levers);
  budget.takeAll(from.getTreatments(), to.treatments);
  to.hasActive = from.getHasActive();
  to.activeFrom = static_cast<Day>(from.getActiveFrom());
  to.activeTo = static_cast<Day>(from.getActiveTo());
  to.span = spanOf(from.getSpan());
}

void take(Budget& /*budget*/, wire::Clause::Reader from, ir::Clause& to) {
  to.action = from.getAction();
  to.stage = static_cast<ir::Stage>(from.getStage());
  to.expr = from.getExpr();
  to.span = from.getSpan();
}

void take(Budget& /*budget*/, wire::Cap::Reader from, ir::DiversityCap& to) {
  to.per = static_cast<ir::CandidateField>(from.getPer());
  to.most = from.getMost();
  to.span = spanOf(from.getSpan());
}

void take(Budget& /*budget*/, wire::Given::Reader from, ir::TestValue& to) {
  to.input = from.getInput();
  to.value = {{from.getBits()}, static_cast<State>(from.getState())};
}

void take(Budget& /*budget*/, wire::Expectation::Reader from, ir::Expectation& to) {
  to.kind = static_cast<ir::ExpectKind>(from.getKind());
  to.action = from.getAction();
  to.channel = from.getChannel();
  to.hasStage = from.getHasStage();
  to.stage = static_cast<ir::Stage>(from.getStage());
  to.holds = from.getHolds();
  to.actual = from.getActual();
  to.span = spanOf(from.getSpan());
}

void take(Budget& budget, wire::Test::Reader from, ir::Test& to) {
  to.title = text(from.getTitle());
  to.hasNow = from.getHasNow();
  to.localMs = from.getLocalMs();
  budget.takeAll(from.getGiven(), to.given);
  budget.takeAll(from.getExpected(), to.expected);
  to.seed = from.getSeed();
  to.span = spanOf(from.getSpan());
}

ir::Program programFrom(wire::Program::Reader from, Budget budget) {
  ir::Program to;
  to.name = text(from.getName());
  to.title = text(from.getTitle());
  to.doc = text(from.getDoc());
  to.currency = text(from.getCurrency());
  to.timezone = text(from.getTimezone());
  to.locale = text(from.getLocale());
  to.profileName = text(from.getProfileName());
  to.keyName = text(from.getKeyName());
  to.textPool = text(from.getTextPool());
  const auto operands = from.getOperands();
  to.operands.reserve(operands.size());
  for (const std::uint32_t operand : operands) to.operands.push_back(operand);
  budget.takeAll(from.getSources(), to.sources);
  budget.takeAll(from.getSpans(), to.spans);
  budget.takeAll(from.getInsts(), to.insts);
  budget.takeAll(from.getConstants(), to.constants);
  budget.takeAll(from.getChoices(), to.choices);
  budget.takeAll(from.getInputs(), to.inputs);
  budget.takeAll(from.getNames(), to.names);
  budget.takeAll(from.getIssues(), to.issues);
  budget.takeAll(from.getGroups(), to.groups);
  budget.takeAll(from.getActions(), to.actions);
  budget.takeAll(from.getClauses(), to.clauses);
  budget.takeAll(from.getTests(), to.tests);
  const auto arbitration = from.getArbitration();
  to.arbitration.keep = arbitration.getKeep();
  budget.takeAll(arbitration.getCaps(), to.arbitration.caps);
  to.arbitration.rankSpan = spanOf(arbitration.getRankSpan());
  to.arbitration.keepSpan = spanOf(arbitration.getKeepSpan());
  return to;
}

Fault corrupt(std::string_view what) {
  return {FaultKind::kCorrupt, fmt::format("it is damaged ({}): make it again with `regard build`", what)};
}

}  // namespace

Result<Bundle> fromBytes(std::string_view bytes) {
  if (const Status sound = checkFrame(bytes); !sound) return sound.fault();
  const std::size_t count = bytes.size() / sizeof(capnp::word);
  kj::ArrayPtr<const capnp::word> words(reinterpret_cast<const capnp::word*>(bytes.data()), count);
  kj::Array<capnp::word> aligned;
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(std::uint64_t) != 0) {
    aligned = kj::heapArray<capnp::word>(count);
    std::memcpy(aligned.begin(), bytes.data(), bytes.size());
    words = aligned;
  }
  Bundle bundle;
  try {
    // Ours shares nothing, so that once through is enough; some words are counted for lists as such.
    capnp::ReaderOptions options;
    options.traversalLimitInWords = 2 * count + 1024;
    capnp::FlatArrayMessageReader message(words, options);
    bundle.program = programFrom(message.getRoot<wire::Bundle>().getProgram(), Budget(2 * count));
  } catch (const kj::Exception& exception) { return corrupt(exception.getDescription().cStr()); }
  if (const Status sound = ir::verify(bundle.program); !sound) return sound.fault();
  bundle.hash = inHex(storedHash(bytes));
  return bundle;
}

}  // namespace regard::bundle
