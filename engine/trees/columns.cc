#include "engine/trees/columns.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"

namespace regard::trees {
Status Columns::rename(const std::vector<std::pair<std::string, std::string>>& given) {
  for (const auto& [feature, expression] : given) {
    if (std::find(features_.begin(), features_.end(), feature) == features_.end()) {
      const std::string nearest = didYouMean(feature, features_);
      return invalid(fmt::format("the trees have no feature `{}`{}", feature, nearest.empty() ? "" : ": " + nearest));
    }
    if (expression.empty()) return invalid(fmt::format("what is `{}` in the rules?", feature));
    if (!renamed_.emplace(feature, expression).second)
      return invalid(fmt::format("`{}` is said to be two things", feature));
  }
  return Done{};
}

std::string Columns::of(std::size_t feature) const {
  const auto found = renamed_.find(features_[feature]);
  return found == renamed_.end() ? snakeName(features_[feature]) : found->second;
}

std::uint32_t Columns::ask(std::size_t feature, std::size_t member, std::string expression) {
  const auto next = static_cast<std::uint32_t>(asked_.size());
  return asked_.try_emplace({feature, member}, next, std::move(expression)).first->second.first;
}

std::uint32_t Columns::member(std::size_t feature, std::size_t place, const std::string& word) {
  return ask(feature, place + 1, fmt::format("{} = {}", of(feature), word));
}

Status Columns::finish(TreeFile& file) const {
  std::map<std::string, std::string> features;  // by expression
  std::vector<std::int64_t> numbers(asked_.size());
  for (const auto& [place, column] : asked_) {
    const std::string& feature = features_[place.first];
    const auto [found, isNew] = features.emplace(column.second, feature);
    if (!isNew)
      return invalid(fmt::format("`{}` and `{}` would both be `{}`: say what one of them is, as in `--column '{}=…'`",
                                 found->second, feature, column.second, feature));
    numbers[column.first] = static_cast<std::int64_t>(file.columns.size());
    file.columns.push_back({feature, column.second});
  }
  for (Tree& tree : file.trees)
    for (std::int64_t& column : tree.column)
      if (column >= 0) column = numbers[static_cast<std::size_t>(column)];
  for (std::size_t i = 0; i < features_.size(); ++i) {
    const auto first = asked_.lower_bound({i, 0});
    if (first == asked_.end() || first->first.first != i) file.unasked.push_back(features_[i]);
  }
  return Done{};
}

}  // namespace regard::trees
