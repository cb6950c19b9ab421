#include "engine/model/back_off.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>

namespace regard::model {
namespace {

constexpr double kWorthMost = 1e4;      ///< sisters that are alike: beyond that nothing changes any more
constexpr double kSistersExpected = 1;  ///< what is expected of sisters counts as so many more of them

}  // namespace

double worthToFiner(const CellCounts& cell, double otherwise) {
  const double least = std::max(1.0, otherwise);
  if (cell.cells < 2 || !(cell.cellsOf > 0)) return least;
  const double mean = cell.cellsYes / cell.cellsOf;
  const double each = mean * (1 - mean);
  const double freedom = cell.cells - 1;
  const double spread = cell.rates - cell.cellsYes * mean;  // sum of of (rate - mean)²
  const double room = cell.cellsOf - cell.squares / cell.cellsOf - freedom;
  if (!(each > 0) || !(room > 0)) return least;
  const double found = (spread / each - freedom) / room;  // correlation of two answers in one cell
  // What few sisters, or few answers, seem to tell is mostly chance: it is weighed against what is expected anyway.
  // Where `expected` holds, the variance of `found` is 2 expected²/freedom + 2 freedom/room².
  const double expected = 1 / (1 + least);
  const double noise = freedom / (room * expected);
  const double told = freedom / (1 + noise * noise);
  const double alike = (kSistersExpected * expected + told * found) / (kSistersExpected + told);
  if (!(alike > 1 / (1 + kWorthMost))) return kWorthMost;
  return std::max(1.0, 1 / std::min(alike, 1.0) - 1);
}

Posterior backOff(double prior, double answers, std::span<const CellCounts> cells) {
  Posterior out{prior, answers};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool isLast = i + 1 == cells.size();
    const double yes = std::max(0.0, cells[i].yes - (isLast ? 0 : cells[i + 1].yes));
    const double of = std::max(yes, cells[i].of - (isLast ? 0 : cells[i + 1].of));
    if (out.worth + of > 0) out.mean = (out.mean * out.worth + yes) / (out.worth + of);
    out.worth += of;
    if (!isLast) out.worth = std::min(out.worth, worthToFiner(cells[i], answers));
  }
  return out;
}

SameAnswers sameAnswers(const Posterior& posterior, double prior, double answers) {
  return {posterior.mean * posterior.worth - prior * answers, posterior.worth - answers};
}

double distribution(const Posterior& posterior, double x) {
  const double yes = posterior.mean * posterior.worth, no = posterior.worth - yes;
  if (!(yes > 0)) return 1;
  if (!(no > 0)) return x < 1 ? 0 : 1;
  return boost::math::cdf(boost::math::beta_distribution<double>(yes, no), x);
}

double quantile(const Posterior& posterior, double share) {
  const double yes = posterior.mean * posterior.worth, no = posterior.worth - yes;
  if (!(yes > 0)) return 0;
  if (!(no > 0)) return 1;
  return boost::math::quantile(boost::math::beta_distribution<double>(yes, no), share);
}

}  // namespace regard::model
