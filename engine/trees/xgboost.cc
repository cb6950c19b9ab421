// XGBoost's JSON. Its trees work in single precision: thresholds, columns and sums are floats. `base_score` is in the
// space of the predictions in every version of this format, of a logistic objective a probability; since 3.1 it is
// written as a list of one. Source: the schema in the library's documentation, and what it was seen to predict.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <initializer_list>

#include "base/json.h"
#include "engine/trees/columns.h"
#include "engine/trees/layout.h"
#include "engine/trees/readers.h"

namespace regard::trees {
namespace {

using json::Kind;
using json::Value;

class XgboostFile {
 public:
  XgboostFile(std::string_view text, const TreeOptions& options) : text_(text), options_(options) {}

  Result<TreeFile> read() {
    auto parsed = json::parse(text_);
    if (const auto* problem = std::get_if<json::Problem>(&parsed)) {
      damaged(problem->at, "this is no JSON: " + problem->what);
      return *fault_;
    }
    root_ = std::get<Value>(std::move(parsed));
    if (!model()) return *fault_;
    return std::move(file_);
  }

 private:
  bool stop(FaultKind kind, std::string message) {
    fault_ = Fault{kind, std::move(message)};
    return false;
  }
  bool unsupported(std::string message) { return stop(FaultKind::kUnsupported, std::move(message)); }
  bool damaged(std::size_t at, std::string_view fact) {
    const std::string_view before = text_.substr(0, at);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t newline = before.rfind('\n');
    return stop(FaultKind::kInvalid, fmt::format("line {}, byte {}: {}", line,
                                                 newline == std::string_view::npos ? at + 1 : at - newline, fact));
  }

  /// The member at the end of a path of names; a fault where it is not, or is something else.
  const Value* at(const Value& from, std::initializer_list<std::string_view> path, Kind kind) {
    constexpr std::array<std::string_view, 6> kWords = {"null",   "true or false", "a number",
                                                        "a text", "a list",        "an object"};
    const Value* value = &from;
    for (const std::string_view name : path) {
      const Value* next = value->find(name);
      if (next == nullptr) {
        damaged(value->begin, fmt::format("`{}` is missing: no model of XGBoost is without it", name));
        return nullptr;
      }
      value = next;
    }
    if (value->kind == kind) return value;
    damaged(value->begin, fmt::format("`{}` should be {}", *(path.end() - 1), kWords[static_cast<std::size_t>(kind)]));
    return nullptr;
  }

  /// Of what XGBoost writes as a text.
  bool number(const Value& from, std::initializer_list<std::string_view> path, double& into) {
    const Value* text = at(from, path, Kind::kText);
    if (text == nullptr) return false;
    std::string digits = text->text;
    if (digits.starts_with('[') && digits.ends_with(']')) digits = digits.substr(1, digits.size() - 2);
    char* end = nullptr;
    into = std::strtod(digits.c_str(), &end);
    return (!digits.empty() && *end == '\0' && std::isfinite(into)) ||
           damaged(text->begin, fmt::format("`{}` should be one number", *(path.end() - 1)));
  }

  bool model() {
    const Value* learner = at(root_, {"learner"}, Kind::kObject);
    if (learner == nullptr || !isOfTrees(*learner) || !version() || !objective(*learner)) return false;
    const Value* trees = at(*learner, {"gradient_booster", "model", "trees"}, Kind::kList);
    if (trees == nullptr || !features(*learner) || !rounds(*learner, *trees)) return false;
    for (std::size_t i = 0; i < taken_; ++i)
      if (!tree(trees->items[i])) return false;
    if (auto done = columns_.finish(file_); !done) return stop(done.fault().kind, done.fault().message);
    return true;
  }

  bool isOfTrees(const Value& learner) {
    const Value* name = at(learner, {"gradient_booster", "name"}, Kind::kText);
    return name != nullptr &&
           (name->text == "gbtree" ||
            unsupported(fmt::format("it was trained with booster={}, and only gbtree can be read here: "
                                    "train with booster=gbtree",
                                    name->text)));
  }

