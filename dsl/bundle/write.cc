#include "dsl/bundle/write.h"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <fmt/format.h>

#include "dsl/bundle/bundle.h"
#include "dsl/bundle/frame.h"

namespace regard::bundle {

void put(wire::Source::Builder to, const ir::Source& from) {
  const auto& [path, words] = from;
  to.setPath(text(path));
  to.setText(text(words));
}

void put(wire::Span::Builder to, const Span& from) { putSpan(to, from); }

void put(wire::Value::Builder to, const Scalar& from) { putValue(to, from); }

void put(wire::Inst::Builder to, const ir::Inst& from) {
  const auto& [op, type, flags, a, b, span] = from;
  to.setOp(number(op));
  to.setType(number(type));
  to.setFlags(flags);
  to.setA(a);
  to.setB(b);
  to.setSpan(span);
}

void put(wire::Program::Builder to, const ir::Program& from) {
  const auto& [name, title, doc, currency, timezone, locale, profileName, keyName, sources, spans, insts, operands,
               constants, textPool, choices, inputs, streams, windows, bursts, thresholds, models, modelCalls, counters,
               experiments, holdOuts, journeys, kpis, outcomes, promises, triggers, policies, guarantees, bundles,
               working, names, issues, groups, actions, clauses, arbitration, tests] = from;
  to.setName(text(name));
  to.setTitle(text(title));
  to.setDoc(text(doc));
  to.setCurrency(text(currency));
  to.setTimezone(text(timezone));
  to.setLocale(text(locale));
  to.setProfileName(text(profileName));
  to.setKeyName(text(keyName));
  putAll(sources, [&to](unsigned n) { return to.initSources(n); });
  putAll(spans, [&to](unsigned n) { return to.initSpans(n); });
  putAll(insts, [&to](unsigned n) { return to.initInsts(n); });
  to.setOperands(numbers(operands));
  putAll(constants, [&to](unsigned n) { return to.initConstants(n); });
  to.setTextPool(text(textPool));
  putAll(choices, [&to](unsigned n) { return to.initChoices(n); });
  putAll(inputs, [&to](unsigned n) { return to.initInputs(n); });
  putAll(streams, [&to](unsigned n) { return to.initStreams(n); });
  putAll(windows, [&to](unsigned n) { return to.initWindows(n); });
  putAll(bursts, [&to](unsigned n) { return to.initBursts(n); });
  putAll(thresholds, [&to](unsigned n) { return to.initThresholds(n); });
  putAll(models, [&to](unsigned n) { return to.initModels(n); });
  putAll(modelCalls, [&to](unsigned n) { return to.initModelCalls(n); });
  putAll(counters, [&to](unsigned n) { return to.initCounters(n); });
  putAll(experiments, [&to](unsigned n) { return to.initExperiments(n); });
  putAll(holdOuts, [&to](unsigned n) { return to.initHoldOuts(n); });
  putAll(journeys, [&to](unsigned n) { return to.initJourneys(n); });
  putAll(kpis, [&to](unsigned n) { return to.initKpis(n); });
  putAll(outcomes, [&to](unsigned n) { return to.initOutcomes(n); });
  putAll(promises, [&to](unsigned n) { return to.initPromises(n); });
  putAll(triggers, [&to](unsigned n) { return to.initTriggers(n); });
  putAll(policies, [&to](unsigned n) { return to.initPolicies(n); });
  putAll(guarantees, [&to](unsigned n) { return to.initGuarantees(n); });
  putAll(bundles, [&to](unsigned n) { return to.initBundles(n); });
  put(to.initWorking(), working);
  putAll(names, [&to](unsigned n) { return to.initNames(n); });
  putAll(issues, [&to](unsigned n) { return to.initIssues(n); });
  putAll(groups, [&to](unsigned n) { return to.initGroups(n); });
  putAll(actions, [&to](unsigned n) { return to.initActions(n); });
  putAll(clauses, [&to](unsigned n) { return to.initClauses(n); });
  put(to.initArbitration(), arbitration);
  putAll(tests, [&to](unsigned n) { return to.initTests(n); });
}

namespace {

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
  put(root.initProgram(), program);

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
