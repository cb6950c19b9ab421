// A node of LightGBM as questions of ours, beside the library's own rule written down again.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/trees/lightgbm_questions.h"

namespace regard::trees {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr Way kLeft = node(1), kRight = node(2);

bool goesLeft(const std::vector<Question>& questions, const std::vector<double>& columns) {
  Way way = beside(0);
  while (way.isBeside) {
    const Question& question = questions.at(way.to);
    const double x = columns.at(static_cast<std::size_t>(question.column));
    CHECK((question.unknown == question.yes || question.unknown == question.no));
    way = std::isnan(x) ? question.unknown : x <= question.value ? question.yes : question.no;
  }
  return way == kLeft;
}

/// Tree::NumericalDecision.
bool libraryGoesLeft(double x, double threshold, DecisionType type) {
  using Missing = DecisionType::Missing;
  constexpr double kZero = 1e-35F;
  if (std::isnan(x) && type.missing() != Missing::kNan) x = 0;
  const bool isMissing = (type.missing() == Missing::kZero && x >= -kZero && x <= kZero) ||
                         (type.missing() == Missing::kNan && std::isnan(x));
  return isMissing ? type.unknownIsLeft() : x <= threshold;
}

TEST_CASE("numbers, zero and unknown go where LightGBM sends them", "[trees]") {
  constexpr double kZero = 1e-35F;
  const double values[] = {kUnknown, -5, -2, -1e-34, -kZero, -1e-36, -0.0, 0, 1e-36, kZero, 1e-34, 2, 5};
  for (std::uint32_t bits = 0; bits < 12; bits += 2)
    for (const double threshold : {-2.0, -kZero, std::nextafter(-kZero, -1.0), 0.0, kZero, 2.0})
      for (const double x : values) {
        CAPTURE(bits, threshold, x);
        const DecisionType type{bits};
        CHECK(goesLeft(numberQuestions(0, threshold, type, kLeft, kRight), {x}) == libraryGoesLeft(x, threshold, type));
      }
}

TEST_CASE("categories go where LightGBM sends them", "[trees]") {
  const std::vector<std::vector<std::uint32_t>> sets = {{0b1}, {0b1011'0010}, {0x8000'0001U, 0b11}, {0, 0, 1}, {0}};
  for (const auto& set : sets)
    for (double x = -3; x < 100; x += 0.25) {
      CAPTURE(set, x);
      // Tree::CategoricalDecision.
      const int category = static_cast<int>(x);
      const auto at = static_cast<std::size_t>(std::max(category, 0));
      const bool isIn = category >= 0 && at / 32 < set.size() && (set[at / 32] >> (at % 32) & 1U) != 0;
      CHECK(goesLeft(categoryQuestions(0, set, kLeft, kRight), {x}) == isIn);
    }
  CHECK_FALSE(goesLeft(categoryQuestions(0, {0b1}, kLeft, kRight), {kUnknown}));
}

TEST_CASE("words go left by being one of them", "[trees]") {
  const auto questions = wordQuestions({0, 1}, kLeft, kRight);
  CHECK(goesLeft(questions, {1, 0}));
  CHECK(goesLeft(questions, {0, 1}));
  CHECK_FALSE(goesLeft(questions, {0, 0}));
  CHECK_FALSE(goesLeft(questions, {kUnknown, kUnknown}));
}

}  // namespace
}  // namespace regard::trees
