#include "apps/render/coverage.h"

#include <fmt/format.h>

#include <utility>

#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

/// "never true, unknown"; empty if nothing is missing.
std::string neverText(const CoveredCondition& condition) {
  std::string never;
  const auto look = [&](CoveredCondition::Outcome outcome, const char* name) {
    if (outcome.possible && !outcome.seen) never += (never.empty() ? "never " : ", ") + std::string(name);
  };
  look(condition.isTrue, "true");
  look(condition.isFalse, "false");
  look(condition.isUnknown, "unknown");
  return never;
}

}  // namespace

std::string percentText(Coverage::Count count) {
  const std::size_t tenths = count.possible == 0 ? 1000 : 1000 * count.seen / count.possible;
  return tenths % 10 == 0 ? fmt::format("{}%", tenths / 10) : fmt::format("{}.{}%", tenths / 10, tenths % 10);
}

std::string coverageText(const Coverage& coverage, const Style& style) {
  const Coverage::Count all = coverage.all();
  std::string out = fmt::format("Coverage {}: {} of {} outcomes of {} were seen\n", percentText(all), grouped(all.seen),
                                grouped(all.possible), counted(coverage.conditions.size(), "condition"));
  Table summary;
  for (const auto& [name, count] : {std::pair("true", coverage.isTrue), std::pair("false", coverage.isFalse),
                                    std::pair("unknown", coverage.isUnknown)})
    summary.rows.push_back(
        {name, percentText(count), fmt::format("{} of {}", grouped(count.seen), grouped(count.possible))});
  out += tableText(summary, style);

  Table gaps{.rows = {}, .tones = {Tone::quiet, Tone::quiet, Tone::plain, Tone::plain, Tone::caution}, .wrapped = 3};
  const std::string* path = nullptr;
  for (const CoveredCondition& condition : coverage.conditions) {
    std::string never = neverText(condition);
    if (never.empty()) continue;
    if (path == nullptr || *path != condition.path) gaps.rows.push_back({condition.path});
    path = &condition.path;
    gaps.rows.push_back(
        {std::to_string(condition.line), condition.kind, condition.owner, printable(condition.text), std::move(never)});
  }
  return gaps.rows.empty() ? out : out + '\n' + tableText(gaps, style);
}

}  // namespace regard::render
