#pragma once
// The best of every customer of a block, and what became of those that were ranked and not kept.

#include <cstdint>
#include <vector>

#include "engine/arbitrate/best.h"
#include "engine/batch/conditions.h"
#include "engine/batch/tally.h"
#include "engine/frame/decision.h"

namespace regard::batch {

/// Decisions side by side: those of row i are kept[first[i]] … kept[first[i + 1]].
struct Decisions {
  std::vector<Scored> kept;
  std::vector<std::uint32_t> first;
};

class Ranking {
 public:
  explicit Ranking(const ir::Program& program);

  /// `frames`: the customers, for the seeds of chance; asked only where the rules may lift one.
  void begin(std::uint32_t rows, Frames* frames);
  bool isWanted(std::uint32_t row, std::uint32_t action, Money priority, bool mandatory) const {
    return mandatory || (priority.e4 >= floors_[row] && best_[row].canBeKept(action, priority));
  }
  /// REQUIRES no candidate of the same action was offered for the row before.
  void offer(std::uint32_t row, const Scored& candidate) {
    best_[row].offer(candidate);
    floors_[row] = best_[row].floor().e4;
  }
  /// Whether the best by priority are kept, so many, whatever else is: there are no caps, and chance lifts nobody of
  /// the block.
  bool isPlain() const { return isPlain_; }
  /// These have a priority, by this action.
  void ranked(std::uint32_t action, const RowBits& rows, std::uint64_t count);
  /// Decides, and counts diversity, keep and what is kept.
  void finish(Decisions& out, Tally& tally);

 private:
  const Inputs& chanceOf(std::uint32_t row) const;
  void countKept(const Decisions& decisions, Tally& tally);
  void countCrowded(const Decisions& decisions, Tally& tally);
  std::size_t classOf(std::size_t cap, std::uint32_t action) const;

  const ir::Program& program_;
  bool isPlain_ = false;
  std::uint32_t rows_ = 0;
  std::vector<std::vector<Scored>> survivors_;  ///< by row
  std::vector<Best> best_;                      ///< by row
  Frames* frames_ = nullptr;                    ///< of the block
  std::vector<std::int64_t> floors_;            ///< by row: best_'s, close together
  const Inputs noChance_;
  Decision decision_;
  struct Ranked {
    std::uint32_t action = 0;
    std::uint64_t count = 0;
    RowBits rows = {};  ///< only where there are caps
  };
  std::vector<Ranked> ranked_;
  std::size_t rankedCount_ = 0;
  std::vector<std::vector<RowBits>> full_;  ///< by cap, by class: for whom it is full
  std::vector<std::uint64_t> keptNow_;      ///< by action
};

}  // namespace regard::batch
