#include "engine/plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/plan/passes.h"

namespace regard {
namespace {

std::vector<std::uint8_t> inputsRead(const ir::Program& program) {
  std::vector<std::uint8_t> read(program.inputs.size());
  for (const ir::Inst& inst : program.insts)
    if (inst.op == ir::Op::kInput) read[inst.a] = 1;
  return read;
}

std::vector<std::uint16_t> remapMembers(const ir::Choice& wanted, const CatalogAttribute& stored) {
  std::vector<std::uint16_t> memberOf;
  memberOf.reserve(stored.members.size());
  for (const CatalogMember& member : stored.members) {
    const auto found = std::find_if(wanted.members.begin(), wanted.members.end(),
                                    [&](const ir::ChoiceMember& m) { return m.name == member.name; });
    const auto ordinal = found - wanted.members.begin();
    memberOf.push_back(found == wanted.members.end() ? kNoMember : static_cast<std::uint16_t>(ordinal));
  }
  return memberOf;
}

/// Matches one profile input to the store; the fault if their types cannot both be right.
std::optional<Fault> bindAttribute(Plan& plan, const Catalog& catalog, std::uint32_t index, bool isRead) {
  const ir::Program& program = *plan.program;
  const ir::Input& input = program.inputs[index];
  const bool isKey = input.name == program.keyName;
  if (isKey) plan.keyInput = static_cast<std::int32_t>(index);

  const CatalogAttribute* stored = catalog.find(input.name);
  if (stored == nullptr) {
    if (isRead && !isKey) plan.absent.push_back(input.name);
    return {};
  }
  if (stored->isKey != isKey) {
    return Fault{FaultKind::kInvalid,
                 fmt::format("`{}` is {} in the rules, but {} in the store: keep the key the store was made with, or "
                             "import into a new store",
                             input.name, isKey ? "the key" : "an ordinary attribute",
                             stored->isKey ? "the key" : "an ordinary attribute")};
  }
  if (stored->kind != input.type.kind) {
    return Fault{FaultKind::kInvalid,
                 fmt::format("`{}` is of type {} in the rules, but {} in the store: change the profile, give the "
                             "attribute another name, or import into a new store",
                             input.name, kindName(input.type.kind), kindName(stored->kind))};
  }
  if (isKey) return {};
  ProfileSlot slot{index, stored->field, {}};
  if (input.type.kind == TypeKind::kChoice) slot.memberOf = remapMembers(program.choices[input.type.choice], *stored);
  plan.profileSlots.push_back(std::move(slot));
  return {};
}

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

  const bool hasMoney = std::any_of(rules.inputs.begin(), rules.inputs.end(), [](const ir::Input& input) {
    return input.source == ir::InputSource::kProfile && input.type.kind == TypeKind::kMoney;
  });
  if (!catalog.empty() && hasMoney && catalog.currency() != rules.currency) {
    return Fault{FaultKind::kInvalid,
                 fmt::format("money is in {} in the rules, but in {} in the store: write `currency {}`, or import into "
                             "a new store",
                             rules.currency, catalog.currency(), catalog.currency())};
  }

  const auto read = inputsRead(rules);
  for (std::uint32_t i = 0; i < rules.inputs.size(); ++i) {
    noteSpecialInput(plan, i);
    if (rules.inputs[i].source != ir::InputSource::kProfile) continue;
    if (auto fault = bindAttribute(plan, catalog, i, read[i] != 0)) return *std::move(fault);
  }
  optimise(plan, options);
  return plan;
}

}  // namespace regard
