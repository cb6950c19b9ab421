#include "apps/render/lift.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/render/json.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

constexpr double kMsPerDayShown = 86'400'000;

/// "held out" for held_out, as people say it.
std::string armText(const LiftReport& report, const LiftArm& arm) {
  std::string name = printable(arm.name);
  if (report.isHoldOut) std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string shareText(double rate) { return fmt::format("{:.2f}%", 100 * rate); }

std::string rangeText(const std::string& low, const std::string& high, const Style& style) {
  return fmt::format("{} {} {}", low, style.glyphs().dash, high);
}

std::string rangeText(const LiftFigure& figure, const Style& style) {
  return rangeText(shareText(figure.low), shareText(figure.high), style);
}

std::string headText(const LiftReport& report, const Style& style) {
  const double days = static_cast<double>(report.watchedMs) / kMsPerDayShown;
  std::string out =
      fmt::format("{}: {} within {:g} {} of {}\n", style.paint(Tone::strong, report.name), printable(report.measured),
                  days, days == 1 ? "day" : "days",
                  report.everyone && !report.from.empty() ? report.from.substr(0, 10) : "the first decision");
  if (report.from.empty()) return out + "Nobody to compare yet\n";
  std::uint64_t all = 0;
  for (const LiftArm& arm : report.arms) all += arm.customers;
  out += counted(all, "customer");
  if (!report.everyone)
    out += fmt::format(", who came in from {} to {}", report.from.substr(0, 10), report.to.substr(0, 10));
  return out + "; each counts once\n";
}

std::string armsText(const LiftReport& report, const Style& style) {
  Table table{.rows = {}, .tones = {Tone::strong}, .indent = 2};
  const std::string between = fmt::format("{:g}% between", 100 * report.confidence);
  std::vector<std::string> head{"", "share", "customers", "did", "rate", between};
  if (!report.field.empty()) head.insert(head.end(), {"mean " + report.field, between});
  table.rows.push_back(std::move(head));
  for (const LiftArm& arm : report.arms) {
    std::vector<std::string> row{armText(report, arm) + (arm.isControl ? " (control)" : ""),
                                 fmt::format("{:g}%", 100 * arm.share),
                                 grouped(arm.customers),
                                 grouped(arm.did),
                                 arm.customers == 0 ? "" : shareText(arm.rate.at),
                                 arm.customers == 0 ? "" : rangeText(arm.rate, style)};
    if (!report.field.empty()) {
      row.push_back(arm.mean ? fmt::format("{:.2f}", arm.mean->at) : "");
      row.push_back(arm.mean
                        ? rangeText(fmt::format("{:.2f}", arm.mean->low), fmt::format("{:.2f}", arm.mean->high), style)
                        : "");
    }
    table.rows.push_back(std::move(row));
  }
  return tableText(table, style);
}

std::string pointsText(double share) { return fmt::format("{:+.2f}", 100 * share); }
std::string partText(double part) { return fmt::format("{:+.1f}%", 100 * part); }

/// "+2.90 points (-0.10 – +5.80), lift +24.0% (-1.0% – +55.0%): could be chance".
std::string comparisonText(const LiftComparison& compared, bool isRate, const LiftReport& report, const Style& style) {
  if (!compared.difference) return "nothing to compare yet";
  const LiftFigure& off = *compared.difference;
  const auto figure = [&](double value) { return isRate ? pointsText(value) : fmt::format("{:+.2f}", value); };
  std::string out = fmt::format("{} {} ({})", figure(off.at), isRate ? "points" : report.currency,
                                rangeText(figure(off.low), figure(off.high), style));
  if (compared.lift)
    out += fmt::format(", lift {} ({})", partText(compared.lift->at),
                       rangeText(partText(compared.lift->low), partText(compared.lift->high), style));
  const bool isTold = off.low > 0 || off.high < 0;
  return out + ": " +
         style.paint(isTold ? (off.at > 0 ? Tone::good : Tone::bad) : Tone::caution,
                     isTold ? (off.at > 0 ? "more" : "less") : "could be chance");
}

std::string comparisonsText(const LiftReport& report, const Style& style) {
  const auto control =
      std::find_if(report.arms.begin(), report.arms.end(), [](const LiftArm& a) { return a.isControl; });
  std::string out;
  for (const LiftArm& arm : report.arms) {
    if (arm.isControl) continue;
    const std::string over = fmt::format("{} over {}", armText(report, arm), armText(report, *control));
    out += fmt::format("{}: {}\n", style.paint(Tone::strong, over), comparisonText(arm.rates, true, report, style));
    if (!report.field.empty())
      out += fmt::format("  {}: {}\n", report.field, comparisonText(arm.means, false, report, style));
  }
  if (report.arms.size() > 2)
    out += fmt::format("Each comparison lies there by {:.3g}%, so that all of them do by {:g}%\n",
                       100 * report.comparedConfidence, 100 * report.confidence);
  return out;
}

std::string warningsText(const LiftReport& report, const Style& style) {
  std::string out;
  const auto warn = [&](const std::string& text) { out += style.paint(Tone::caution, "warning: ") + text + '\n'; };
  if (report.ratioIsWrong)
    warn(fmt::format(
        "the numbers of customers do not fit the shares (by chance {}): something else than the lot decides "
        "who is counted, so look for it before you believe the rest",
        report.ratioProbability < 1e-6 ? "less than once in a million"
                                       : fmt::format("{:.2g}%", 100 * report.ratioProbability)));
  const bool isThin = std::any_of(report.arms.begin(), report.arms.end(), [](const LiftArm& a) { return a.isThin; });
  if (isThin) warn("thin evidence: an arm has fewer than ten who did, or fewer than ten who did not");
  if (report.needed)
    out += fmt::format("To tell a tenth more than the control's rate four times in five, each arm needs {}\n",
                       counted(*report.needed, "customer"));
  return out;
}

std::string leftOutText(const LiftReport& report) {
  std::string out;
  const auto say = [&](std::uint64_t count, std::string_view what, std::string_view why) {
    if (count > 0) out += fmt::format("Left out: {} {}\n", counted(count, what), why);
  };
  say(report.tooRecent, "customer", "not watched for so long yet");
  say(report.otherShares, "customer", "decided for while the rules shared out otherwise");
  say(report.letGo, "customer", "whose oldest rows were let go");
  say(report.erased, "decision", "of customers who were erased");
  say(report.unreadable, "decision", "that cannot be read");
  return out;
}

Json figureJson(const LiftFigure& figure) {
  return {{"at", nineDigits(figure.at)}, {"low", nineDigits(figure.low)}, {"high", nineDigits(figure.high)}};
}
Json figureJson(const std::optional<LiftFigure>& figure) { return figure ? figureJson(*figure) : Json(); }

Json comparisonJson(const LiftComparison& compared) {
  return {{"difference", figureJson(compared.difference)}, {"lift", figureJson(compared.lift)}};
}

}  // namespace

