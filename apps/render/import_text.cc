#include <fmt/format.h>

#include <algorithm>

#include "apps/render/import.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + printable(name);
  return out;
}

/// What is known of a row: `name fibre, price £30.00`; of a list of single values, the value.
std::string rowText(const AttributeValue& list, const std::vector<Value>& row) {
  if (list.columns.empty()) return printable(row.front().text);
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i)
    if (row[i].state == ValueState::known)
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", list.columns[i], printable(row[i].text));
  return out.empty() ? "unknown" : out;
}

/// A list takes a line for each of its first rows.
void addAttribute(const AttributeValue& attribute, Table& table) {
  constexpr std::size_t kRowsShown = 10;
  const char* const privacy = attribute.isPrivate ? "private" : "";
  if (attribute.value.kind != ValueKind::list || attribute.value.state != ValueState::known) {
    table.rows.push_back({attribute.name, printable(attribute.value.text), privacy});
    return;
  }
  if (attribute.rows.empty()) table.rows.push_back({attribute.name, "no rows", privacy});
  for (std::size_t i = 0; i < std::min(kRowsShown, attribute.rows.size()); ++i)
    table.rows.push_back({i == 0 ? attribute.name : "", rowText(attribute, attribute.rows[i]), i == 0 ? privacy : ""});
  if (attribute.rows.size() > kRowsShown)
    table.rows.push_back({"", fmt::format("and {} more; --json shows them", attribute.rows.size() - kRowsShown), ""});
}

/// "before 2023-03-02T10:00:00Z 12 more: amount £340.00 in all".
std::string earlierText(const EarlierRows& earlier) {
  const std::string before = "before " + earlier.before.text;
  if (earlier.count.state != ValueState::known) return before + " some more, which nobody counted";
  std::string sums;
  for (const auto& [column, sum] : earlier.sums)
    if (sum.state == ValueState::known) sums += fmt::format("{}{} {}", sums.empty() ? ": " : ", ", column, sum.text);
  return before + ' ' + earlier.count.text + " more" + sums + (sums.empty() ? "" : " in all");
}

/// What happened last comes first.
void addHistory(const AttributeValue& list, Table& table) {
  constexpr std::size_t kRowsShown = 5;
  const std::size_t shown = std::min(kRowsShown, list.rows.size());
  for (std::size_t i = 0; i < shown; ++i)
    table.rows.push_back({i == 0 ? list.name : "", rowText(list, list.rows[list.rows.size() - 1 - i]),
                          i == 0 && list.isPrivate ? "private" : ""});
  if (list.rows.size() > shown)
    table.rows.push_back({"", fmt::format("and {} before; --json shows them", list.rows.size() - shown), ""});
  if (list.earlier) table.rows.push_back({shown == 0 ? list.name : "", earlierText(*list.earlier), ""});
}

}  // namespace

std::string progressText(const ImportProgressInfo& progress, double seconds, const Style& style) {
  constexpr std::size_t kBarMost = 24, kBarLeast = 4;
  const double rate = seconds > 0 ? static_cast<double>(progress.rows) / seconds : 0;
  std::string facts = fmt::format("{}, {} rows/s", counted(progress.rows, "row"), rateText(rate));
  if (progress.rejected > 0) facts += fmt::format(", {} rejected", grouped(progress.rejected));
  if (progress.bytesTotal > progress.bytes && progress.bytes > 0 && seconds >= 0.5) {
    const double left =
        seconds * static_cast<double>(progress.bytesTotal - progress.bytes) / static_cast<double>(progress.bytes);
    facts += fmt::format(", {} left", durationText(std::max(1.0, left)));
  }
  if (progress.bytesTotal == 0) return "Importing " + facts;

  const double share = std::min(1.0, static_cast<double>(progress.bytes) / static_cast<double>(progress.bytesTotal));
  facts = fmt::format("{:3.0f}%  {}", share * 100, facts);
  // The figures matter more than the bar: it takes what they leave of the line.
  constexpr std::string_view kBegin = "Importing ";
  const std::size_t taken = kBegin.size() + 1 + columnsOf(facts) + 1;
  const std::size_t bar = std::min(kBarMost, style.width > taken ? style.width - taken : 0);
  if (bar < kBarLeast) return facts;
  std::string line(kBegin);
  const auto full = static_cast<std::size_t>(share * static_cast<double>(bar));
  for (std::size_t i = 0; i < bar; ++i) line += i < full ? style.glyphs().barFull : style.glyphs().barEmpty;
  return line + ' ' + facts;
}

