// LightGBM's text. Trees work in double precision, and what equals a threshold goes left. What training began at is in
// the leaves of the first tree. Source: src/io/tree.cpp and gbdt_model_text.cpp of the library, version 3 and 4.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>

#include "base/json.h"
#include "base/nearest.h"
#include "engine/trees/columns.h"
#include "engine/trees/lightgbm_questions.h"
#include "engine/trees/lightgbm_text.h"
#include "engine/trees/readers.h"

namespace regard::trees {
namespace {

std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

class LightgbmFile {
 public:
  explicit LightgbmFile(const TreeOptions& options) : options_(options) {}

  Result<TreeFile> read(std::string_view text) {
    auto blocks = readLightgbmText(text);
    if (!blocks) return blocks.fault();
    blocks_ = *std::move(blocks);
    if (!header() || !features() || !words() || !rounds()) return *fault_;
    for (std::size_t i = 0; i < file_.rounds; ++i)
      if (!tree(blocks_.trees[i])) return *fault_;
    if (auto done = columns_.finish(file_); !done) return done.fault();
    return std::move(file_);
  }

 private:
  bool stop(Fault fault) {
    fault_ = std::move(fault);
    return false;
  }
  bool unsupported(std::string message) { return stop({FaultKind::kUnsupported, std::move(message)}); }

  /// What the header says of it; empty if it does not.
  std::string_view said(std::string_view key) const {
    const auto found = blocks_.header.lines.find(key);
    return found == blocks_.header.lines.end() ? std::string_view() : found->second.value;
  }

  bool header() {
    file_.library = "lightgbm";
    file_.version = said("version");
    file_.arithmetic = ir::TreeArithmetic::kLightgbm;
    if (file_.version != "v3" && file_.version != "v4")
      return unsupported(
          fmt::format("its version is `{}`, and v3 and v4 can be read here: load it with LightGBM 3 or "
                      "later and save it again",
                      file_.version));
    if (said("num_class") != "1" || said("num_tree_per_iteration") != "1")
      return unsupported("it tells several classes apart: train a model for each, with objective=binary");
    return objective();
  }

  bool objective() {
    file_.objective = said("objective");
    const std::vector<std::string> parts = wordsOf(said("objective"));
    const std::string name = parts.empty() ? "" : parts.front();
    const bool isLogistic = name == "binary" || name == "cross_entropy";
    file_.isEstimate = name == "regression";
    if (!isLogistic && !file_.isEstimate)
      return unsupported(
          fmt::format("its objective is {}: trees of rules tell a probability, as binary and "
                      "cross_entropy do",
                      name.empty() ? "one of your own" : name));
    for (std::size_t i = 1; i < parts.size(); ++i) {
      const std::string_view part = parts[i];
      constexpr std::string_view kSigmoid = "sigmoid:";
      if (name == "binary" && part.starts_with(kSigmoid)) {
        file_.scale = std::strtod(parts[i].c_str() + kSigmoid.size(), nullptr);
        if (file_.scale > 0 && std::isfinite(file_.scale)) continue;
      }
      return unsupported(fmt::format("its objective goes on with `{}`: train without that", part));
    }
    return true;
  }

  bool features() {
    columns_ = Columns(wordsOf(said("feature_names")));
    const std::size_t infos = wordsOf(said("feature_infos")).size();
    if (columns_.size() == 0 || infos != columns_.size() ||
        fmt::format("{}", columns_.size() - 1) != said("max_feature_idx"))
      return stop(damagedAt(1, fmt::format("it has {} names of features, {} ranges, and {} for the last one's number",
                                           columns_.size(), infos, said("max_feature_idx"))));
    if (auto done = columns_.rename(options_.columns); !done) return stop(done.fault());
    return true;
  }

