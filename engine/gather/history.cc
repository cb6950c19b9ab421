#include "engine/gather/history.h"

#include <algorithm>
#include <optional>

#include "engine/gather/working_time.h"
#include "engine/reference/reference.h"

namespace regard {
namespace {

class HistoryFiller {
 public:
  HistoryFiller(const ir::Program& program, const Zone& zone, Inputs& into)
      : program_(program), zone_(zone), frame_(into) {}

  void fill(HistoryView& history) {
    const auto since = history.since();
    frame_.hasHistory = since && *since <= frame_.nowMs;
    if (frame_.hasHistory) frame_.historyFromMs = *since;
    for (std::uint32_t i = 0; i < program_.streams.size(); ++i) {
      if (program_.streams[i].kind == ir::StreamKind::kList) continue;
      history.load(i, frame_);
      if (program_.streams[i].kind == ir::StreamKind::kCase) cases(program_.streams[i], frame_.rows[i]);
    }
    contacts(frame_.rows[ir::kContactStream]);
    promises(frame_.rows[ir::kPromiseStream]);
    for (std::uint32_t i = 0; i < program_.inputs.size(); ++i)
      if (program_.inputs[i].source == ir::InputSource::kEntered &&
          history.isIn(program_.inputs[i].detail, frame_.nowMs))
        frame_.set(i, Scalar::ofTruth(Truth::True));
  }

 private:
  static void set(Rows& rows, std::size_t cell, Cell value) {
    rows.cells[cell] = value;
    rows.states[cell] = State::kKnown;
  }

  /// What was reserved and not made in time did not happen; what was made and not answered for long is answered by
  /// silence.
  void contacts(Rows& rows) const {
    const std::size_t width = program_.streams[ir::kContactStream].columns.size();
    std::size_t kept = 0;
    for (std::size_t row = 0; row < rows.count * width; row += width) {
      const Scalar outcome = rows.at(row + ir::kContactOutcome);
      const std::int64_t age = frame_.nowMs - rows.at(row + ir::kAtColumn).cell.asInt();
      if (isOutcome(outcome, ir::kOutcomeReserved) && age >= kReservationMs) continue;
      if (isOutcome(outcome, ir::kOutcomePresented))
        if (const auto silence = bySilence(age)) set(rows, row + ir::kContactOutcome, Cell::ofInt(*silence));
      std::copy_n(rows.cells.begin() + static_cast<std::ptrdiff_t>(row), width,
                  rows.cells.begin() + static_cast<std::ptrdiff_t>(kept));
      std::copy_n(rows.states.begin() + static_cast<std::ptrdiff_t>(row), width,
                  rows.states.begin() + static_cast<std::ptrdiff_t>(kept));
      kept += width;
    }
    rows.count = static_cast<std::uint32_t>(kept / width);
    rows.cells.resize(kept);
    rows.states.resize(kept);
  }

  static bool isOutcome(Scalar value, std::int64_t outcome) { return value.isKnown() && value.cell.asInt() == outcome; }

  /// Of the outcomes that silence can mean, the one waited for longest of those that are due.
  std::optional<std::int64_t> bySilence(std::int64_t ageMs) const {
    std::optional<std::int64_t> found;
    for (std::size_t i = 0; i < program_.outcomes.size(); ++i) {
      const std::int64_t after = program_.outcomes[i].afterMs;
      const bool isDue = after >= 0 && ageMs >= after;
      if (isDue && (!found || after >= program_.outcomes[static_cast<std::size_t>(*found)].afterMs))
        found = static_cast<std::int64_t>(i);
    }
    return found;
  }

  std::int64_t dueBy(std::int64_t from, std::int64_t ms, bool workingTime) const {
    return workingTime ? afterWorkingTime(program_.working, zone_, from, ms) : from + ms;
  }

  /// A case is open until somebody says otherwise, and overdue when its time is up.
  void cases(const ir::Stream& stream, Rows& rows) const {
    const std::size_t width = stream.columns.size();
    for (std::size_t row = 0; row < rows.count * width; row += width) {
      if (!rows.at(row + ir::kOpenColumn).isKnown()) set(rows, row + ir::kOpenColumn, Cell::ofBool(true));
      const std::int64_t at = rows.at(row + ir::kAtColumn).cell.asInt();
      const bool isLate = stream.answerMs > 0 && caseDueMs(program_, zone_, stream, at) < frame_.nowMs;
      set(rows, row + ir::kOverdueColumn, Cell::ofBool(rows.at(row + ir::kOpenColumn).cell.asBool() && isLate));
    }
  }

  void promises(Rows& rows) const {
    const std::size_t width = program_.streams[ir::kPromiseStream].columns.size();
    for (std::size_t row = 0; row < rows.count * width; row += width) {
      const Scalar name = rows.at(row + ir::kPromiseName);
      if (!name.isKnown()) continue;
      const ir::Promise& promise = program_.promises[static_cast<std::size_t>(name.cell.asInt())];
      const std::int64_t made = rows.at(row + ir::kPromiseAt).cell.asInt();
      if (!rows.at(row + ir::kPromiseDue).isKnown())
        set(rows, row + ir::kPromiseDue, Cell::ofInt(dueBy(made, promise.dueMs, promise.dueInWorkingTime)));
      const std::int64_t due = rows.at(row + ir::kPromiseDue).cell.asInt();
      if (rows.at(row + ir::kPromiseState).isKnown()) continue;
      const bool kept = isKept(promise, made, due);
      if (!kept && frame_.rows[promise.stream].fromMs > made + 1) continue;  // what kept it may have been let go
      set(rows, row + ir::kPromiseState,
          Cell::ofInt(kept                 ? ir::kPromiseKept
                      : due < frame_.nowMs ? ir::kPromiseBroken
                                           : ir::kPromiseOpen));
    }
  }

  /// Whether a row after the promise keeps it, in time.
  bool isKept(const ir::Promise& promise, std::int64_t madeMs, std::int64_t dueMs) const {
    const ir::Stream& stream = program_.streams[promise.stream];
    const Rows& rows = frame_.rows[promise.stream];
    for (std::uint32_t i = 0; i < rows.count; ++i) {
      const std::int64_t at = rows.at(i * stream.columns.size() + ir::kAtColumn).cell.asInt();
      if (at <= madeMs || at > dueMs) continue;
      if (promise.filter == ir::kNone ||
          reference::evaluateRow(program_, frame_, promise.stream, i, promise.filter).truth() == Truth::True)
        return true;
    }
    return false;
  }

  const ir::Program& program_;
  const Zone& zone_;
  Inputs& frame_;
};

}  // namespace

std::int64_t caseDueMs(const ir::Program& program, const Zone& zone, const ir::Stream& stream, std::int64_t atMs) {
  return stream.answerInWorkingTime ? afterWorkingTime(program.working, zone, atMs, stream.answerMs)
                                    : atMs + stream.answerMs;
}

void fillHistory(const ir::Program& program, const Zone& zone, HistoryView& history, Inputs& into) {
  HistoryFiller(program, zone, into).fill(history);
}

}  // namespace regard
