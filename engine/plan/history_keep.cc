#include "engine/plan/history_keep.h"

#include <algorithm>

#include "base/date.h"
#include "dsl/ir/operands.h"
#include "engine/catalog/history.h"
#include "engine/frame/rolled_up.h"

namespace regard {
namespace {

/// A calendar's windows begin at a midnight of a zone and may hold the hour that a clock is put back.
constexpr std::int64_t kSlackMs = 2 * kMsPerDay;

std::int64_t longestMs(const ir::Window& window) {
  switch (window.kind) {
    case ir::WindowKind::kAll: return kHistoryKeepEver;
    case ir::WindowKind::kRolling: return window.amount;
    case ir::WindowKind::kRollingMonths: return window.amount * 31 * kMsPerDay;
    case ir::WindowKind::kThis: break;
  }
  switch (static_cast<ir::CalendarUnit>(window.amount)) {
    case ir::CalendarUnit::kDay: return kMsPerDay;
    case ir::CalendarUnit::kWeek: return 7 * kMsPerDay;
    case ir::CalendarUnit::kMonth: return 31 * kMsPerDay;
    case ir::CalendarUnit::kYear: break;
  }
  return 366 * kMsPerDay;
}

/// Both may be kHistoryKeepEver.
std::int64_t plus(std::int64_t a, std::int64_t b) { return a > kHistoryKeepEver - b ? kHistoryKeepEver : a + b; }

}  // namespace

std::int64_t historyKeepMs(const ir::Program& program, std::uint32_t stream) {
  std::int64_t keep = kHistoryKeepMinMs;
  const auto asks = [&](std::int64_t ms) { keep = std::max(keep, ms); };
  const bool hasTotals = stream >= ir::kBuiltinStreams;
  for (const ir::Inst& inst : program.insts) {
    if (inst.op != ir::Op::kQuery || ir::queryWord(program, inst, ir::kStreamWord) != stream) continue;
    if (hasTotals && asksTotals(program, inst)) continue;
    const std::uint32_t burst = ir::queryWord(program, inst, ir::kBurstWord);
    const std::int64_t beforeMs = burst == ir::kNone ? 0 : program.bursts[burst].withinMs;
    asks(plus(longestMs(program.windows[ir::queryWord(program, inst, ir::kWindowWord)]), beforeMs));
  }
  for (const ir::Kpi& kpi : program.kpis)
    if (kpi.stream == stream) asks(longestMs(program.windows[kpi.window]));
  for (const ir::Promise& promise : program.promises)
    if (promise.stream == stream) asks(kHistoryKeepEver);  // it may keep one that was made at any time
  for (const ir::Model& model : program.models)
    if (model.stream == stream) asks(kHistoryKeepEver);  // a customer is told by the first purchase on
  for (const ir::Trigger& trigger : program.triggers)
    asks(plus(std::max<std::int64_t>(trigger.afterMs, 0), std::max<std::int64_t>(trigger.withinMs, 0)));
  return plus(keep, kSlackMs);
}

}  // namespace regard
