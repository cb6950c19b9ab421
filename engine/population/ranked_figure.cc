#include "engine/population/ranked_figure.h"

#include <algorithm>

#include "dsl/ir/operands.h"
#include "dsl/ir/print.h"

namespace regard::population {
namespace {

/// Marks everything that `from` needs, and gives the thresholds among it.
void collectThresholds(const ir::Program& program, ir::InstIndex from, std::vector<std::uint32_t>& into) {
  if (from == ir::kNone) return;
  std::vector<bool> isNeeded(from + std::size_t{1});
  isNeeded[from] = true;
  for (std::size_t i = isNeeded.size(); i-- > 0;) {
    if (!isNeeded[i]) continue;
    const ir::Inst& inst = program.insts[i];
    if (inst.op == ir::Op::kInput && program.inputs[inst.a].source == ir::InputSource::kThreshold)
      into.push_back(program.inputs[inst.a].detail);
    ir::forEachOperand(program, inst, [&](ir::InstIndex part) { isNeeded[part] = true; });
  }
}

RankedFigure figureOf(const ir::Program& program, const ir::Threshold& threshold) {
  RankedFigure figure;
  figure.name = threshold.of;
  for (const ir::Named& named : program.names)
    if (named.name == threshold.of) figure.inst = named.inst;
  for (std::uint32_t i = 0; i < program.inputs.size() && figure.inst == ir::kNone; ++i)
    if (program.inputs[i].source == ir::InputSource::kProfile && program.inputs[i].name == threshold.of)
      figure.input = i;
  if (figure.inst != ir::kNone) {
    figure.meaning = ir::printMeaning(program, figure.inst);
    figure.kind = program.insts[figure.inst].type;
  } else if (figure.input != ir::kNone) {
    figure.meaning = "an attribute\n";
    figure.kind = program.inputs[figure.input].type.kind;
  }
  if (threshold.rung >= 0) {
    figure.ladder = program.names[threshold.ladder].inst;
    figure.rung = threshold.rung;
    const ir::Choice& rungs = program.choices[ir::typeOf(program.insts[figure.ladder]).choice];
    const std::string& rung = rungs.members[static_cast<std::size_t>(threshold.rung)].name;
    figure.name += " of " + rung;
    figure.meaning += "of " + rung + ":";
    for (const ir::ChoiceMember& member : rungs.members) figure.meaning += " " + member.name;
    figure.meaning += "\n" + ir::printMeaning(program, figure.ladder);
  }
  return figure;
}

}  // namespace

std::vector<RankedFigure> rankedFigures(const ir::Program& program) {
  std::vector<RankedFigure> figures;
  std::vector<std::size_t> figureOfThreshold;
  for (std::uint32_t i = 0; i < program.thresholds.size(); ++i) {
    RankedFigure figure = figureOf(program, program.thresholds[i]);
    auto at = std::find_if(figures.begin(), figures.end(),
                           [&](const RankedFigure& other) { return other.name == figure.name; });
    if (at == figures.end()) at = figures.insert(at, std::move(figure));
    at->thresholds.push_back(i);
    figureOfThreshold.push_back(static_cast<std::size_t>(at - figures.begin()));
  }
  // A figure that reaches itself does not compile, so as many rounds as there are figures are enough.
  for (std::size_t pass = 0; pass < figures.size(); ++pass)
    for (RankedFigure& figure : figures) {
      std::vector<std::uint32_t> needed;
      collectThresholds(program, figure.inst, needed);
      collectThresholds(program, figure.ladder, needed);
      for (const std::uint32_t threshold : needed)
        figure.round = std::max(figure.round, figures[figureOfThreshold[threshold]].round + 1);
    }
  std::sort(figures.begin(), figures.end(),
            [](const RankedFigure& a, const RankedFigure& b) { return a.name < b.name; });
  return figures;
}

}  // namespace regard::population
