#include "engine/door/log_entry.h"

#include "base/format.h"
#include "engine/door/decision_result.h"
#include "engine/door/values.h"
#include "engine/log/logged_rules.h"

namespace regard {
namespace {

/// Nothing is left of it but whether there was something.
Value masked(Value value) {
  if (value.state == ValueState::unknown) return value;
  value = {};
  value.state = ValueState::known;
  value.text = "***";
  return value;
}

AttributeValue listOf(const Plan& plan, const Inputs& frame, std::size_t index) {
  const ir::Program& program = *plan.program;
  const ir::Stream& stream = program.streams[index];
  const Rows& rows = frame.rows[index];
  AttributeValue list;
  list.name = stream.name;
  list.title = stream.title;
  list.isPrivate = stream.isPrivate;
  list.value.kind = ValueKind::list;
  list.value.state = rows.state == State::kKnown ? ValueState::known : ValueState::unknown;
  list.value.text = rows.state == State::kKnown ? std::to_string(rows.count) : "unknown";
  for (const ir::Column& column : stream.columns) {
    list.columns.push_back(column.name);
    list.isPrivate |= column.isPrivate;
  }
  for (std::uint32_t row = 0; row < rows.count; ++row) {
    std::vector<Value>& values = list.rows.emplace_back();
    for (std::size_t i = 0; i < stream.columns.size(); ++i) {
      const ir::Column& column = stream.columns[i];
      Value value = valueOf(program, frame, plan.zone, column.type, rows.at(row * stream.columns.size() + i));
      values.push_back(stream.isPrivate || column.isPrivate ? masked(std::move(value)) : std::move(value));
    }
  }
  return list;
}

std::vector<AttributeValue> inputsOf(const Plan& plan, const Inputs& frame) {
  const ir::Program& program = *plan.program;
  std::vector<AttributeValue> inputs;
  for (std::uint32_t slot = 0; slot < program.inputs.size(); ++slot) {
    const ir::Input& input = program.inputs[slot];
    Value value = valueOf(program, frame, plan.zone, input.type, frame.at(slot));
    const bool isAsked = input.source == ir::InputSource::kRequest;  // a profile may have one of the same name
    inputs.push_back({.name = (isAsked ? "request." : "") + input.name,
                      .title = input.title,
                      .value = input.isPrivate ? masked(std::move(value)) : std::move(value),
                      .isPrivate = input.isPrivate});
  }
  for (std::size_t i = 0; i < program.streams.size(); ++i) inputs.push_back(listOf(plan, frame, i));
  return inputs;
}

}  // namespace

std::vector<OfferedAction> factorsOf(const ir::Program& program, const Inputs& inputs, const Decision& decision) {
  std::vector<OfferedAction> offered;
  for (const Scored& kept : decision.kept)
    offered.push_back(factorsOf(program, inputs, kept, static_cast<std::uint32_t>(offered.size() + 1)));
  return offered;
}

LogEntry entryOf(const LoggedDecision& logged, LogState state, std::string problem) {
  LogEntry entry;
  entry.id = logged.id.text();
  entry.loggedAt = formatInstant(logged.id.ms(), Zone::utc());
  entry.state = state;
  entry.problem = std::move(problem);
  entry.customer = logged.customer;
  if (logged.rules.empty()) return entry;  // not even the header could be read
  entry.rulebookHash = hexOf(logged.rules);
  entry.now = formatInstant(logged.nowMs, Zone::utc());
  entry.seed = logged.seed;
  entry.reserved = logged.reserved;
  return entry;
}

LogEntry entryOf(const Plan& plan, const LoggedDecision& logged, bool withInputs) {
  const ir::Program& program = *plan.program;
  LogEntry entry = entryOf(logged, LogState::whole, {});
  entry.now = formatInstant(logged.nowMs, plan.zone);
  entry.rulebook = program.name;
  entry.currency = program.currency;
  entry.locale = logged.frame.locale;
  if (plan.keyInput >= 0) entry.customerIsPrivate = program.inputs[static_cast<std::size_t>(plan.keyInput)].isPrivate;
  entry.offered = factorsOf(program, logged.frame, logged.decision);
  if (withInputs) entry.inputs = inputsOf(plan, logged.frame);
  return entry;
}

}  // namespace regard
