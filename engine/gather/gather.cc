#include "engine/gather/gather.h"

#include "engine/gather/frame_parts.h"
#include "engine/gather/models.h"
#include "engine/gather/sticky.h"
#include "engine/gather/stored_history.h"
#include "engine/gather/stored_values.h"

namespace regard {
namespace {

void setGiven(const ir::Program& program, const GivenValue& given, Inputs& into) {
  const bool isText = program.inputs[given.input].type.kind == TypeKind::kText && given.value.isKnown();
  into.set(given.input, isText ? keepText(given.text, into) : given.value);
}

void loadLists(const std::vector<ListSlot>& slots, const RecordView& record, StoredValues& values, Inputs& into) {
  ListView list;
  for (const ListSlot& slot : slots) {
    if (!record.loadList(slot.field, list)) continue;
    Rows& rows = into.rows[slot.stream];
    rows.state = State::kKnown;
    rows.count = list.size();
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      const StructView row = list[i];
      for (const StoredField& column : slot.columns) rows.push(values.load(column, row));
    }
  }
}

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
    } else if (input.source == ir::InputSource::kPlace) {
      const std::string& action = program.actions[input.detail].name;
      into.set(i, Scalar::known(Cell::ofInt(stickyPoint(StickyDraw::kReach, action, key).e8)));
    }
  }
}

class RecordValues final : public CustomerValues {
 public:
  RecordValues(const Plan& plan, const RecordView& record) : plan_(plan), record_(record) {}

  void fill(Inputs& into) override {
    StoredValues values(record_, into);
    for (const ProfileSlot& slot : plan_.profileSlots) into.set(slot.input, values.load(slot, record_));
    loadLists(plan_.listSlots, record_, values, into);
  }

 private:
  const Plan& plan_;
  const RecordView& record_;
};

void gatherAll(const Plan& plan, std::string_view key, CustomerValues& values, const RecordView& recorded,
               std::span<const GivenValue> request, std::span<const GivenValue> overrides, std::int64_t nowMs,
               ZoneCache& zones, Inputs& into) {
  const ir::Program& program = *plan.program;
  startFrame(program, nowMs, into);
  if (!key.empty()) {
    if (plan.keyInput >= 0) into.set(static_cast<std::uint32_t>(plan.keyInput), keepText(key, into));
    drawLots(program, key, into);
  }
  values.fill(into);
  for (const auto& [input, begins] : plan.thresholds) into.set(input, begins);
  for (const GivenValue& given : request) setGiven(program, given, into);
  for (const GivenValue& given : overrides) setGiven(program, given, into);
  applyDefaults(program, into);

  const std::string_view zoneName = textAt(program, into, plan.customerZoneInput);
  const Zone* customerZone = zoneName.empty() ? nullptr : zones.find(zoneName);
  finishFrame(program, customerZone != nullptr ? *customerZone : plan.zone,
              textAt(program, into, plan.customerLocaleInput), into);
  StoredHistory history(plan, recorded);
  fillHistory(program, plan.zone, history, into);
  fillModels(program, plan.zone, into);
}

}  // namespace

void gather(const Plan& plan, const Snapshot& snapshot, std::span<const GivenValue> request,
            std::span<const GivenValue> overrides, std::int64_t nowMs, ZoneCache& zones, Inputs& into) {
  RecordValues values(plan, snapshot.profile);
  gatherAll(plan, snapshot.key, values, snapshot.history, request, overrides, nowMs, zones, into);
}

void gather(const Plan& plan, std::string_view key, CustomerValues& values, std::span<const GivenValue> request,
            std::span<const GivenValue> overrides, std::int64_t nowMs, ZoneCache& zones, Inputs& into) {
  gatherAll(plan, key, values, RecordView(), request, overrides, nowMs, zones, into);
}

}  // namespace regard
