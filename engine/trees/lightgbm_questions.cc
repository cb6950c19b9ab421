#include "engine/trees/lightgbm_questions.h"

#include <cmath>
#include <limits>

namespace regard::trees {
namespace {

/// What is no further than that from 0 is 0. A float in LightGBM, whatever it is compared with.
constexpr double kZero = 1e-35F;

/// The last number below it: `x <= below(y)` is `x < y`.
double below(double y) { return std::nextafter(y, -std::numeric_limits<double>::infinity()); }

/// Zero goes where unknown does, and that is not the side where it is.
std::vector<Question> zeroApart(std::int64_t column, double threshold, bool zeroIsLeft, Way left, Way right) {
  const double underZero = below(-kZero);
  if (threshold >= -kZero && threshold < kZero)  // between the two: the threshold goes to the other side of zero
    return {{column, zeroIsLeft ? kZero : underZero, left, right, zeroIsLeft ? left : right}};
  if (zeroIsLeft)  // all of it lies above the threshold
    return {{column, threshold, left, beside(1), left},
            {column, underZero, right, beside(2), right},
            {column, kZero, left, right, right}};
  return {{column, threshold, beside(1), right, right},
          {column, kZero, beside(2), left, left},  // unknown has gone by then
          {column, underZero, left, right, right}};
}

}  // namespace

std::vector<Question> numberQuestions(std::int64_t column, double threshold, DecisionType type, Way left, Way right) {
  const bool zeroIsBelow = threshold >= 0;
  switch (type.missing()) {
    case DecisionType::Missing::kNone: return {{column, threshold, left, right, zeroIsBelow ? left : right}};
    case DecisionType::Missing::kNan: return {{column, threshold, left, right, type.unknownIsLeft() ? left : right}};
    case DecisionType::Missing::kZero: break;
  }
  const bool isLeft = type.unknownIsLeft();
  if (threshold >= kZero && isLeft) return {{column, threshold, left, right, left}};
  if (threshold < -kZero && !isLeft) return {{column, threshold, left, right, right}};
  return zeroApart(column, threshold, isLeft, left, right);
}

std::vector<Question> categoryQuestions(std::int64_t column, const std::vector<std::uint32_t>& set, Way left,
                                        Way right) {
  constexpr std::size_t kBits = 32;
  const std::size_t size = set.size() * kBits;
  const auto isIn = [&](std::size_t category) { return (set[category / kBits] >> (category % kBits) & 1U) != 0; };
  std::vector<Question> out;
  for (std::size_t first = 0; first < size; ++first) {
    if (!isIn(first)) continue;
    std::size_t end = first;
    while (end < size && isIn(end)) ++end;
    // Without what stands behind the point, all between -1 and 1 is 0.
    out.push_back({column, first == 0 ? -1 : below(static_cast<double>(first)), right, beside(out.size() + 1), right});
    out.push_back({column, below(static_cast<double>(end)), left, beside(out.size() + 1), left});  // nobody unknown
    first = end;
  }
  if (out.empty()) return {{column, 0, right, right, right}};
  out.back().no = right;
  return out;
}

std::vector<Question> wordQuestions(const std::vector<std::int64_t>& columns, Way left, Way right) {
  constexpr double kHalf = 0.5;
  std::vector<Question> out;
  for (const std::int64_t column : columns)
    out.push_back({column, kHalf, beside(out.size() + 1), left, beside(out.size() + 1)});
  if (!out.empty()) out.back().yes = out.back().unknown = right;
  return out;
}

}  // namespace regard::trees
