#include "engine/plan/code.h"

#include <limits>

#include "engine/plan/code_writer.h"

namespace regard {
namespace {

/// Whether the score moves one way only as propensity grows, told by how it is put together.
enum class Trend : std::uint8_t { kNone, kOneWay, kAnyWay };

struct Follow {
  Trend trend = Trend::kAnyWay;
  bool nothingAtZero = false;  ///< zero where propensity is, if there is a value at all
};

Follow follow(const Analysis& analysis, ir::InstIndex index, int depth) {
  const ir::Inst& inst = analysis.program.insts[index];
  if (depth > kDepthMax) return {};
  if (analysis.isOfFrame(index)) return {Trend::kNone, false};
  if (inst.op == ir::Op::kCandidate) {
    const bool isPropensity = static_cast<ir::CandidateField>(inst.a) == ir::CandidateField::kPropensity;
    return isPropensity ? Follow{Trend::kOneWay, true} : Follow{Trend::kNone, false};
  }
  if (!ir::isScalar(inst.op)) return {};
  const ScalarOp op = ir::scalarOf(inst.op);
  const Follow left = follow(analysis, inst.a, depth + 1);
  const Follow right = infoOf(op).binary ? follow(analysis, inst.b, depth + 1) : Follow{Trend::kNone, false};
  if (left.trend == Trend::kNone && right.trend == Trend::kNone) return {Trend::kNone, false};
  const bool oneSide = (left.trend == Trend::kOneWay && right.trend == Trend::kNone) ||
                       (left.trend == Trend::kNone && right.trend == Trend::kOneWay);
  if (!oneSide) return {};
  switch (op) {
    case ScalarOp::AddMoney:
    case ScalarOp::SubMoney:
    case ScalarOp::AddPercent:
    case ScalarOp::SubPercent:
    case ScalarOp::NegMoney:
    case ScalarOp::NegPercent: return {Trend::kOneWay, false};
    case ScalarOp::MulMoneyPercent:
    case ScalarOp::MulPercentPercent:
    case ScalarOp::MulMoneyNumber:
    case ScalarOp::MulPercentNumber: return {Trend::kOneWay, left.nothingAtZero || right.nothingAtZero};
    default: return {};
  }
}

class CodeMaker {
 public:
  CodeMaker(const Analysis& analysis, const Index& index)
      : program_(analysis.program), analysis_(analysis), index_(index), writer_(analysis, code_) {}

  CandidateCode make() {
    code_.actions.resize(program_.actions.size());
    if (program_.actions.empty() || !score()) return std::move(code_);
    for (std::uint32_t i = 0; i < program_.actions.size(); ++i) {
      const std::uint32_t start = writer_.here();
      action(i);
      if (!writer_.failed()) continue;
      code_.code.resize(start);
      code_.actions[i] = {};
    }
    code_.code.shrink_to_fit();
    code_.bounds = makeBounds(analysis_, code_, writer_);
    return std::move(code_);
  }

 private:
  /// One score for all: that of `rank by`.
  bool score() {
    const ir::InstIndex score = program_.actions.front().score;
    for (const ir::Action& action : program_.actions)
      if (action.score != score) return false;
    writer_.begin(kNobody);
    code_.score = writer_.here();
    writer_.figure(kScoreRegister, score);
    writer_.end();
    if (writer_.failed()) code_ = {{}, std::move(code_.actions), {}, kFirstOfFrame, ir::kNone, false, false, {}};
    const Follow followed = follow(analysis_, score, 0);
    code_.scoreFollowsPropensity = followed.trend == Trend::kOneWay;
    code_.scoreIsNothingAtNoPropensity = followed.nothingAtZero;
    return code_.score != ir::kNone;
  }

  void action(std::uint32_t index) {
    const ir::Action& action = program_.actions[index];
    ActionCode& entry = code_.actions[index];
    writer_.begin(index);
    entry.entry = writer_.here();
    if (action.hasActive) {
      entry.from = action.activeFrom;
      entry.to = action.activeTo;
    }
    entry.mandatory = !action.mandatory.empty();
    Label failure = Label::failure();
    for (std::uint32_t i = index_.firstResidual[index]; i < index_.firstResidual[index + 1]; ++i)
      writer_.jump(program_.clauses[index_.residual[i]].expr, false, failure);
    figure(kValueRegister, action.value);
    figure(kBenefitRegister, action.benefit);
    figure(kCostRegister, action.cost);
    levers(action, entry);
    writer_.end();
    if (action.propensity != ir::kNone) {
      entry.propensity = writer_.here();
      writer_.figure(kPropensityRegister, action.propensity);
      writer_.end();
    }
    entry.ofCandidate = writer_.asksForCandidate();
  }

  void figure(Register to, ir::InstIndex inst) {
    if (inst != ir::kNone) writer_.figure(to, inst);
  }

