#pragma once
// Everything a decision may read, resolved once: the frame. The evaluators read nothing else, the log stores it,
// so a replay or an explanation never depends on today's data.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cell.h"
#include "base/date.h"
#include "dsl/ir/program.h"

namespace regard {

/// The rows of one stream, oldest first (lists: as they stand). What had not happened by `now` is not among them.
struct Rows {
  static constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::min();
  std::uint32_t count = 0;
  State state = State::kKnown;          ///< kUnknown: a list that nobody knows
  std::int64_t fromMs = kEver;          ///< no row from here on was let go to bound the history
  std::vector<Cell> cells;              ///< [count × columns of the stream], row by row
  std::vector<State> states;            ///< the plane beside them
  Scalar rolledCount;                   ///< how many rows went, a number; unknown: none did, or some were lost
  std::vector<Scalar> rolledSums = {};  ///< by column: what those add up to; empty unless rolledCount is known

  void clear(State to) {
    count = 0;
    state = to;
    fromMs = kEver;
    rolledCount = Scalar::unknown();
    rolledSums.clear();
    cells.clear();
    states.clear();
  }
  void push(Scalar value) {
    cells.push_back(value.cell);
    states.push_back(value.state);
  }
  Scalar at(std::size_t cell) const { return {cells[cell], states[cell]}; }
  friend bool operator==(const Rows&, const Rows&) = default;
};

/// Answers that an action got on a channel from customers like this one.
struct Evidence {
  std::uint32_t action = 0;
  std::int16_t channel = -1;
  double yes = 0, of = 0;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct Inputs {
  std::vector<Cell> cells;    ///< [program.inputs.size()], by input slot
  std::vector<State> states;  ///< the plane beside them
  std::string text;           ///< bytes that TextRefs without kProgramPool point into
  std::int64_t nowMs = 0;     ///< ms since 1970-01-01T00:00Z
  Day today = 0;              ///< in the customer's zone, else the rulebook's
  std::string locale;         ///< the reader's: the customer's `locale`, else the rulebook's
  bool outbound = false;      ///< a proactive decision: nobody called

  std::vector<Rows> rows;                   ///< by stream
  std::vector<std::int64_t> windowAfterMs;  ///< by window: rows after this instant are in it
  bool hasHistory = false;
  std::int64_t historyFromMs = 0;  ///< nothing from here on is missing; without history, anything may be
  std::vector<Evidence> evidence;  ///< sorted by action, then channel
  /// Where candidates may be, by member of kChannelChoice, rising; empty: on any. A known request.channel is among
  /// them.
  std::vector<std::int16_t> channels = {};
  /// What chance is drawn from, where the rules explore; empty: nothing is left to chance, whatever they say.
  std::optional<std::uint64_t> seed = {};

  Scalar at(std::uint32_t slot) const { return {cells[slot], states[slot]}; }
  bool allows(std::int16_t channel) const {
    return channels.empty() || std::binary_search(channels.begin(), channels.end(), channel);
  }
  /// Whether the rules' exploration of this kind is at work.
  bool explores(const ir::Program& program, ir::ExploreKind kind) const {
    return seed.has_value() && program.arbitration.explore == kind;
  }
  void set(std::uint32_t slot, Scalar value) {
    cells[slot] = value.cell;
    states[slot] = value.state;
  }
  /// Whether no row of an event or case can be missing from the window: it may begin just when the history does.
  /// Without a window the rows are all there is, unless some were let go.
  bool knowsAllIn(const ir::Program& program, std::uint32_t stream, std::uint32_t window) const {
    if (rows[stream].fromMs > windowAfterMs[window] + 1) return false;
    if (program.windows[window].kind == ir::WindowKind::kAll) return true;
    return hasHistory && historyFromMs <= windowAfterMs[window] + 1;
  }
  friend bool operator==(const Inputs&, const Inputs&) = default;
};

/// The bytes behind a text cell, wherever they are.
inline std::string_view textOf(const ir::Program& program, const Inputs& inputs, TextRef ref) {
  if ((ref.offset & TextRef::kProgramPool) != 0)
    return std::string_view(program.textPool).substr(ref.offset & ~TextRef::kProgramPool, ref.length);
  return std::string_view(inputs.text).substr(ref.offset, ref.length);
}

}  // namespace regard
