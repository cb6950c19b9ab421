#pragma once
// What a node of LightGBM asks, as questions of ours: where unknown goes, what zero means, and which categories go
// left.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/trees/columns.h"
#include "engine/trees/layout.h"

namespace regard::trees {

/// `decision_type` of a node. Source: LightGBM's include/LightGBM/tree.h.
struct DecisionType {
  std::uint32_t bits = 0;
  enum class Missing : std::uint8_t { kNone, kZero, kNan };
  bool isCategorical() const { return (bits & 1U) != 0; }
  bool unknownIsLeft() const { return (bits & 2U) != 0; }
  /// kNone: unknown counts as 0. kZero: 0 counts as unknown.
  Missing missing() const { return static_cast<Missing>((bits >> 2U) & 3U); }
  bool isOne() const { return bits < 16 && ((bits >> 2U) & 3U) < 3; }
};

/// Below or at `threshold` goes left.
std::vector<Question> numberQuestions(std::int64_t column, double threshold, DecisionType type, Way left, Way right);

/// Numbered categories, from 0: what is in `set`, 32 of them a word, goes left; whatever else, unknown too, goes right.
/// LightGBM drops what stands behind the point.
std::vector<Question> categoryQuestions(std::int64_t column, const std::vector<std::uint32_t>& set, Way left,
                                        Way right);

/// The same of words, each a column of its own that is 1 or 0. An empty list of columns is no word: all go right.
std::vector<Question> wordQuestions(const std::vector<std::int64_t>& columns, Way left, Way right);

}  // namespace regard::trees
