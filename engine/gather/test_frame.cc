// The frame of a `test` block: values, rows and answers as it gives them. What rules would have the store work out over
// time (whether a case is overdue, whether a promise was kept, which evidence is about this customer) is worked out
// here from the test's own history, by the reference evaluator.

#include <algorithm>

#include "dsl/ir/windows.h"
#include "engine/gather/frame_parts.h"
#include "engine/gather/gather.h"
#include "engine/gather/memory_history.h"
#include "engine/gather/models.h"
#include "engine/reference/reference.h"

namespace regard {
namespace {

constexpr std::int64_t kTestNowLocalMs = 20'454 * kMsPerDay + kMsPerDay / 2;  // 2026-01-01T12:00

class TestFrame {
 public:
  TestFrame(const ir::Program& program, const Zone& rulebookZone, const ir::Test& test)
      : program_(program), rulebookZone_(rulebookZone), test_(test) {
    startFrame(program, rulebookZone.instantOf(test.hasNow ? test.localMs : kTestNowLocalMs), frame_);
    for (const ir::TestValue& given : test.given) frame_.set(given.input, given.value);  // text: in the program already
    applyDefaults(program, frame_);
    ZoneCache zones;
    const std::string_view name = textAt(program, frame_, profileTextSlot(program, "timezone"));
    const Zone* customerZone = name.empty() ? nullptr : zones.find(name);
    zone_ = customerZone != nullptr ? *customerZone : rulebookZone;
    finishFrame(program, zone_, textAt(program, frame_, profileTextSlot(program, "locale")), frame_);
  }

  Inputs make() {
    whatStartedIt();
    lists();
    history();
    models();
    evidence();
    if (test_.hasSeed) frame_.seed = test_.seed;
    indicators();
    return std::move(frame_);
  }

 private:
  void whatStartedIt() {
    frame_.outbound = test_.trigger >= 0;
    for (std::uint32_t i = 0; i < program_.inputs.size(); ++i) {
      const ir::InputSource source = program_.inputs[i].source;
      if (source == ir::InputSource::kTrigger && test_.trigger >= 0)
        frame_.set(i, Scalar::known(Cell::ofInt(test_.trigger)));
      if (source == ir::InputSource::kTriggerAge && test_.triggerAgoMs >= 0)
        frame_.set(i, Scalar::known(Cell::ofInt(test_.triggerAgoMs)));
      // A test has no hold-out, nobody in it is out of reach, and everything that is shared is still to be had
      // (docs/language, point 19).
      if (source == ir::InputSource::kHoldOut) frame_.set(i, Scalar::known(Cell::ofBool(false)));
      if (source == ir::InputSource::kPlace) frame_.set(i, Scalar::known(Cell::ofInt(0)));
      if (source == ir::InputSource::kCounter) frame_.set(i, Scalar::known({}));
    }
  }

  std::vector<Scalar> cellsOf(const ir::TestRow& row) const {
    std::vector<Scalar> cells(program_.streams[row.stream].columns.size());
    for (std::size_t i = 0; i < row.columns.size(); ++i) cells[row.columns[i]] = row.values[i];
    return cells;
  }

  void put(std::uint32_t stream, const std::vector<Scalar>& cells) {
    for (const Scalar& cell : cells) frame_.rows[stream].push(cell);
    ++frame_.rows[stream].count;
  }

  void lists() {
    for (const std::uint32_t list : test_.lists) frame_.rows[list].state = State::kKnown;
    for (const ir::TestRow& row : test_.rows)
      if (program_.streams[row.stream].kind == ir::StreamKind::kList) put(row.stream, cellsOf(row));
  }

  std::int64_t timeOf(const ir::TestRow& row) const {
    return row.agoMonths != 0 ? ir::monthsBefore(zone_, frame_.nowMs, row.agoMonths) : frame_.nowMs - row.agoMs;
  }

  void history() {
    MemoryHistory history(program_);
    for (const ir::TestRow& row : test_.rows)
      if (program_.streams[row.stream].kind != ir::StreamKind::kList)
        history.add(row.stream, timeOf(row), cellsOf(row));
    if (test_.hasSince) history.knownSince(zone_.instantOf(test_.since * kMsPerDay));
    fillHistory(program_, rulebookZone_, history, frame_);
  }

