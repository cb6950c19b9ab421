#include "engine/decide/decide.h"

#include <algorithm>

#include "engine/arbitrate/arbitrate.h"

namespace regard {

void decide(const Plan& plan, const Inputs& inputs, Scratch& scratch, Decision& into) {
  const ir::Program& program = *plan.program;
  const std::size_t channels = std::max<std::size_t>(1, program.choices[ir::kChannelChoice].members.size());
  scratch.survivors.clear();
  scratch.survivors.reserve(program.actions.size() * channels);
  into.kept.reserve(std::min<std::size_t>(program.arbitration.keep, program.actions.size()));
  single::evaluate(plan, inputs, scratch.single, scratch.survivors);
  arbitrate(program, inputs, scratch.survivors, into);
}

}  // namespace regard