  bool version() {
    const Value* version = at(root_, {"version"}, Kind::kList);
    if (version == nullptr) return false;
    for (const Value& part : version->items)
      file_.version += fmt::format("{}{}", file_.version.empty() ? "" : ".", part.number);
    file_.library = "xgboost";
    file_.arithmetic = ir::TreeArithmetic::kXgboost;
    return true;
  }

  /// What the trees add up to, and what it begins at.
  bool objective(const Value& learner) {
    const Value* name = at(learner, {"objective", "name"}, Kind::kText);
    double classes = 0, base = 0, targets = 1;
    if (name == nullptr || !number(learner, {"learner_model_param", "num_class"}, classes)) return false;
    file_.objective = name->text;
    const bool isLogistic = name->text == "binary:logistic" || name->text == "reg:logistic";
    file_.isEstimate = name->text == "reg:squarederror";
    if (!isLogistic && !file_.isEstimate)
      return unsupported(
          fmt::format("its objective is {}: trees of rules tell a probability, as binary:logistic "
                      "and reg:logistic do",
                      name->text));
    const Value& param = *learner.find("learner_model_param");
    if (param.find("num_target") != nullptr && !number(param, {"num_target"}, targets)) return false;
    if (classes > 1 || targets > 1) return unsupported("it tells several things at once: train a model for each");
    if (!number(param, {"base_score"}, base)) return false;
    const auto score = static_cast<float>(base);
    if (isLogistic && !(score > 0 && score < 1))
      return damaged(param.begin, "`base_score` should be a probability, above 0 and below 1");
    file_.begin = isLogistic ? -std::log(1.0F / score - 1.0F) : score;
    return true;
  }

  bool features(const Value& learner) {
    std::vector<std::string> names;
    const Value* given = learner.find("feature_names");
    if (given != nullptr)
      for (const Value& name : given->items) names.push_back(name.text);
    double count = 0;
    if (!number(learner, {"learner_model_param", "num_feature"}, count)) return false;
    constexpr double kFeaturesMax = 1e6;
    if (!(count >= 0 && count <= kFeaturesMax && (names.empty() || static_cast<double>(names.size()) == count)))
      return damaged(learner.begin, fmt::format("it has {} features and names of {}", count, names.size()));
    for (std::size_t i = names.size(); i < static_cast<std::size_t>(count); ++i) names.push_back(fmt::format("f{}", i));
    columns_ = Columns(std::move(names));
    if (auto done = columns_.rename(options_.columns); !done) return stop(done.fault().kind, done.fault().message);
    return true;
  }

  /// Trees of one round stand together.
  bool rounds(const Value& learner, const Value& trees) {
    double each = 1;
    const Value& model = *learner.find("gradient_booster")->find("model");
    if (!number(model, {"gbtree_model_param", "num_parallel_tree"}, each)) return false;
    const auto parallel = static_cast<std::size_t>(std::clamp(each, 1.0, 1e6));  // 0 in files of old versions
    if (trees.items.empty() || trees.items.size() % parallel != 0)
      return damaged(trees.begin, fmt::format("there are {} trees, {} to a round", trees.items.size(), parallel));
    file_.roundsThere = static_cast<std::uint32_t>(trees.items.size() / parallel);
    const auto rounds = roundsTaken(options_.rounds, file_.roundsThere);
    if (!rounds) return stop(rounds.fault().kind, rounds.fault().message);
    file_.rounds = *rounds;
    taken_ = *rounds * parallel;
    const Value* attributes = learner.find("attributes");
    const Value* best = attributes == nullptr ? nullptr : attributes->find("best_iteration");
    const auto bestRounds =
        best == nullptr ? 0 : static_cast<std::uint32_t>(std::strtoul(best->text.c_str(), nullptr, 10)) + 1;
    if (bestRounds < file_.roundsThere) file_.bestRounds = bestRounds;
    return true;
  }

