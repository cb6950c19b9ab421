// What comes from elsewhere than the customer: how others stand (`clv in top 5%`, `decile(clv)`), what a model expects.
// Each is an input of its own, under the words it is asked with.

#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/literals.h"
#include "base/nearest.h"
#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

constexpr std::int64_t kCountMax = 1'000'000'000;

bool canBeRanked(TypeKind kind) {
  return kind == TypeKind::kNumber || kind == TypeKind::kMoney || kind == TypeKind::kPercent ||
         kind == TypeKind::kDuration || kind == TypeKind::kPeriod || kind == TypeKind::kDate;
}

/// The figure that all customers are ranked by: a name, since the store keeps the picture of a named figure.
Type rankedFigure(Context& c, ast::ExprId value, Where where, std::string& name) {
  const Type type = typeExpr(c, value, where);
  const auto* named = std::get_if<ast::NameExpr>(&c.book.at(value).node);
  if (type.kind == TypeKind::kError) return {};
  const Resolved& resolved = c.out.resolved[value];
  const bool isFigure =
      named != nullptr &&
      (resolved.kind == Resolved::Kind::kNamed ||
       (resolved.kind == Resolved::Kind::kInput && c.out.inputs[resolved.index].source == ir::InputSource::kProfile));
  if (!isFigure || !canBeRanked(type.kind)) {
    const Span span = c.book.at(value).span;
    c.sink.report(Code::E0213, span,
                  isFigure ? quoted(c, span) + " is " + typeWord(c, type) + ": customers are not ranked by it"
                           : quoted(c, span) + " is no figure of a customer",
                  "rank by the name of a formula, a scorecard or a field that is a number, an amount or a percent");
    return {};
  }
  name = named->name;
  return type;
}

std::string shareText(const ir::Threshold& threshold) {
  return threshold.byCount ? std::to_string(threshold.share) : formatPercent({threshold.share});
}

std::uint32_t thresholdInput(Context& c, const ir::Threshold& threshold, Type type) {
  const auto found = std::find(c.out.thresholds.begin(), c.out.thresholds.end(), threshold);
  const auto index = static_cast<std::uint32_t>(found - c.out.thresholds.begin());
  if (found == c.out.thresholds.end()) c.out.thresholds.push_back(threshold);
  std::string name = threshold.of + (threshold.top ? " top " : " bottom ") + shareText(threshold);
  if (threshold.rung >= 0) {
    const std::uint16_t choice = c.entries[threshold.ladder].choice;
    name += " of " + c.out.choices[choice].members[static_cast<std::size_t>(threshold.rung)].name;
  }
  return inputNamed(c.out, ir::InputSource::kThreshold, name, type, index);
}

/// The rung that `of platinum` names, and its ladder.
bool findRung(Context& c, const ast::Word& of, ir::Threshold& threshold) {
  if (of.empty()) return true;
  std::vector<std::string> rungs;
  for (std::uint32_t i = 0; i < c.entries.size(); ++i) {
    if (c.entries[i].kind != ir::NameKind::kLadder) continue;
    const std::int32_t rung = memberOf(c.out, c.entries[i].choice, of.text);
    for (std::string& name : memberNames(c.out.choices[c.entries[i].choice])) rungs.push_back(std::move(name));
    if (rung < 0) continue;
    needEntry(c, i, of.span);
    threshold.rung = rung;
    threshold.ladder = i;
    return true;
  }
  std::string hint = didYouMean(of.text, rungs);
  c.sink.report(Code::E0301, of.span, "no ladder has a rung " + quoted(of.text),
                hint.empty() ? "`of` takes a rung of a `segments` ladder" : std::move(hint));
  return false;
}

bool takeShare(Context& c, const std::variant<Percent, std::int64_t>& share, Span span, ir::Threshold& threshold) {
  const auto* percent = std::get_if<Percent>(&share);
  threshold.byCount = percent == nullptr;
  threshold.share = percent != nullptr ? percent->e8 : std::get<std::int64_t>(share);
  const std::int64_t most = percent != nullptr ? kOneE8 - 1 : kCountMax;
  if (threshold.share >= 1 && threshold.share <= most) return true;
  c.sink.report(Code::E0213, span, quoted(c, span) + " is no part of the customers",
                "write a share between 0% and 100%, as in `top 5%`, or a number, as in `top 10`");
  return false;
}

struct ModelFunction {
  std::string_view name;
  TypeKind type;
  bool needsHorizon;
};
constexpr std::array<ModelFunction, 4> kModelFunctions = {{{"spend", TypeKind::kMoney, true},
                                                           {"purchases", TypeKind::kNumber, true},
                                                           {"alive", TypeKind::kPercent, false},
                                                           {"probability", TypeKind::kPercent, false}}};

}  // namespace

