#include "engine/gather/gather.h"

#include "engine/gather/frame_parts.h"

#include <cmath>

#include "base/check.h"

namespace regard {
namespace {

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

}  // namespace regard
