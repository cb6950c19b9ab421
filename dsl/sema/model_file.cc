// The file of a model (docs/formats/model.md): JSON that must fit what the rules declare. Whatever does not is told
// where it stands, in the file or in the rules.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.h"
#include "dsl/sema/context.h"
#include "dsl/source/model_files.h"
#include "dsl/syntax/parse.h"

namespace regard::dsl {
namespace {

constexpr std::string_view kFormat = "regard model 1";
constexpr double kDaysPerMonth = 365.25 / 12;

std::string kindName(ir::ModelKind kind) { return std::string(ir::kModelKindNames[static_cast<std::size_t>(kind)]); }

/// What makes such a file.
std::string howToMake(const ast::Model& declared, const ir::Model& model) {
  const std::string into = " -o " + model.path;
  if (model.kind == ir::ModelKind::kTrees) return "make it, as in " + quoted("regard model import FILE" + into);
  if (model.kind == ir::ModelKind::kLogistic)
    return "make it, as in " + quoted("regard fit logistic customers.csv --outcome COLUMN --terms COLUMNS" + into);
  if (model.kind == ir::ModelKind::kSbg)
    return "make it, as in " + quoted("regard fit sbg customers.csv --periods COLUMN --left COLUMN" + into);
  const std::string fit = "regard fit " + kindName(model.kind);
  if (model.stream == ir::kNone)
    return "make it, as in " +
           quoted(fit + " orders.csv --customer COLUMN --at COLUMN" + (model.hasSpend ? " --spend COLUMN" : "") + into);
  return "make it, as in " +
         quoted(fit + " STORE --of " + declared.of.front().text + (model.hasSpend ? " --spend FIELD" : "") + into);
}

class ModelFile {
 public:
  ModelFile(Context& c, std::uint32_t index, std::uint32_t file)
      : c_(c), declared_(*c.modelEntries[index].declared), index_(index), file_(file) {}

  /// False where something was reported.
  bool read() {
    auto parsed = json::parse(c_.sources.files[file_].text);
    if (const auto* problem = std::get_if<json::Problem>(&parsed)) {
      const auto size = static_cast<std::uint32_t>(c_.sources.files[file_].text.size());
      return fault({file_, std::min(problem->at, size), std::min(problem->at + 1, size)},
                   "this is no JSON: " + problem->what, again());
    }
    root_ = std::get<json::Value>(std::move(parsed));
    if (root_.kind != json::Kind::kObject) return fault(placeOf(root_), "a model's file is one object", again());
    const json::Value* format = member(root_, "format", json::Kind::kText);
    if (format == nullptr) return false;
    if (format->text != kFormat)
      return fault(placeOf(*format), quoted(format->text) + " is not the format that this regard reads",
                   "it reads `regard model 1`: " + again());
    const bool done = isOfKind() && ofItsKind();
    if (done) model().isFitted = true;
    return done;
  }

 private:
  ir::Model& model() { return c_.out.models[index_]; }
  std::string again() { return howToMake(declared_, model()); }
  Span placeOf(const json::Value& value) const { return {file_, value.begin, value.end}; }

  bool fault(Span span, std::string fact, std::string hint) {
    c_.sink.report(Code::E0420, span, std::move(fact), std::move(hint));
    return false;
  }

  const json::Value* member(const json::Value& of, std::string_view name, json::Kind kind) {
    constexpr std::array<std::string_view, 6> kWords = {"null",   "true or false", "a number",
                                                        "a text", "a list",        "an object"};
    const json::Value* found = of.find(name);
    if (found != nullptr && found->kind == kind) return found;
    const std::string word(kWords[static_cast<std::size_t>(kind)]);
    fault(found == nullptr ? Span{file_, of.begin, of.begin + 1} : placeOf(*found),
          quoted(name) + (found == nullptr ? " is missing" : " is not " + word), "it takes " + word + ": " + again());
    return nullptr;
  }

  bool isOfKind() {
    const json::Value* kind = member(root_, "model", json::Kind::kText);
    if (kind == nullptr || kind->text == kindName(model().kind)) return kind != nullptr;
    Diagnostic& d = c_.sink.report(Code::E0420, declared_.kind.span,
                                   quoted(model().path) + " holds a " + kind->text +
                                       " model, and these rules declare " + quoted(declared_.kind.text),
                                   "write " + quoted("= " + kind->text) + ", or fit a " + declared_.kind.text);
    d.notes.push_back({placeOf(*kind), "it says so here"});
    return false;
  }

