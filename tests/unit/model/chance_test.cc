// The sampler of posteriors against the beta distribution as Boost.Math has it, and logarithm and exponential against
// more digits than a double's. Seeds are fixed: what is found once is found always.

#include "base/chance.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/elementary.h"
#include "base/posterior.h"
#include "engine/model/back_off.h"

namespace regard {
namespace {

constexpr std::size_t kDraws = 2'000;

std::vector<double> shares(double yes, double no) {
  std::vector<double> drawn;
  for (std::size_t i = 0; i < kDraws; ++i) {
    Draws draws(i, DrawFor::kPropensity, "offer");
    drawn.push_back(static_cast<double>(betaDraw(yes, no, draws).e8) / static_cast<double>(kOneE8));
  }
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

TEST_CASE("draws from a posterior are those of the beta distribution") {
  struct Case {
    double yes, no;
  };
  const Case cases[] = {{1, 1},     {0.5, 0.5}, {0.05, 0.2}, {2, 18},           {18, 2},   {0.3, 40},
                        {120, 880}, {3.7, 1.1}, {1, 9},      {50'000, 450'000}, {1e8, 1e8}};
  for (const Case& c : cases) {
    INFO("Beta(" << c.yes << ", " << c.no << ")");
    const double worth = c.yes + c.no;
    const model::Posterior exact{c.yes / worth, worth};
    const double varianceOfIt = exact.mean * (1 - exact.mean) / (worth + 1);
    const std::vector<double> drawn = shares(c.yes, c.no);
    double sum = 0, squares = 0, distance = 0;
    for (std::size_t i = 0; i < kDraws; ++i) {
      sum += drawn[i];
      squares += drawn[i] * drawn[i];
      // What is rounded to 10⁻⁶ lies within half of that.
      const double low = std::max(0.0, drawn[i] - 5e-7), high = std::min(1.0, drawn[i] + 5e-7);
      const double below = static_cast<double>(i) / kDraws, to = static_cast<double>(i + 1) / kDraws;
      distance = std::max({distance, below - model::distribution(exact, high), model::distribution(exact, low) - to});
    }
    const double mean = sum / kDraws, variance = squares / kDraws - mean * mean;
    const double error = std::sqrt(varianceOfIt / kDraws);
    CHECK(std::abs(mean - exact.mean) < 4 * error + 1e-7);
    CHECK(variance == Approx(varianceOfIt).epsilon(0.2).margin(1e-12));
    CHECK(distance < 1.95 / std::sqrt(kDraws));  // Kolmogorov and Smirnov's, at one in a thousand
  }
}

TEST_CASE("where there is nothing to draw nothing is drawn") {
  Draws draws(1, DrawFor::kPropensity, "offer");
  CHECK(betaDraw(0, 5, draws).e8 == 0);
  CHECK(betaDraw(5, 0, draws).e8 == kOneE8);
  CHECK(posteriorDraw({kOneE8 / 8}, 0, 0, 0, draws).e8 == kOneE8 / 8);
  CHECK(betaDraw(1e-9, 1e-9, draws).e8 % kOneE8 == 0);
  CHECK(betaDraw(1e-310, 1e-310, draws).e8 % kOneE8 == 0);
  CHECK(betaDraw(HUGE_VAL, 5, draws).e8 == kOneE8);
  CHECK(betaDraw(HUGE_VAL, HUGE_VAL, draws).e8 == kOneE8 / 2);
}

TEST_CASE("draws hang on seed, purpose, name, detail and their number, and on nothing else") {
  const auto first = [](std::uint64_t seed, DrawFor purpose, std::string_view name, std::string_view detail) {
    return Draws(seed, purpose, name, detail).bits();
  };
  const std::uint64_t one = first(7, DrawFor::kPropensity, "offer", "");
  CHECK(one == first(7, DrawFor::kPropensity, "offer", ""));
  CHECK(one != first(8, DrawFor::kPropensity, "offer", ""));
  CHECK(one != first(7, DrawFor::kWhich, "offer", ""));
  CHECK(one != first(7, DrawFor::kPropensity, "offes", ""));
  CHECK(first(7, DrawFor::kPropensity, "a", "b") != first(7, DrawFor::kPropensity, "ab", ""));
  // For ever, on every machine: docs/language/policies.md tells others how to compute them.
  CHECK(one == 0x41cc'9815'363c'74d9);
  Draws draws(7, DrawFor::kPropensity, "science_yearbook");
  CHECK(betaDraw(14, 126, draws).e8 == 8'892'300);
  CHECK(betaDraw(0.2, 0.7, draws).e8 == 1'115'000);
  CHECK(Draws(1, DrawFor::kPropensity).bits() == 0x5f47'167d'ab1e'6f33);
}

TEST_CASE("seeds that follow each other draw independently") {
  std::size_t ups = 0;
  for (std::uint64_t seed = 0; seed < kDraws; ++seed)
    ups += Draws(seed, DrawFor::kWhether).bits() < Draws(seed + 1, DrawFor::kWhether).bits() ? 1U : 0U;
  CHECK(std::abs(static_cast<double>(ups) / kDraws - 0.5) < 4 * 0.3 / std::sqrt(kDraws));
  constexpr std::uint64_t kSides = 7, kThrows = 10 * kDraws;
  std::vector<double> counts(kSides);
  for (std::uint64_t seed = 0; seed < kThrows; ++seed) ++counts[Draws(kThrows + seed, DrawFor::kWhich).below(kSides)];
  const double each = static_cast<double>(kThrows) / kSides;
  double distance = 0;
  for (const double count : counts) distance += (count - each) * (count - each) / each;
  CHECK(distance < 22.5);  // chi-squared of six degrees, at one in a thousand
}

TEST_CASE("logarithm and exponential are within a few units in the last place") {
  Draws draws(3, DrawFor::kWhich);
  const double unit = 0x1p-52;
  for (int i = 0; i < 2'000; ++i) {
    const double x = std::ldexp(0.5 + draws.uniform(), static_cast<int>(draws.below(600)) - 300);
    const auto ln = std::log(static_cast<long double>(x));
    CHECK(std::abs(static_cast<double>(exactLn(x) - ln)) <=
          3 * unit * std::max(0.02, std::abs(static_cast<double>(ln))));
    const double y = 1'400 * draws.uniform() - 700;
    const auto exp = std::exp(static_cast<long double>(y));
    CHECK(std::abs(static_cast<double>((exactExp(y) - exp) / exp)) <= 3 * unit);
  }
  CHECK(exactLn(1) == 0);
  CHECK(exactExp(0) == 1);
  CHECK(exactExp(-1e9) == 0);
  CHECK(std::isfinite(exactExp(1e9)));
}

}  // namespace
}  // namespace regard
