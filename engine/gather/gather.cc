#include "engine/gather/gather.h"

#include "base/check.h"
#include "engine/gather/frame_parts.h"
#include "engine/gather/sticky.h"

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

/// `text` among the frame's own bytes.
Scalar keepText(std::string_view text, Inputs& into) {
  REGARD_CHECK(into.text.size() + text.size() < TextRef::kProgramPool, into.text.size(), text.size());
  const TextRef ref{static_cast<std::uint32_t>(into.text.size()), static_cast<std::uint32_t>(text.size())};
  into.text.append(text);
  return Scalar::known(Cell::ofText(ref));
}

void setGiven(const ir::Program& program, const GivenValue& given, Inputs& into) {
  const bool isText = program.inputs[given.input].type.kind == TypeKind::kText && given.value.isKnown();
  into.set(given.input, isText ? keepText(given.text, into) : given.value);
}

/// Values of one record on their way into a frame.
class RecordLoader {
 public:
  RecordLoader(const RecordView& record, Inputs& into)
      : record_(record), into_(into), textBytesLeft_(record.empty() ? 0 : record.bytes()) {}

  void loadProfile(const std::vector<ProfileSlot>& slots) {
    for (const ProfileSlot& slot : slots) into_.set(slot.input, load(slot, record_));
  }

  void loadLists(const std::vector<ListSlot>& slots) {
    ListView list;
    for (const ListSlot& slot : slots) {
      if (!record_.loadList(slot.field, list)) continue;
      Rows& rows = into_.rows[slot.stream];
      rows.state = State::kKnown;
      rows.count = list.size();
      for (std::uint32_t i = 0; i < list.size(); ++i) {
        const StructView row = list[i];
        for (const StoredField& column : slot.columns) rows.push(load(column, row));
      }
    }
  }

 private:
  Scalar load(const StoredField& slot, const StructView& from) {
    if (slot.field.kind == TypeKind::kText) return loadText(slot, from);
    const Scalar stored = from.load(slot.field);
    if (!stored.isKnown()) return Scalar::unknown();
    if (slot.field.kind != TypeKind::kChoice)
      return isValueOf(slot.field.kind, stored.cell) ? stored : Scalar::unknown();
    const std::uint64_t ordinal = stored.cell.bits;
    if (ordinal >= slot.memberOf.size() || slot.memberOf[ordinal] == kNoMember) return Scalar::unknown();
    return Scalar::known(Cell::ofInt(slot.memberOf[ordinal]));
  }

  Scalar loadText(const StoredField& slot, const StructView& from) {
    std::string_view text;
    if (!from.loadText(slot.field, text) || text.size() > textBytesLeft_) return Scalar::unknown();
    textBytesLeft_ -= text.size();
    return keepText(text, into_);
  }

  const RecordView& record_;
  Inputs& into_;
  std::size_t textBytesLeft_;  ///< texts of a sound record do not overlap: all of them are no longer than it
};

/// What the customer's key alone decides.
void drawLots(const ir::Program& program, std::string_view key, Inputs& into) {
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i) {
    const ir::Input& input = program.inputs[i];
    if (input.source == ir::InputSource::kExperiment) {
      const ir::Experiment& experiment = program.experiments[input.detail];
      const std::size_t arm = partAt(stickyPoint(StickyDraw::kExperiment, experiment.name, key), experiment.shares);
      into.set(i, Scalar::known(Cell::ofInt(static_cast<std::int64_t>(arm))));
    } else if (input.source == ir::InputSource::kHoldOut) {
      const ir::HoldOut& out = program.holdOuts[input.detail];
      into.set(i, Scalar::known(Cell::ofBool(stickyPoint(StickyDraw::kHoldOut, out.name, key) < out.share)));
    }
  }
}

}  // namespace

void gather(const Plan& plan, const Snapshot& snapshot, std::span<const GivenValue> request,
            std::span<const GivenValue> overrides, std::int64_t nowMs, ZoneCache& zones, Inputs& into) {
  const ir::Program& program = *plan.program;
  startFrame(program, nowMs, into);
  if (!snapshot.key.empty()) {
    if (plan.keyInput >= 0) into.set(static_cast<std::uint32_t>(plan.keyInput), keepText(snapshot.key, into));
    drawLots(program, snapshot.key, into);
  }
  RecordLoader loader(snapshot.profile, into);
  loader.loadProfile(plan.profileSlots);
  loader.loadLists(plan.listSlots);
  for (const GivenValue& given : request) setGiven(program, given, into);
  for (const GivenValue& given : overrides) setGiven(program, given, into);
  applyDefaults(program, into);

  const std::string_view zoneName = textAt(program, into, plan.customerZoneInput);
  const Zone* customerZone = zoneName.empty() ? nullptr : zones.find(zoneName);
  finishFrame(program, customerZone != nullptr ? *customerZone : plan.zone,
              textAt(program, into, plan.customerLocaleInput), into);
}

}  // namespace regard