Type typeRanked(Context& c, ast::ExprId id, const ast::RankedExpr& ranked, Where where) {
  ir::Threshold threshold;
  threshold.top = ranked.top;
  const Type type = rankedFigure(c, ranked.value, where, threshold.of);
  const bool fits = takeShare(c, ranked.share, c.book.at(id).span, threshold);
  if (!findRung(c, ranked.of, threshold) || !fits || type.kind == TypeKind::kError) return {};
  c.out.resolved[id] = {Resolved::Kind::kInput, thresholdInput(c, threshold, type), 0};
  return {TypeKind::kFlag, 0};
}

Type typeDecile(Context& c, ast::ExprId id, const ast::CallExpr& call, Where where) {
  if (call.args.size() != 1 || call.args.front().role != ast::CallArg::Role::kValue ||
      call.args.front().value == ast::kNoExpr) {
    c.sink.report(Code::E0212, c.book.at(id).span, "`decile` is about one figure", "write it as in `decile(clv)`");
    return {};
  }
  ir::Threshold threshold;
  const Type type = rankedFigure(c, call.args.front().value, where, threshold.of);
  if (type.kind == TypeKind::kError) return {};
  std::vector<std::uint32_t> inputs;
  for (std::int64_t tenth = 9; tenth >= 1; --tenth) {
    threshold.share = tenth * (kOneE8 / 10);
    inputs.push_back(thresholdInput(c, threshold, type));
  }
  c.out.deciles.emplace(id, std::move(inputs));
  return {TypeKind::kNumber, 0};
}

Type typeModelCall(Context& c, ast::ExprId id, const ast::CallExpr& call) {
  const Span span = c.book.at(id).span;
  const auto refuse = [&](Span at, std::string fact, std::string hint) {
    c.sink.report(Code::E0214, at, std::move(fact), std::move(hint));
    return Type{};
  };
  const auto* object = std::get_if<ast::NameExpr>(&c.book.at(call.object).node);
  const auto model = object == nullptr ? c.models.end() : c.models.find(object->name);
  if (model == c.models.end())
    return refuse(c.book.at(call.object).span, quoted(c, c.book.at(call.object).span) + " is no model",
                  "declare it, as in `model future = bg_nbd with gamma_gamma of order from \"models/orders.json\"`");
  const auto* function = std::find_if(kModelFunctions.begin(), kModelFunctions.end(),
                                      [&](const ModelFunction& f) { return f.name == call.name.text; });
  if (function == kModelFunctions.end())
    return refuse(call.name.span, "a model does not tell " + quoted(call.name.text),
                  "ask for `spend`, `purchases`, `alive` or `probability`");
  ir::ModelCall asked{model->second, call.name.text, 0, {}};
  for (const ast::CallArg& arg : call.args) {
    const auto* literal =
        arg.value == ast::kNoExpr ? nullptr : std::get_if<ast::LiteralExpr>(&c.book.at(arg.value).node);
    const auto* horizon = literal == nullptr ? nullptr : std::get_if<QuantityLiteral>(&literal->literal);
    const auto* rate = literal == nullptr ? nullptr : std::get_if<ast::RateLiteral>(&literal->literal);
    if (arg.role == ast::CallArg::Role::kOver && horizon != nullptr && !horizon->isPeriod)
      asked.horizonMs = horizon->amount;
    else if (arg.role == ast::CallArg::Role::kDiscounted && rate != nullptr && rate->per == ast::Unit::kYears)
      asked.yearlyDiscount = rate->percent;
    else
      return refuse(arg.span, quoted(c, arg.span) + " is nothing a model can use",
                    "write how far to look and at what yearly rate, as in `over 52 weeks, discounted at 10% per year`");
  }
  if (asked.horizonMs > kLongestMs)
    return refuse(span, "no model looks further than a thousand years", "write how far to look, as in `over 52 weeks`");
  if (function->needsHorizon && asked.horizonMs <= 0)
    return refuse(span, quoted(c, span) + " does not say how far to look", "add it, as in `over 52 weeks`");
  const auto found = std::find(c.out.modelCalls.begin(), c.out.modelCalls.end(), asked);
  const auto index = static_cast<std::uint32_t>(found - c.out.modelCalls.begin());
  if (found == c.out.modelCalls.end()) c.out.modelCalls.push_back(asked);
  std::string name = object->name + "." + asked.function + "(";
  if (asked.horizonMs > 0) name += "over " + formatDuration(asked.horizonMs);
  if (asked.yearlyDiscount.e8 != 0) name += ", discounted at " + formatPercent(asked.yearlyDiscount) + " per year";
  const Type type{function->type, 0};
  c.out.resolved[id] = {Resolved::Kind::kInput, inputNamed(c.out, ir::InputSource::kModel, name + ")", type, index), 0};
  return type;
}

}  // namespace regard::dsl
