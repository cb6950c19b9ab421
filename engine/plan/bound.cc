// Recognises the shape that has bounds. Whatever it does not understand has none.

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "engine/plan/code_writer.h"
#include "engine/plan/linear_form.h"

namespace regard {
namespace {

using ir::Inst;
using ir::InstIndex;
using ir::Op;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kAmountsMax = 1e18;  ///< constants of a whole bound, added up, in 10⁻⁴

struct Linear {
  double start = 0;
  std::vector<BoundTerm> terms;
};

/// Money that is `amount` + `scale` * form.
struct Sum {
  double amount = 0, scale = 0;
  Linear form;
};

/// Signs of value, benefit and cost in the score, and whether it is multiplied by propensity.
struct Shape {
  int value = 0, benefit = 0, cost = 0;
  bool byPropensity = false;
};

class BoundMaker {
 public:
  BoundMaker(const Analysis& analysis, const CandidateCode& code, CodeWriter& writer)
      : analysis_(analysis), program_(analysis.program), code_(code), writer_(writer), forms_(analysis) {}

  Bounds make() {
    const std::optional<Shape> shape = shapeOf(program_.actions.front().score);
    if (!shape) return {};
    std::vector<Linear> money(program_.actions.size()), propensity(program_.actions.size());
    bool any = false;
    bounds_.actions.resize(program_.actions.size(), kNone);
    bounds_.isWhole.resize(program_.actions.size());
    for (std::uint32_t i = 0; i < program_.actions.size(); ++i) {
      if (code_.actions[i].entry == ir::kNone || code_.actions[i].mandatory) continue;
      const std::optional<Bound> bound = boundOf(program_.actions[i], *shape, money[i], propensity[i]);
      if (!bound) continue;
      bounds_.actions[i] = *bound;
      bounds_.isWhole[i] = isWhole(program_.actions[i], *shape, *bound);
      any = true;
    }
    if (!any) return {};
    layOut(money, propensity);
    return std::move(bounds_);
  }

 private:
  static constexpr Bound kNone{.weight = -1};

  bool isConstant(InstIndex inst) const { return analysis_.constants[inst].isKnown(); }
  double numberOf(InstIndex inst) const { return analysis_.constants[inst].cell.asDouble(); }
  double amountOf(InstIndex inst) const { return static_cast<double>(analysis_.constants[inst].cell.asInt()); }

  std::optional<BoundTerm> term(InstIndex inst);
  std::optional<Linear> linear(InstIndex inst);
  std::optional<Sum> money(InstIndex inst);
  bool addMoney(Sum& sum, InstIndex figure, int sign);
  bool figures(const ir::Action& action, const Shape& shape, Bound& bound, Linear& form);
  bool amounts(const ir::Action& action, const Shape& shape, Bound& bound, Linear& form);
  bool share(InstIndex inst, Bound& bound, Linear& form);
  bool measured(const LinearForm& form, double unit, Linear& into);
  bool propensity(InstIndex inst, Bound& bound, Linear& form);
  bool cutOff(const Inst& inst, Bound& bound, Linear& form);
  std::optional<Shape> shapeOf(InstIndex score) const;
  bool addShape(InstIndex inst, int sign, Shape& shape) const;
  std::optional<Bound> boundOf(const ir::Action& action, const Shape& shape, Linear& money, Linear& propensity);
  static double weightOf(const ir::Action& action);
  bool isWhole(const ir::Action& action, const Shape& shape, const Bound& bound) const;
  void layOut(const std::vector<Linear>& money, const std::vector<Linear>& propensity);

