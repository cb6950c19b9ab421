// Models that look ahead: what a declaration may say, what a model reads of a customer, and what it may be asked. Each
// question is an input of its own, under the words it is asked with.

#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/literals.h"
#include "base/nearest.h"
#include "dsl/sema/context.h"
#include "dsl/sema/walk.h"
#include "dsl/source/model_files.h"

namespace regard::dsl {
namespace {

constexpr std::size_t kSummaryNames = 3;  ///< how often, first and last; then what they were worth

/// What to write after `of` where a model sees purchases.
std::string exampleOfPurchases(const ast::Model& model) {
  return std::string(
             "name the event, as in `of order`, or what the customer has instead: how many repeats, the days "
             "of the first and the last") +
         (model.with.empty() ? "" : ", and what the repeats were worth on average") +
         ", as in `of repeats, first_on, last_on" + (model.with.empty() ? "`" : ", mean_worth`");
}

ast::ExprId nameExpr(Context& c, const ast::Word& name) {
  c.book.exprs.push_back({ast::NameExpr{name.text}, name.span});
  return static_cast<ast::ExprId>(c.book.exprs.size() - 1);
}

class Declaration {
 public:
  Declaration(Context& c, const ast::Model& model) : c_(c), model_(model) { entry_.declared = &model; }

  void declare() {
    out_.name = model_.name.text;
    out_.title = model_.title.text;
    out_.path = model_.path.text;
    out_.span = model_.name.span;
    kind();
    spend();
    if (!entry_.isFaulty) of();
    if (!isPathOfRulebook(model_.path.text))
      refuse(model_.path.span, quoted(c_, model_.path.span) + " is no file of the rulebook",
             "write its path inside of the rulebook's folder, as in `\"models/orders.json\"`");
    const auto index = static_cast<std::uint32_t>(c_.out.models.size());
    addSymbol(c_, model_.name, {Resolved::Kind::kNothing, index, model_.name.span});
    c_.models.emplace(model_.name.text, index);
    c_.out.models.push_back(std::move(out_));
    const bool isFaulty = entry_.isFaulty;
    c_.modelEntries.push_back(std::move(entry_));
    if (!isFaulty) readModelFile(c_, index);
  }

 private:
  void refuse(Span span, std::string fact, std::string hint) {
    entry_.isFaulty = true;
    c_.sink.report(Code::E0416, span, std::move(fact), std::move(hint));
  }

  void kind() {
    const auto& names = ir::kModelKindNames;
    const auto found = std::find(names.begin(), names.end(), model_.kind.text);
    if (found != names.end()) {
      out_.kind = static_cast<ir::ModelKind>(found - names.begin());
      return;
    }
    if (model_.kind.empty()) {  // reported where it was read
      entry_.isFaulty = true;
      return;
    }
    std::string hint = didYouMean(model_.kind.text, std::vector<std::string>(names.begin(), names.end()));
    refuse(model_.kind.span, "there is no kind of model " + quoted(model_.kind.text),
           hint.empty() ? "there are bg_nbd, mbg_nbd, pareto_nbd, sbg, logistic and trees" : std::move(hint));
  }

  void spend() {
    if (model_.with.empty()) return;
    if (model_.with.text != "gamma_gamma")
      return refuse(model_.with.span, "nothing goes `with " + model_.with.text + "`",
                    "what a purchase is worth is told by `with gamma_gamma`");
    out_.hasSpend = true;
    if (!entry_.isFaulty && !ir::isPurchaseModel(out_.kind))
      refuse(model_.with.span, quoted(model_.kind.text) + " is about no purchases", "leave out `with gamma_gamma`");
  }

  void of() {
    const std::size_t names = model_.of.size();
    if (ir::isPurchaseModel(out_.kind)) return purchases();
    if (out_.kind == ir::ModelKind::kSbg) {
      if (names == 1) return columns();
      return refuse(names == 0 ? model_.name.span : model_.of.back().span,
                    "an sbg is about one thing: how many periods somebody has stayed",
                    "name it, as in `of renewals`, a number");
    }
    if (names > 0)
      refuse(model_.of.front().span, "what a " + model_.kind.text + " model reads stands in its file",
             "leave out `of " + model_.of.front().text + "`");
  }