std::string importText(const ImportReport& report, const std::string& store, const Style& style) {
  const double rate = report.seconds > 0 ? static_cast<double>(report.rows) / report.seconds : 0;
  std::string out =
      fmt::format("Imported {} of {} into {} in {} ({} rows/s).\n", style.paint(Tone::strong, grouped(report.imported)),
                  counted(report.rows, "row"), store, durationText(report.seconds), rateText(rate));
  Table table{.rows = {}, .tones = {Tone::quiet}, .indent = 2, .wrapped = 1};
  if (report.rejected > 0) {
    table.rows.push_back({"rejected", fmt::format("{}, listed in {}", grouped(report.rejected), report.rejectPath)});
    for (const std::string& reject : report.firstRejects) table.rows.push_back({"", printable(reject)});
  } else {
    table.rows.push_back({"rejected", "none"});
  }
  if (report.duplicates > 0) table.rows.push_back({"known already", grouped(report.duplicates)});
  if (report.closed > 0) table.rows.push_back({"of them closed", grouped(report.closed)});
  if (report.tooOld > 0) table.rows.push_back({"too old to keep", grouped(report.tooOld)});
  if (report.replaced > 0) table.rows.push_back({"replaced", grouped(report.replaced)});
  std::string unknown;
  for (const auto& [attribute, cells] : report.unknownCells)
    if (cells > 0) unknown += fmt::format("{}{} {}", unknown.empty() ? "" : ", ", attribute, grouped(cells));
  table.rows.push_back({"left unknown", unknown.empty() ? "nothing" : unknown});
  if (!report.missingAttributes.empty()) table.rows.push_back({"no column for", listed(report.missingAttributes)});
  if (!report.unusedColumns.empty()) table.rows.push_back({"unused columns", listed(report.unusedColumns)});
  table.rows.push_back({"store size", bytesText(report.storeBytes)});
  return out + tableText(table, style);
}

std::string profileText(const CustomerProfile& profile, const Style& style) {
  std::string out = fmt::format("{} {} version {}\n", style.paint(Tone::strong, printable(profile.id)),
                                style.glyphs().dot, grouped(profile.version));
  Table table{.rows = {}, .tones = {Tone::plain, Tone::plain, Tone::quiet}, .indent = 2, .wrapped = 1};
  for (const AttributeValue& attribute : profile.attributes) addAttribute(attribute, table);
  out += tableText(table, style);
  if (profile.history.empty()) return out;
  table.rows.clear();
  for (const AttributeValue& list : profile.history) addHistory(list, table);
  return out + "\nWhat happened, last first\n" + tableText(table, style);
}

std::string storeText(const StoreFacts& facts, const Style& style) {
  Table table{.rows = {{"customers", grouped(facts.customers)}, {"size", bytesText(facts.bytes)}},
              .tones = {Tone::quiet},
              .indent = 2,
              .wrapped = 1};
  if (!facts.attributes.empty())
    table.rows.push_back(
        {"attributes", fmt::format("{}: {}", grouped(facts.attributes.size()), listed(facts.attributes))});
  if (!facts.firstIds.empty())
    table.rows.push_back(
        {"first ids", listed(facts.firstIds) + (facts.firstIds.size() < facts.customers ? ", ..." : "")});
  return style.paint(Tone::strong, facts.path) + '\n' + tableText(table, style);
}

}  // namespace regard::render