std::string liftText(const LiftReport& report, const Style& style) {
  std::string out = headText(report, style);
  if (report.from.empty()) return out + leftOutText(report);
  out += armsText(report, style) + comparisonsText(report, style);
  return out + warningsText(report, style) + leftOutText(report);
}

std::string liftJson(const LiftReport& report) {
  Json arms = Json::array();
  for (const LiftArm& arm : report.arms) {
    Json one{{"name", arm.name}, {"control", arm.isControl},     {"share", arm.share}, {"customers", arm.customers},
             {"did", arm.did},   {"rate", figureJson(arm.rate)}, {"thin", arm.isThin}};
    one["rates"] = arm.isControl ? Json() : comparisonJson(arm.rates);
    if (!report.field.empty()) {
      one["mean"] = figureJson(arm.mean);
      one["means"] = arm.isControl ? Json() : comparisonJson(arm.means);
    }
    arms.push_back(std::move(one));
  }
  return jsonText({{"name", report.name},
                   {"kind", report.isHoldOut ? "hold_out" : "experiment"},
                   {"measured", report.measured},
                   {"is_event", report.isEvent},
                   {"watched_seconds", report.watchedMs / 1'000},
                   {"field", orNull(report.field)},
                   {"currency", report.field.empty() ? Json() : Json(report.currency)},
                   {"from", orNull(report.from)},
                   {"to", orNull(report.to)},
                   {"confidence", report.confidence},
                   {"compared_confidence", nineDigits(report.comparedConfidence)},
                   {"arms", arms},
                   {"ratio_probability", nineDigits(report.ratioProbability)},
                   {"ratio_is_wrong", report.ratioIsWrong},
                   {"needed", report.needed ? Json(*report.needed) : Json()},
                   {"decisions", report.decisions},
                   {"left_out",
                    {{"too_recent", report.tooRecent},
                     {"other_shares", report.otherShares},
                     {"let_go", report.letGo},
                     {"erased_decisions", report.erased},
                     {"unreadable_decisions", report.unreadable}}}});
}

std::string liftCsv(const std::vector<LiftCustomer>& customers) {
  std::string out = "customer,arm,since,did,amount\r\n";
  for (const LiftCustomer& one : customers)
    out += fmt::format("{},{},{},{},{}\r\n", csvCell(one.id), csvCell(one.arm), one.since, one.did ? "yes" : "no",
                       one.amount.digits);
  return out;
}

}  // namespace regard::render
