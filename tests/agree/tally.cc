#include "tests/agree/tally.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "dsl/ir/operands.h"

namespace regard::agree {
namespace {

constexpr std::array<std::string_view, 23> kStructural = {
    "const",       "input",     "candidate", "not",    "and",    "or",     "eq text",   "ne text",
    "known",       "unknown",   "else",      "if",     "in set", "ladder", "scorecard", "table",
    "starts with", "ends with", "contains",  "select", "column", "query",  "learned"};
constexpr std::array<std::string_view, 9> kFields = {"channel",    "issue", "group",   "action", "direction",
                                                     "propensity", "value", "benefit", "cost"};
constexpr std::array<std::string_view, 3> kModes = {"one member", "closed range", "half-open range"};
constexpr std::array<std::string_view, 13> kWhys = {"kept",
                                                    "not yet active",
                                                    "no longer active",
                                                    "no treatment on channel",
                                                    "treatment condition",
                                                    "token unknown",
                                                    "clause",
                                                    "propensity out of range",
                                                    "figure unknown",
                                                    "figure error",
                                                    "priority overflow",
                                                    "diversity",
                                                    "below keep"};
/// By ValueError; the empty one is what importing a number can meet, and no rule.
constexpr std::array<std::string_view, 7> kErrors = {
    "truth error", "division by zero", "overflow", "date out of range", "", "two rows match", "rows differ"};
constexpr std::array<std::string_view, 8> kHits = {"unique", "any", "first", "sum", "min", "max", "priority", "count"};
constexpr std::array<std::string_view, 15> kAggregates = {"count",    "sum",     "average",  "min",      "max",
                                                          "first",    "latest",  "count =",  "count !=", "count <",
                                                          "count <=", "count >", "count >=", "recorded", "burst"};
constexpr std::size_t kAlwaysDecided = 13;  // these and what follows: never unknown
constexpr std::array<std::string_view, 3> kStates = {"known", "unknown", "error"};
constexpr std::array<std::string_view, 9> kClauses = {"condition", "proactive", "never",    "cap",  "pause",
                                                      "quiet",     "budget",    "hold out", "reach"};
constexpr std::array<std::string_view, 4> kCalendar = {"this day", "this week", "this month", "this year"};
constexpr std::array<std::string_view, 4> kWindows = {"all", "rolling", "rolling months", ""};
/// By InputSource; a share of an indicator is asked for in tests only.
constexpr std::array<std::string_view, 17> kSources = {
    "profile",       "request",         "today",     "now",   "minute",  "trigger",
    "trigger's age", "trigger's field", "threshold", "model", "counter", "experiment",
    "hold out",      "entered",         "",          "reach", "place"};
constexpr std::array<std::string_view, 28> kOthers = {"no channels",
                                                      "ladder also unknown",
                                                      "treatment when",
                                                      "treatment token",
                                                      "active",
                                                      "lever always",
                                                      "lever when",
                                                      "cap issue",
                                                      "cap group",
                                                      "cap action",
                                                      "default",
                                                      "mandatory",
                                                      "learned",
                                                      "query in a query",
                                                      "unknown value",
                                                      "negative priority",
                                                      "weight at its end",
                                                      "mandatory kept",
                                                      "inbound",
                                                      "outbound",
                                                      "no history",
                                                      "history too short",
                                                      "list unknown",
                                                      "rows at one instant",
                                                      "row at the border of a window",
                                                      "evidence",
                                                      "a propensity drawn",
                                                      "a first place drawn"};

std::string opName(ir::Op op) {
  if (ir::isScalar(op)) return std::string("op ") + infoOf(ir::scalarOf(op)).name;
  return "op " + std::string(kStructural[static_cast<std::size_t>(op) - static_cast<std::size_t>(ir::Op::kConst)]);
}

/// `priority` is the least or the greatest of a choice; `collect count` is a sum of ones.
std::string hitName(const ir::Program& program, const ir::Inst& table) {
  const auto hit = static_cast<ir::TableHit>(program.operands[table.a]);
  if (table.type == TypeKind::kChoice && hit >= ir::TableHit::kMin) return "priority";
  bool onlyOnes = hit == ir::TableHit::kSum && table.type == TypeKind::kNumber;
  for (std::uint32_t row = 0; row < program.operands[table.a + 1]; ++row) {
    const ir::Inst& output = program.insts[program.operands[table.a + 3 + 2 * row]];
    onlyOnes = onlyOnes && output.op == ir::Op::kConst && program.constants[output.a].cell == Cell::ofDouble(1);
  }
  return onlyOnes ? "count" : std::string(kHits[static_cast<std::size_t>(hit)]);
}

template <std::size_t N>
void append(std::vector<std::string>& all, const std::string& prefix, const std::array<std::string_view, N>& names) {
  for (const std::string_view name : names)
    if (!name.empty()) all.push_back(prefix + std::string(name));
}

template <class Enum, std::size_t N>
std::string nameOf(const char* prefix, const std::array<std::string_view, N>& names, Enum which) {
  return prefix + std::string(names.at(static_cast<std::size_t>(which)));
}

std::string windowName(const ir::Window& window) {
  return window.kind == ir::WindowKind::kThis ? nameOf("window ", kCalendar, window.amount)
                                              : nameOf("window ", kWindows, window.kind);
}

}  // namespace

std::vector<std::string> Tally::wanted() {
  std::vector<std::string> all;
  for (std::uint8_t op = 0; op < static_cast<std::uint8_t>(ScalarOp::kCount); ++op)
    all.push_back(opName(static_cast<ir::Op>(op)));
  append(all, "op ", kStructural);
  append(all, "field ", kFields);
  append(all, "member ", kModes);
  append(all, "outcome ", kWhys);
  append(all, "error ", kErrors);
  append(all, "table ", kHits);
  append(all, "source ", kSources);
  append(all, "window ", kWindows);
  append(all, "window ", kCalendar);
  append(all, "clause ", kClauses);
  append(all, "dropped by ", kClauses);
  append(all, "", kOthers);
  for (std::size_t i = 0; i < kAggregates.size(); ++i)
    for (const std::string_view state : kStates)
      if (i < kAlwaysDecided || state != "unknown")
        all.push_back("query " + std::string(kAggregates[i]) + " " + std::string(state));
  return all;
}

std::size_t Tally::of(const std::string& what) const {
  const auto found = counts_.find(what);
  return found == counts_.end() ? 0 : found->second;
}

void Tally::addInst(const ir::Program& program, const ir::Inst& inst) {
  note(opName(inst.op));
  if (inst.op == ir::Op::kCandidate) note("field " + std::string(kFields[inst.a]));
  if (inst.op == ir::Op::kLadder && (inst.flags & ir::kLadderAlsoUnknown) != 0) note("ladder also unknown");
  if (inst.op == ir::Op::kTable) note("table " + hitName(program, inst));
  if (inst.op != ir::Op::kInSet) return;
  for (std::uint32_t i = 0; i < program.operands[inst.b]; ++i)
    note("member " + std::string(kModes[program.operands[inst.b + 3 + 3 * i]]));
}

void Tally::addAction(const ir::Action& action) {
  if (action.hasActive) note("active");
  if (!action.mandatory.empty()) note("mandatory");
  if (!action.learned.empty()) note("learned");
  for (const ir::Lever& lever : action.levers) note(lever.when == ir::kNone ? "lever always" : "lever when");
  for (const ir::Treatment& treatment : action.treatments) {
    if (treatment.when != ir::kNone) note("treatment when");
    for (const ir::TreatmentField& field : treatment.fields)
      for (const ir::TextPart& part : field.parts)
        if (part.token != ir::kNone) note("treatment token");
  }
}

void Tally::addProgram(const ir::Program& program) {
  std::vector<bool> asksRows;
  for (const ir::Inst& inst : program.insts) {
    addInst(program, inst);
    bool asks = false;
    ir::forEachOperand(program, inst, [&](ir::InstIndex part) { asks = asks || asksRows[part]; });
    if (asks && inst.op == ir::Op::kQuery) note("query in a query");
    asksRows.push_back(asks || inst.op == ir::Op::kQuery);
  }
  for (const ir::Action& action : program.actions) addAction(action);
  for (const ir::Clause& clause : program.clauses) note(nameOf("clause ", kClauses, clause.kind));
  for (const ir::Window& window : program.windows) note(windowName(window));
  for (const ir::DiversityCap& cap : program.arbitration.caps) note(nameOf("cap ", kFields, cap.per));
  for (const ir::Input& input : program.inputs) {
    note(nameOf("source ", kSources, input.source));
    if (input.fallback.isKnown()) note("default");
  }
  if (program.choices[ir::kChannelChoice].members.empty()) note("no channels");
}

void Tally::addCustomer(const ir::Program& program, const Inputs& inputs) {
  note(inputs.outbound ? "outbound" : "inbound");
  if (!inputs.evidence.empty()) note("evidence");
  if (inputs.explores(program, ir::ExploreKind::kThompson) && !inputs.evidence.empty()) note("a propensity drawn");
  if (inputs.explores(program, ir::ExploreKind::kEpsilon)) note("a first place drawn");
  if (!inputs.hasHistory) note("no history");
  for (std::uint32_t window = 0; window < inputs.windowAfterMs.size(); ++window)
    if (inputs.hasHistory && inputs.historyFromMs > inputs.windowAfterMs[window] + 1) note("history too short");
  for (std::size_t stream = 0; stream < program.streams.size(); ++stream) {
    const Rows& rows = inputs.rows[stream];
    if (rows.state == State::kUnknown) note("list unknown");
    if (program.streams[stream].kind == ir::StreamKind::kList) continue;
    const std::size_t width = program.streams[stream].columns.size();
    const auto timeOf = [&](std::size_t row) { return rows.at(row * width + ir::kAtColumn).cell.asInt(); };
    for (std::size_t row = 0; row < rows.count; ++row) {
      if (row > 0 && timeOf(row - 1) == timeOf(row)) note("rows at one instant");
      const auto& borders = inputs.windowAfterMs;
      if (std::find(borders.begin(), borders.end(), timeOf(row)) != borders.end())
        note("row at the border of a window");
    }
  }
}

// Counted first and named afterwards: a run goes through these some hundred million times.

void Tally::addValues(const ir::Program& program, const std::vector<Scalar>& values) {
  std::size_t unknown = 0;
  std::array<std::size_t, kErrors.size()> errors{};
  std::array<std::array<std::size_t, kStates.size()>, kAggregates.size()> queries{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const ir::Inst& inst = program.insts[i];
    if (inst.op == ir::Op::kQuery) ++queries.at(program.operands[inst.a]).at(static_cast<std::size_t>(values[i].state));
    if (values[i].state == State::kUnknown) ++unknown;
    if (values[i].state == State::kError) ++errors.at(values[i].cell.bits);
  }
  note("unknown value", unknown);
  for (std::size_t i = 0; i < errors.size(); ++i)
    if (errors[i] > 0) note(nameOf("error ", kErrors, i), errors[i]);
  for (std::size_t i = 0; i < queries.size(); ++i)
    for (std::size_t state = 0; state < kStates.size(); ++state)
      if (queries[i][state] > 0)
        note(nameOf("query ", kAggregates, i) + nameOf(" ", kStates, state), queries[i][state]);
}

void Tally::addOutcomes(const ir::Program& program, const reference::Result& result) {
  std::array<std::size_t, kWhys.size()> whys{};
  std::array<std::size_t, kClauses.size()> dropped{};
  std::size_t mandatory = 0, negative = 0, atEnd = 0;
  for (const reference::Outcome& outcome : result.outcomes) {
    ++whys.at(static_cast<std::size_t>(outcome.why));
    if (outcome.why == reference::Outcome::Why::kClause)
      ++dropped.at(static_cast<std::size_t>(program.clauses[outcome.clause].kind));
    if (!outcome.hasScore) continue;
    const std::int64_t weight = outcome.scored.weight.e8;
    mandatory += outcome.kept && outcome.scored.mandatory ? 1 : 0;
    negative += outcome.scored.priority.e4 < 0 ? 1 : 0;
    atEnd += weight == kOneE8 / 100 || weight == kOneE8 * 10 ? 1 : 0;
  }
  for (std::size_t i = 0; i < whys.size(); ++i)
    if (whys[i] > 0) note(nameOf("outcome ", kWhys, i), whys[i]);
  for (std::size_t i = 0; i < dropped.size(); ++i)
    if (dropped[i] > 0) note(nameOf("dropped by ", kClauses, i), dropped[i]);
  note("mandatory kept", mandatory);
  note("negative priority", negative);
  note("weight at its end", atEnd);
}

}  // namespace regard::agree
