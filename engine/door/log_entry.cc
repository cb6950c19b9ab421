#include "engine/door/log_entry.h"

#include "base/format.h"
#include "engine/door/decision_result.h"
#include "engine/door/values.h"
#include "engine/ledger/outcomes.h"
#include "engine/log/logged_rules.h"
#include "engine/selection/selection.h"

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

Selection selectionOf(const Plan& plan, const Inputs& frame, Scratch& scratch) {
  const selection::Chances chances = selection::chancesOf(plan, frame, scratch);
  Selection told;
  told.method = static_cast<Selection::Method>(chances.method);
  told.draws = chances.draws;
  told.places.resize(chances.places);
  for (std::uint32_t place = 0; place < chances.places; ++place)
    for (const std::uint32_t action : chances.actions)
      if (const double probability = chances.of(action, place); probability > 0)
        told.places[place].push_back({plan.program->actions[action].name, probability, chances.error(probability)});
  return told;
}

Selection::Chance Selection::at(const std::string& action, std::uint32_t place) const {
  if (place == 0 || place > places.size()) return {action};
  for (const Chance& chance : places[place - 1])
    if (chance.action == action) return chance;
  return {action};
}

Result<std::vector<ToldOutcome>> outcomesOf(const TableView& tables, const DecisionId& id, std::string_view currency) {
  auto found = ledger::outcomesOf(tables, id);
  if (!found) return found.fault();
  std::vector<ToldOutcome> told;
  for (ledger::NamedOutcome& one : *found) {
    const Scalar amount = one.row.amount ? Scalar::known(Cell::ofInt(one.row.amount->e4)) : Scalar::unknown();
    told.push_back({std::move(one.action), std::move(one.outcome), formatInstant(one.row.atMs, Zone::utc()),
                    valueOf(TypeKind::kMoney, amount, {}, currency, Zone::utc()), one.row.bySilence});
  }
  return told;
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