  /// Levers of sane size only, so that their sum cannot overflow.
  void levers(const ir::Action& action, ActionCode& entry) {
    constexpr std::int64_t kSaneMax = std::numeric_limits<std::int64_t>::max() / 128;
    entry.weight = kOneE8;
    for (std::size_t i = 0; i < action.levers.size() && !writer_.failed(); ++i) {
      const ir::Lever& lever = action.levers[i];
      if (lever.change.e8 > kSaneMax || lever.change.e8 < -kSaneMax) writer_.fail();
      if (lever.when == ir::kNone) {
        entry.weight += lever.change.e8;
        entry.levers |= std::uint64_t{1} << i;
      } else {
        Label past;
        writer_.jump(lever.when, false, past);
        writer_.lever(static_cast<std::uint8_t>(i), lever.change);
        writer_.bind(past);
      }
    }
  }

  const ir::Program& program_;
  const Analysis& analysis_;
  const Index& index_;
  CandidateCode code_;
  CodeWriter writer_;
};

}  // namespace

std::size_t CandidateCode::bytes() const {
  return code.capacity() * sizeof(Code) + actions.size() * sizeof(ActionCode) + loads.size() * sizeof(FrameLoad) +
         bounds.bytes();
}

CandidateCode makeCode(const Analysis& analysis, const Index& index) { return CodeMaker(analysis, index).make(); }

CodeWriter::CodeWriter(const Analysis& analysis, CandidateCode& out)
    : analysis_(analysis), program_(analysis.program), out_(out), finder_(analysis) {}

void CodeWriter::begin(std::uint32_t action) {
  // The score is also asked for between an action's figures: what those keep must not stand where it computes.
  if (action_ == kNobody && action != kNobody) firstTemporary_ = nextTemporary_;
  action_ = action;
  failed_ = asksForCandidate_ = false;
  openSum_.reset();
  nextTemporary_ = firstTemporary_;
  computed_.clear();
}

bool CodeWriter::canBeDemanded(ir::InstIndex inst) {
  const bool ofCandidate = analysis_.dependence[inst] == ir::kOfCandidate && action_ != kNobody;
  asksForCandidate_ = asksForCandidate_ || ofCandidate;
  return ofCandidate || analysis_.isOfFrame(inst);
}

/// Where a subject stands without any work.
std::optional<std::uint16_t> CodeWriter::registerOf(Subject subject) {
  if (subject == kDirectionSubject) return kDirectionRegister;
  if (subject == kChannelSubject) {
    asksForCandidate_ = true;
    return kChannelRegister;
  }
  if (subject >= kFirstSpecialSubject || program_.insts[subject].type == TypeKind::kText) return std::nullopt;
  if (program_.insts[subject].op != ir::Op::kInput) return std::nullopt;
  return inputRegister(program_.insts[subject].a);
}

std::optional<std::uint16_t> CodeWriter::placeOf(ir::InstIndex index) {
  const ir::Inst& inst = program_.insts[index];
  if (inst.type != TypeKind::kNumber) return std::nullopt;
  if (inst.op == ir::Op::kInput) return inputRegister(inst.a);
  if (inst.op != ir::Op::kElse || program_.insts[inst.a].op != ir::Op::kInput) return std::nullopt;
  if (!analysis_.constants[inst.b].isKnown()) return std::nullopt;
  failed_ = false;
  const std::uint16_t place = frameRegister(program_.insts[inst.a].a, analysis_.constants[inst.b].cell.bits);
  return failed_ ? std::nullopt : std::optional(place);
}

void CodeWriter::emitJump(CodeOp op, std::uint8_t extra, std::uint16_t a, std::uint64_t imm, Label& label) {
  if (!label.isFailure_) label.jumps_.push_back(out_.code.size());
  emit(op, 0, a, 0, imm, extra);
}

void CodeWriter::bind(Label& label) {
  if (!label.jumps_.empty()) openSum_.reset();  // who jumps here has not come through the sum
  for (const std::size_t jump : label.jumps_) {
    const std::size_t skip = out_.code.size() - jump;
    if (skip > std::numeric_limits<std::uint16_t>::max()) failed_ = true;
    out_.code[jump].to = static_cast<std::uint16_t>(skip);
  }
  label.jumps_.clear();
}

std::uint16_t CodeWriter::newTemporary() {
  if (nextTemporary_ == kFirstOfFrame) {
    failed_ = true;
    return kFirstTemporary;
  }
  return nextTemporary_++;
}

std::optional<std::uint16_t> CodeWriter::newFrameRegister() {
  if (out_.registers == std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
  return out_.registers++;
}

std::uint16_t CodeWriter::frameRegister(std::uint32_t input, std::uint64_t otherwise) {
  const auto found = frameRegisters_.find({input, otherwise});
  if (found != frameRegisters_.end()) return found->second;
  const std::optional<std::uint16_t> place = newFrameRegister();
  if (!place) {
    failed_ = true;
    return kFirstTemporary;
  }
  frameRegisters_.emplace(std::pair(input, otherwise), *place);
  out_.loads.push_back({input, *place, otherwise});
  return *place;
}

}  // namespace regard
