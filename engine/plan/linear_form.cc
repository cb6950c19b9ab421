#include "engine/plan/linear_form.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

#include "base/decimal.h"

namespace regard {
namespace {

using ir::Inst;
using ir::InstIndex;
using ir::Op;

constexpr double kRounded = 1;        ///< exact arithmetic rounds by half a unit; doubles may be on the other side
constexpr double kOfDoubles = 1e-14;  ///< of what they are made of doubles lose less, however they came to it here

bool isOneOf(const Inst& inst, std::initializer_list<ScalarOp> ops) {
  return std::any_of(ops.begin(), ops.end(), [&](ScalarOp op) { return inst.op == ir::opOf(op); });
}

}  // namespace

void LinearForm::scale(double factor) {
  start *= factor;
  for (Term& term : terms) term.factor *= factor;
  slack *= std::abs(factor);
}

bool LinearForm::add(const LinearForm& other, double sign) {
  start += sign * other.start;
  slack += other.slack;
  for (const Term& term : other.terms) {
    const auto same = std::find_if(terms.begin(), terms.end(), [&](const Term& own) { return own.inst == term.inst; });
    if (same != terms.end())
      same->factor += sign * term.factor;
    else
      terms.push_back({sign * term.factor, term.inst});
  }
  return terms.size() <= kBoundTermsMax;
}

/// As it stands in a cell.
double LinearForms::constantOf(InstIndex inst) const {
  const Cell cell = analysis_.constants[inst].cell;
  return program_.insts[inst].type == TypeKind::kNumber ? cell.asDouble() : static_cast<double>(cell.asInt());
}

/// Inputs are there; what many actions ask for is computed for nearly everybody anyway.
bool LinearForms::isAtHand(InstIndex index) const {
  const Inst& inst = program_.insts[index];
  if (!analysis_.isOfFrame(index)) return false;
  return inst.op == Op::kInput || (inst.op == Op::kElse && program_.insts[inst.a].op == Op::kInput) ||
         analysis_.askers[index] >= kSharedAskersMin;
}

const std::optional<LinearForm>& LinearForms::of(InstIndex inst, int depth) {
  if (const auto found = known_.find(inst); found != known_.end()) return found->second;
  auto form = find(inst, depth);
  return known_.emplace(inst, std::move(form)).first->second;
}

/// The value itself.
LinearForm LinearForms::term(InstIndex inst) const {
  return {0, {{1, inst}}, kOfDoubles * measureMax(program_.insts[inst].type)};
}

std::optional<LinearForm> LinearForms::find(InstIndex index, int depth) {
  const Inst& inst = program_.insts[index];
  if (analysis_.constants[index].isKnown()) {
    const double units = constantOf(index);
    return LinearForm{units, {}, kOfDoubles * std::abs(units)};
  }
  if (depth < kDepthMax && ir::isScalar(inst.op))
    if (auto form = combined(inst, depth + 1)) return form;
  return isAtHand(index) ? std::optional(term(index)) : std::nullopt;
}

std::optional<LinearForm> LinearForms::combined(const Inst& inst, int depth) {
  const bool isSum = isOneOf(inst, {ScalarOp::AddMoney, ScalarOp::AddPercent, ScalarOp::AddNumber});
  if (isSum || isOneOf(inst, {ScalarOp::SubMoney, ScalarOp::SubPercent, ScalarOp::SubNumber})) {
    auto left = of(inst.a, depth);
    const auto& right = of(inst.b, depth);
    if (!left || !right || !left->add(*right, isSum ? 1 : -1)) return std::nullopt;
    return left;
  }
  if (isOneOf(inst, {ScalarOp::NegMoney, ScalarOp::NegPercent, ScalarOp::NegNumber})) {
    auto form = of(inst.a, depth);
    if (form) form->scale(-1);
    return form;
  }
  return scaled(inst, depth);
}

/// A form times a constant, or divided by one.
std::optional<LinearForm> LinearForms::scaled(const Inst& inst, int depth) {
  const bool byPercent = isOneOf(inst, {ScalarOp::MulMoneyPercent, ScalarOp::MulPercentPercent});
  const bool byNumber = isOneOf(inst, {ScalarOp::MulMoneyNumber, ScalarOp::MulPercentNumber, ScalarOp::MulNumber});
  const bool isDivided = isOneOf(inst, {ScalarOp::DivMoneyNumber, ScalarOp::DivPercentNumber, ScalarOp::DivNumber});
  if (!byPercent && !byNumber && !isDivided) return std::nullopt;
  const bool isRight = analysis_.constants[inst.b].isKnown();
  if (!isRight && (isDivided || !analysis_.constants[inst.a].isKnown())) return std::nullopt;
  auto form = of(isRight ? inst.a : inst.b, depth);
  if (!form) return std::nullopt;
  const double factor = constantOf(isRight ? inst.b : inst.a);
  form->scale(isDivided ? 1 / factor : byPercent ? factor / static_cast<double>(kOneE8) : factor);
  if (inst.type != TypeKind::kNumber) form->slack += kRounded;
  return form;
}

}  // namespace regard