  /// What categories are called, where training had a table that says so. The lists are in the order of the features
  /// that have them; a feature that no tree could ask for may be one of them or not.
  bool words() {
    if (blocks_.words.line == 0) return true;
    const auto parsed = json::parse(blocks_.words.value);
    const auto* lists = std::get_if<json::Value>(&parsed);
    if (lists == nullptr || (lists->kind != json::Kind::kList && lists->kind != json::Kind::kNull))
      return stop(damagedAt(blocks_.words.line, "`pandas_categorical` should be lists of categories"));
    if (lists->items.empty()) return true;
    std::vector<std::size_t> sure, perhaps;
    const std::vector<std::string> infos = wordsOf(said("feature_infos"));
    for (std::size_t i = 0; i < infos.size(); ++i) {
      if (infos[i].starts_with('[')) continue;
      perhaps.push_back(i);
      if (infos[i] != "none") sure.push_back(i);
    }
    const auto& which = sure.size() == lists->items.size() ? sure : perhaps;
    if (which.size() != lists->items.size())
      return unsupported(
          fmt::format("it has {} lists of categories for {} features that have categories: train with "
                      "numbers for all, or words for all",
                      lists->items.size(), sure.size()));
    for (std::size_t i = 0; i < which.size(); ++i) {
      std::vector<std::string>& known = words_[which[i]];
      for (const json::Value& word : lists->items[i].items) known.push_back(inRules(word));
    }
    return true;
  }

  static std::string inRules(const json::Value& word) {
    if (word.kind == json::Kind::kText) return snakeName(word.text);
    if (word.kind == json::Kind::kFlag) return word.flag ? "true" : "false";
    return fmt::format("{}", word.number);
  }

  bool rounds() {
    if (blocks_.trees.empty()) return stop(damagedAt(1, "there are no trees"));
    file_.roundsThere = static_cast<std::uint32_t>(blocks_.trees.size());
    const auto rounds = roundsTaken(options_.rounds, blocks_.trees.size());
    if (!rounds) return stop(rounds.fault());
    file_.rounds = *rounds;
    if (blocks_.header.lines.contains("average_output")) file_.scale /= file_.rounds;
    return true;
  }

  bool tree(const TextBlock& block) {
    block_ = &block;
    const auto leaves = count("num_leaves"), categories = count("num_cat");
    if (!leaves || !categories) return false;
    if (*leaves == 0) return stop(damagedAt(block.line, "a tree has one leaf at least"));
    if (const auto linear = block.lines.find("is_linear"); linear != block.lines.end() && linear->second.value != "0")
      return unsupported("its leaves are formulas: train with linear_tree=false");
    const std::size_t splits = *leaves - 1;
    const bool areThere = list("leaf_value", *leaves, leaf_) && list("split_feature", splits, feature_) &&
                          list("threshold", splits, threshold_) && list("decision_type", splits, type_) &&
                          list("left_child", splits, left_) && list("right_child", splits, right_) &&
                          list("cat_boundaries", *categories == 0 ? 0 : *categories + 1, boundaries_);
    if (!areThere) return false;
    const double last = boundaries_.empty() ? 0 : boundaries_.back();
    constexpr double kSetMax = 1e7;
    if (!(last >= 0 && last <= kSetMax) || !std::is_sorted(boundaries_.begin(), boundaries_.end()))
      return stop(damagedAt(block.line, "`cat_boundaries` should rise"));
    if (!list("cat_threshold", static_cast<std::size_t>(last), sets_)) return false;
    std::string problem;
    const auto questionsOf = [&](std::uint32_t i) { return questions(i, splits, problem); };
    auto out = layOut(0, splits + *leaves, questionsOf, problem);
    if (!out) return fault_ ? false : stop(damagedAt(block.line, problem));
    file_.depth = std::max(file_.depth, out->depth);
    file_.trees.push_back(std::move(out->tree));
    return true;
  }

  std::optional<std::size_t> count(std::string_view key) {
    const auto number = numbersOf(*block_, key, 1);
    constexpr double kMost = 1e7;
    if (number && (*number)[0] >= 0 && (*number)[0] <= kMost && (*number)[0] == std::trunc((*number)[0]))
      return static_cast<std::size_t>((*number)[0]);
    stop(number ? damagedAt(block_->line, fmt::format("`{}` should be a count", key)) : number.fault());
    return std::nullopt;
  }