  /// What a test says of a model holds, `unknown` too; of others the model is asked.
  void models() {
    fillModels(program_, rulebookZone_, frame_);
    for (const ir::TestValue& given : test_.given)
      if (program_.inputs[given.input].source == ir::InputSource::kModel) frame_.set(given.input, given.value);
  }

  /// Of several rows about one action on one channel, the last one written that is true counts.
  void evidence() {
    std::vector<std::int16_t> channels{-1};
    for (std::size_t i = 0; i < program_.choices[ir::kChannelChoice].members.size(); ++i)
      channels.push_back(static_cast<std::int16_t>(i));
    for (const std::int16_t channel : channels) {
      for (const ir::TestEvidence& given : test_.evidence) {
        const reference::Candidate candidate{given.action, channel, {}, {}, {}, {}};
        const auto values = reference::evaluateAll(program_, frame_, candidate);
        if (given.where != ir::kNone && values[given.where].truth() != Truth::True) continue;
        std::erase_if(frame_.evidence,
                      [&](const Evidence& e) { return e.action == given.action && e.channel == channel; });
        frame_.evidence.push_back({given.action, channel, given.yes, given.of});
      }
    }
    std::sort(frame_.evidence.begin(), frame_.evidence.end(), [](const Evidence& a, const Evidence& b) {
      return std::pair(a.action, a.channel) < std::pair(b.action, b.channel);
    });
  }

  /// The frame as it was at an earlier instant: what happened later has not happened yet.
  Inputs frameAt(std::int64_t ms) const {
    Inputs then = frame_;
    then.nowMs = ms;
    for (std::size_t i = 0; i < then.rows.size(); ++i) {
      if (program_.streams[i].kind == ir::StreamKind::kList) continue;
      Rows& rows = then.rows[i];
      const std::size_t width = program_.streams[i].columns.size();
      while (rows.count > 0 && rows.at((rows.count - 1) * width + ir::kAtColumn).cell.asInt() > ms) --rows.count;
      rows.cells.resize(rows.count * width);
      rows.states.resize(rows.count * width);
    }
    finishFrame(program_, zone_, then.locale, then);
    return then;
  }

  /// Of the rows that count, the share for which the condition held when they happened; unknown where none is decided.
  Scalar shareOf(const ir::Kpi& kpi) const {
    const std::size_t width = program_.streams[kpi.stream].columns.size();
    const Rows& rows = frame_.rows[kpi.stream];
    std::int64_t yes = 0, decided = 0;
    for (std::uint32_t i = 0; i < rows.count; ++i) {
      const std::int64_t at = rows.at(i * width + ir::kAtColumn).cell.asInt();
      if (at <= frame_.windowAfterMs[kpi.window]) continue;
      const bool counts = kpi.filter == ir::kNone ||
                          reference::evaluateRow(program_, frame_, kpi.stream, i, kpi.filter).truth() == Truth::True;
      if (!counts) continue;
      const Truth held = reference::evaluateRow(program_, frameAt(at), kpi.stream, i, kpi.that).truth();
      yes += held == Truth::True ? 1 : 0;
      decided += held == Truth::True || held == Truth::False ? 1 : 0;
    }
    if (decided == 0) return Scalar::unknown();
    return Scalar::known(Cell::ofInt(mulDiv(yes, kOneE8, decided).value));
  }

  void indicators() {
    for (std::uint32_t i = 0; i < program_.inputs.size(); ++i)
      if (program_.inputs[i].source == ir::InputSource::kKpi)
        frame_.set(i, shareOf(program_.kpis[program_.inputs[i].detail]));
  }

  const ir::Program& program_;
  const Zone& rulebookZone_;
  const ir::Test& test_;
  Zone zone_ = Zone::utc();
  Inputs frame_;
};

}  // namespace

Inputs gatherTest(const ir::Program& program, const Zone& rulebookZone, const ir::Test& test) {
  return TestFrame(program, rulebookZone, test).make();
}

}  // namespace regard
