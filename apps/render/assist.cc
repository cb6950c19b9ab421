#include "apps/render/assist.h"

#include <fmt/format.h>

#include "apps/render/diff.h"
#include "apps/render/json.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

Json jsonOf(const RuleTable& table) {
  return {{"name", table.name}, {"title", table.title},       {"type", table.type},
          {"hit", table.hit},   {"columns", table.columns},   {"row_count", table.rows.size()},
          {"path", table.path}, {"location", table.location}, {"line", table.line}};
}

}  // namespace

const std::string& nameOf(const Formatted& file) { return file.location.empty() ? file.path : file.location; }

std::string formattedJson(const std::vector<Formatted>& files, FormattedDetails details) {
  Json all = Json::array();
  for (const Formatted& file : files) {
    const char* state = !file.faults.empty() ? "faulty" : file.isChanged() ? "changed" : "formatted";
    Json one = {{"path", file.path}, {"location", file.location}, {"state", state}};
    if (details.text) one["text"] = file.after;
    if (details.diff) one["diff"] = unifiedDiff(file.before, file.after, nameOf(file), {});
    one["diagnostics"] = diagnosticsJson(file.faults);
    all.push_back(std::move(one));
  }
  return jsonText({{"files", std::move(all)}});
}

std::string tablesText(const std::vector<RuleTable>& tables, const Style& style) {
  if (tables.empty()) return "There are no decision tables.\n";
  Table out{.rows = {}, .tones = {Tone::strong, Tone::plain, Tone::plain, Tone::quiet}, .indent = 0, .wrapped = 1};
  for (const RuleTable& table : tables) {
    const auto end = table.columns.begin() + static_cast<std::ptrdiff_t>(table.inputs);
    out.rows.push_back(
        {table.name, fmt::format("({}) -> {} {}", fmt::join(table.columns.begin(), end, ", "), table.type, table.hit),
         counted(table.rows.size(), "row"), fmt::format("{}:{}", table.path, table.line)});
  }
  return tableText(out, style);
}

std::string tablesJson(const std::vector<RuleTable>& tables) {
  Json all = Json::array();
  for (const RuleTable& table : tables) all.push_back(jsonOf(table));
  return jsonText({{"tables", std::move(all)}});
}

std::string tableJson(const RuleTable& table) {
  Json json = jsonOf(table);
  json["rows"] = table.rows;
  json["csv"] = table.csv;
  return jsonText(json);
}

std::string changeText(const TableChange& change, const std::string& table) {
  if (change.before == change.after) return fmt::format("{}: {} is as it was.\n", change.location, table);
  std::string text = fmt::format("{}: {} has {}; it had {}.\n", change.location, table,
                                 counted(change.rowsAfter, "row"), grouped(change.rowsBefore));
  if (change.lostCommentLines > 0)
    text += fmt::format("{} went with rows that are no more.\n", counted(change.lostCommentLines, "comment"));
  return text;
}

std::string changeJson(const TableChange& change) {
  return jsonText({{"path", change.path},
                   {"location", change.location},
                   {"changed", change.before != change.after},
                   {"rows_before", change.rowsBefore},
                   {"rows_after", change.rowsAfter},
                   {"lost_comments", change.lostCommentLines},
                   {"diagnostics", diagnosticsJson(change.diagnostics)}});
}

}  // namespace regard::render
