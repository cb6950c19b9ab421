#pragma once
// Programs by hand, for tests of the engine that must not depend on the compiler, or that need what no rule text
// gives. Nothing here is verified: a test that wants a broken program can have one.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsl/ir/program.h"
#include "engine/frame/inputs.h"
#include "engine/plan/plan.h"

namespace regard::support {

inline constexpr Type kFlag{TypeKind::kFlag}, kNumber{TypeKind::kNumber}, kPercent{TypeKind::kPercent},
    kMoney{TypeKind::kMoney}, kText{TypeKind::kText}, kDate{TypeKind::kDate};

class ProgramBuilder {
 public:
  ProgramBuilder() {
    program_.spans.push_back({});
    program_.sources.push_back({"built.regard", ""});
    program_.choices.resize(ir::kBuiltinChoices);
    program_.choices[ir::kOutcomeChoice].members = {{"reserved", ""}, {"presented", ""}};
    program_.outcomes.resize(ir::kBuiltinOutcomes);
    program_.streams = {stream("contact", {{"at", {TypeKind::kInstant}},
                                           {"direction", {TypeKind::kChoice, ir::kDirectionChoice}},
                                           {"channel", {TypeKind::kChoice, ir::kChannelChoice}},
                                           {"action", {TypeKind::kChoice, ir::kActionChoice}},
                                           {"issue", {TypeKind::kChoice, ir::kIssueChoice}},
                                           {"reason", kText},
                                           {"outcome", {TypeKind::kChoice, ir::kOutcomeChoice}}}),
                        stream("promise", {{"at", {TypeKind::kInstant}},
                                           {"name", {TypeKind::kChoice, ir::kPromiseChoice}},
                                           {"due", {TypeKind::kInstant}},
                                           {"state", {TypeKind::kChoice, ir::kPromiseStateChoice}}})};
  }

  static ir::Stream stream(std::string name, const std::vector<std::pair<std::string, Type>>& columns) {
    ir::Stream stream;
    stream.name = std::move(name);
    for (const auto& [column, type] : columns) {
      stream.columns.emplace_back();
      stream.columns.back().name = column;
      stream.columns.back().type = type;
    }
    return stream;
  }

  ir::InstIndex number(double v) { return constant(kNumber, Cell::ofDouble(v)); }
  ir::InstIndex percent(std::int64_t hundredths) {
    return constant(kPercent, Cell::ofInt(hundredths * (kOneE8 / 100)));
  }
  ir::InstIndex money(std::int64_t units) { return constant(kMoney, Cell::ofInt(units * kMoneyScale)); }
  ir::InstIndex flag(bool v) { return constant(kFlag, Cell::ofBool(v)); }
  ir::InstIndex text(std::string_view v) {
    const auto offset = static_cast<std::uint32_t>(program_.textPool.size()) | TextRef::kProgramPool;
    program_.textPool += v;
    return constant(kText, Cell::ofText({offset, static_cast<std::uint32_t>(v.size())}));
  }
  ir::InstIndex constant(Type type, Cell cell) {
    program_.constants.push_back({type, cell});
    return add(ir::Op::kConst, type, last(program_.constants));
  }

  ir::InstIndex input(std::string name, Type type, ir::InputSource source = ir::InputSource::kProfile) {
    ir::Input input;
    input.source = source;
    input.name = std::move(name);
    input.type = type;
    program_.inputs.push_back(std::move(input));
    return add(ir::Op::kInput, type, last(program_.inputs));
  }
  ir::InstIndex candidate(ir::CandidateField field, Type type) {
    return add(ir::Op::kCandidate, type, static_cast<std::uint32_t>(field));
  }

  ir::InstIndex scalar(ScalarOp op, ir::InstIndex a, ir::InstIndex b = 0) {
    return add(ir::opOf(op), {infoOf(op).result}, a, b);
  }
  ir::InstIndex add(ir::Op op, Type type, std::uint32_t a, std::uint32_t b = 0, std::uint16_t flags = 0) {
    const auto choice = type.kind == TypeKind::kChoice ? type.choice : std::uint16_t{0};
    program_.insts.push_back({op, type.kind, static_cast<std::uint16_t>(flags | choice), a, b, 0});
    return last(program_.insts);
  }
  /// An instruction whose `a` is the place of a list of operands.
  ir::InstIndex list(ir::Op op, Type type, const std::vector<std::uint32_t>& operands, std::uint16_t flags = 0) {
    return add(op, type, place(operands), 0, flags);
  }
  ir::InstIndex inSet(ir::InstIndex value, const std::vector<std::uint32_t>& countAndMembers) {
    return add(ir::Op::kInSet, kFlag, value, place(countAndMembers));
  }

  /// A list of the profile; its index among the streams.
  std::uint32_t listOf(std::string name, const std::vector<std::pair<std::string, Type>>& columns) {
    program_.streams.push_back(stream(std::move(name), columns));
    program_.streams.back().kind = ir::StreamKind::kList;
    return last(program_.streams);
  }
  std::uint16_t choice(std::string name, const std::vector<std::string>& members) {
    program_.choices.push_back({std::move(name), false, {}});
    for (const std::string& member : members) program_.choices.back().members.push_back({member, ""});
    return static_cast<std::uint16_t>(last(program_.choices));
  }
  void experiment(std::string name, std::uint16_t arms, std::vector<Percent> shares) {
    ir::Experiment& experiment = program_.experiments.emplace_back();
    experiment.name = std::move(name);
    experiment.choice = arms;
    experiment.shares = std::move(shares);
  }
  void holdOut(std::string name, Percent share) {
    ir::HoldOut& out = program_.holdOuts.emplace_back();
    out.name = std::move(name);
    out.share = share;
  }
  void channels(const std::vector<std::string>& names) {
    for (const std::string& name : names) program_.choices[ir::kChannelChoice].members.push_back({name, ""});
  }
  void issues(const std::vector<std::string>& names) {
    for (const std::string& name : names) program_.issues.push_back({name, {}});
  }

  /// Actions must come in the order of their names; clauses follow their action.
  ir::Action& action(std::string name, ir::InstIndex score) {
    ir::Action action;
    action.name = std::move(name);
    action.score = score;
    action.firstClause = static_cast<std::uint32_t>(program_.clauses.size());
    program_.actions.push_back(std::move(action));
    return program_.actions.back();
  }
  void clause(ir::Stage stage, ir::InstIndex expr) {
    program_.clauses.push_back({last(program_.actions), stage, ir::ClauseKind::kCondition, -1, expr, 0});
    ++program_.actions.back().clauseCount;
  }

  ir::Program& program() { return program_; }

  /// The plan of everything built so far.
  Plan plan() const {
    auto plan = makePlan(std::make_shared<const ir::Program>(program_), Catalog{});
    return std::move(plan).value();
  }
  /// A frame with every input unknown.
  Inputs inputs() const {
    Inputs frame;
    frame.cells.resize(program_.inputs.size());
    frame.states.assign(program_.inputs.size(), State::kUnknown);
    frame.rows.resize(program_.streams.size());
    frame.windowAfterMs.resize(program_.windows.size());
    return frame;
  }

 private:
  template <class T>
  static std::uint32_t last(const std::vector<T>& all) {
    return static_cast<std::uint32_t>(all.size() - 1);
  }
  std::uint32_t place(const std::vector<std::uint32_t>& operands) {
    const auto begin = static_cast<std::uint32_t>(program_.operands.size());
    program_.operands.insert(program_.operands.end(), operands.begin(), operands.end());
    return begin;
  }

  ir::Program program_;
};

}  // namespace regard::support
