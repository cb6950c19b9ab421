#pragma once
// What features are in rules: the names that `regard init` gives such columns, unless told otherwise.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/trees/tree_file.h"

namespace regard::trees {

/// Numbers columns as trees ask for them; finish() puts them in the order of the features.
class Columns {
 public:
  explicit Columns(std::vector<std::string> features) : features_(std::move(features)) {}

  /// Calls features as `given` says. kInvalid if there is no such feature, or twice the same.
  Status rename(const std::vector<std::pair<std::string, std::string>>& given);
  /// Of a feature that is a number. REQUIRES feature < size().
  std::uint32_t number(std::size_t feature) { return ask(feature, 0, of(feature)); }
  /// Whether a feature that is words is the one of that place. REQUIRES feature < size().
  std::uint32_t member(std::size_t feature, std::size_t place, const std::string& word);
  std::size_t size() const { return features_.size(); }
  const std::string& feature(std::size_t at) const { return features_[at]; }

  /// Moves columns into `file`, and its trees to their new numbers. kInvalid if two features would be one column.
  Status finish(TreeFile& file) const;

 private:
  using Place = std::pair<std::size_t, std::size_t>;  ///< feature; 0, or one more than the place of its member
  std::string of(std::size_t feature) const;
  std::uint32_t ask(std::size_t feature, std::size_t member, std::string expression);

  std::vector<std::string> features_;
  std::map<std::string, std::string> renamed_;
  std::map<Place, std::pair<std::uint32_t, std::string>> asked_;
};

}  // namespace regard::trees