  const Analysis& analysis_;
  const ir::Program& program_;
  const CandidateCode& code_;
  CodeWriter& writer_;
  LinearForms forms_;
  std::map<InstIndex, std::uint16_t> places_;  ///< of measures
  Bounds bounds_;
  bool isMeasured_ = false;  ///< the bound at hand
};

// ---- the score -----------------------------------------------------------------------------------------------------

bool BoundMaker::addShape(InstIndex inst, int sign, Shape& shape) const {
  const Inst& at = program_.insts[inst];
  if (at.op == ir::opOf(ScalarOp::AddMoney) || at.op == ir::opOf(ScalarOp::SubMoney))
    return addShape(at.a, sign, shape) && addShape(at.b, at.op == ir::opOf(ScalarOp::AddMoney) ? sign : -sign, shape);
  if (at.op != Op::kCandidate) return false;
  int* figure = nullptr;
  switch (static_cast<ir::CandidateField>(at.a)) {
    case ir::CandidateField::kValue: figure = &shape.value; break;
    case ir::CandidateField::kBenefit: figure = &shape.benefit; break;
    case ir::CandidateField::kCost: figure = &shape.cost; break;
    default: return false;
  }
  return std::exchange(*figure, sign) == 0;  // each once
}

std::optional<Shape> BoundMaker::shapeOf(InstIndex score) const {
  const Inst& inst = program_.insts[score];
  Shape shape;
  shape.byPropensity = inst.op == ir::opOf(ScalarOp::MulMoneyPercent);
  if (!shape.byPropensity) return addShape(score, 1, shape) ? std::optional(shape) : std::nullopt;
  const bool moneyFirst = program_.insts[inst.a].type == TypeKind::kMoney;
  const Inst& percent = program_.insts[moneyFirst ? inst.b : inst.a];
  if (percent.op != Op::kCandidate || static_cast<ir::CandidateField>(percent.a) != ir::CandidateField::kPropensity)
    return std::nullopt;
  return addShape(moneyFirst ? inst.a : inst.b, 1, shape) ? std::optional(shape) : std::nullopt;
}

// ---- figures -------------------------------------------------------------------------------------------------------

/// An input, or an input times a constant.
std::optional<BoundTerm> BoundMaker::term(InstIndex inst) {
  const Inst& at = program_.insts[inst];
  if (at.op != ir::opOf(ScalarOp::MulNumber)) {
    const std::optional<std::uint16_t> place = writer_.placeOf(inst);
    return place ? std::optional(BoundTerm{1, *place}) : std::nullopt;
  }
  const bool constantFirst = isConstant(at.a);
  if (!constantFirst && !isConstant(at.b)) return std::nullopt;
  const std::optional<std::uint16_t> place = writer_.placeOf(constantFirst ? at.b : at.a);
  return place ? std::optional(BoundTerm{numberOf(constantFirst ? at.a : at.b), *place}) : std::nullopt;
}

/// The same additions in the same order as the rules have them, so the same bits.
std::optional<Linear> BoundMaker::linear(InstIndex inst) {
  Linear form;
  while (!isConstant(inst)) {
    const Inst& at = program_.insts[inst];
    const bool isSum = at.op == ir::opOf(ScalarOp::AddNumber), isDifference = at.op == ir::opOf(ScalarOp::SubNumber);
    std::optional<BoundTerm> last = term(isSum || isDifference ? at.b : inst);
    if (!last || form.terms.size() == kBoundTermsMax) return std::nullopt;
    if (isDifference) last->factor = -last->factor;
    form.terms.push_back(*last);
    if (!isSum && !isDifference) break;
    inst = at.a;
  }
  if (isConstant(inst)) form.start = numberOf(inst);
  std::reverse(form.terms.begin(), form.terms.end());
  return form;
}

std::optional<Sum> BoundMaker::money(InstIndex inst) {
  if (isConstant(inst)) return Sum{amountOf(inst), 0, {}};
  const Inst& at = program_.insts[inst];
  if (at.op != ir::opOf(ScalarOp::MulMoneyNumber)) return std::nullopt;
  const bool moneyFirst = program_.insts[at.a].type == TypeKind::kMoney;
  const InstIndex amount = moneyFirst ? at.a : at.b;
  std::optional<Linear> form = linear(moneyFirst ? at.b : at.a);
  if (!isConstant(amount) || !form) return std::nullopt;
  return Sum{0, amountOf(amount), *std::move(form)};
}

/// One figure that is no constant is all there is room for.
bool BoundMaker::addMoney(Sum& sum, InstIndex figure, int sign) {
  if (sign == 0 || figure == ir::kNone) return true;
  std::optional<Sum> own = money(figure);
  if (!own || (own->scale != 0 && sum.scale != 0)) return false;
  sum.amount += sign * own->amount;
  if (own->scale == 0) return true;
  sum.scale = sign * own->scale;
  sum.form = std::move(own->form);
  return true;
}

/// `if x < low then this else …`, `if x > high then this else …`, with the same x.
bool BoundMaker::cutOff(const Inst& inst, Bound& bound, Linear& form) {
  const Inst& condition = program_.insts[program_.operands[inst.a]];
  const InstIndex given = program_.operands[inst.a + 1];
  if (!ir::isScalar(condition.op) || !isConstant(given)) return false;
  const ScalarOp op = ir::scalarOf(condition.op);
  const bool isBelow = op == ScalarOp::LtNumber || op == ScalarOp::LeNumber;
  const bool isAbove = op == ScalarOp::GtNumber || op == ScalarOp::GeNumber;
  if ((!isBelow && !isAbove) || !isConstant(condition.b)) return false;
  if (!propensity(program_.operands[inst.a + 2], bound, form)) return false;
  const std::optional<Linear> asked = linear(condition.a);
  if (!asked || asked->start != form.start || asked->terms.size() != form.terms.size()) return false;
  for (std::size_t i = 0; i < form.terms.size(); ++i)
    if (asked->terms[i].factor != form.terms[i].factor || asked->terms[i].place != form.terms[i].place) return false;
  const double end = numberOf(condition.b), gives = amountOf(given) / static_cast<double>(kOneE8);
  if (isBelow) {
    if (bound.low != -kInfinity) return false;
    bound.low = op == ScalarOp::LeNumber ? std::nextafter(end, kInfinity) : end;
    bound.lowGives = gives;
  } else {
    if (bound.high != kInfinity || bound.low != -kInfinity) return false;  // who is asked first is asked last here
    bound.high = op == ScalarOp::GeNumber ? std::nextafter(end, -kInfinity) : end;
    bound.highGives = gives;
  }
  return true;
}

bool BoundMaker::propensity(InstIndex inst, Bound& bound, Linear& form) {
  const Inst& at = program_.insts[inst];
  if (at.op == Op::kIf) return cutOff(at, bound, form);
  if (at.op != ir::opOf(ScalarOp::MulPercentNumber)) return false;
  const bool percentFirst = program_.insts[at.a].type == TypeKind::kPercent;
  const InstIndex percent = percentFirst ? at.a : at.b;
  std::optional<Linear> found = linear(percentFirst ? at.b : at.a);
  if (!isConstant(percent) || !found) return false;
  bound.slope = amountOf(percent) / static_cast<double>(kOneE8);
  form = *std::move(found);
  return true;
}

/// With every lever that helps; of those that may not count, the others are left out.
double BoundMaker::weightOf(const ir::Action& action) {
  double weight = 1;
  for (const ir::Lever& lever : action.levers)
    if (lever.when == ir::kNone || lever.change.e8 > 0)
      weight += static_cast<double>(lever.change.e8) / static_cast<double>(kOneE8);
  return std::clamp(weight, 0.01, 10.0);
}

/// Of the bound at hand.
bool BoundMaker::isWhole(const ir::Action& action, const Shape& shape, const Bound& bound) const {
  if (isMeasured_) return false;
  if (std::any_of(action.levers.begin(), action.levers.end(), [](const ir::Lever& l) { return l.when != ir::kNone; }))
    return false;
  if (action.propensity != ir::kNone && isConstant(action.propensity)) {
    if (amountOf(action.propensity) < 0 || amountOf(action.propensity) > static_cast<double>(kOneE8)) return false;
  } else if (action.propensity != ir::kNone && !shape.byPropensity) {
    return false;
  }
  double amounts = 0;
  int varying = 0;
  for (const InstIndex figure : {action.value, action.benefit, action.cost}) {
    if (figure == ir::kNone) continue;
    if (isConstant(figure))
      amounts += std::abs(amountOf(figure));
    else
      ++varying;
  }
  return varying == (bound.scale != 0 ? 1 : 0) && amounts <= kAmountsMax;
}

/// Money, to the last bit as code computes it: one figure varies.
bool BoundMaker::figures(const ir::Action& action, const Shape& shape, Bound& bound, Linear& form) {
  Sum sum;
  if (!addMoney(sum, action.value, shape.value) || !addMoney(sum, action.benefit, shape.benefit) ||
      !addMoney(sum, action.cost, shape.cost))
    return false;
  bound.amount = sum.amount;
  bound.scale = sum.scale;
  bound.start = sum.form.start;
  form = std::move(sum.form);
  return true;
}

/// Money, nearly: whatever varies, as one form.
bool BoundMaker::amounts(const ir::Action& action, const Shape& shape, Bound& bound, Linear& form) {
  LinearForm sum;
  for (const auto& [figure, sign] :
       {std::pair(action.value, shape.value), {action.benefit, shape.benefit}, {action.cost, shape.cost}}) {
    if (sign == 0 || figure == ir::kNone) continue;
    const std::optional<LinearForm>& own = forms_.of(figure);
    if (!own || !sum.add(*own, sign)) return false;
  }
  bound.amount = sum.start;
  bound.scale = 1;
  bound.start = 0;
  bound.slack = sum.slack;
  return measured(sum, 1, form);
}

/// Propensity, nearly: a form of percents.
bool BoundMaker::share(InstIndex inst, Bound& bound, Linear& form) {
  constexpr double kSlackMax = 8;  // in 10⁻⁸: the bound allows for ten
  const std::optional<LinearForm>& found = forms_.of(inst);
  if (!found || found->slack > kSlackMax) return false;
  bound.slope = 1;
  bound.low = -kInfinity;
  bound.high = kInfinity;
  form.start = found->start / static_cast<double>(kOneE8);
  return measured(*found, static_cast<double>(kOneE8), form);
}

/// A form's terms, in units of which one is `unit` of its own, over registers.
bool BoundMaker::measured(const LinearForm& form, double unit, Linear& into) {
  into.terms.clear();
  isMeasured_ = true;
  for (const LinearForm::Term& term : form.terms) {
    auto found = places_.find(term.inst);
    if (found == places_.end()) {
      const std::optional<std::uint16_t> place = writer_.newFrameRegister();
      if (!place) return false;
      found = places_.emplace(term.inst, *place).first;
      bounds_.measures.push_back({term.inst, *place, program_.insts[term.inst].type == TypeKind::kNumber});
    }
    into.terms.push_back({term.factor / unit, found->second});
  }
  return true;
}

std::optional<Bound> BoundMaker::boundOf(const ir::Action& action, const Shape& shape, Linear& money,
                                         Linear& propensityForm) {
  Bound bound{.low = -kInfinity, .high = kInfinity};
  isMeasured_ = false;
  if (!figures(action, shape, bound, money) && !amounts(action, shape, bound, money)) return std::nullopt;
  propensityForm.start = 1;
  if (shape.byPropensity && action.propensity != ir::kNone) {
    if (isConstant(action.propensity))
      propensityForm.start = amountOf(action.propensity) / static_cast<double>(kOneE8);
    else if (!propensity(action.propensity, bound, propensityForm) && !share(action.propensity, bound, propensityForm))
      return std::nullopt;
  }
  bound.propensityStart = propensityForm.start;
  bound.weight = weightOf(action);
  bound.slack *= bound.weight;
  return bound;
}

void BoundMaker::layOut(const std::vector<Linear>& money, const std::vector<Linear>& propensity) {
  for (std::size_t i = 0; i < money.size(); ++i) {
    if (bounds_.actions[i].weight < 0) continue;
    bounds_.moneyTerms = std::max(bounds_.moneyTerms, static_cast<std::uint32_t>(money[i].terms.size()));
    bounds_.propensityTerms = std::max(bounds_.propensityTerms, static_cast<std::uint32_t>(propensity[i].terms.size()));
  }
  const std::size_t width = std::size_t{bounds_.moneyTerms} + bounds_.propensityTerms;
  bounds_.terms.resize(width * money.size(), {0, kZeroRegister});
  for (std::size_t i = 0; i < money.size(); ++i) {
    if (bounds_.actions[i].weight < 0) continue;
    const auto first = bounds_.terms.begin() + static_cast<std::ptrdiff_t>(i * width);
    std::copy(money[i].terms.begin(), money[i].terms.end(), first);
    std::copy(propensity[i].terms.begin(), propensity[i].terms.end(), first + bounds_.moneyTerms);
  }
}

}  // namespace

Bounds makeBounds(const Analysis& analysis, const CandidateCode& code, CodeWriter& writer) {
  return BoundMaker(analysis, code, writer).make();
}

}  // namespace regard
