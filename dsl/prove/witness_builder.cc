#include "dsl/prove/witness_builder.h"

#include <algorithm>

#include "dsl/ir/windows.h"
#include "dsl/prove/possible.h"
#include "dsl/prove/row_builder.h"

namespace regard::dsl {
namespace {

using ir::InputSource;
using ir::Inst;
using ir::InstIndex;
using ir::Op;

constexpr std::int64_t kUsualMinute = 12 * 60, kMsPerMinute = 60'000;

class Builder {
 public:
  Builder(const Cone& cone, const Box& box, const Setting& setting)
      : cone_(cone), p_(cone.program()), box_(box), setting_(setting) {}

  std::optional<Witness> run(const std::vector<Goal>& goals, InstIndex& blame) {
    const Result<Zone> zone = Zone::named(p_.timezone);
    candidate();
    inputs();
    moment(zone.ok() ? *zone : Zone::utc());
    blame = buildRows(cone_, box_, w_);
    if (blame != ir::kNone) return std::nullopt;
    const std::vector<Scalar> values = evaluate(cone_, w_);
    for (const Goal& goal : goals) {
      const Place place = cone_.placeOf(goal.inst);
      if (isWithin(possibleOf(cone_.typeAt(place), values[place]), goal.wanted)) continue;
      blame = surprise(values, place);
      return std::nullopt;
    }
    return std::move(w_);
  }

 private:
  /// What the box says of a leaf; nullptr: it is not read.
  const Possible* leaf(Op op, std::uint32_t which) const {
    for (Place place = 0; place < cone_.instCount(); ++place)
      if (cone_.at(place).op == op && cone_.at(place).a == which) return &box_[place];
    return nullptr;
  }

  /// The query behind a condition that came out otherwise than the search had it, else the condition.
  InstIndex surprise(const std::vector<Scalar>& values, Place condition) const {
    for (Place place = 0; place < condition; ++place)
      if (cone_.at(place).op == Op::kQuery && !cone_.readsRow(place) &&
          !isWithin(possibleOf(cone_.typeAt(place), values[place]), box_[place]))
        return cone_.instAt(place);
    return cone_.instAt(condition);
  }

  bool isRequestChannel(std::uint32_t slot) const {
    const ir::Input& input = p_.inputs[slot];
    return input.source == InputSource::kRequest && input.name == "channel" &&
           input.type == Type{TypeKind::kChoice, ir::kChannelChoice};
  }

  /// Whoever asks is answered on the channel they are on.
  void candidate() {
    w_.action = setting_.action;
    w_.direction = setting_.directions.front().low;
    const Possible* channel = leaf(Op::kCandidate, static_cast<std::uint32_t>(ir::CandidateField::kChannel));
    for (std::uint32_t slot = 0; slot < p_.inputs.size() && channel == nullptr; ++slot)
      if (isRequestChannel(slot)) channel = leaf(Op::kInput, slot);
    if (channel != nullptr && channel->hasOneValue())
      w_.channel = static_cast<std::int16_t>(channel->lowest());
    else if (!setting_.channels.empty())
      w_.channel = static_cast<std::int16_t>(setting_.channels.front().low);
  }

  void inputs() {
    for (std::uint32_t slot = 0; slot < p_.inputs.size(); ++slot) {
      const Possible* found = leaf(Op::kInput, slot);
      Scalar value;
      if (found != nullptr)
        value = scalarOf(p_.inputs[slot].type, *found);
      else if (isRequestChannel(slot) && w_.direction == ir::kInbound && w_.channel >= 0)
        value = Scalar::known(Cell::ofInt(w_.channel));
      w_.inputs.push_back(value);
    }
  }

  /// Day, minute and instant are one moment; the instant wins if it was asked for.
  void moment(const Zone& zone) {
    std::int64_t minute = kUsualMinute;
    std::optional<std::int64_t> instant;
    w_.today = std::clamp(kUsualDay, static_cast<Day>(setting_.days.low), static_cast<Day>(setting_.days.high));
    for (std::uint32_t slot = 0; slot < p_.inputs.size(); ++slot) {
      if (!w_.inputs[slot].isKnown()) continue;
      const Cell cell = w_.inputs[slot].cell;
      if (p_.inputs[slot].source == InputSource::kToday) w_.today = static_cast<Day>(cell.asInt());
      if (p_.inputs[slot].source == InputSource::kMinute) minute = static_cast<std::int64_t>(cell.asDouble());
      if (p_.inputs[slot].source == InputSource::kNow) instant = cell.asInt();
    }
    w_.nowMs = instant ? *instant : zone.instantOf(w_.today * kMsPerDay + minute * kMsPerMinute);
    w_.today = zone.dayAt(w_.nowMs);
    minute = (w_.nowMs + zone.offsetMsAt(w_.nowMs) - w_.today * kMsPerDay) / kMsPerMinute;
    for (std::uint32_t slot = 0; slot < p_.inputs.size(); ++slot) {
      const InputSource source = p_.inputs[slot].source;
      if (source == InputSource::kToday) w_.inputs[slot] = Scalar::known(Cell::ofInt(w_.today));
      if (source == InputSource::kNow) w_.inputs[slot] = Scalar::known(Cell::ofInt(w_.nowMs));
      if (source == InputSource::kMinute) w_.inputs[slot] = Scalar::known(Cell::ofDouble(static_cast<double>(minute)));
    }
    for (const ir::Window& window : p_.windows) w_.windowAfterMs.push_back(ir::windowAfter(window, zone, w_.nowMs));
  }

  const Cone& cone_;
  const ir::Program& p_;
  const Box& box_;
  const Setting& setting_;
  Witness w_;
};

}  // namespace

std::optional<Witness> buildWitness(const Cone& cone, const Box& box, const Setting& setting,
                                    const std::vector<Goal>& goals, InstIndex& blame) {
  return Builder(cone, box, setting).run(goals, blame);
}

}  // namespace regard::dsl
