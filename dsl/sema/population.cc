// How others stand: `clv in top 5%`, `decile(clv)`, `quintile(clv)`.
// Each is an input of its own, under the words it is asked with.

#include <algorithm>

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

/// `decile` counts the tenths from the top that a customer reaches, `quintile` the fifths from the bottom that they are
/// above: who is level with the last of a part belongs to it, so that equals go up in the one and down in the other.
Type typeDecile(Context& c, ast::ExprId id, const ast::CallExpr& call, Where where) {
  const bool isDecile = call.name.text == "decile";
  if (call.args.size() != 1 || call.args.front().role != ast::CallArg::Role::kValue ||
      call.args.front().value == ast::kNoExpr) {
    c.sink.report(Code::E0212, c.book.at(id).span, quoted(call.name.text) + " is about one figure",
                  "write it as in " + quoted(call.name.text + "(clv)"));
    return {};
  }
  ir::Threshold threshold;
  threshold.top = isDecile;
  const Type type = rankedFigure(c, call.args.front().value, where, threshold.of);
  if (type.kind == TypeKind::kError) return {};
  std::vector<std::uint32_t> inputs;
  const std::int64_t parts = isDecile ? 10 : 5;
  for (std::int64_t part = parts - 1; part >= 1; --part) {
    threshold.share = part * (kOneE8 / parts);
    inputs.push_back(thresholdInput(c, threshold, type));
  }
  c.out.deciles.emplace(id, std::move(inputs));
  return {TypeKind::kNumber, 0};
}

}  // namespace regard::dsl