  bool ofItsKind() {
    switch (model().kind) {
      case ir::ModelKind::kBgNbd:
      case ir::ModelKind::kMbgNbd: return parameters(root_, {"r", "alpha", "a", "b"}) && unit() && spend();
      case ir::ModelKind::kParetoNbd: return parameters(root_, {"r", "alpha", "s", "beta"}) && unit() && spend();
      case ir::ModelKind::kSbg: return parameters(root_, {"alpha", "beta"});
      case ir::ModelKind::kLogistic: return logistic();
      case ir::ModelKind::kTrees: return trees();
    }
    return false;
  }

  bool parameters(const json::Value& of, std::initializer_list<std::string_view> names) {
    const json::Value* all = member(of, "parameters", json::Kind::kObject);
    if (all == nullptr) return false;
    for (const std::string_view name : names) {
      const json::Value* value = member(*all, name, json::Kind::kNumber);
      if (value == nullptr) return false;
      if (!(value->number > 0)) return fault(placeOf(*value), quoted(name) + " is above zero in every fit", again());
      model().parameters.push_back(value->number);
    }
    return true;
  }

  bool unit() {
    const json::Value* unit = member(root_, "unit", json::Kind::kText);
    if (unit == nullptr) return false;
    constexpr std::array<std::pair<std::string_view, double>, 3> kUnits = {
        {{"day", 1}, {"week", 7}, {"month", kDaysPerMonth}}};
    for (const auto& [name, days] : kUnits)
      if (unit->text == name) model().unitDays = days;
    return model().unitDays > 0 || fault(placeOf(*unit), quoted(unit->text) + " is no unit of a model's time",
                                         "a model is fitted in days, weeks or months: " + again());
  }

  bool spend() {
    if (!model().hasSpend) return true;
    const json::Value* spend = root_.find("spend");
    if (spend == nullptr || spend->kind != json::Kind::kObject)
      return fault(declared_.with.span, quoted(model().path) + " does not say what a purchase is worth", again());
    const json::Value* kind = member(*spend, "model", json::Kind::kText);
    if (kind == nullptr) return false;
    if (kind->text != "gamma_gamma")
      return fault(placeOf(*kind), quoted(kind->text) + " is no model of what a purchase is worth",
                   "these rules read `gamma_gamma`: " + again());
    const json::Value* currency = member(*spend, "currency", json::Kind::kText);
    if (currency == nullptr || !parameters(*spend, {"p", "q", "v"})) return false;
    if (currency->text != c_.out.currency)
      return fault(placeOf(*currency),
                   fmt::format("it was fitted on amounts in {}, and the money of these rules is in {}", currency->text,
                               c_.out.currency),
                   fmt::format("fit it on amounts in {}, or write `currency {}`", c_.out.currency, currency->text));
    return amount(*spend);
  }

  /// The column that says what a purchase is worth: the one that the model was fitted on, else the only one there is.
  bool amount(const json::Value& spend) {
    if (model().stream == ir::kNone) return true;
    const ir::Stream& stream = c_.out.streams[model().stream];
    const json::Value* field = spend.find("field");
    std::size_t amounts = 0;
    for (std::uint32_t i = 0; i < stream.columns.size(); ++i) {
      if (stream.columns[i].type.kind != TypeKind::kMoney) continue;
      ++amounts;
      model().amount = i;
      if (field != nullptr && field->text == stream.columns[i].name) return true;
    }
    if (amounts == 1) return true;
    return fault(declared_.of.front().span,
                 amounts == 0
                     ? quoted(stream.name) + " has no amount of money"
                     : fmt::format("`{}` has {} amounts, and none is called `{}`, which the model was fitted on",
                                   stream.name, amounts, field == nullptr ? "" : field->text),
                 amounts == 0 ? "declare it, as in `amount : money`" : "write its name into the file, as `field`");
  }

  /// What stands in a text of the file, as an expression of the rules.
  bool column(const json::Value& text) {
    if (text.kind != json::Kind::kText) return fault(placeOf(text), "a term is an expression in quotes", again());
    const std::size_t before = c_.sink.soFar().size();
    c_.modelEntries[index_].columns.push_back(parseExpression(text.text, file_, c_.book, c_.sink, text.begin + 1));
    return c_.sink.soFar().size() == before;
  }

