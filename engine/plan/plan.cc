#include "engine/plan/plan.h"

#include <utility>

#include "engine/plan/bind.h"
#include "engine/plan/passes.h"

namespace regard {
namespace {

void noteSpecialInput(Plan& plan, std::uint32_t index) {
  const ir::Input& input = plan.program->inputs[index];
  const auto slot = static_cast<std::int32_t>(index);
  const bool profileText = input.source == ir::InputSource::kProfile && input.type.kind == TypeKind::kText;
  if (input.source == ir::InputSource::kToday) plan.todayInput = slot;
  if (input.source == ir::InputSource::kRequest && input.type == Type{TypeKind::kChoice, ir::kChannelChoice} &&
      input.name == "channel")
    plan.channelInput = slot;
  if (profileText && input.name == "timezone") plan.customerZoneInput = slot;
  if (profileText && input.name == "locale") plan.customerLocaleInput = slot;
}

}  // namespace

Result<Plan> makePlan(std::shared_ptr<const ir::Program> program, const Catalog& catalog, const PlanOptions& options) {
  Plan plan;
  plan.program = std::move(program);
  const ir::Program& rules = *plan.program;

  auto zone = Zone::named(rules.timezone);
  if (!zone) return Fault{FaultKind::kInvalid, "the rulebook's timezone: " + zone.fault().message};
  plan.zone = *std::move(zone);

  for (std::uint32_t i = 0; i < rules.inputs.size(); ++i) noteSpecialInput(plan, i);
  if (auto bound = bindProfile(catalog, plan); !bound) return bound.fault();
  optimise(plan, options);
  return plan;
}

}  // namespace regard
