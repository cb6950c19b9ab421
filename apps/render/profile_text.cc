#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "apps/render/layout.h"
#include "apps/render/profile.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

std::string share(std::uint64_t part, std::uint64_t all) {
  if (all == 0) return "–";
  const double percent = 100 * static_cast<double>(part) / static_cast<double>(all);
  return part > 0 && percent < 0.05 ? "<0.1%" : fmt::format("{:.1f}%", percent);
}

/// One character for each range, as high as it has customers.
std::string shape(const AttributeProfile& attribute, const Style& style) {
  constexpr std::array<const char*, 8> kHigh = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::string_view kPlain = "_.:-=+*#";
  std::uint64_t most = 1;
  for (const ProfilePart& part : attribute.parts) most = std::max(most, part.customers);
  std::string out;
  for (const ProfilePart& part : attribute.parts) {
    const auto height = static_cast<std::size_t>(7 * part.customers / most);
    if (style.unicode) {
      out += kHigh[height];
    } else {
      out += kPlain[height];
    }
  }
  return out;
}

std::string membersText(const AttributeProfile& attribute, const Style& style) {
  constexpr std::size_t kShown = 4;
  std::vector<ProfilePart> parts = attribute.parts;
  std::stable_sort(parts.begin(), parts.end(),
                   [](const ProfilePart& a, const ProfilePart& b) { return a.customers > b.customers; });
  std::string out;
  for (std::size_t i = 0; i < std::min(kShown, parts.size()); ++i)
    out += fmt::format("{}{} {}", i == 0 ? "" : ", ", printable(parts[i].name),
                       share(parts[i].customers, attribute.known));
  if (parts.size() > kShown || attribute.hasMore) out += std::string(", ") + style.glyphs().ellipsis;
  return out;
}

std::string rankedText(const std::vector<RankedProfile>& figures, const Style& style) {
  std::string out = "\nParts of all customers\n";
  Table table{.rows = {{"", "begins at", "customers", "place within"}}, .tones = {}, .indent = 2, .wrapped = 0};
  for (const RankedProfile& figure : figures) {
    for (const RankedPart& part : figure.parts)
      table.rows.push_back({fmt::format("{}, {}", figure.figure, part.name), part.begins.text, grouped(part.customers),
                            part.error == 0 ? "exact" : fmt::format("{:.2f}%", 100 * part.error)});
    if (figure.unknown > 0)
      table.rows.push_back({fmt::format("{}, not known", figure.figure), "", grouped(figure.unknown), ""});
  }
  return out + tableText(table, style);
}

}  // namespace

std::string driftWord(double drift) { return drift < 0.1 ? "steady" : drift < 0.25 ? "moved" : "moved much"; }

std::string spreadText(const AttributeProfile& attribute, const Style& style) {
  if (attribute.isPrivate) return "private";
  if (!attribute.quantiles) return membersText(attribute, style);
  const ProfileQuantiles& q = *attribute.quantiles;
  const std::string_view dot = style.glyphs().dot;
  return fmt::format("{}  {} {} {} {} {} {} {} {} {}", shape(attribute, style), q.least.text, dot, q.quarter.text, dot,
                     q.median.text, dot, q.threeQuarters.text, dot, q.greatest.text);
}

std::string profileProgress(std::uint64_t customers, std::uint64_t total, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(customers) / seconds : 0;
  return fmt::format("Looking  {} of {}, {}/s", grouped(customers), counted(total, "record"), rateText(rate));
}

std::string profileText(const PopulationProfile& profile, const std::string& store, const Style& style) {
  std::string out = fmt::format("{} of {} as of {}, looked at in {}.\n", counted(profile.customers, "customer"), store,
                                profile.takenAt, durationText(profile.seconds));
  if (profile.lastTakenAt) out += fmt::format("Drift is since {}.\n", *profile.lastTakenAt);
  if (profile.unreadable > 0)
    out +=
        style.paint(Tone::bad, fmt::format("{} cannot be read; the first: {}\n", counted(profile.unreadable, "record"),
                                           printable(profile.firstUnreadable)));
  out += '\n';
  Table table{.rows = {}, .tones = {Tone::strong}, .indent = 2, .wrapped = profile.lastTakenAt ? 3U : 2U};
  const auto add = [&](std::string name, std::string unknown, std::string moved, std::string spread) {
    std::vector<std::string> row{std::move(name), std::move(unknown)};
    if (profile.lastTakenAt) row.push_back(std::move(moved));
    row.push_back(std::move(spread));
    table.rows.push_back(std::move(row));
  };
  add("attribute", "unknown", "drift", fmt::format("spread: least, quarter, median, three quarters, greatest"));
  for (const AttributeProfile& one : profile.attributes)
    add(one.name, share(one.unknown, one.known + one.unknown),
        one.drift ? fmt::format("{:.2f} {}", *one.drift, driftWord(*one.drift)) : "", spreadText(one, style));
  out += tableText(table, style);
  if (!profile.figures.empty()) out += rankedText(profile.figures, style);
  return out;
}

}  // namespace regard::render
