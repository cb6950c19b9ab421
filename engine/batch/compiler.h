#pragma once
// Makes a BatchPlan. One object, because conditions ask for code and code asks for conditions.

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/batch/batch_plan.h"
#include "engine/plan/analysis.h"
#include "engine/plan/needs.h"

namespace regard::batch {

/// Rules may nest deeper than a thread's stack; nobody reads them then, and the machine takes over.
inline constexpr int kDepthMax = 48;

class Compiler {
 public:
  Compiler(const Plan& plan, BatchPlan& out)
      : program_(*plan.program), analysis_(*plan.program, plan.dependsOnCandidate), finder_(analysis_), out_(out) {
    for (const FrameLoad& load : plan.code.loads) loads_.emplace(load.to, &load);
  }

  void compile();

 private:
  friend class LaneCompiler;

  // compile_conditions.cc
  std::uint32_t conditionOf(ir::InstIndex inst, std::uint32_t action, int depth);
  std::uint32_t knownOf(ir::InstIndex inst, std::uint32_t action);
  std::uint32_t regionOf(Subject subject, Region region, int depth);
  std::uint32_t all(std::vector<std::uint32_t> parts);
  std::uint32_t any(std::vector<std::uint32_t> parts);
  std::uint32_t computed(ir::InstIndex inst, std::uint32_t action, bool isKnown, int depth);
  std::uint32_t intern(const std::string& key, Condition condition);
  void compute(Condition& condition, int depth);
  std::uint32_t columnOf(ir::InstIndex inst, int depth);
  std::uint32_t columnElse(std::uint32_t input, std::uint64_t otherwise);
  void use(std::uint32_t condition) { ++out_.conditions[condition].users; }

  // compile_actions.cc
  ActionPlan actionPlan(std::uint32_t index);
  void treatments(const ir::Action& action, std::uint32_t index, ActionPlan& out);
  void figures(const ir::Action& action, std::uint32_t index, ActionPlan& out);
  void estimate(std::uint32_t index, ActionPlan& out);
  std::uint32_t addTerms(const BoundTerm* terms, std::uint32_t count);
  void listInputs();

  const ir::Program& program_;
  Analysis analysis_;
  NeedsFinder finder_;
  BatchPlan& out_;
  std::unordered_map<std::string, std::uint32_t> interned_;
  std::unordered_map<ir::InstIndex, std::uint32_t> columnOfInst_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t> columnElse_;
  std::unordered_map<std::uint32_t, const FrameLoad*> loads_;  ///< by register of the plan's code
};

/// Writes the code of one action's expressions, or of one column.
class LaneCompiler {
 public:
  /// `action`: kNobody for what is the same for everyone.
  LaneCompiler(Compiler& compiler, std::uint32_t action, LaneCode& out)
      : compiler_(compiler), program_(compiler.program_), analysis_(compiler.analysis_), action_(action), out_(out) {}

  /// The whole answer of the code, computed here even where a column has it.
  void root(ir::InstIndex inst, int depth) {
    out_.result = isFlag(inst) ? computeFlag(inst, depth) : computeValue(inst, depth);
  }
  std::uint16_t value(ir::InstIndex inst, int depth);
  std::uint16_t flag(ir::InstIndex inst, int depth);
  std::uint16_t constant(std::uint64_t bits);
  /// From here on the candidate's figures are in these registers.
  void setFigures(const FigureRegisters& at);
  void lever(std::uint32_t number, const ir::Lever& lever);

 private:
  std::uint16_t emit(Step step);
  std::uint16_t demand(ir::InstIndex inst, bool isFlag);
  bool isShared(ir::InstIndex inst) const;
  int costOf(ir::InstIndex inst, int depth) const;
  std::uint16_t useColumn(std::uint32_t column, LaneOp op);
  std::uint16_t computeValue(ir::InstIndex index, int depth);
  std::uint16_t computeFlag(ir::InstIndex index, int depth);
  std::uint16_t scalar(const ir::Inst& inst, ir::InstIndex index, int depth);
  std::uint16_t sum(const ir::Inst& inst, int depth);
  std::uint16_t comparison(const ir::Inst& inst, ir::InstIndex index, int depth);
  std::uint16_t membership(const ir::Inst& inst, ir::InstIndex index, int depth);
  std::uint16_t candidate(const ir::Inst& inst);
  bool isFlag(ir::InstIndex inst) const { return program_.insts[inst].type == TypeKind::kFlag; }
  Scalar constantOf(ir::InstIndex inst) const {
    return action_ == kNobody ? analysis_.constants[inst] : analysis_.constantFor(action_, inst);
  }

  Compiler& compiler_;
  const ir::Program& program_;
  const Analysis& analysis_;
  std::uint32_t action_;
  LaneCode& out_;
  bool hasFigures_ = false;
  FigureRegisters figures_;
  std::unordered_map<ir::InstIndex, std::uint16_t> values_, flags_;
};

}  // namespace regard::batch
