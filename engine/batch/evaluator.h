#pragma once
// Decides for one block of customers after another. Start here.
//
// The loops are the other way round than in engine/single: each condition is asked once for all customers of the block
// and becomes a bitmap; an action's customers are its conditions' bitmaps and-ed together, stage by stage, which is
// also what counts who dropped where; the figures of those left are computed side by side, and the best of each
// customer kept. Where doubles can say what a priority nearly is (estimate.h), exact figures are for those who can be
// kept alone.

#include <cstdint>
#include <vector>

#include "engine/batch/conditions.h"
#include "engine/batch/ranking.h"
#include "engine/batch/shortlist.h"
#include "engine/batch/stage_counter.h"

namespace regard::batch {

class Evaluator {
 public:
  /// REQUIRES `plan` to outlive this.
  explicit Evaluator(const BatchPlan& plan, const Kernels& kernels = kernelsOf(bestLevel()));

  /// The decisions of the block's customers, which are engine/reference's, and where everything else dropped, added to
  /// `tally`. Nothing of it depends on how customers are put into blocks.
  void evaluate(const Block& block, Decisions& out, Tally& tally);

 private:
  struct Pass {  ///< customers with a candidate on this channel
    std::int16_t channel = -1;
    RowBits rows = {};
  };

  void findPasses(const Block& block);
  void run(std::uint32_t action, Tally& tally);
  bool narrow(std::uint32_t action, const Pass& pass, RowBits& alive);
  void score(std::uint32_t action, const Pass& pass, const RowBits& alive, Tally& tally);
  void scoreFully(std::uint32_t action, std::int16_t channel, const RowBits& rows, Tally& tally);
  void scoreListed(Tally& tally);
  void findTreatments(const ActionPlan& action, std::int16_t channel, RowBits& rows);
  void scoreChunk(std::uint32_t action, std::int16_t channel, const std::uint16_t* rows, std::uint32_t count,
                  Tally& tally);
  void scoreLane(const ActionPlan& plan, const LaneRunner& lanes, std::uint32_t lane, std::uint32_t row,
                 const Scored& blank);
  void scoreExactly(std::uint32_t row, Scored& scored);
  void passed(std::uint32_t row, const Scored& scored);
  std::int16_t treatmentFor(const ActionPlan& plan, std::int16_t channel, std::uint32_t row) const;

  const BatchPlan& plan_;
  const ir::Program& program_;
  Conditions conditions_;
  Ranking ranking_;
  Shortlist shortlist_;
  StageCounter stages_;
  std::uint32_t rows_ = 0, words_ = 0;
  std::vector<Pass> passes_;
  bool isSplit_ = false, hasShortlist_ = false, isListing_ = false;
  RowBits split_ = {};                  ///< who has candidates on several channels
  std::vector<RowBits> usable_;         ///< by treatment of the action
  RowBits inRange_ = {}, ranked_ = {};  ///< of the pass: came through propensity, through rank
  RowBits anyRanked_ = {}, hasBest_ = {};
  std::vector<Scored> best_;  ///< by row: of several channels the best
};

}  // namespace regard::batch
