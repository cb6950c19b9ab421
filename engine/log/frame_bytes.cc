// Each struct is taken apart by a structured binding that names all its members: one more of them does not compile
// until the bytes carry it.

#include "engine/log/frame_bytes.h"

#include <fmt/format.h>

namespace regard {
namespace {

constexpr std::uint8_t kOutbound = 1, kHasHistory = 2, kHasHistoryFrom = 4, kHasSeed = 8,
                       kHasChannels = 16;                             // flags of a frame
constexpr std::uint8_t kStateBits = 3, kHasFrom = 4, kHasRolled = 8;  // and of rows

std::int64_t minus(std::int64_t a, std::int64_t b) {  // either may be an edge of time
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

State stateOf(std::uint8_t bits, ByteReader& from) {
  if (bits > static_cast<std::uint8_t>(State::kError)) from.bad();
  return static_cast<State>(bits);
}

void writeRolled(Scalar count, const std::vector<Scalar>& sums, ByteWriter& to) {
  to.number(count.cell.asDouble());
  std::vector<Cell> cells;
  std::vector<State> states;
  for (const Scalar& sum : sums) {
    cells.push_back(sum.cell);
    states.push_back(sum.state);
  }
  to.varint(cells.size());
  if (!cells.empty()) to.cells(cells, states, cells.size());
}

void readRolled(ByteReader& from, Scalar& rolledCount, std::vector<Scalar>& sums) {
  rolledCount = Scalar::known(Cell::ofDouble(from.number()));
  std::vector<Cell> cells;
  std::vector<State> states;
  if (const std::uint64_t count = from.varint(); count != 0) from.cells(count, count, cells, states);
  for (std::size_t i = 0; i < cells.size(); ++i) sums.push_back({cells[i], states[i]});
}

void writeRows(const Rows& rows, std::int64_t nowMs, ByteWriter& to) {
  const auto& [count, state, fromMs, cells, states, rolledCount, rolledSums] = rows;
  const std::size_t columns = count == 0 ? 0 : cells.size() / count;
  REGARD_CHECK(cells.size() == columns * count, cells.size(), count);
  const bool hasRolled = rolledCount.isKnown();
  REGARD_CHECK(hasRolled || rolledSums.empty(), rolledSums.size());
  to.byte(static_cast<std::uint8_t>(static_cast<std::uint8_t>(state) | (fromMs == Rows::kEver ? 0 : kHasFrom) |
                                    (hasRolled ? kHasRolled : 0)));
  if (fromMs != Rows::kEver) to.integer(minus(nowMs, fromMs));
  if (hasRolled) writeRolled(rolledCount, rolledSums, to);
  to.varint(count);
  if (count == 0) return;
  to.varint(columns);
  if (columns != 0) to.cells(cells, states, columns);
}

void readRows(ByteReader& from, std::int64_t nowMs, Rows& into) {
  auto& [count, state, fromMs, cells, states, rolledCount, rolledSums] = into;
  const std::uint8_t flags = from.byte();
  into.clear(stateOf(flags & kStateBits, from));
  if ((flags & ~(kStateBits | kHasFrom | kHasRolled)) != 0) from.bad();
  if ((flags & kHasFrom) != 0) fromMs = minus(nowMs, from.integer());
  if ((flags & kHasRolled) != 0) readRolled(from, rolledCount, rolledSums);
  const std::uint64_t rows = from.varint();
  if (rows > UINT32_MAX) return from.bad();
  count = static_cast<std::uint32_t>(rows);
  if (count == 0) return;
  const std::uint64_t columns = from.varint();
  if (columns > UINT32_MAX) return from.bad();
  if (columns != 0) from.cells(rows * columns, columns, cells, states);
}

/// Instants before now, as cells of one column under each other would be; an unknown one is that of ever.
void writeWindows(const std::vector<std::int64_t>& afterMs, std::int64_t nowMs, ByteWriter& to) {
  std::vector<Cell> cells;
  std::vector<State> states;
  for (const std::int64_t after : afterMs) {
    const bool isEver = after == Rows::kEver;
    cells.push_back(isEver ? Cell{} : Cell::ofInt(minus(nowMs, after)));
    states.push_back(isEver ? State::kUnknown : State::kKnown);
  }
  to.varint(cells.size());
  if (!cells.empty()) to.cells(cells, states, cells.size());
}

void readWindows(ByteReader& from, std::int64_t nowMs, std::vector<std::int64_t>& afterMs) {
  afterMs.clear();
  std::vector<Cell> cells;
  std::vector<State> states;
  if (const std::uint64_t count = from.varint(); count != 0) from.cells(count, count, cells, states);
  for (std::size_t i = 0; i < cells.size(); ++i)
    afterMs.push_back(states[i] == State::kUnknown ? Rows::kEver : minus(nowMs, cells[i].asInt()));
}

void writeEvidence(const std::vector<Evidence>& all, ByteWriter& to) {
  to.varint(all.size());
  for (const auto& [action, channel, yes, of] : all) {
    to.varint(action);
    to.integer(channel);
    to.number(yes);
    to.number(of);
  }
}

void readEvidence(ByteReader& from, std::vector<Evidence>& all) {
  all.clear();
  for (std::size_t left = from.count(); left > 0 && !from.isBad(); --left) {
    auto& [action, channel, yes, of] = all.emplace_back();
    action = from.index();
    channel = from.small<std::int16_t>();
    yes = from.number();
    of = from.number();
  }
}

}  // namespace

void writeFrame(const Inputs& inputs, ByteWriter& to) {
  const auto& [cells, states, text, nowMs, today, locale, outbound, rows, windowAfterMs, hasHistory, historyFromMs,
               evidence, channels, seed] = inputs;
  to.byte(kFrameFormat);
  to.byte(static_cast<std::uint8_t>((outbound ? kOutbound : 0) | (hasHistory ? kHasHistory : 0) |
                                    (historyFromMs != 0 ? kHasHistoryFrom : 0) | (seed ? kHasSeed : 0) |
                                    (channels.empty() ? 0 : kHasChannels)));
  to.integer(nowMs);
  to.integer(today);
  to.text(locale);
  to.text(text);
  to.varint(cells.size());
  if (!cells.empty()) to.cells(cells, states, cells.size());
  to.varint(rows.size());
  for (const Rows& stream : rows) writeRows(stream, nowMs, to);
  writeWindows(windowAfterMs, nowMs, to);
  if (historyFromMs != 0) to.integer(minus(nowMs, historyFromMs));
  writeEvidence(evidence, to);
  if (seed) to.varint(*seed);
  if (channels.empty()) return;
  to.varint(channels.size());
  for (const std::int16_t channel : channels) to.integer(channel);
}

Status readFrame(ByteReader& from, Inputs& into) {
  auto& [cells, states, text, nowMs, today, locale, outbound, rows, windowAfterMs, hasHistory, historyFromMs, evidence,
         channels, seed] = into;
  if (const std::uint8_t format = from.byte(); (format == 0 || format > kFrameFormat) && !from.isBad())
    return Fault{FaultKind::kUnsupported, fmt::format("the frame has format {} and this version of regard reads up to "
                                                      "{}: use a newer regard",
                                                      format, kFrameFormat)};
  const std::uint8_t flags = from.byte();
  if ((flags & ~(kOutbound | kHasHistory | kHasHistoryFrom | kHasSeed | kHasChannels)) != 0) from.bad();
  outbound = (flags & kOutbound) != 0;
  hasHistory = (flags & kHasHistory) != 0;
  nowMs = from.integer();
  today = from.small<Day>();
  locale = from.text();
  text = from.text();
  cells.clear();
  states.clear();
  if (const std::uint64_t count = from.varint(); count != 0) from.cells(count, count, cells, states);
  rows.resize(from.count());
  for (Rows& stream : rows) readRows(from, nowMs, stream);
  readWindows(from, nowMs, windowAfterMs);
  historyFromMs = (flags & kHasHistoryFrom) != 0 ? minus(nowMs, from.integer()) : 0;
  readEvidence(from, evidence);
  seed.reset();
  if ((flags & kHasSeed) != 0) seed = from.varint();
  channels.clear();
  if ((flags & kHasChannels) != 0)
    for (std::size_t left = from.count(); left > 0 && !from.isBad(); --left)
      channels.push_back(from.small<std::int16_t>());
  return Done{};
}

std::string frameBytes(const Inputs& inputs) {
  std::string bytes;
  ByteWriter to(bytes);
  writeFrame(inputs, to);
  return bytes;
}

Result<Inputs> frameOf(std::string_view bytes) {
  ByteReader from(bytes);
  Inputs inputs;
  if (auto read = readFrame(from, inputs); !read.ok()) return read.fault();
  if (!from.isDone()) return Fault{FaultKind::kCorrupt, "the frame is damaged: its bytes are not what was written"};
  return inputs;
}

}  // namespace regard
