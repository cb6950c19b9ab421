#include "engine/batch/shortlist.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace regard::batch {
namespace {

constexpr double kAnything = -std::numeric_limits<double>::infinity();

}  // namespace

Shortlist::Shortlist(const BatchPlan& plan, Conditions& conditions, std::uint32_t keep)
    : plan_(plan),
      conditions_(conditions),
      keep_(keep),
      rows_(kBlockRowsMax),
      order_(plan.actions.size()),
      sums_(plan.actions.size()),
      counts_(plan.actions.size()) {
  std::iota(order_.begin(), order_.end(), 0U);
}

void Shortlist::begin(std::uint32_t rows) {
  best_.assign(std::size_t{rows} * keep_, kAnything);
  floors_.assign(rows, kAnything);
  entries_.clear();
  groups_.clear();
}

/// Where the terms stand, and of whom all are known; false if nobody knows one of them.
bool Shortlist::resolve(const ActionPlan& plan, const RowBits& rows, RowBits& known) {
  const std::uint32_t count = plan.estimate.moneyTerms + plan.estimate.propensityTerms;
  terms_.resize(std::max<std::size_t>(terms_.size(), count));
  for (std::uint32_t i = 0; i < count; ++i) {
    const TermSource& source = plan_.terms[plan.firstTerm + i];
    const ColumnView view = source.column == batch::kNothing ? conditions_.input(source.input)
                                                             : conditions_.shared(source.column, rows.words);
    if (view.cells == nullptr) return false;
    terms_[i] = {source.factor, view.cells};
    if (!view.isAllKnown) conditions_.kernels().both(known.words, view.known, known.words, conditions_.words());
  }
  return true;
}

void Shortlist::consider(std::uint32_t action, std::int16_t channel, RowBits& rows) {
  const ActionPlan& plan = plan_.actions[action];
  RowBits known = rows;
  if (!resolve(plan, rows, known)) return;
  std::uint32_t count = 0;
  eachRow(known.words, conditions_.words(), [&](std::uint32_t row) { rows_[count++] = row; });
  for (std::uint32_t w = 0; w < conditions_.words(); ++w) rows.words[w] &= ~known.words[w];
  groups_.push_back({action, channel, entries_.size()});
  for (std::uint32_t from = 0; from < count; from += kChunk) {
    const std::uint32_t n = std::min(count - from, kChunk);
    const std::uint32_t* const at = rows_.data() + from;
    conditions_.kernels().estimate(plan.estimate, terms_.data(), at, n, floors_.data(),
                                   {least_, most_, unsure_, wanted_});
    eachRow(unsure_, wordsOf(n), [&](std::uint32_t i) { setBit(rows.words, at[i]); });
    eachRow(wanted_, wordsOf(n), [&](std::uint32_t i) {
      entries_.push_back({most_[i], at[i]});
      keep(at[i], least_[i]);
    });
    if (isLearning_) note(action, n);
  }
}

void Shortlist::keep(std::uint32_t row, double least) {
  double* const best = best_.data() + std::size_t{row} * keep_;
  if (least <= best[0]) return;
  std::uint32_t at = 0;
  for (; at + 1 < keep_ && best[at + 1] < least; ++at) best[at] = best[at + 1];
  best[at] = least;
  floors_[row] = best[0];
}

void Shortlist::raise(std::uint32_t row, Money priority) {
  const auto nearly = static_cast<double>(priority.e4);
  keep(row, nearly - 1 - kOfDoubles * std::abs(nearly));
}

void Shortlist::note(std::uint32_t action, std::uint32_t count) {
  counts_[action] += count;
  for (std::uint32_t i = 0; i < count; ++i)
    if (!bitAt(unsure_, i)) sums_[action] += most_[i];
}

void Shortlist::learn() {
  if (!isLearning_) return;
  isLearning_ = false;
  const auto mean = [&](std::uint32_t action) {
    return counts_[action] > 0 ? sums_[action] / counts_[action] : kAnything;
  };
  std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) { return mean(a) > mean(b); });
}

}  // namespace regard::batch
