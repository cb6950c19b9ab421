#pragma once
// A propensity from answers in ever finer cells: few answers in a cell lean on the coarser one around it, and that on
// the prior. How heavily is found in how much sister cells differ (empirical Bayes: Kleinman, "Proportions with
// Extraneous Variance", JASA 68, 1973; moments weighed by answers).

#include <span>

namespace regard::model {

/// Answers in a cell, and in the cells one name finer that it is made of. Counts may be weighed, so they are no
/// integers.
struct CellCounts {
  double yes = 0, of = 0;
  double cells = 0;                  ///< finer cells with answers
  double cellsYes = 0, cellsOf = 0;  ///< theirs, all together
  double squares = 0;                ///< sum of of² over them
  double rates = 0;                  ///< sum of yes²/of over them
};

/// Beta(mean x worth, (1 - mean) x worth).
struct Posterior {
  double mean = 0;
  double worth = 0;  ///< in answers
};

/// How many answers the coarser cell is worth to each finer one: many where sisters are alike, few where they differ.
/// `otherwise` is what is expected of them: all there is to go by where they do not tell (fewer than two of them, or
/// too few answers), and worth one more sister where they do. At least 1.
double worthToFiner(const CellCounts& cell, double otherwise);

/// Of the last of `cells`, each finer than the one before and counted in it too: every answer is used once, in the
/// finest cell of the chain that it came in. A coarser cell is never worth more than what it is made of itself. Without
/// cells the prior. REQUIRES 0 <= prior <= 1, answers >= 0.
Posterior backOff(double prior, double answers, std::span<const CellCounts> cells);

/// Answers that say to Beta(prior x answers, (1 - prior) x answers) exactly what the posterior says. Where that is
/// worth less than the prior, or further from it than answers can take it, some are below zero: they take from the
/// prior, never more than there is.
struct SameAnswers {
  double yes = 0, of = 0;
};
SameAnswers sameAnswers(const Posterior& posterior, double prior, double answers);

/// x with P(X <= x) = share. REQUIRES 0 < share < 1, worth > 0.
double quantile(const Posterior& posterior, double share);

/// P(X <= x). REQUIRES 0 <= x <= 1, worth > 0.
double distribution(const Posterior& posterior, double x);

}  // namespace regard::model
