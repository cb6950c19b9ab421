#include <fmt/format.h>

#include "apps/render/fit.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

/// Four digits that matter.
std::string figure(double value) { return fmt::format("{:#.4g}", value); }

void addModel(const FittedModel& model, Table& table) {
  for (const FittedParameter& one : model.parameters)
    table.rows.push_back({one.name, figure(one.value), fmt::format("standard error {}", figure(one.standardError))});
  table.rows.push_back({"log-likelihood", fmt::format("{:.4f}", model.logLikelihood), ""});
}

Table emptyTable() { return {.rows = {}, .tones = {Tone::quiet, Tone::plain, Tone::quiet}, .indent = 2, .wrapped = 2}; }

}  // namespace

std::string fitText(const FitReport& report, const Style& style) {
  std::string out =
      fmt::format("{} of {}", style.paint(Tone::strong, report.model.model), counted(report.customers, "customer"));
  if (report.unit != "period")
    out += fmt::format(", {} of whom bought again; {} to {}, in {}s", grouped(report.repeatCustomers), report.from,
                       report.until, report.unit);
  Table table = emptyTable();
  addModel(report.model, table);
  out += '\n' + tableText(table, style);
  if (report.spend) {
    table = emptyTable();
    addModel(*report.spend, table);
    table.rows.push_back({"correlation", fmt::format("{:.3f}", report.spendCorrelation),
                          "of how often and how much, which the model takes to be 0"});
    out += fmt::format("{} of {} with a repeat, in {}\n{}", style.paint(Tone::strong, report.spend->model),
                       counted(report.spend->customers, "customer"), report.currency, tableText(table, style));
  }
  if (!report.holdout.empty())
    out += fmt::format("Held out after {}, to {}: {:.0f} purchases, {:.0f} expected\n", report.until, report.lastDay,
                       report.holdoutPurchases, report.holdoutExpected);
  if (report.leftOut > 0) {
    out += fmt::format("Left out {} of {}\n", grouped(report.leftOut), counted(report.rows, "row"));
    for (const std::string& reason : report.firstLeftOut) out += "  " + printable(reason) + '\n';
  }
  return out;
}

std::string fitProgress(const FitProgressInfo& progress) {
  return fmt::format("Fitting {}: {}, log-likelihood {:.4f}", progress.model,
                     counted(progress.evaluations, "evaluation"), progress.logLikelihood);
}

}  // namespace regard::render
