#include <fmt/format.h>

#include <algorithm>

#include "apps/render/chart.h"
#include "apps/render/page.h"
#include "apps/render/profile.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

std::string percentOf(std::uint64_t part, std::uint64_t all) {
  if (all == 0) return "";
  const double percent = 100 * static_cast<double>(part) / static_cast<double>(all);
  return part > 0 && percent < 0.05 ? "&lt;0.1%" : fmt::format("{:.1f}%", percent);
}

/// "0.12, moved"; the word stands beside the figure, so that nothing is told by colour alone.
std::string driftText(const AttributeProfile& attribute) {
  return attribute.drift ? fmt::format("{:.2f}, {}", *attribute.drift, driftWord(*attribute.drift)) : "";
}

std::string anchorOf(std::size_t index) { return fmt::format("a{}", index + 1); }

/// All attributes at a glance, each a link to what is told of it.
std::string overview(const PopulationProfile& profile) {
  std::string out = "<table><thead><tr><th scope=\"col\">attribute</th><th scope=\"col\">type</th>";
  out += "<th scope=\"col\">unknown</th>";
  if (profile.lastTakenAt) out += "<th scope=\"col\">drift</th>";
  out += "</tr></thead><tbody>\n";
  for (std::size_t i = 0; i < profile.attributes.size(); ++i) {
    const AttributeProfile& one = profile.attributes[i];
    out += fmt::format("<tr><th scope=\"row\"><a href=\"#{}\">{}</a></th><td>{}</td><td>{}</td>", anchorOf(i),
                       htmlEscaped(one.name), htmlEscaped(one.type), percentOf(one.unknown, one.known + one.unknown));
    if (profile.lastTakenAt) out += fmt::format("<td>{}</td>", driftText(one));
    out += "</tr>\n";
  }
  return out + "</tbody></table>\n";
}

std::string partName(const ProfilePart& part) {
  if (!part.name.empty()) return htmlEscaped(part.name);
  if (part.from.text == part.to.text) return htmlEscaped(part.from.text);
  return htmlEscaped(part.from.text) + " – " + htmlEscaped(part.to.text);
}

/// A row for each range or member; of members the most frequent first. Bars say nothing that the figures do not.
std::string partsTable(const AttributeProfile& attribute) {
  constexpr std::size_t kShown = 20;
  std::vector<ProfilePart> parts = attribute.parts;
  const bool isRanged = attribute.quantiles.has_value();
  if (!isRanged)
    std::stable_sort(parts.begin(), parts.end(),
                     [](const ProfilePart& a, const ProfilePart& b) { return a.customers > b.customers; });
  std::uint64_t most = 1;
  for (const ProfilePart& part : parts) most = std::max(most, part.customers);
  std::string out = fmt::format(
      "<table><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">customers</th>"
      "<th scope=\"col\">share</th><td></td></tr></thead><tbody>\n",
      isRanged ? "from – to" : "value");
  for (std::size_t i = 0; i < std::min(parts.size(), kShown); ++i)
    out += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"bar\" aria-hidden=\"true\">"
        "<div style=\"width:{:.1f}%\"></div></td></tr>\n",
        partName(parts[i]), grouped(parts[i].customers), percentOf(parts[i].customers, attribute.known),
        100 * static_cast<double>(parts[i].customers) / static_cast<double>(most));
  out += "</tbody></table>\n";
  if (parts.size() > kShown || attribute.hasMore) out += "<p class=\"quiet\">There are more.</p>\n";
  return out;
}

std::string quantilesText(const AttributeProfile& attribute) {
  const ProfileQuantiles& q = *attribute.quantiles;
  std::string out = "<p>";
  const auto say = [&out](std::string_view what, const Value& value, std::string_view behind) {
    out += fmt::format("{} {}{}", what, htmlEscaped(value.text), behind);
  };
  say("Least", q.least, ", ");
  say("a tenth below", q.tenth, ", ");
  say("a quarter below", q.quarter, ", ");
  say("half below", q.median, ", ");
  say("three quarters below", q.threeQuarters, ", ");
  say("nine tenths below", q.ninety, ", ");
  say("greatest", q.greatest, ".");
  if (attribute.error > 0) out += fmt::format(" Places are within {:.2f}% of all.", 100 * attribute.error);
  return out + "</p>\n";
}

std::string section(const PopulationProfile& profile, std::size_t index) {
  const AttributeProfile& one = profile.attributes[index];
  std::string out = fmt::format(
      "<h2 id=\"{}\">{}</h2>\n<p class=\"quiet\">{}{}; {} known, {} unknown ({})", anchorOf(index),
      htmlEscaped(one.name), one.title.empty() || one.title == one.name ? "" : htmlEscaped(one.title) + ": ",
      htmlEscaped(one.type), grouped(one.known), grouped(one.unknown), percentOf(one.unknown, one.known + one.unknown));
  if (one.drift)
    out += fmt::format("; drift since {}: {}", htmlEscaped(profile.lastTakenAt.value_or("the last profile")),
                       driftText(one));
  out += ".</p>\n";
  if (one.isPrivate) return out + "<p>Private: only whether it is known was looked at.</p>\n";
  if (one.quantiles) out += quantilesText(one);
  return one.parts.empty() ? out : out + partsTable(one);
}

std::string rankedSection(const std::vector<RankedProfile>& figures) {
  std::string out =
      "<h2>Parts of all customers</h2>\n<table><thead><tr><th scope=\"col\">figure</th>"
      "<th scope=\"col\">begins at</th><th scope=\"col\">customers</th>"
      "<th scope=\"col\">place within</th></tr></thead><tbody>\n";
  for (const RankedProfile& figure : figures) {
    for (const RankedPart& part : figure.parts)
      out += fmt::format("<tr><th scope=\"row\">{}, {}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                         htmlEscaped(figure.figure), htmlEscaped(part.name), htmlEscaped(part.begins.text),
                         grouped(part.customers),
                         part.error == 0 ? std::string("exact") : fmt::format("{:.2f}%", 100 * part.error));
    if (figure.unknown > 0)
      out += fmt::format("<tr><th scope=\"row\">{}, not known</th><td></td><td>{}</td><td></td></tr>\n",
                         htmlEscaped(figure.figure), grouped(figure.unknown));
  }
  return out + "</tbody></table>\n";
}

}  // namespace

std::string profilePage(const PopulationProfile& profile, const std::string& store) {
  std::string out = pageHead(fmt::format("{} of {}", counted(profile.customers, "customer"), store));
  out += fmt::format("<p>As of {}.", htmlEscaped(profile.takenAt));
  if (profile.lastTakenAt)
    out += fmt::format(
        " Drift is how far an attribute has moved since {}: the population stability index, by whose "
        "convention less than 0.1 is nothing to speak of and 0.25 is much.",
        htmlEscaped(*profile.lastTakenAt));
  if (profile.unreadable > 0)
    out += fmt::format(" {} cannot be read; the first: {}.", counted(profile.unreadable, "record"),
                       htmlEscaped(profile.firstUnreadable));
  out += "</p>\n" + overview(profile);
  for (std::size_t i = 0; i < profile.attributes.size(); ++i) out += section(profile, i);
  if (!profile.figures.empty()) out += rankedSection(profile.figures);
  return out + std::string(kPageEnd);
}

}  // namespace regard::render
