// Nothing of the message is believed: the frame and its hash first, then Cap'n Proto's own limits and what a list may
// cost, then ir::verify. What Cap'n Proto throws about hostile bytes ends here.

#include "dsl/bundle/read.h"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <fmt/format.h>

#include <cstring>

#include "dsl/bundle/bundle.h"
#include "dsl/bundle/frame.h"
#include "dsl/ir/verify.h"

namespace regard::bundle {

void take(Budget& /*budget*/, wire::Source::Reader from, ir::Source& to) {
  auto& [path, words] = to;
  path = text(from.getPath());
  words = text(from.getText());
}

void take(Budget& /*budget*/, wire::Span::Reader from, Span& to) { takeSpan(from, to); }

void take(Budget& /*budget*/, wire::Value::Reader from, Scalar& to) { takeValue(from, to); }

void take(Budget& /*budget*/, wire::Inst::Reader from, ir::Inst& to) {
  auto& [op, type, flags, a, b, span] = to;
  takeEnum(from.getOp(), op);
  takeEnum(from.getType(), type);
  flags = from.getFlags();
  a = from.getA();
  b = from.getB();
  span = from.getSpan();
}

void take(Budget& budget, wire::Program::Reader from, ir::Program& to) {
  auto& [name, title, doc, currency, timezone, locale, profileName, keyName, sources, spans, insts, operands, constants,
         textPool, choices, inputs, streams, windows, bursts, thresholds, models, modelCalls, counters, experiments,
         holdOuts, journeys, kpis, outcomes, promises, triggers, policies, guarantees, bundles, working, names, issues,
         groups, actions, clauses, arbitration, tests] = to;
  name = text(from.getName());
  title = text(from.getTitle());
  doc = text(from.getDoc());
  currency = text(from.getCurrency());
  timezone = text(from.getTimezone());
  locale = text(from.getLocale());
  profileName = text(from.getProfileName());
  keyName = text(from.getKeyName());
  budget.takeAll(from.getSources(), sources);
  budget.takeAll(from.getSpans(), spans);
  budget.takeAll(from.getInsts(), insts);
  takeNumbers(from.getOperands(), operands);
  budget.takeAll(from.getConstants(), constants);
  textPool = text(from.getTextPool());
  budget.takeAll(from.getChoices(), choices);
  budget.takeAll(from.getInputs(), inputs);
  budget.takeAll(from.getStreams(), streams);
  budget.takeAll(from.getWindows(), windows);
  budget.takeAll(from.getBursts(), bursts);
  budget.takeAll(from.getThresholds(), thresholds);
  budget.takeAll(from.getModels(), models);
  budget.takeAll(from.getModelCalls(), modelCalls);
  budget.takeAll(from.getCounters(), counters);
  budget.takeAll(from.getExperiments(), experiments);
  budget.takeAll(from.getHoldOuts(), holdOuts);
  budget.takeAll(from.getJourneys(), journeys);
  budget.takeAll(from.getKpis(), kpis);
  budget.takeAll(from.getOutcomes(), outcomes);
  budget.takeAll(from.getPromises(), promises);
  budget.takeAll(from.getTriggers(), triggers);
  budget.takeAll(from.getPolicies(), policies);
  budget.takeAll(from.getGuarantees(), guarantees);
  budget.takeAll(from.getBundles(), bundles);
  take(budget, from.getWorking(), working);
  budget.takeAll(from.getNames(), names);
  budget.takeAll(from.getIssues(), issues);
  budget.takeAll(from.getGroups(), groups);
  budget.takeAll(from.getActions(), actions);
  budget.takeAll(from.getClauses(), clauses);
  take(budget, from.getArbitration(), arbitration);
  budget.takeAll(from.getTests(), tests);
}

namespace {

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
    Budget budget(2 * count);
    take(budget, message.getRoot<wire::Bundle>().getProgram(), bundle.program);
  } catch (const kj::Exception& exception) { return corrupt(exception.getDescription().cStr()); }
  if (const Status sound = ir::verify(bundle.program); !sound) return sound.fault();
  bundle.hash = inHex(storedHash(bytes));
  return bundle;
}

}  // namespace regard::bundle
