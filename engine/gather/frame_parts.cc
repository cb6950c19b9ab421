#include "engine/gather/frame_parts.h"

#include "dsl/ir/windows.h"

namespace regard {
void startFrame(const ir::Program& program, std::int64_t nowMs, Inputs& into) {
  into.cells.assign(program.inputs.size(), Cell{});
  into.states.assign(program.inputs.size(), State::kUnknown);
  into.text.clear();
  into.nowMs = nowMs;
  into.outbound = false;
  into.rows.resize(program.streams.size());
  for (std::size_t i = 0; i < program.streams.size(); ++i)
    into.rows[i].clear(program.streams[i].kind == ir::StreamKind::kList ? State::kUnknown : State::kKnown);
  into.windowAfterMs.assign(program.windows.size(), 0);
  into.hasHistory = false;
  into.historyFromMs = 0;
  into.evidence.clear();
  into.channels.clear();
  into.seed.reset();
}

void applyDefaults(const ir::Program& program, Inputs& into) {
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i)
    if (into.states[i] == State::kUnknown) into.set(i, program.inputs[i].fallback);
}

std::string_view textAt(const ir::Program& program, const Inputs& inputs, std::int32_t slot) {
  if (slot < 0) return {};
  const Scalar value = inputs.at(static_cast<std::uint32_t>(slot));
  return value.isKnown() ? textOf(program, inputs, value.cell.asText()) : std::string_view{};
}

void finishFrame(const ir::Program& program, const Zone& zone, std::string_view customerLocale, Inputs& into) {
  const std::int64_t localMs = into.nowMs + zone.offsetMsAt(into.nowMs);
  const std::int64_t msOfDay = (localMs % kMsPerDay + kMsPerDay) % kMsPerDay;
  into.today = static_cast<Day>((localMs - msOfDay) / kMsPerDay);
  into.locale.assign(customerLocale.empty() ? std::string_view(program.locale) : customerLocale);
  const auto minute = static_cast<double>(msOfDay / 60'000);
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i) {
    switch (program.inputs[i].source) {
      case ir::InputSource::kToday: into.set(i, Scalar::known(Cell::ofInt(into.today))); break;
      case ir::InputSource::kNow: into.set(i, Scalar::known(Cell::ofInt(into.nowMs))); break;
      case ir::InputSource::kMinute: into.set(i, Scalar::known(Cell::ofDouble(minute))); break;
      case ir::InputSource::kReach:  // until somebody tells of answers
        into.set(i, Scalar::known(Cell::ofInt(program.actions[program.inputs[i].detail].learned.front().reach.e8)));
        break;
      default: break;
    }
  }
  for (std::size_t i = 0; i < program.windows.size(); ++i)
    into.windowAfterMs[i] = ir::windowAfter(program.windows[i], zone, into.nowMs);
}

std::int32_t profileTextSlot(const ir::Program& program, std::string_view name) {
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const ir::Input& input = program.inputs[i];
    if (input.source == ir::InputSource::kProfile && input.type.kind == TypeKind::kText && input.name == name)
      return static_cast<std::int32_t>(i);
  }
  return -1;
}

}  // namespace regard
