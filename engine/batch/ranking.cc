#include "engine/batch/ranking.h"

#include <algorithm>
#include <limits>

#include "engine/arbitrate/arbitrate.h"

namespace regard::batch {

Ranking::Ranking(const ir::Program& program) : program_(program), keptNow_(program.actions.size()) {
  for (const ir::DiversityCap& cap : program.arbitration.caps) {
    std::int64_t classes = 0;
    for (std::uint32_t action = 0; action < program.actions.size(); ++action)
      classes = std::max(classes, countedBy(program, cap, action) + 1);
    full_.emplace_back(static_cast<std::size_t>(classes));
  }
}

/// What the seed of the row's decision is part of; where nobody can be lifted, that of none.
const Inputs& Ranking::chanceOf(std::uint32_t row) const {
  return program_.arbitration.explore == ir::ExploreKind::kEpsilon ? frames_->of(row) : noChance_;
}

void Ranking::begin(std::uint32_t rows, Frames* frames) {
  rows_ = rows;
  rankedCount_ = 0;
  if (survivors_.size() < rows) survivors_.resize(rows);
  floors_.assign(rows, std::numeric_limits<std::int64_t>::min());
  best_.clear();
  best_.reserve(rows);
  frames_ = frames;
  for (std::uint32_t row = 0; row < rows; ++row) {
    survivors_[row].clear();
    best_.emplace_back(program_, chanceOf(row), survivors_[row]);
  }
  isPlain_ =
      full_.empty() && std::all_of(best_.begin(), best_.end(), [](const Best& best) { return best.canRefuse(); });
}

void Ranking::ranked(std::uint32_t action, const RowBits& rows, std::uint64_t count) {
  if (count == 0) return;
  if (rankedCount_ == ranked_.size()) ranked_.emplace_back();
  Ranked& entry = ranked_[rankedCount_++];
  entry.action = action;
  entry.count = count;
  if (!full_.empty()) entry.rows = rows;
}

void Ranking::finish(Decisions& out, Tally& tally) {
  out.kept.clear();
  out.first.assign(1, 0);
  std::fill(keptNow_.begin(), keptNow_.end(), 0);
  for (std::uint32_t row = 0; row < rows_; ++row) {
    const std::vector<Scored>* kept = &survivors_[row];
    if (!best_[row].canRefuse()) {  // else no more are left than are kept, in rank order
      arbitrate(program_, chanceOf(row), survivors_[row], decision_);
      kept = &decision_.kept;
    }
    out.kept.insert(out.kept.end(), kept->begin(), kept->end());
    out.first.push_back(static_cast<std::uint32_t>(out.kept.size()));
  }
  countKept(out, tally);
  for (std::size_t i = 0; i < rankedCount_; ++i) {
    const Ranked& entry = ranked_[i];
    tally.actions[entry.action].dropped[static_cast<std::size_t>(ir::Stage::kKeep)] +=
        entry.count - keptNow_[entry.action];
  }
  if (!full_.empty()) countCrowded(out, tally);
}

void Ranking::countKept(const Decisions& decisions, Tally& tally) {
  tally.customers += rows_;
  for (std::uint32_t row = 0; row < rows_; ++row) {
    const std::uint32_t begin = decisions.first[row], end = decisions.first[row + 1];
    if (begin == end) continue;
    ++tally.served;
    ++tally.actions[decisions.kept[begin].action].first;
    for (std::uint32_t i = begin; i < end; ++i) {
      const Scored& scored = decisions.kept[i];
      ActionTally& action = tally.actions[scored.action];
      ++keptNow_[scored.action];
      ++action.kept;
      action.value += scored.value.e4;
      action.priority += scored.priority.e4;
    }
  }
}

std::size_t Ranking::classOf(std::size_t cap, std::uint32_t action) const {
  return static_cast<std::size_t>(countedBy(program_, program_.arbitration.caps[cap], action));
}

/// Of those counted as below keep: who was turned away by a cap instead. That is so if a cap was full by what ranks
/// before; what is kept only grows, and once enough is kept it stays as it is, so it is so if the cap is full at the
/// end.
void Ranking::countCrowded(const Decisions& decisions, Tally& tally) {
  const std::uint32_t words = wordsOf(rows_);
  for (std::size_t cap = 0; cap < full_.size(); ++cap) {
    const std::uint32_t most = program_.arbitration.caps[cap].most;
    for (RowBits& rows : full_[cap]) std::fill_n(rows.words, words, most == 0 ? ~std::uint64_t{0} : 0);
    for (std::uint32_t row = 0; row < rows_; ++row)
      for (std::uint32_t i = decisions.first[row]; i < decisions.first[row + 1]; ++i) {
        if (decisions.kept[i].mandatory) continue;
        const std::size_t own = classOf(cap, decisions.kept[i].action);
        if (own >= full_[cap].size()) continue;
        std::uint32_t alike = 0;
        for (std::uint32_t j = decisions.first[row]; j <= i; ++j)
          alike += !decisions.kept[j].mandatory && classOf(cap, decisions.kept[j].action) == own ? 1U : 0U;
        if (alike >= most) setBit(full_[cap][own].words, row);
      }
  }
  const auto isCrowded = [&](std::uint32_t action, std::uint32_t word) {
    std::uint64_t any = 0;
    for (std::size_t cap = 0; cap < full_.size(); ++cap)
      if (const std::size_t own = classOf(cap, action); own < full_[cap].size()) any |= full_[cap][own].words[word];
    return any;
  };
  const auto move = [&](std::uint32_t action, std::uint64_t count) {
    auto& dropped = tally.actions[action].dropped;
    dropped[static_cast<std::size_t>(ir::Stage::kKeep)] -= count;
    dropped[static_cast<std::size_t>(ir::Stage::kDiversity)] += count;
  };
  for (std::size_t i = 0; i < rankedCount_; ++i) {
    std::uint64_t count = 0;
    for (std::uint32_t w = 0; w < words; ++w)
      count +=
          static_cast<std::uint64_t>(__builtin_popcountll(isCrowded(ranked_[i].action, w) & ranked_[i].rows.words[w]));
    move(ranked_[i].action, count);
  }
  for (std::uint32_t row = 0; row < rows_; ++row)  // but what is kept was not turned away
    for (std::uint32_t i = decisions.first[row]; i < decisions.first[row + 1]; ++i) {
      const std::uint32_t action = decisions.kept[i].action;
      if (((isCrowded(action, row / 64) >> (row % 64)) & 1U) != 0) move(action, ~std::uint64_t{0});
    }
}

}  // namespace regard::batch
