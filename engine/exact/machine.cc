#include "engine/exact/machine.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.h"
#include "base/posterior.h"
#include "dsl/ir/operands.h"

namespace regard::exact {
namespace {

using ir::Op;

constexpr bool absorbs(Op op, Truth truth) { return truth == (op == Op::kAnd ? Truth::False : Truth::True); }

ScalarOp equalOf(TypeKind kind) { return kind == TypeKind::kNumber ? ScalarOp::EqNumber : ScalarOp::EqInt; }
ScalarOp lessEqualOf(TypeKind kind) { return kind == TypeKind::kNumber ? ScalarOp::LeNumber : ScalarOp::LeInt; }

Scalar ordinalOr(std::int64_t ordinal) {
  return ordinal >= 0 ? Scalar::known(Cell::ofInt(ordinal)) : Scalar::unknown();
}

/// Stamps one frame may use up: its own, two for each candidate, and one for each row that a query goes through (twice
/// over where it looks for a burst), which it may do again for each candidate.
std::uint64_t stampsOf(const Plan& plan, const Inputs& inputs) {
  const ir::Program& program = *plan.program;
  std::uint64_t rows = 0;
  for (const ir::InstIndex query : plan.queries) {
    const ir::Inst& inst = program.insts[query];
    const std::uint64_t count = inputs.rows[ir::queryWord(program, inst, ir::kStreamWord)].count + std::uint64_t{1};
    rows += ir::queryWord(program, inst, ir::kBurstWord) == ir::kNone ? count : count * count;
  }
  const std::uint64_t channels = program.choices[ir::kChannelChoice].members.size() + 1;
  return (2 * channels * program.actions.size() + 1) * (rows + 1);
}

}  // namespace

Machine::Machine(const Plan& plan, const Inputs& inputs, Scratch& scratch)
    : program_(*plan.program),
      dependence_(plan.dependsOnCandidate.data()),
      invariants_(plan.invariants),
      inputs_(inputs),
      scratch_(scratch) {
  const std::size_t count = program_.insts.size();
  if (scratch.slots.size() < count) scratch.slots.resize(count);
  if (scratch.pending.capacity() < count) scratch.pending.reserve(count);
  scratch.pending.clear();
  if (scratch.lastStamp + stampsOf(plan, inputs) > std::numeric_limits<std::uint32_t>::max()) {
    for (Slot& slot : scratch.slots) slot.stamp = 0;
    scratch.lastStamp = 0;
  }
  scratch.now.fill(++scratch.lastStamp);
}

void Machine::beginCandidate(std::uint32_t action, std::int16_t channel) {
  action_ = action;
  channel_ = channel;
  hasFigures_ = false;
  scratch_.now[ir::kOfCandidate] = scratch_.now[ir::kOfFigures] = ++scratch_.lastStamp;
}

void Machine::setFigures(Percent propensity, Money value, Money benefit, Money cost) {
  propensity_ = propensity;
  value_ = value;
  benefit_ = benefit;
  cost_ = cost;
  hasFigures_ = true;
  scratch_.now[ir::kOfFigures] = ++scratch_.lastStamp;
}

/// A query calls it again for each of its rows: the stack then grows above what waits already.
Scalar Machine::demand(ir::InstIndex root) {
  Scalar value;
  const std::size_t below = scratch_.pending.size();
  if (readyOrPush(root, value)) return value;
  while (scratch_.pending.size() > below) {
    if (!advance(value)) continue;
    const ir::InstIndex done = scratch_.pending.back().inst;
    scratch_.slots[done] = {value.cell, scratch_.now[dependence_[done]], value.state};
    scratch_.pending.pop_back();
  }
  return value;  // the last one done is the root: it was at the bottom
}

/// Constants, inputs and the candidate's fields are always ready: reading them costs no more than a slot would.
bool Machine::ready(ir::InstIndex index, Scalar& value) const {
  const ir::Inst& inst = program_.insts[index];
  switch (inst.op) {
    case Op::kConst: value = Scalar::known(program_.constants[inst.a].cell); return true;
    case Op::kInput: value = inputs_.at(inst.a); return true;
    case Op::kCandidate: value = candidateField(static_cast<ir::CandidateField>(inst.a)); return true;
    case Op::kColumn: {
      const std::size_t width = program_.streams[inst.a].columns.size();
      value = row_ < 0 ? Scalar::unknown() : inputs_.rows[inst.a].at(static_cast<std::size_t>(row_) * width + inst.b);
      return true;
    }
    default: break;
  }
  const Slot& slot = scratch_.slots[index];
  if (slot.stamp != scratch_.now[dependence_[index]]) return false;
  value = {slot.cell, slot.state};
  return true;
}

bool Machine::readyOrPush(ir::InstIndex index, Scalar& value) {
  if (ready(index, value)) return true;
  scratch_.pending.push_back({index, 0});
  return false;
}

/// The value of an operand that an earlier step has made sure of.
Scalar Machine::known(ir::InstIndex index) const {
  Scalar value;
  const bool isReady = ready(index, value);
  REGARD_CHECK(isReady, index);
  return value;
}

Scalar Machine::candidateField(ir::CandidateField field) const {
  if (action_ == ir::kNone) return Scalar::unknown();
  const auto figure = [&](std::int64_t amount) {
    return hasFigures_ ? Scalar::known(Cell::ofInt(amount)) : Scalar::unknown();
  };
  switch (field) {
    case ir::CandidateField::kChannel: return ordinalOr(channel_);
    case ir::CandidateField::kIssue: return ordinalOr(program_.actions[action_].issue);
    case ir::CandidateField::kGroup: return ordinalOr(program_.actions[action_].group);
    case ir::CandidateField::kAction: return ordinalOr(action_);
    case ir::CandidateField::kDirection: return ordinalOr(inputs_.outbound ? ir::kOutbound : ir::kInbound);
    case ir::CandidateField::kPropensity: return figure(propensity_.e8);
    case ir::CandidateField::kValue: return figure(value_.e4);
    case ir::CandidateField::kBenefit: return figure(benefit_.e4);
    case ir::CandidateField::kCost: return figure(cost_.e4);
  }
  return Scalar::unknown();
}

/// One step for the top of the stack: true with its value, or false after pushing an operand it waits for.
bool Machine::advance(Scalar& value) {
  const ir::Inst& inst = program_.insts[scratch_.pending.back().inst];
  if (ir::isScalar(inst.op)) return advanceScalar(inst, value);
  switch (inst.op) {
    case Op::kEqText:
    case Op::kNeText:
    case Op::kStartsWith:
    case Op::kEndsWith:
    case Op::kContains: return advanceText(inst, value);
    case Op::kSelect: return ensureSelect(inst, value);
    case Op::kQuery:
      if (!ensureInvariants(scratch_.pending.back())) return false;
      value = query(inst);
      return true;
    case Op::kLearned: value = learned(inst); return true;
    case Op::kInSet:
    case Op::kLadder:
    case Op::kScorecard:
    case Op::kTable: return advanceList(inst, value);
    default: return advanceLogic(inst, value);
  }
}

bool Machine::advanceScalar(const ir::Inst& inst, Scalar& value) {
  const ScalarOp op = ir::scalarOf(inst.op);
  Scalar left, right;
  if (!readyOrPush(inst.a, left)) return false;
  const bool needsRight = left.state != State::kError && infoOf(op).binary;
  if (needsRight && !readyOrPush(inst.b, right)) return false;
  value = apply(op, left, right);
  return true;
}

bool Machine::advanceText(const ir::Inst& inst, Scalar& value) {
  Scalar left, right;
  if (!readyOrPush(inst.a, left) || !readyOrPush(inst.b, right)) return false;
  if (inst.op != Op::kEqText && inst.op != Op::kNeText) {
    value = partOfText(inst.op, left, right);
    return true;
  }
  value = equalText(left, right);
  if (inst.op == Op::kNeText && value.isKnown()) value.cell = Cell::ofBool(!value.cell.asBool());
  return true;
}

bool Machine::advanceLogic(const ir::Inst& inst, Scalar& value) {
  Scalar first;
  const ir::InstIndex leading = inst.op == Op::kIf ? program_.operands[inst.a] : inst.a;
  if (!readyOrPush(leading, first)) return false;
  switch (inst.op) {
    case Op::kNot: value = Scalar::ofTruth(truthNot(first.truth())); return true;
    case Op::kAnd:
    case Op::kOr: {
      Truth truth = first.truth();
      if (!absorbs(inst.op, truth)) {
        Scalar second;
        if (!readyOrPush(inst.b, second)) return false;
        truth = inst.op == Op::kAnd ? truthAnd(truth, second.truth()) : truthOr(truth, second.truth());
      }
      value = Scalar::ofTruth(truth);
      return true;
    }
    case Op::kIsKnown:
    case Op::kIsUnknown:
      value = first;
      if (first.state != State::kError)
        value = Scalar::known(Cell::ofBool(first.isKnown() == (inst.op == Op::kIsKnown)));
      return true;
    case Op::kElse: value = first; return first.state != State::kUnknown || readyOrPush(inst.b, value);
    case Op::kIf:
      value = first;
      return !first.isKnown() || readyOrPush(program_.operands[inst.a + (first.cell.asBool() ? 1 : 2)], value);
    default: break;
  }
  REGARD_CHECK(false, static_cast<int>(inst.op));
  return true;
}

bool Machine::advanceList(const ir::Inst& inst, Scalar& value) {
  Pending& top = scratch_.pending.back();
  switch (inst.op) {
    case Op::kInSet:
      if (!ensureSet(inst, top)) return false;
      value = inSet(inst);
      return true;
    case Op::kLadder:
      if (!ensureLadder(inst, top)) return false;
      value = ladder(inst);
      return true;
    case Op::kTable:
      if (!ensureTable(inst, top)) return false;
      value = table(inst);
      return true;
    default:
      if (!ensureScorecard(inst, top)) return false;
      value = scorecard(inst);
      return true;
  }
}

// The ensure… functions walk an operand list from where they were interrupted. `top` moves on before anything is
// pushed, and is not touched after that.

bool Machine::ensureSet(const ir::Inst& inst, Pending& top) {
  Scalar value;
  if (!readyOrPush(inst.a, value)) return false;
  const std::uint32_t count = program_.operands[inst.b];
  for (; top.at < 2 * count; ++top.at) {
    const std::uint32_t* member = &program_.operands[inst.b + 1 + 3 * (top.at / 2)];
    const bool isHigh = top.at % 2 == 1;
    if (isHigh && static_cast<ir::RangeMode>(member[2]) == ir::RangeMode::kEqual) continue;
    if (!readyOrPush(isHigh ? member[1] : member[0], value)) return false;
  }
  return true;
}

/// Up to the rung that settles it: the first that is true or an error.
bool Machine::ensureLadder(const ir::Inst& inst, Pending& top) {
  const std::uint32_t count = program_.operands[inst.a];
  for (; top.at < count; ++top.at) {
    Scalar condition;
    if (!readyOrPush(program_.operands[inst.a + 1 + top.at], condition)) return false;
    if (condition.state == State::kError || condition.truth() == Truth::True) return true;
  }
  return true;
}

/// Everything but the points of rows that are false.
bool Machine::ensureScorecard(const ir::Inst& inst, Pending& top) {
  const std::uint32_t* operands = &program_.operands[inst.a];
  const std::uint32_t rows = operands[3];
  for (; top.at < 3 + 2 * rows; ++top.at) {
    const bool isCondition = top.at >= 3 && top.at % 2 == 1;
    Scalar value;
    if (!readyOrPush(operands[top.at < 3 ? top.at : top.at + 1], value)) return false;
    if (isCondition && value.truth() == Truth::False) ++top.at;
  }
  return true;
}

/// Everything but the outputs of rows that are false, and what stands after the row that `first` takes.
bool Machine::ensureTable(const ir::Inst& inst, Pending& top) {
  const std::uint32_t* operands = &program_.operands[inst.a];
  const bool isFirst = static_cast<ir::TableHit>(operands[0]) == ir::TableHit::kFirst;
  const std::uint32_t rows = operands[1];
  for (; top.at < 2 * rows; ++top.at) {
    Scalar value;
    if (!readyOrPush(operands[2 + top.at], value)) return false;
    const bool isCondition = top.at % 2 == 0;
    if (isCondition && value.truth() == Truth::False) ++top.at;
    if (!isCondition && isFirst && known(operands[1 + top.at]).truth() == Truth::True) return true;
  }
  return true;
}

Scalar Machine::partOfText(Op op, Scalar a, Scalar b) const {
  if (a.state == State::kError) return a;
  if (b.state == State::kError) return b;
  if (!a.isKnown() || !b.isKnown()) return Scalar::unknown();
  const std::string_view whole = textOf(program_, inputs_, a.cell.asText());
  const std::string_view part = textOf(program_, inputs_, b.cell.asText());
  if (op == Op::kContains) return Scalar::ofTruth(truthOf(whole.find(part) != std::string_view::npos));
  return Scalar::ofTruth(truthOf(op == Op::kStartsWith ? whole.starts_with(part) : whole.ends_with(part)));
}

/// Evidence is sorted by action and channel, so the answers of a candidate are one search away.
Scalar Machine::learned(const ir::Inst& inst) const {
  const ir::Learned& learned = program_.actions[inst.a].learned.front();
  const auto found =
      std::lower_bound(inputs_.evidence.begin(), inputs_.evidence.end(), std::pair(inst.a, channel_),
                       [](const Evidence& e, const auto& wanted) { return std::pair(e.action, e.channel) < wanted; });
  const bool any = found != inputs_.evidence.end() && found->action == inst.a && found->channel == channel_;
  const double yes = any ? found->yes : 0, of = any ? found->of : 0;
  const Percent share = inputs_.explores(program_, ir::ExploreKind::kThompson)
                            ? drawn(inst.a, yes, of)
                            : posteriorMean(learned.prior, learned.answers, yes, of);
  return Scalar::known(Cell::ofInt(share.e8));
}

Percent Machine::drawn(std::uint32_t action, double yes, double of) const {
  const ir::Action& drawnFor = program_.actions[action];
  const ir::Learned& learned = drawnFor.learned.front();
  const bool isByChannel = channel_ >= 0 && ir::learnsByChannel(program_, learned);
  std::string_view channel;
  if (isByChannel) channel = program_.choices[ir::kChannelChoice].members[static_cast<std::size_t>(channel_)].name;
  const DrawFor purpose = isByChannel ? DrawFor::kChannelPropensity : DrawFor::kPropensity;
  Draws draws(*inputs_.seed, purpose, drawnFor.name, channel);
  return posteriorDraw(learned.prior, learned.answers, yes, of, draws);
}

Scalar Machine::equalText(Scalar a, Scalar b) const {
  if (a.state == State::kError) return a;
  if (b.state == State::kError) return b;
  if (a.state == State::kUnknown || b.state == State::kUnknown) return Scalar::unknown();
  return Scalar::ofTruth(
      truthOf(textOf(program_, inputs_, a.cell.asText()) == textOf(program_, inputs_, b.cell.asText())));
}

Scalar Machine::inSet(const ir::Inst& inst) const {
  const TypeKind kind = program_.insts[inst.a].type;
  const Scalar value = known(inst.a);
  const std::uint32_t count = program_.operands[inst.b];
  Truth any = Truth::False;
  for (std::uint32_t i = 0; i < count && any != Truth::True; ++i) {
    const std::uint32_t* member = &program_.operands[inst.b + 1 + 3 * i];
    const Scalar low = known(member[0]);
    switch (static_cast<ir::RangeMode>(member[2])) {
      case ir::RangeMode::kEqual:
        any =
            truthOr(any, (kind == TypeKind::kText ? equalText(value, low) : apply(equalOf(kind), value, low)).truth());
        break;
      case ir::RangeMode::kClosed:
        any = truthOr(any, truthAnd(apply(lessEqualOf(kind), low, value).truth(),
                                    apply(lessEqualOf(kind), value, known(member[1])).truth()));
        break;
      case ir::RangeMode::kHalfOpen:
        any = truthOr(any, truthAnd(apply(lessEqualOf(kind), low, value).truth(),
                                    apply(lessOf(kind), value, known(member[1])).truth()));
        break;
    }
  }
  return Scalar::ofTruth(any);
}

Scalar Machine::ladder(const ir::Inst& inst) const {
  const std::uint32_t count = program_.operands[inst.a];
  const bool alsoUnknown = (inst.flags & ir::kLadderAlsoUnknown) != 0;
  const Scalar otherwise = alsoUnknown ? Scalar::known(Cell::ofInt(0)) : Scalar::unknown();
  bool undecided = false;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Scalar condition = known(program_.operands[inst.a + 1 + i]);
    if (condition.state == State::kError) return condition;
    undecided = undecided || condition.state == State::kUnknown;
    if (condition.truth() == Truth::True)
      return undecided ? otherwise : Scalar::known(Cell::ofInt(static_cast<std::int64_t>(count) - 1 - i));
  }
  return otherwise;
}

}  // namespace regard::exact
