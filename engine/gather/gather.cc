#include "engine/gather/gather.h"

#include <cmath>

#include "base/check.h"

namespace regard {
namespace {

constexpr std::int64_t kTestNowLocalMs = 20'454 * kMsPerDay + kMsPerDay / 2;  // 2026-01-01T12:00

/// Bytes on disk may be anything; the evaluators rely on every known cell being a value of its type.
bool isValueOf(TypeKind kind, Cell cell) {
  switch (kind) {
    case TypeKind::kNumber: return numberOf(cell.asDouble()).ok() && !(cell.asDouble() == 0 && cell.bits != 0);
    case TypeKind::kDate: return cell.asInt() >= kFirstDay && cell.asInt() <= kLastDay;
    case TypeKind::kFlag: return cell.bits <= 1;
    default: return true;
  }
}

void setText(Inputs& into, std::uint32_t slot, std::string_view text) {
  REGARD_CHECK(into.text.size() + text.size() < TextRef::kProgramPool, into.text.size(), text.size());
  const TextRef ref{static_cast<std::uint32_t>(into.text.size()), static_cast<std::uint32_t>(text.size())};
  into.text.append(text);
  into.set(slot, Scalar::known(Cell::ofText(ref)));
}

void setGiven(const ir::Program& program, const GivenValue& given, Inputs& into) {
  if (program.inputs[given.input].type.kind == TypeKind::kText && given.value.isKnown())
    setText(into, given.input, given.text);
  else
    into.set(given.input, given.value);
}

Scalar loadField(const ProfileSlot& slot, const RecordView& record) {
  const Scalar stored = record.load(slot.field);
  if (!stored.isKnown()) return Scalar::unknown();
  if (slot.field.kind != TypeKind::kChoice) return isValueOf(slot.field.kind, stored.cell) ? stored : Scalar::unknown();
  const std::uint64_t ordinal = stored.cell.bits;
  if (ordinal >= slot.memberOf.size() || slot.memberOf[ordinal] == kNoMember) return Scalar::unknown();
  return Scalar::known(Cell::ofInt(slot.memberOf[ordinal]));
}

void loadRecord(const Plan& plan, const RecordView& record, Inputs& into) {
  if (record.empty()) return;
  std::string_view text;
  for (const ProfileSlot& slot : plan.profileSlots) {
    if (slot.field.kind != TypeKind::kText) {
      into.set(slot.input, loadField(slot, record));
    } else if (record.loadText(slot.field, text)) {
      setText(into, slot.input, text);
    }
  }
}

void startFrame(const ir::Program& program, std::int64_t nowMs, Inputs& into) {
  into.cells.assign(program.inputs.size(), Cell{});
  into.states.assign(program.inputs.size(), State::kUnknown);
  into.text.clear();
  into.nowMs = nowMs;
}

void applyDefaults(const ir::Program& program, Inputs& into) {
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i)
    if (into.states[i] == State::kUnknown) into.set(i, program.inputs[i].fallback);
}

/// The text of a slot, or nothing if there is no such slot or it is unknown.
std::string_view textAt(const ir::Program& program, const Inputs& inputs, std::int32_t slot) {
  if (slot < 0) return {};
  const Scalar value = inputs.at(static_cast<std::uint32_t>(slot));
  return value.isKnown() ? textOf(program, inputs, value.cell.asText()) : std::string_view{};
}

/// What follows from the values: the customer's day and locale.
void finishFrame(const ir::Program& program, const Zone& zone, std::string_view customerLocale, Inputs& into) {
  into.today = zone.dayAt(into.nowMs);
  into.locale.assign(customerLocale.empty() ? std::string_view(program.locale) : customerLocale);
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i)
    if (program.inputs[i].source == ir::InputSource::kToday) into.set(i, Scalar::known(Cell::ofInt(into.today)));
}

std::int32_t profileTextSlot(const ir::Program& program, std::string_view name) {
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const ir::Input& input = program.inputs[i];
    if (input.source == ir::InputSource::kProfile && input.type.kind == TypeKind::kText && input.name == name)
      return static_cast<std::int32_t>(i);
  }
  return -1;
}

}  // namespace

void gather(const Plan& plan, const Snapshot& snapshot, std::span<const GivenValue> request,
            std::span<const GivenValue> overrides, std::int64_t nowMs, ZoneCache& zones, Inputs& into) {
  const ir::Program& program = *plan.program;
  startFrame(program, nowMs, into);
  if (plan.keyInput >= 0 && !snapshot.key.empty())
    setText(into, static_cast<std::uint32_t>(plan.keyInput), snapshot.key);
  loadRecord(plan, snapshot.profile, into);
  for (const GivenValue& given : request) setGiven(program, given, into);
  for (const GivenValue& given : overrides) setGiven(program, given, into);
  applyDefaults(program, into);

  const std::string_view zoneName = textAt(program, into, plan.customerZoneInput);
  const Zone* customerZone = zoneName.empty() ? nullptr : zones.find(zoneName);
  finishFrame(program, customerZone != nullptr ? *customerZone : plan.zone,
              textAt(program, into, plan.customerLocaleInput), into);
}

Inputs gatherTest(const ir::Program& program, const Zone& rulebookZone, const ir::Test& test) {
  Inputs into;
  startFrame(program, rulebookZone.instantOf(test.hasNow ? test.localMs : kTestNowLocalMs), into);
  for (const ir::TestValue& given : test.given) into.set(given.input, given.value);  // text: already in the program
  applyDefaults(program, into);

  ZoneCache zones;
  const std::string_view zoneName = textAt(program, into, profileTextSlot(program, "timezone"));
  const Zone* customerZone = zoneName.empty() ? nullptr : zones.find(zoneName);
  finishFrame(program, customerZone != nullptr ? *customerZone : rulebookZone,
              textAt(program, into, profileTextSlot(program, "locale")), into);
  return into;
}

}  // namespace regard
