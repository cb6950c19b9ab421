#include "engine/reference/frame_values.h"

#include <algorithm>
#include <map>
#include <utility>

#include "dsl/ir/dependence.h"
#include "dsl/ir/rows.h"
#include "engine/reference/walk.h"

namespace regard::reference {
namespace {

constexpr Candidate kOfNobody{ir::kNone, -1, {}, {}, {}, {}};

class EachTime final : public FrameValues {
 public:
  EachTime(const ir::Program& program, const Inputs& inputs)
      : FrameValues(program, inputs), readers_(rowReadersOf(program)) {}

  const std::vector<Scalar>& of(const Candidate& candidate) override {
    return values_ = walkAll(program(), inputs(), candidate, readers_);
  }
  Scalar ofRow(std::uint32_t stream, std::uint32_t row, ir::InstIndex inst) override {
    return evaluateRow(program(), inputs(), stream, row, inst);
  }

 private:
  const RowReaders readers_;
  std::vector<Scalar> values_;
};

class Once final : public FrameValues {
 public:
  Once(const ir::Program& program, const Inputs& inputs)
      : FrameValues(program, inputs),
        readers_(rowReadersOf(program)),
        dependence_(ir::dependenceOf(program)),
        ofNobody_{program, inputs, kOfNobody, readers_, walkAll(program, inputs, kOfNobody, readers_), -1},
        values_(ofNobody_.values),
        reaches_(program.actions.size()),
        isReached_(program.actions.size(), false),
        triggers_(program.actions.size()),
        seenFor_(program.insts.size(), 0) {
    for (std::uint32_t i = 0; i < program.triggers.size(); ++i)
      if (program.triggers[i].when != ir::kNone) triggers_[program.triggers[i].action].push_back(i);
  }

  const std::vector<Scalar>& of(const Candidate& candidate) override {
    Walk walk{program(), inputs(), candidate, readers_, std::move(values_), -1};
    for (const ir::InstIndex inst : reachOf(candidate.action)) walk.take(inst);
    values_ = std::move(walk.values);
    return values_;
  }

  Scalar ofRow(std::uint32_t stream, std::uint32_t row, ir::InstIndex inst) override {
    const std::vector<ir::InstIndex>& all = insts(stream);
    const std::vector<ir::InstIndex> ofRow(all.begin(), std::upper_bound(all.begin(), all.end(), inst));
    ofNobody_.walkRow(ofRow, row);
    const Scalar value = ofNobody_.values[inst];
    ofNobody_.walkRow(ofRow, -1);
    return value;
  }

 private:
  /// What a candidate with this action can change of what the action reads, in order.
  const std::vector<ir::InstIndex>& reachOf(std::uint32_t action) {
    std::vector<ir::InstIndex>& reach = reaches_[action];
    if (isReached_[action]) return reach;
    isReached_[action] = true;
    std::vector<ir::InstIndex> open;
    const auto look = [&](ir::InstIndex inst) {
      if (inst == ir::kNone || dependence_[inst] == ir::kOfFrame || seenFor_[inst] == action + 1) return;
      seenFor_[inst] = action + 1;
      open.push_back(inst);
    };
    forEachRead(action, look);
    while (!open.empty()) {
      const ir::InstIndex inst = open.back();
      open.pop_back();
      reach.push_back(inst);
      ir::forEachOperand(program(), program().insts[inst], look);
    }
    std::sort(reach.begin(), reach.end());
    return reach;
  }

  template <class Visit>
  void forEachRead(std::uint32_t index, Visit visit) const {
    const ir::Action& action = program().actions[index];
    for (const ir::InstIndex figure : {action.propensity, action.value, action.benefit, action.cost, action.score})
      visit(figure);
    for (std::uint32_t i = action.firstClause; i < action.firstClause + action.clauseCount; ++i)
      visit(program().clauses[i].expr);
    for (const ir::Lever& lever : action.levers) visit(lever.when);
    for (const ir::Treatment& treatment : action.treatments) {
      visit(treatment.when);
      for (const ir::TreatmentField& field : treatment.fields)
        for (const ir::TextPart& part : field.parts) visit(part.token);
    }
    for (const std::uint32_t trigger : triggers_[index]) visit(program().triggers[trigger].when);
  }

  /// Those that have a value for each row of the stream, in order.
  const std::vector<ir::InstIndex>& insts(std::uint32_t stream) {
    if (ofRows_.empty()) {
      ofRows_.resize(program().streams.size());
      const std::vector<std::uint32_t> streams = ir::rowStreams(program());
      for (ir::InstIndex i = 0; i < streams.size(); ++i)
        if (streams[i] != ir::kNone) ofRows_[streams[i]].push_back(i);
    }
    return ofRows_[stream];
  }

  const RowReaders readers_;
  const std::vector<std::uint8_t> dependence_;
  Walk ofNobody_;
  std::vector<Scalar> values_;  ///< of the last candidate, where its action reaches
  std::vector<std::vector<ir::InstIndex>> reaches_;
  std::vector<bool> isReached_;
  std::vector<std::vector<std::uint32_t>> triggers_;  ///< by action
  std::vector<std::uint32_t> seenFor_;                ///< by instruction: 1 + the action it was last met for
  std::vector<std::vector<ir::InstIndex>> ofRows_;    ///< by stream
};

}  // namespace

std::unique_ptr<FrameValues> walkedEachTime(const ir::Program& program, const Inputs& inputs) {
  return std::make_unique<EachTime>(program, inputs);
}

std::unique_ptr<FrameValues> walkedOnce(const ir::Program& program, const Inputs& inputs) {
  return std::make_unique<Once>(program, inputs);
}

}  // namespace regard::reference
