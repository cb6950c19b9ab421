#pragma once
// What happened to a customer on its way into a frame. Whoever took it down, it means the same: rows come as recorded,
// and what rules have worked out over time is worked out here (is a case overdue, was a promise kept).

#include <cstdint>
#include <optional>

#include "base/date.h"
#include "engine/frame/inputs.h"

namespace regard {

/// How long a contact that was decided is held for whoever is to make it (docs/language, point 11).
inline constexpr std::int64_t kReservationMs = kMsPerDay;

/// The history of one customer.
class HistoryView {
 public:
  virtual ~HistoryView() = default;
  /// When what is recorded begins; nothing if nothing is.
  virtual std::optional<std::int64_t> since() const = 0;
  /// Adds the rows of an event or a case that had happened by `into.nowMs` to `into.rows`, oldest first, and says from
  /// when on none was let go. `open` and a promise's `state` are as they were then, unknown where nobody said.
  virtual void load(std::uint32_t stream, Inputs& into) = 0;
  /// Whether the customer had entered that journey by `nowMs` and not left it.
  virtual bool isIn(std::uint32_t journey, std::int64_t nowMs) const = 0;
};

/// When the answer to a case that was opened at `atMs` is due. REQUIRES a case with a time to answer.
std::int64_t caseDueMs(const ir::Program& program, const Zone& zone, const ir::Stream& stream, std::int64_t atMs);

/// Fills the rows of all events and cases, and since when they are known. `zone` is the rulebook's. REQUIRES a frame
/// that is complete but for its history.
void fillHistory(const ir::Program& program, const Zone& zone, HistoryView& history, Inputs& into);

}  // namespace regard