  bool logistic() {
    const json::Value* terms = member(root_, "terms", json::Kind::kList);
    const json::Value* intercept = member(root_, "intercept", json::Kind::kNumber);
    if (terms == nullptr || intercept == nullptr) return false;
    model().parameters.push_back(intercept->number);
    for (const json::Value& term : terms->items) {
      const json::Value* of = member(term, "of", json::Kind::kText);
      const json::Value* weight = of == nullptr ? nullptr : member(term, "weight", json::Kind::kNumber);
      if (weight == nullptr || !column(*of)) return false;
      model().parameters.push_back(weight->number);
    }
    return true;
  }

  bool trees() {
    const json::Value* arithmetic = member(root_, "arithmetic", json::Kind::kText);
    const json::Value* begin = member(root_, "begin", json::Kind::kNumber);
    const json::Value* scale = member(root_, "scale", json::Kind::kNumber);
    const json::Value* columns = member(root_, "columns", json::Kind::kList);
    const json::Value* trees = member(root_, "trees", json::Kind::kList);
    if (arithmetic == nullptr || begin == nullptr || scale == nullptr || columns == nullptr || trees == nullptr)
      return false;
    if (arithmetic->text != "xgboost" && arithmetic->text != "lightgbm")
      return fault(placeOf(*arithmetic), quoted(arithmetic->text) + " is no arithmetic of trees",
                   "trees keep to that of `xgboost` or `lightgbm`");
    model().arithmetic = arithmetic->text == "xgboost" ? ir::TreeArithmetic::kXgboost : ir::TreeArithmetic::kLightgbm;
    model().parameters = {begin->number, scale->number};
    for (const json::Value& name : columns->items)
      if (!column(name)) return false;
    return std::all_of(trees->items.begin(), trees->items.end(), [&](const json::Value& one) { return tree(one); });
  }

  /// One tree: lists side by side, an entry of each for a node. A leaf has column -1.
  bool tree(const json::Value& from) {
    constexpr std::array<std::string_view, 5> kLists = {"column", "value", "yes", "no", "unknown"};
    std::array<const json::Value*, 5> lists{};
    for (std::size_t i = 0; i < lists.size(); ++i) {
      lists[i] = member(from, kLists[i], json::Kind::kList);
      if (lists[i] == nullptr) return false;
      if (lists[i]->items.empty() || lists[i]->items.size() != lists[0]->items.size())
        return fault(placeOf(*lists[i]), "the lists of a tree have an entry for each of its nodes", again());
      for (const json::Value& one : lists[i]->items)
        if (one.kind != json::Kind::kNumber) return fault(placeOf(one), "a tree is made of numbers", again());
    }
    const std::size_t first = model().nodes.size(), size = lists[0]->items.size();
    model().trees.push_back(static_cast<std::uint32_t>(first));
    for (std::size_t i = 0; i < size; ++i) {
      const auto number = [&](std::size_t list) { return lists[list]->items[i].number; };
      ir::TreeNode node;
      node.value = number(1);
      if (number(0) >= 0) {
        const double columns = static_cast<double>(c_.modelEntries[index_].columns.size());
        const auto leadsOn = [&](double to) {
          return to > static_cast<double>(i) && to < static_cast<double>(size) && to == std::trunc(to);
        };
        const bool fits = number(0) < columns && number(0) == std::trunc(number(0)) && leadsOn(number(2)) &&
                          leadsOn(number(3)) && (number(4) == number(2) || number(4) == number(3));
        if (!fits)
          return fault(placeOf(lists[0]->items[i]), fmt::format("node {} of this tree leads nowhere", i), again());
        node.column = static_cast<std::uint32_t>(number(0));
        node.yes = static_cast<std::uint32_t>(first + static_cast<std::size_t>(number(2)));
        node.no = static_cast<std::uint32_t>(first + static_cast<std::size_t>(number(3)));
        node.unknownIsYes = number(4) == number(2);
      }
      model().nodes.push_back(node);
    }
    return true;
  }

  Context& c_;
  const ast::Model& declared_;
  std::uint32_t index_, file_;
  json::Value root_;
};

}  // namespace

void readModelFile(Context& c, std::uint32_t index) {
  const std::string path = c.out.models[index].path;
  const auto file = modelFile(c.sources, path);
  if (!file) {
    if (c.sources.folder.empty()) return;  // a text that lies nowhere has no files: tests give what they would say
    const ast::Model& declared = *c.modelEntries[index].declared;
    c.sink.report(Code::W0613, declared.path.span,
                  "there is no " + quoted(path) + ": what " + quoted(declared.name.text) + " is asked is unknown",
                  howToMake(declared, c.out.models[index]));
    return;
  }
  if (!ModelFile(c, index, *file).read()) c.modelEntries[index].isFaulty = true;
}

}  // namespace regard::dsl
