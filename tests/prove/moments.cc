#include "tests/prove/moments.h"

#include <algorithm>

#include "base/check.h"
#include "dsl/ir/windows.h"
#include "dsl/prove/possible.h"

namespace regard::prove_test {
namespace {

using agree::Random;

constexpr std::int64_t kUsualNowMs = 20'454 * kMsPerDay;  // 2026-01-01

Zone zoneOf(const ir::Program& program) {
  const Result<Zone> zone = Zone::named(program.timezone);
  REGARD_CHECK(zone.ok(), program.timezone);
  return *zone;
}

Cell textCell(Inputs& frame, const std::string& text) {
  const TextRef ref{static_cast<std::uint32_t>(frame.text.size()), static_cast<std::uint32_t>(text.size())};
  frame.text += text;
  return Cell::ofText(ref);
}

/// A value that some rule compares with, or its neighbour.
Scalar nearConstant(const ir::Program& program, Type type, Random& random, Inputs& frame) {
  std::vector<Cell> cells{Cell{}};
  for (const ir::Constant& constant : program.constants)
    if (constant.type == type) cells.push_back(constant.cell);
  const std::size_t which = random.below(cells.size());
  const auto step = static_cast<std::int64_t>(random.below(3)) - 1;
  switch (type.kind) {
    case TypeKind::kFlag: return Scalar::known(Cell::ofBool(random.chance(50)));
    case TypeKind::kText: return Scalar::known(which == 0 ? textCell(frame, "elsewhere") : cells[which]);
    case TypeKind::kNumber: return Scalar::known(Cell::ofDouble(cells[which].asDouble() + static_cast<double>(step)));
    case TypeKind::kDate:
      return Scalar::known(Cell::ofInt(std::clamp<std::int64_t>(cells[which].asInt() + step, kFirstDay, kLastDay)));
    case TypeKind::kChoice: {
      const std::size_t members = program.choices[type.choice].members.size();
      if (members == 0) return Scalar::unknown();
      return Scalar::known(Cell::ofInt(static_cast<std::int64_t>(random.below(members))));
    }
    default: {
      const Checked<std::int64_t> near = addChecked(cells[which].asInt(), step);
      return Scalar::known(near.ok() ? Cell::ofInt(near.value) : cells[which]);
    }
  }
}

/// Day, minute and windows follow from the instant.
void finishMoment(const ir::Program& program, Inputs& frame) {
  const Zone zone = zoneOf(program);
  frame.today = zone.dayAt(frame.nowMs);
  const std::int64_t localMs = frame.nowMs + zone.offsetMsAt(frame.nowMs);
  const auto minute = static_cast<double>((localMs - frame.today * kMsPerDay) / 60'000);
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i) {
    const ir::InputSource source = program.inputs[i].source;
    if (source == ir::InputSource::kToday) frame.set(i, Scalar::known(Cell::ofInt(frame.today)));
    if (source == ir::InputSource::kNow) frame.set(i, Scalar::known(Cell::ofInt(frame.nowMs)));
    if (source == ir::InputSource::kMinute) frame.set(i, Scalar::known(Cell::ofDouble(minute)));
  }
  frame.windowAfterMs.clear();
  for (const ir::Window& window : program.windows)
    frame.windowAfterMs.push_back(ir::windowAfter(window, zone, frame.nowMs));
}

void addRows(const ir::Program& program, Random& random, Inputs& frame) {
  std::int64_t first = frame.nowMs;
  for (std::size_t s = 0; s < program.streams.size(); ++s) {
    const ir::Stream& stream = program.streams[s];
    const bool isList = stream.kind == ir::StreamKind::kList;
    Rows& rows = frame.rows[s];
    if (isList && random.chance(25)) {
      rows.state = State::kUnknown;
      continue;
    }
    std::vector<std::int64_t> times;
    for (std::size_t i = random.below(4); i > 0; --i)
      times.push_back(frame.nowMs - static_cast<std::int64_t>(random.below(120)) * kMsPerDay);
    std::sort(times.begin(), times.end());
    for (const std::int64_t at : times) {
      ++rows.count;
      first = std::min(first, at);
      for (std::size_t c = 0; c < stream.columns.size(); ++c)
        rows.push(!isList && c == ir::kAtColumn ? Scalar::known(Cell::ofInt(at))
                  : random.chance(20)           ? Scalar::unknown()
                                                : nearConstant(program, stream.columns[c].type, random, frame));
    }
  }
  frame.hasHistory = random.chance(70);  // nothing is recorded from before the first record
  frame.historyFromMs = first - static_cast<std::int64_t>(random.below(200)) * kMsPerDay;
}

/// Whether a decision that goes this way can know the input.
bool isGiven(ir::InputSource source, bool outbound) {
  switch (source) {
    case ir::InputSource::kRequest: return !outbound;
    case ir::InputSource::kTrigger:
    case ir::InputSource::kTriggerAge:
    case ir::InputSource::kTriggerField: return outbound;
    default: return true;
  }
}

}  // namespace

Inputs randomMoment(const ir::Program& program, Random& random) {
  Inputs frame;
  frame.outbound = random.chance(50);
  frame.nowMs = kUsualNowMs + static_cast<std::int64_t>(random.below(400 * 24)) * 3'600'000;
  frame.cells.resize(program.inputs.size());
  frame.states.assign(program.inputs.size(), State::kUnknown);
  frame.rows.resize(program.streams.size());
  const int unknownPercent = random.oneOf(std::vector<int>{0, 10, 30, 60});
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i) {
    const ir::Input& input = program.inputs[i];
    const bool isKey = input.source == ir::InputSource::kProfile && input.name == program.keyName;
    if (!isGiven(input.source, frame.outbound) || (!isKey && random.chance(unknownPercent))) continue;
    Scalar value = nearConstant(program, input.type, random, frame);
    if (input.source == ir::InputSource::kTriggerAge && value.cell.asInt() < 0) value = Scalar::known(Cell{});
    frame.set(i, value);
  }
  finishMoment(program, frame);
  addRows(program, random, frame);
  return frame;
}

Inputs momentOf(const ir::Program& program, const dsl::Witness& witness) {
  Inputs frame;
  frame.outbound = witness.direction == ir::kOutbound;
  frame.nowMs = witness.nowMs;
  frame.cells.resize(program.inputs.size());
  frame.states.assign(program.inputs.size(), State::kUnknown);
  frame.rows.resize(program.streams.size());
  const auto inFrame = [&](Type type, Scalar value) {
    if (!value.isKnown() || type.kind != TypeKind::kText) return value;
    return Scalar::known(textCell(frame, dsl::textOfKey(program, value.cell.asInt())));
  };
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i)
    frame.set(i, inFrame(program.inputs[i].type, witness.inputs[i]));
  finishMoment(program, frame);
  for (std::size_t s = 0; s < program.streams.size(); ++s) {
    const ir::Stream& stream = program.streams[s];
    if (stream.kind == ir::StreamKind::kList && !witness.isListKnown[s]) frame.rows[s].state = State::kUnknown;
    for (const dsl::WitnessRow& row : witness.rows[s]) {
      ++frame.rows[s].count;
      for (std::size_t c = 0; c < stream.columns.size(); ++c)
        frame.rows[s].push(inFrame(stream.columns[c].type, row.columns[c]));
    }
  }
  frame.hasHistory = witness.hasHistory;
  frame.historyFromMs = kLowestKey;
  return frame;
}

}  // namespace regard::prove_test
