#pragma once
// The bridge: what dsl/ makes and engine/ runs. Flat vectors of plain structs, indices instead of pointers.
// A Program is verified when it leaves dsl/lower and again when it is loaded; after that nobody checks indices.

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/ir/model.h"
#include "dsl/ir/test.h"

namespace regard::ir {

struct Source {
  std::string path;  ///< relative to the rulebook's folder
  std::string text;
};

/// A whole rulebook, ready to plan.
struct Program {
  std::string name, title, doc;
  std::string currency = "GBP";
  std::string timezone = "UTC";
  std::string locale = "en-GB";
  std::string profileName;  ///< "customer"
  std::string keyName;      ///< the profile's key attribute
  std::vector<Source> sources;
  std::vector<Span> spans;
  std::vector<Inst> insts;
  std::vector<std::uint32_t> operands;
  std::vector<Constant> constants;
  std::string textPool;
  std::vector<Choice> choices;  ///< the first kBuiltinChoices as enumerated
  std::vector<Input> inputs;
  std::vector<Stream> streams;  ///< the first kBuiltinStreams as enumerated
  std::vector<Window> windows;  ///< each once
  std::vector<Burst> bursts;
  std::vector<Threshold> thresholds;
  std::vector<Model> models;
  std::vector<ModelCall> modelCalls;
  std::vector<Counter> counters;
  std::vector<Experiment> experiments;
  std::vector<HoldOut> holdOuts;
  std::vector<Journey> journeys;
  std::vector<Kpi> kpis;
  std::vector<Outcome> outcomes;  ///< beside the members of kOutcomeChoice
  std::vector<Promise> promises;  ///< beside those of kPromiseChoice
  std::vector<Trigger> triggers;
  std::vector<Policy> policies;
  std::vector<Guarantee> guarantees;
  std::vector<Bundle> bundles;
  WorkingHours working;
  std::vector<Named> names;
  std::vector<Issue> issues;
  std::vector<Group> groups;
  std::vector<Action> actions;  ///< sorted by name: an action's index is its tie-break rank
  std::vector<Clause> clauses;
  Arbitration arbitration;
  std::vector<Test> tests;
};

/// Whether the answers on each of an action's channels are learned apart.
bool learnsByChannel(const Program& program, const Learned& learned);

}  // namespace regard::ir
