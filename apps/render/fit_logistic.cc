#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "apps/render/fit.h"
#include "apps/render/json.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

Json fileJson(const LogisticReport& report) {
  Json terms = Json::array();
  for (const FittedParameter& one : report.terms)
    terms.push_back(
        {{"of", one.name}, {"weight", nineDigits(one.value)}, {"standard_error", nineDigits(one.standardError)}});
  return {{"format", "regard model 1"},
          {"model", "logistic"},
          {"intercept", nineDigits(report.intercept.value)},
          {"standard_error", nineDigits(report.intercept.standardError)},
          {"terms", std::move(terms)},
          {"log_likelihood", nineDigits(report.logLikelihood)},
          {"null_log_likelihood", nineDigits(report.nullLogLikelihood)},
          {"auc", nineDigits(report.auc)},
          {"customers", report.customers},
          {"data", {{"source", report.source}, {"outcome", report.outcome}, {"came_true", report.cameTrue}}}};
}

}  // namespace

std::string modelFile(const LogisticReport& report) { return jsonText(fileJson(report)); }

std::string fitJson(const LogisticReport& report) {
  Json out = fileJson(report);
  out["bases"] = report.bases;
  out["rows"] = report.rows;
  out["left_out"] = report.leftOut;
  out["first_left_out"] = report.firstLeftOut;
  out["steps"] = report.steps;
  out["seconds"] = report.seconds;
  return jsonText(out);
}

std::string fitText(const LogisticReport& report, const Style& style) {
  std::string out = fmt::format("{} of {}, {} of whom did: {}\n", style.paint(Tone::strong, "logistic"),
                                counted(report.customers, "customer"), grouped(report.cameTrue), report.outcome);
  Table table{.rows = {}, .tones = {Tone::quiet, Tone::plain, Tone::quiet}, .indent = 2, .wrapped = 2};
  const auto add = [&table](const FittedParameter& one) {
    table.rows.push_back(
        {one.name, fmt::format("{:#.4g}", one.value),
         fmt::format("standard error {:#.4g}, z {:.2f}", one.standardError, one.value / one.standardError)});
  };
  add(report.intercept);
  for (const FittedParameter& one : report.terms) add(one);
  table.rows.push_back({"log-likelihood", fmt::format("{:.4f}", report.logLikelihood),
                        fmt::format("{:.4f} without any term", report.nullLogLikelihood)});
  table.rows.push_back({"AUC", fmt::format("{:.4f}", report.auc), "on the customers that it was fitted on"});
  out += tableText(table, style);
  if (!report.bases.empty())
    out += fmt::format("Words are measured from {}\n", printable(fmt::format("{}", fmt::join(report.bases, ", "))));
  if (report.leftOut > 0) {
    out += fmt::format("Left out {} of {}\n", grouped(report.leftOut), counted(report.rows, "row"));
    for (const std::string& reason : report.firstLeftOut) out += "  " + printable(reason) + '\n';
  }
  return out;
}

}  // namespace regard::render
