#include "apps/render/learned.h"

#include <fmt/format.h>

#include "apps/render/json.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

std::string percent(double share) { return fmt::format("{:.2f}%", share * 100); }

std::string headingOf(const LearnedCell& cell) {
  std::string out = cell.action + (cell.isInRules ? "" : " (not in these rules)");
  if (cell.halfLifeDays != 180) out += fmt::format(", half of it forgotten in {:g} days", cell.halfLifeDays);
  if (cell.reach < 1) out += fmt::format(", reaches {} of customers so far", percent(cell.reach));
  return out;
}

}  // namespace

std::string learnedText(const std::vector<LearnedCell>& cells, const Style& style) {
  if (cells.empty()) return "No answers yet: every propensity is at its prior.\n";
  Table table{.rows = {{"", "yes", "of", "propensity", "90% between", "lift"}}, .tones = {}, .indent = 2, .wrapped = 0};
  std::string of;
  for (const LearnedCell& one : cells) {
    if (one.action != of) table.rows.push_back({headingOf(one)});
    of = one.action;
    table.rows.push_back({one.cell.empty() ? "all" : printable(one.cell), fmt::format("{:.1f}", one.yes),
                          fmt::format("{:.1f}", one.of), percent(one.mean),
                          fmt::format("{} {} {}", percent(one.low), style.glyphs().dash, percent(one.high)),
                          fmt::format("{:+.0f}%", one.lift * 100)});
  }
  return tableText(table, style);
}

std::string learnedJson(const std::vector<LearnedCell>& cells) {
  Json out = Json::array();
  for (const LearnedCell& one : cells)
    out.push_back({{"action", one.action},
                   {"cell", orNull(one.cell)},
                   {"yes", one.yes},
                   {"answers", one.of},
                   {"last", one.lastAt},
                   {"mean", one.mean},
                   {"low", one.low},
                   {"high", one.high},
                   {"lift", one.lift},
                   {"half_life_days", one.halfLifeDays},
                   {"reach", one.reach},
                   {"in_rules", one.isInRules}});
  return jsonText({{"cells", out}});
}

std::string learnedCsv(const std::vector<LearnedCell>& cells) {
  std::string out = "action,cell,yes,answers,last\r\n";
  for (const LearnedCell& one : cells)
    out +=
        fmt::format("{},{},{:.6g},{:.6g},{}\r\n", csvCell(one.action), csvCell(one.cell), one.yes, one.of, one.lastAt);
  return out;
}

}  // namespace regard::render