  void purchases() {
    const std::size_t values = kSummaryNames + (out_.hasSpend ? 1 : 0);
    if (model_.of.size() == values) return columns();
    if (model_.of.size() != 1)
      return refuse(model_.of.empty() ? model_.name.span : model_.of.back().span,
                    quoted(model_.name.text) + " does not say what a purchase is", exampleOfPurchases(model_));
    const ast::Word& name = model_.of.front();
    const auto symbol = c_.symbols.find(name.text);  // so far: the profile's fields
    if (!c_.events.contains(name.text) && symbol != c_.symbols.end())
      return refuse(name.span,
                    quoted(name.text) + (symbol->second.kind == Resolved::Kind::kStream
                                             ? " is a list: its rows have no time"
                                             : " is no event: one value does not tell a rhythm"),
                    exampleOfPurchases(model_));
    out_.stream = requireStream(c_, name);
    if (out_.stream == ir::kNone) entry_.isFaulty = true;
  }

  void columns() {
    for (const ast::Word& name : model_.of) entry_.columns.push_back(nameExpr(c_, name));
  }

  Context& c_;
  const ast::Model& model_;
  ir::Model out_;
  ModelEntry entry_;
};

void typeColumn(Context& c, const ir::Model& model, std::size_t index, ast::ExprId column) {
  constexpr Type kNumber{TypeKind::kNumber, 0}, kDate{TypeKind::kDate, 0}, kMoney{TypeKind::kMoney, 0};
  if (ir::isPurchaseModel(model.kind)) {
    switch (index) {
      case ir::kRepeatsColumn: return typeAs(c, column, Where::kRule, kNumber, "how many repeats there were");
      case ir::kFirstColumn: return typeAs(c, column, Where::kRule, kDate, "the day of the first purchase");
      case ir::kLastColumn: return typeAs(c, column, Where::kRule, kDate, "the day of the last purchase");
      default: return typeAs(c, column, Where::kRule, kMoney, "what a repeat was worth on average");
    }
  }
  if (model.kind == ir::ModelKind::kSbg)
    return typeAs(c, column, Where::kRule, kNumber, "how many periods somebody has stayed");
  const Type type = typeExpr(c, column, Where::kRule);
  if (type.kind == TypeKind::kError || ir::isModelColumn(type.kind)) return;
  const Span span = c.book.at(column).span;
  c.out.types[column] = {};
  std::string hint = "use what is a number, an amount, a percent, a length of time, or yes or no";
  if (type.kind == TypeKind::kChoice && !c.out.choices[type.choice].members.empty())
    hint = "ask for one member, as in " +
           quoted(c.sources.files[span.file].text.substr(span.begin, span.end - span.begin) + " = " +
                  c.out.choices[type.choice].members.front().name);
  c.sink.report(Code::E0420, span, quoted(c, span) + " is " + typeWord(c, type) + ": a model adds up numbers",
                std::move(hint));
}

/// Types what a model reads, once; a model that needs its own answer for that closes a circle.
void needModel(Context& c, std::uint32_t index, Span use) {
  ModelEntry& entry = c.modelEntries[index];
  if (entry.state == Entry::State::kDone) return;
  if (entry.state == Entry::State::kBusy) {
    c.sink.report(Code::E0303, use, quoted(entry.declared->name.text) + " needs " + quoted(entry.declared->name.text),
                  "break the circle: none of them can be computed first");
    return;
  }
  entry.state = Entry::State::kBusy;
  const std::uint32_t row = std::exchange(c.row, ir::kNone), trigger = std::exchange(c.trigger, ir::kNone);
  for (std::size_t i = 0; i < entry.columns.size(); ++i) typeColumn(c, c.out.models[index], i, entry.columns[i]);
  c.row = row;
  c.trigger = trigger;
  c.modelEntries[index].state = Entry::State::kDone;
}

class Asked {
 public:
  Asked(Context& c, ast::ExprId id, const ast::CallExpr& call, std::uint32_t model)
      : c_(c), call_(call), span_(c.book.at(id).span), model_(c.out.models[model]) {
    asked_.model = model;
  }

  bool find() {
    const auto& names = ir::kModelFunctionNames;
    const auto found = std::find(names.begin(), names.end(), call_.name.text);
    if (found == names.end())
      return refuse(call_.name.span, "a model does not tell " + quoted(call_.name.text),
                    "ask for `spend`, `purchases`, `alive` or `probability`");
    asked_.function = static_cast<ir::ModelFunction>(found - names.begin());
    const std::string kind(ir::kModelKindNames[static_cast<std::size_t>(model_.kind)]);
    if (!ir::tells(model_.kind, asked_.function))
      return refuse(
          call_.name.span, "a " + kind + " model does not tell " + quoted(call_.name.text),
          ir::isPurchaseModel(model_.kind) ? "ask for `purchases`, `spend` or `alive`" : "ask for `probability`");
    if (asked_.function == ir::ModelFunction::kSpend && !model_.hasSpend)
      return refuse(call_.name.span, quoted(model_.name) + " does not know what a purchase is worth",
                    "declare it " + quoted("= " + kind + " with gamma_gamma"));
    return arguments();
  }
  const ir::ModelCall& question() const { return asked_; }

