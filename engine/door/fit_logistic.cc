#include <chrono>
#include <filesystem>

#include "engine/door/values.h"
#include "engine/fit/observations.h"
#include "regard/model.h"

namespace regard {

Expected<LogisticReport> fitLogistic(const LogisticRequest& request) {
  auto table = fit::readObservations(request.path, request.outcome, request.terms, request.delimiter);
  if (!table) return errorOf(table.fault());
  const auto started = std::chrono::steady_clock::now();
  const auto fitted = model::fitLogistic(table->data);
  if (!fitted) return errorOf(fitted.fault());
  LogisticReport report;
  report.source = std::filesystem::path(request.path).filename().string();
  report.outcome = request.outcome;
  report.intercept = {"intercept", fitted->intercept, fitted->errors.front()};
  for (std::size_t i = 0; i < fitted->weights.size(); ++i)
    report.terms.push_back({table->data.columns[i], fitted->weights[i], fitted->errors[i + 1]});
  report.bases = std::move(table->bases);
  report.logLikelihood = fitted->logLikelihood;
  report.nullLogLikelihood = fitted->nullLogLikelihood;
  report.auc = fitted->auc;
  report.customers = table->data.cameTrue.size();
  for (const std::uint8_t one : table->data.cameTrue) report.cameTrue += one;
  report.rows = table->rows;
  report.leftOut = table->leftOut.count;
  report.firstLeftOut = std::move(table->leftOut.first);
  report.steps = fitted->evaluations;
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return report;
}

}  // namespace regard