  /// A list of a tree with an entry for each node.
  bool list(const Value& tree, std::string_view name, std::vector<double>& into) {
    const Value* values = at(tree, {name}, Kind::kList);
    if (values == nullptr) return false;
    into.clear();
    for (const Value& one : values->items) {
      if (one.kind != Kind::kNumber && one.kind != Kind::kFlag)
        return damaged(one.begin, fmt::format("`{}` should be numbers", name));
      into.push_back(one.kind == Kind::kFlag ? (one.flag ? 1 : 0) : one.number);
    }
    if (into.size() == left_.size() || name == "left_children") return true;
    return damaged(values->begin,
                   fmt::format("`{}` has {} entries, and the tree {} nodes", name, into.size(), left_.size()));
  }

  bool tree(const Value& from) {
    const bool areThere = list(from, "left_children", left_) && list(from, "right_children", right_) &&
                          list(from, "split_indices", column_) && list(from, "split_conditions", value_) &&
                          list(from, "default_left", defaultLeft_);
    if (!areThere) return false;
    std::vector<double> types(left_.size());
    if (from.find("split_type") != nullptr && !list(from, "split_type", types)) return false;
    const auto category = std::find(types.begin(), types.end(), 1.0) - types.begin();
    if (static_cast<std::size_t>(category) < types.size())
      return unsupported(fmt::format("it asks `{}` for categories: train with a column for each, 1 or 0",
                                     nameOf(column_[static_cast<std::size_t>(category)])));
    std::string problem;
    auto out = layOut(
        0, left_.size(), [&](std::uint32_t i) { return questions(i, problem); }, problem);
    if (!out) return damaged(from.begin, problem);
    file_.depth = std::max(file_.depth, out->depth);
    file_.trees.push_back(std::move(out->tree));
    return true;
  }

  std::string nameOf(double column) const {
    return column >= 0 && column < static_cast<double>(columns_.size())
               ? columns_.feature(static_cast<std::size_t>(column))
               : fmt::format("{}", column);
  }

  std::optional<std::vector<Question>> questions(std::uint32_t i, std::string& problem) {
    const auto value = static_cast<float>(value_[i]);
    if (!std::isfinite(value)) {
      problem = fmt::format("node {} has a value beyond single precision", i);
      return std::nullopt;
    }
    if (left_[i] == -1) return std::vector<Question>{leaf(value)};
    const auto isIndex = [](double number, std::size_t below) {
      return number >= 0 && number < static_cast<double>(below) && number == std::trunc(number);
    };
    if (!isIndex(left_[i], left_.size()) || !isIndex(right_[i], left_.size())) {
      problem = fmt::format("node {} of a tree leads to none of its {} nodes", i, left_.size());
      return std::nullopt;
    }
    if (!isIndex(column_[i], columns_.size())) {
      problem = fmt::format("node {} of a tree asks for feature {}, and there are {}", i, column_[i], columns_.size());
      return std::nullopt;
    }
    const Way yes = node(static_cast<std::uint32_t>(left_[i])), no = node(static_cast<std::uint32_t>(right_[i]));
    const std::uint32_t column = columns_.number(static_cast<std::size_t>(column_[i]));
    return std::vector<Question>{{column, value, yes, no, defaultLeft_[i] != 0 ? yes : no}};
  }

  std::string_view text_;
  const TreeOptions& options_;
  Value root_;
  std::optional<Fault> fault_;
  TreeFile file_;
  Columns columns_{{}};
  std::size_t taken_ = 0;                                            ///< trees
  std::vector<double> left_, right_, column_, value_, defaultLeft_;  ///< of the tree that is read, by node
};

}  // namespace

Result<TreeFile> readXgboost(std::string_view text, const TreeOptions& options) {
  return XgboostFile(text, options).read();
}

}  // namespace regard::trees
