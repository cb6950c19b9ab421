#include "apps/render/top.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/render/json.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

constexpr std::size_t kHashDigits = 12;

std::string rate(double perSecond) {
  return perSecond > 0 && perSecond < 10 ? fmt::format("{:.1f}", perSecond) : rateText(perSecond);
}

std::string latency(const std::optional<double>& seconds, const Style& style) {
  if (!seconds) return style.glyphs().dash;
  return *seconds < 0.001  ? fmt::format("{:.0f} {}s", *seconds * 1e6, style.unicode ? "µ" : "u")
         : *seconds < 0.01 ? fmt::format("{:.1f} ms", *seconds * 1e3)
                           : durationText(*seconds);
}

std::string count(double value) { return grouped(static_cast<std::uint64_t>(std::max(0.0, value))); }

Json orNull(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

std::string operationsText(const Top& top, const Style& style) {
  if (top.operations.empty()) return "Nothing was asked yet.\n";
  Table table{.rows = {{"", "a second", "p50", "p99", "5xx a second"}}, .tones = {}, .indent = 2, .wrapped = 0};
  for (const TopOperation& one : top.operations)
    table.rows.push_back({printable(one.name), rate(one.perSecond), latency(one.p50, style), latency(one.p99, style),
                          rate(one.faultsPerSecond)});
  return tableText(table, style);
}

std::string actionsText(const Top& top, std::size_t most, const Style& style) {
  if (top.actions.empty()) return "";
  Table table{.rows = {{"ranked first", "a second"}}, .tones = {}, .indent = 2, .wrapped = 0};
  for (const TopAction& one : top.actions) {
    if (table.rows.size() > most) break;
    table.rows.push_back({printable(one.name), rate(one.perSecond)});
  }
  return '\n' + tableText(table, style);
}

}  // namespace

std::string topText(const Top& top, const std::string& from, std::size_t actionsMax, const Style& style) {
  const std::string dot = std::string(" ") + style.glyphs().dot + ' ';
  std::string text = style.paint(Tone::strong, printable(from)) + dot +
                     style.paint(top.isReady ? Tone::good : Tone::caution, top.isReady ? "ready" : "not ready") + dot +
                     "rules " + printable(top.rulebookHash.substr(0, kHashDigits)) + dot + "regard " +
                     printable(top.version) + '\n';
  const std::string degraded = top.degradedShare ? fmt::format("{:.1f}%", *top.degradedShare * 100) : "none told";
  text += fmt::format("degraded {}{}late {} a second{}connections {}\n",
                      style.paint(top.degradedShare.value_or(0) > 0 ? Tone::bad : Tone::plain, degraded), dot,
                      rate(top.latePerSecond), dot, count(top.connections));
  text += fmt::format("waiting: reads {}{}writes {}{}log {}{}lost {}\n", count(top.readsWaiting), dot,
                      count(top.writesWaiting), dot, count(top.logWaiting), dot,
                      style.paint(top.logLost > 0 ? Tone::bad : Tone::plain, count(top.logLost)));
  text += fmt::format("store {}{}oldest read {} commits behind\n\n",
                      bytesText(static_cast<std::uint64_t>(std::max(0.0, top.storeBytes))), dot,
                      count(top.readerAgeCommits));
  return text + operationsText(top, style) + actionsText(top, actionsMax, style);
}

std::string topJson(const Top& top) {
  Json operations = Json::array(), actions = Json::array();
  for (const TopOperation& one : top.operations)
    operations.push_back({{"operation", one.name},
                          {"per_second", one.perSecond},
                          {"faults_per_second", one.faultsPerSecond},
                          {"p50_seconds", orNull(one.p50)},
                          {"p99_seconds", orNull(one.p99)}});
  for (const TopAction& one : top.actions) actions.push_back({{"action", one.name}, {"per_second", one.perSecond}});
  const Json out = {{"version", top.version},
                    {"rulebook_hash", top.rulebookHash},
                    {"ready", top.isReady},
                    {"operations", operations},
                    {"actions", actions},
                    {"degraded_share", orNull(top.degradedShare)},
                    {"late_per_second", top.latePerSecond},
                    {"connections", top.connections},
                    {"reads_waiting", top.readsWaiting},
                    {"writes_waiting", top.writesWaiting},
                    {"log_waiting", top.logWaiting},
                    {"log_lost", top.logLost},
                    {"store_bytes", top.storeBytes},
                    {"reader_age_commits", top.readerAgeCommits}};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace regard::render
