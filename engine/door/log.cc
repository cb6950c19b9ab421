// The log of decisions for those who look things up.

#include "regard/log.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/format.h"
#include "engine/door/decision_result.h"
#include "engine/door/log_entry.h"
#include "engine/door/log_reader.h"
#include "engine/door/values.h"

namespace regard {
namespace {

LogEntry entryOf(const ReadDecision& read, bool withInputs) {
  if (read.plan != nullptr) return entryOf(*read.plan, read.logged, withInputs);
  return entryOf(read.logged, read.isErased() ? LogState::erased : LogState::unreadable, read.problem.message);
}

bool keeps(const ReadDecision& read, const std::string& action) {
  if (read.plan == nullptr) return false;
  const auto isIt = [&](const Scored& kept) { return read.plan->program->actions[kept.action].name == action; };
  const std::vector<Scored>& kept = read.logged.decision.kept;
  return std::any_of(kept.begin(), kept.end(), isIt);
}

/// What was known of the moment; what was not, and what took its default, looks the same.
std::map<std::string, std::string> requestOf(const Plan& plan, const Inputs& frame) {
  const ir::Program& program = *plan.program;
  std::map<std::string, std::string> request;
  for (std::uint32_t slot = 0; slot < program.inputs.size(); ++slot)
    if (const ir::Input& input = program.inputs[slot];
        input.source == ir::InputSource::kRequest && frame.states[slot] == State::kKnown)
      request[input.name] = valueOf(program, frame, plan.zone, input.type, frame.at(slot)).text;
  return request;
}

/// Those that could be used, if not all could.
std::vector<std::string> channelsOf(const Plan& plan, const Inputs& frame) {
  std::vector<std::string> channels;
  for (const std::int16_t channel : frame.channels)
    channels.push_back(plan.program->choices[ir::kChannelChoice].members[static_cast<std::size_t>(channel)].name);
  return channels;
}

/// What started it, if nobody asked.
std::optional<std::string> startOf(const Plan& plan, const Inputs& frame) {
  const auto& inputs = plan.program->inputs;
  for (std::uint32_t slot = 0; slot < inputs.size(); ++slot)
    if (inputs[slot].source == ir::InputSource::kTrigger && frame.states[slot] == State::kKnown)
      return valueOf(*plan.program, frame, plan.zone, inputs[slot].type, frame.at(slot)).text;
  return std::nullopt;
}

Status tellOutcomes(const ReadDecision& read, std::vector<ToldOutcome>& into) {
  auto outcomes = outcomesOf(*read.txn, read.logged.id, read.plan->program->currency);
  if (!outcomes) return outcomes.fault();
  into = *std::move(outcomes);
  return Done{};
}

Result<ToldDecision> told(const ReadDecision& read, bool explain) {
  const LoggedDecision& logged = read.logged;
  if (read.isErased())
    return Fault{
        FaultKind::kNotFound,
        fmt::format("decision {} is erased: its customer was, and nobody can read it any more", logged.id.text())};
  if (read.plan == nullptr) return read.problem;
  Session session;
  session.inputs = logged.frame;
  if (auto again = decideAgain(*read.plan, logged, session.scratch, session.decision); !again.ok())
    return again.fault();
  if (!(session.decision == logged.decision))  // reasons that are not those of then would mislead
    return Fault{FaultKind::kConflict,
                 fmt::format("decision {0} is another when it is made again: `regard replay STORE {0}` shows how",
                             logged.id.text())};
  ToldDecision told;
  told.asked.customer = logged.customer;
  told.asked.request = requestOf(*read.plan, logged.frame);
  told.asked.channels = channelsOf(*read.plan, logged.frame);
  told.asked.on = startOf(*read.plan, logged.frame);
  told.asked.seed = logged.seed;
  told.asked.explain = explain;
  DecisionResult& result = told.result = resultOf(*read.plan, session, explain);
  result.id = logged.id.text();
  result.customer = logged.customer;
  result.seed = logged.seed;
  result.rulebookHash = hexOf(logged.rules);
  result.notes.clear();  // they are about the store as it is now
  if (auto done = tellOutcomes(read, told.outcomes); !done.ok()) return done.fault();
  return told;
}

}  // namespace

Expected<std::uint64_t> DecisionLog::forEach(const LogQuery& query,
                                             const std::function<bool(const LogEntry&)>& visit) const {
  auto range = rangeOf(query.range);
  if (!range) return errorOf(range.fault());
  range->newestFirst = query.newestFirst;
  LogReader reader(*store_);
  if (!query.customer.empty())
    if (auto only = reader.only(query.customer); !only) return errorOf(only.fault());
  std::uint64_t visited = 0;
  Scratch scratch;
  Status told = Done{};
  const auto done = reader.forEach(*range, [&](const ReadDecision& read) {
    if (!query.action.empty() && !keeps(read, query.action)) return true;
    ++visited;
    LogEntry entry = entryOf(read, query.inputs);
    if (query.selection && read.plan != nullptr) entry.selection = selectionOf(*read.plan, read.logged.frame, scratch);
    if (query.outcomes && read.plan != nullptr) told = tellOutcomes(read, entry.outcomes);
    return told.ok() && visit(entry) && visited != query.most;
  });
  if (!done) return errorOf(done.fault());
  if (!told) return errorOf(told.fault());
  return visited;
}

Expected<LogEntry> DecisionLog::find(const std::string& id) const {
  LogEntry entry;
  LogReader reader(*store_);
  const auto found = reader.find(id, [&](const ReadDecision& read) { entry = entryOf(read, true); });
  if (!found) return errorOf(found.fault());
  return entry;
}

Expected<ToldDecision> DecisionLog::tell(const std::string& id, bool explain) const {
  std::optional<Result<ToldDecision>> result;
  LogReader reader(*store_);
  const auto found = reader.find(id, [&](const ReadDecision& read) { result = told(read, explain); });
  if (!found) return errorOf(found.fault());
  if (!*result) return errorOf(result->fault());
  return **std::move(result);
}

Expected<LogFacts> DecisionLog::facts() const {
  const auto txn = store_->store->read();
  if (!txn) return errorOf(txn.fault());
  const auto limits = logLimits(*txn);
  if (!limits) return errorOf(limits.fault());
  LogFacts facts;
  facts.retention = {limits->keepMs, limits->quotaBytes};
  facts.decisions = txn->count(Table::kDecisions);
  facts.bytes = txn->bytes(Table::kDecisions);
  const auto noteTime = [](std::string& into) {
    return [&into](std::string_view id, std::string_view) {
      into = formatInstant(static_cast<std::int64_t>(msOfDecision(id)), Zone::utc());
      return false;
    };
  };
  if (auto read = txn->scan(Table::kDecisions, {}, noteTime(facts.oldest)); !read) return errorOf(read.fault());
  if (auto read = txn->scanBack(Table::kDecisions, {}, noteTime(facts.newest)); !read) return errorOf(read.fault());
  return facts;
}

Expected<std::uint64_t> DecisionLog::retain(const LogRetention& retention) const {
  constexpr std::uint64_t kPrunedAtOnce = 10'000;
  if (!store_->store->isWriter())
    return Error{ErrorKind::invalid, fmt::format("the store `{}` was opened for reading", store_->path)};
  Writer& writer = store_->store->writer();
  if (auto set = writer.submit(SetLogLimits{retention.keepMs, retention.quotaBytes}).get(); !set)
    return errorOf(set.fault());
  for (std::uint64_t all = 0;;) {
    const auto pruned = writer.submit(PruneLog{clockMs(), kPrunedAtOnce}).get();
    if (!pruned) return errorOf(pruned.fault());
    all += pruned->replaced;
    if (pruned->replaced < kPrunedAtOnce) return all;
  }
}

}  // namespace regard
