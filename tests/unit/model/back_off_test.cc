#include "engine/model/back_off.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace regard::model {
namespace {

CellCounts of(double yes, double answers) { return {yes, answers, 0, 0, 0, 0, 0}; }

/// A coarser cell that is made of these.
CellCounts madeOf(const std::vector<CellCounts>& cells) {
  CellCounts out;
  for (const CellCounts& one : cells) {
    out.yes += one.yes;
    out.of += one.of;
    out.cells += 1;
    out.cellsYes += one.yes;
    out.cellsOf += one.of;
    out.squares += one.of * one.of;
    out.rates += one.yes * one.yes / one.of;
  }
  return out;
}

TEST_CASE("without answers a propensity is its prior; with many it is what they say", "[model]") {
  CHECK(backOff(0.12, 50, {}).mean == 0.12);
  CHECK(backOff(0.12, 50, {}).worth == 50);
  const CellCounts all[] = {of(30, 100)};
  CHECK(backOff(0.12, 50, all).mean == Approx((0.12 * 50 + 30) / 150));
  CHECK(backOff(0.12, 50, all).worth == 150);
  const CellCounts many[] = {of(3e5, 1e6)};
  CHECK(backOff(0.12, 50, many).mean == Approx(0.3).epsilon(1e-4));
  const CellCounts none[] = {of(0, 0)};
  CHECK(backOff(0.5, 0, none).mean == 0.5);
}

TEST_CASE("every answer counts once, in the finest cell of the chain that it came in", "[model]") {
  // All answers came in the finer cell: the coarser one adds nothing to the prior.
  const CellCounts fine = of(4, 10), chain[] = {madeOf({fine}), fine};
  const Posterior posterior = backOff(0.1, 20, chain);
  CHECK(posterior.mean == Approx((0.1 * 20 + 4) / 30));
  CHECK(posterior.worth == Approx(30));
}

TEST_CASE("sisters that are alike lend each other much, those that differ little", "[model]") {
  std::vector<CellCounts> alike, apart;
  for (int i = 0; i < 40; ++i) {
    alike.push_back(of(20, 100));
    apart.push_back(of(i % 2 == 0 ? 2 : 38, 100));
  }
  CHECK(worthToFiner(madeOf(alike), 20) > 1'000);
  CHECK(worthToFiner(madeOf(apart), 20) < 10);
  const auto meanIn = [](std::vector<CellCounts> sisters) {
    sisters.push_back(of(4, 5));
    const CellCounts chain[] = {madeOf(sisters), sisters.back()};
    return backOff(0.2, 20, chain).mean;
  };
  CHECK(meanIn(alike) < 0.22);
  CHECK(meanIn(apart) > 0.40);
}

TEST_CASE("the worth of a coarser cell is found again in what it made", "[model]") {
  // Beta(2, 8) sisters: each is worth 10 answers to a new one.
  std::mt19937_64 random(5);
  const auto gamma = [&random](double shape) { return std::gamma_distribution<double>(shape)(random); };
  std::vector<CellCounts> cells;
  for (int i = 0; i < 4'000; ++i) {
    const double x = gamma(2), y = gamma(8);
    const int answers = 5 + i % 40;
    cells.push_back(of(std::binomial_distribution<int>(answers, x / (x + y))(random), answers));
  }
  CHECK(worthToFiner(madeOf(cells), 99) == Approx(10).epsilon(0.1));
}

TEST_CASE("a few sisters that happen to be alike are not taken at their word", "[model]") {
  // Two of 20 answers each with the same rate: chance does that; forty would not.
  CHECK(worthToFiner(madeOf({of(2, 20), of(2, 20)}), 10) < 40);
  CHECK(worthToFiner(madeOf(std::vector<CellCounts>(40, of(2, 20))), 10) > 200);
  // Few of which each is known well: half what is expected, half what they show.
  const double two = worthToFiner(madeOf({of(2e5, 1e6), of(2.01e5, 1e6)}), 10);
  CHECK(two == Approx(2 * 11 - 1).epsilon(0.01));
}

TEST_CASE("too few sisters do not tell: then a coarser cell is worth what the prior is", "[model]") {
  CHECK(worthToFiner(of(3, 9), 20) == 20);
  CHECK(worthToFiner(madeOf({of(3, 9)}), 20) == 20);
  CHECK(worthToFiner(madeOf({of(0, 9), of(0, 4)}), 20) == 20);
  CHECK(worthToFiner(madeOf({of(0, 1), of(1, 1)}), 0) >= 1);
}

TEST_CASE("a frame's answers say to the prior what the cells say", "[model]") {
  for (const double prior : {0.0, 0.02, 0.5, 1.0})
    for (const double answers : {0.0, 1.0, 50.0})
      for (const double mean : {0.004, 0.3, 0.97})
        for (const double worth : {0.5, 50.0, 1e4}) {
          const SameAnswers same = sameAnswers({mean, worth}, prior, answers);
          CAPTURE(prior, answers, mean, worth, same.yes, same.of);
          CHECK((prior * answers + same.yes) / (answers + same.of) == Approx(mean).epsilon(1e-9));
          CHECK(answers + same.of == Approx(worth).epsilon(1e-9));
        }
}

TEST_CASE("an interval holds what it says", "[model]") {
  CHECK(quantile({0.5, 2}, 0.05) == Approx(0.05));  // uniform
  CHECK(quantile({0.5, 2}, 0.95) == Approx(0.95));
  CHECK(quantile({0.3, 1e4}, 0.95) == Approx(0.3 + 1.645 * std::sqrt(0.21 / 1e4)).epsilon(2e-3));
  CHECK(quantile({0, 50}, 0.95) == 0);
  CHECK(quantile({1, 50}, 0.05) == 1);
}

}  // namespace
}  // namespace regard::model