 private:
  bool refuse(Span span, std::string fact, std::string hint) {
    c_.sink.report(Code::E0214, span, std::move(fact), std::move(hint));
    return false;
  }

  bool arguments() {
    const bool looksAhead =
        asked_.function == ir::ModelFunction::kSpend || asked_.function == ir::ModelFunction::kPurchases;
    for (const ast::CallArg& arg : call_.args) {
      const auto* literal =
          arg.value == ast::kNoExpr ? nullptr : std::get_if<ast::LiteralExpr>(&c_.book.at(arg.value).node);
      const auto* horizon = literal == nullptr ? nullptr : std::get_if<QuantityLiteral>(&literal->literal);
      const auto* rate = literal == nullptr ? nullptr : std::get_if<ast::RateLiteral>(&literal->literal);
      if (!looksAhead)
        return refuse(arg.span, quoted(call_.name.text) + " is about today, and takes no " + quoted(c_, arg.span),
                      "write " + quoted(model_.name + "." + call_.name.text + "()"));
      if (arg.role == ast::CallArg::Role::kOver && horizon != nullptr && !horizon->isPeriod)
        asked_.horizonMs = horizon->amount;
      else if (arg.role == ast::CallArg::Role::kDiscounted && rate != nullptr && rate->per == ast::Unit::kYears)
        asked_.yearlyDiscount = rate->percent;
      else
        return refuse(
            arg.span, quoted(c_, arg.span) + " is nothing a model can use",
            "write how far to look and at what yearly rate, as in `over 52 weeks, discounted at 10% per year`");
    }
    if (asked_.horizonMs > kLongestMs)
      return refuse(span_, "no model looks further than a thousand years",
                    "write how far to look, as in `over 52 weeks`");
    if (looksAhead && asked_.horizonMs <= 0)
      return refuse(span_, quoted(c_, span_) + " does not say how far to look", "add it, as in `over 52 weeks`");
    return true;
  }

  Context& c_;
  const ast::CallExpr& call_;
  Span span_;
  const ir::Model& model_;
  ir::ModelCall asked_;
};

std::uint32_t modelOf(const Context& c, const ast::CallExpr& call) {
  const auto* object = call.object == ast::kNoExpr ? nullptr : std::get_if<ast::NameExpr>(&c.book.at(call.object).node);
  const auto model = object == nullptr ? c.models.end() : c.models.find(object->name);
  return model == c.models.end() ? ir::kNone : model->second;
}

}  // namespace

void declareModel(Context& c, const ast::Model& model) { Declaration(c, model).declare(); }

void attachModelColumns(Context& c) {
  for (ast::Expr& expr : c.book.exprs) {
    auto* call = std::get_if<ast::CallExpr>(&expr.node);
    const std::uint32_t model = call == nullptr ? ir::kNone : modelOf(c, *call);
    if (model != ir::kNone) call->reads = c.modelEntries[model].columns;
  }
}

void checkModels(Context& c) {
  for (std::uint32_t i = 0; i < c.modelEntries.size(); ++i) needModel(c, i, c.out.models[i].span);
}

Type typeModelCall(Context& c, ast::ExprId id, const ast::CallExpr& call) {
  const std::uint32_t model = modelOf(c, call);
  if (model == ir::kNone) {
    const Span span = c.book.at(call.object).span;
    c.sink.report(Code::E0214, span, quoted(c, span) + " is no model",
                  "declare it, as in `model future = bg_nbd with gamma_gamma of order from \"models/orders.json\"`");
    return {};
  }
  needModel(c, model, c.book.at(id).span);
  if (c.modelEntries[model].isFaulty) return {};
  Asked question(c, id, call, model);
  if (!question.find()) return {};
  const ir::ModelCall& asked = question.question();
  const auto found = std::find(c.out.modelCalls.begin(), c.out.modelCalls.end(), asked);
  const auto index = static_cast<std::uint32_t>(found - c.out.modelCalls.begin());
  if (found == c.out.modelCalls.end()) c.out.modelCalls.push_back(asked);
  std::string name = c.out.models[model].name + "." + call.name.text + "(";
  if (asked.horizonMs > 0) name += "over " + formatDuration(asked.horizonMs);
  if (asked.yearlyDiscount.e8 != 0) name += ", discounted at " + formatPercent(asked.yearlyDiscount) + " per year";
  const Type type{ir::answerKind(asked.function), 0};
  c.out.resolved[id] = {Resolved::Kind::kInput, inputNamed(c.out, ir::InputSource::kModel, name + ")", type, index), 0};
  return type;
}

}  // namespace regard::dsl