  bool list(std::string_view key, std::size_t size, std::vector<double>& into) {
    auto numbers = numbersOf(*block_, key, size);
    if (!numbers) return stop(numbers.fault());
    into = *std::move(numbers);
    return true;
  }

  /// Splits are numbered from 0, and leaves behind them; in the file a leaf is ~its number.
  std::optional<Way> wayOf(double child, std::size_t splits) const {
    const double to = child >= 0 ? child : static_cast<double>(splits) - child - 1;
    const bool isOne = child == std::trunc(child) && (child < 0 || child < static_cast<double>(splits)) &&
                       to < static_cast<double>(2 * splits + 1);
    return isOne ? std::optional(node(static_cast<std::uint32_t>(to))) : std::nullopt;
  }

  std::optional<std::vector<Question>> questions(std::uint32_t i, std::size_t splits, std::string& problem) {
    if (i >= splits) return std::vector<Question>{leaf(leaf_[i - splits])};
    const auto left = wayOf(left_[i], splits), right = wayOf(right_[i], splits);
    const DecisionType type{type_[i] >= 0 && type_[i] < 16 ? static_cast<std::uint32_t>(type_[i]) : ~0U};
    const bool isFeature = feature_[i] >= 0 && feature_[i] < static_cast<double>(columns_.size());
    if (!left || !right || !type.isOne() || !isFeature) {
      problem = fmt::format("split {} of a tree {}", i,
                            !isFeature      ? "asks for a feature that there is not"
                            : !type.isOne() ? "has a `decision_type` that is none"
                                            : "leads nowhere");
      return std::nullopt;
    }
    const auto feature = static_cast<std::size_t>(feature_[i]);
    if (!type.isCategorical()) return numberQuestions(columns_.number(feature), threshold_[i], type, *left, *right);
    return categories(feature, threshold_[i], *left, *right, problem);
  }

  std::optional<std::vector<Question>> categories(std::size_t feature, double index, Way left, Way right,
                                                  std::string& problem) {
    if (!(index >= 0 && index + 1 < static_cast<double>(boundaries_.size()))) {
      problem = fmt::format("a split asks for set {} of categories, and there are {}", index,
                            boundaries_.empty() ? 0 : boundaries_.size() - 1);
      return std::nullopt;
    }
    const auto at = static_cast<std::size_t>(index);
    std::vector<std::uint32_t> set;
    for (auto word = static_cast<std::size_t>(boundaries_[at]); word < static_cast<std::size_t>(boundaries_[at + 1]);
         ++word) {
      if (!(sets_[word] >= 0 && sets_[word] <= 4294967295.0)) {
        problem = "`cat_threshold` should be whole numbers of 32 bits";
        return std::nullopt;
      }
      set.push_back(static_cast<std::uint32_t>(sets_[word]));
    }
    const auto known = words_.find(feature);
    if (known == words_.end()) return categoryQuestions(columns_.number(feature), set, left, right);
    std::vector<std::int64_t> columns;
    constexpr std::size_t kBits = 32;
    for (std::size_t i = 0; i < std::min(known->second.size(), set.size() * kBits); ++i)
      if ((set[i / kBits] >> (i % kBits) & 1U) != 0) columns.push_back(columns_.member(feature, i, known->second[i]));
    if (!columns.empty()) return wordQuestions(columns, left, right);
    problem = fmt::format("a split of `{}` is about none of its words", columns_.feature(feature));
    return std::nullopt;
  }

  const TreeOptions& options_;
  LightgbmText blocks_;
  std::optional<Fault> fault_;
  TreeFile file_;
  Columns columns_{{}};
  std::map<std::size_t, std::vector<std::string>> words_;  ///< by feature: its categories, in rules
  const TextBlock* block_ = nullptr;                       ///< the tree that is read, and its lists
  std::vector<double> leaf_, feature_, threshold_, type_, left_, right_, boundaries_, sets_;
};

}  // namespace

Result<TreeFile> readLightgbm(std::string_view text, const TreeOptions& options) {
  return LightgbmFile(options).read(text);
}

}  // namespace regard::trees
