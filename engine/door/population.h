#pragma once
// What rules compare with all customers, from the pictures that the store keeps of them.

#include "base/result.h"
#include "engine/plan/plan.h"
#include "engine/population/figure_picture.h"
#include "engine/population/ranked_figure.h"
#include "engine/store/lmdb_env.h"

namespace regard {

/// A picture older than this is named wherever it is used.
inline constexpr std::int64_t kStalePictureMs = 30 * kMsPerDay;

/// Tells the plan where the parts of all customers begin that the figure's thresholds mean.
void setThresholds(const population::RankedFigure& figure, const population::FigurePicture& picture, Plan& plan);

/// The same for every figure that the rules rank customers by. kInvalid if the store has no picture of one, as these
/// rules compute it: a decision would be made as if nobody belonged to the best.
Status bindPopulation(const TableView& tables, const std::string& storePath, std::int64_t nowMs, Plan& plan);

}  // namespace regard
