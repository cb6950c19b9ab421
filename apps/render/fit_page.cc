#include <fmt/format.h>

#include <cmath>

#include "apps/render/chart.h"
#include "apps/render/fit.h"
#include "apps/render/page.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

std::string modelTable(const FittedModel& model) {
  std::string out =
      fmt::format("<h2>{}</h2>\n<table><tr><th>parameter</th><th>value</th><th>standard error</th></tr>\n",
                  htmlEscaped(model.model));
  for (const FittedParameter& one : model.parameters)
    out += fmt::format("<tr><td>{}</td><td>{:.6g}</td><td>{:.3g}</td></tr>\n", htmlEscaped(one.name), one.value,
                       one.standardError);
  return out + fmt::format("<tr><td>log-likelihood</td><td>{:.4f}</td><td></td></tr></table>\n", model.logLikelihood);
}

Series actualOf(const std::vector<FitPoint>& points) {
  Series out{"actual", {}};
  for (const FitPoint& one : points) out.points.emplace_back(one.at, one.actual);
  return out;
}
Series expectedOf(const std::vector<FitPoint>& points) {
  Series out{"expected", {}};
  for (const FitPoint& one : points) out.points.emplace_back(one.at, one.expected);
  return out;
}

/// What each step adds.
std::vector<FitPoint> steps(const std::vector<FitPoint>& cumulative) {
  std::vector<FitPoint> out = cumulative;
  for (std::size_t i = out.size(); i-- > 1;) {
    out[i].actual -= cumulative[i - 1].actual;
    out[i].expected -= cumulative[i - 1].expected;
  }
  return out;
}

std::vector<std::string> repeatNames(const std::vector<FitPoint>& points) {
  std::vector<std::string> names;
  for (const FitPoint& one : points)
    names.push_back(fmt::format("{:g}{}", one.at, one.at >= 7 ? "+" : ""));  // as many or more
  return names;
}

std::string charts(const FitReport& report) {
  const auto pair = [](const std::vector<FitPoint>& points) {
    return std::vector{actualOf(points), expectedOf(points)};
  };
  if (report.unit == "period")
    return svgText({"Who is still there", "periods", "share of customers", Chart::Form::kLines, pair(report.survival)});
  std::string out = svgText({"Customers by repeat purchases", "repeat purchases until " + report.until, "customers",
                             Chart::Form::kBars, pair(report.frequencies), repeatNames(report.frequencies)});
  const std::string time = fmt::format("{}s since {}", report.unit, report.from);
  const bool isHeldOut = !report.holdout.empty();
  const auto mark = isHeldOut ? std::optional(report.untilAt) : std::nullopt;
  out += svgText({"Repeat purchases so far",
                  time,
                  "purchases",
                  Chart::Form::kLines,
                  pair(report.tracks),
                  {},
                  mark,
                  "fitted until here"});
  out += svgText({fmt::format("Repeat purchases each {}", report.unit),
                  time,
                  "purchases",
                  Chart::Form::kLines,
                  pair(steps(report.tracks)),
                  {},
                  mark,
                  "fitted until here"});
  if (isHeldOut)
    out += svgText({"Purchases after " + report.until, "repeat purchases until then", "purchases a customer, mean",
                    Chart::Form::kBars, pair(report.holdout), repeatNames(report.holdout)});
  return out;
}

}  // namespace

std::string fitPage(const FitReport& report) {
  std::string out = pageHead(fmt::format("{} of {}", report.model.model, counted(report.customers, "customer")));
  out += fmt::format("<p>Fitted on {}", htmlEscaped(report.source));
  if (report.unit != "period")
    out += fmt::format(": {} to {}, in {}s. {} customers bought again; there were {} days of purchases", report.from,
                       report.until, report.unit, grouped(report.repeatCustomers), grouped(report.purchases));
  if (report.leftOut > 0)
    out += fmt::format(". {} of {} were left out", grouped(report.leftOut), counted(report.rows, "row"));
  out += ".</p>\n" + modelTable(report.model);
  if (report.spend) {
    out += modelTable(*report.spend);
    out += fmt::format(
        "<p class=\"quiet\">Amounts in {}, of {} with a repeat. How often and how much correlate by {:.3f}; the "
        "model takes them not to.</p>\n",
        htmlEscaped(report.currency), counted(report.spend->customers, "customer"), report.spendCorrelation);
  }
  out += "<h2>What happened, and what the model expects</h2>\n";
  if (!report.holdout.empty())
    out += fmt::format("<p>After {}, until {}, there were {} purchases; {} were expected.</p>\n", report.until,
                       report.lastDay, grouped(static_cast<std::uint64_t>(std::llround(report.holdoutPurchases))),
                       grouped(static_cast<std::uint64_t>(std::llround(report.holdoutExpected))));
  return out + "<div class=\"charts\">\n" + charts(report) + "</div>\n" + std::string(kPageEnd);
}

}  // namespace regard::render
