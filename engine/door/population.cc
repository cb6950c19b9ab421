#include "engine/door/population.h"

#include <fmt/format.h>

#include "base/format.h"
#include "engine/population/table.h"

namespace regard {

void setThresholds(const population::RankedFigure& figure, const population::FigurePicture& picture, Plan& plan) {
  const ir::Program& program = *plan.program;
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i) {
    const ir::Input& input = program.inputs[i];
    if (input.source != ir::InputSource::kThreshold) continue;
    for (const std::uint32_t threshold : figure.thresholds)
      if (threshold == input.detail) plan.thresholds.emplace_back(i, picture.beginsAt(program.thresholds[threshold]));
  }
}

Status bindPopulation(const TableView& tables, const std::string& storePath, std::int64_t nowMs, Plan& plan) {
  for (const population::RankedFigure& figure : population::rankedFigures(*plan.program)) {
    const auto stored = population::readFigure(tables, figure.name, figure.meaning);
    if (!stored) return stored.fault();
    if (!*stored)
      return Fault{FaultKind::kInvalid,
                   fmt::format("the rules rank {}s by `{}`, and nobody has looked yet at how all of them stand: "
                               "take a picture of them with `regard profile {} --rules PATH`",
                               plan.program->profileName, figure.name, storePath)};
    setThresholds(figure, (*stored)->picture, plan);
    if (nowMs - (*stored)->takenMs > kStalePictureMs)
      plan.notes.push_back(fmt::format("how all {}s stand by `{}` was last looked at {}: `regard profile` does it anew",
                                       plan.program->profileName, figure.name,
                                       formatInstant((*stored)->takenMs, plan.zone)));
  }
  return Done{};
}

}  // namespace regard
