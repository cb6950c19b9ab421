#include <fmt/format.h>

#include "apps/render/fit.h"
#include "apps/render/json.h"

#include "apps/render/quantities.h"

namespace regard::render {
namespace {

Json partJson(const FittedModel& model) {
  Json parameters = Json::object(), errors = Json::object();
  for (const FittedParameter& one : model.parameters) {
    parameters[one.name] = nineDigits(one.value);
    errors[one.name] = nineDigits(one.standardError);
  }
  return {{"model", model.model},
          {"parameters", parameters},
          {"standard_errors", errors},
          {"log_likelihood", nineDigits(model.logLikelihood)},
          {"customers", model.customers}};
}

Json fileJson(const FitReport& report) {
  Json file = {{"format", "regard model 1"}};
  file.update(partJson(report.model));
  file["unit"] = report.unit;
  if (report.spend) {
    file["spend"] = partJson(*report.spend);
    file["spend"]["currency"] = report.currency;
    file["spend"]["field"] = report.spendField;
  }
  Json data = {{"source", report.source}};
  if (report.unit != "period") {
    data["from"] = report.from;
    data["until"] = report.until;
    data["repeat_customers"] = report.repeatCustomers;
    data["purchases"] = report.purchases;
  }
  file["data"] = std::move(data);
  return file;
}

Json pointsJson(const std::vector<FitPoint>& points, const char* at) {
  Json out = Json::array();
  for (const FitPoint& one : points)
    out.push_back({{at, one.at}, {"actual", one.actual}, {"expected", one.expected}, {"customers", one.customers}});
  return out;
}

}  // namespace

std::string modelFile(const FitReport& report) { return jsonText(fileJson(report)); }

std::string fitJson(const FitReport& report) {
  Json out = fileJson(report);
  out["data"]["last_day"] = orNull(report.lastDay);
  out["rows"] = report.rows;
  out["left_out"] = report.leftOut;
  out["first_left_out"] = report.firstLeftOut;
  out["evaluations"] = report.model.evaluations;
  out["seconds"] = report.seconds;
  if (report.unit == "period") {
    out["survival"] = pointsJson(report.survival, "periods");
    return jsonText(out);
  }
  if (report.spend) out["spend"]["correlation"] = report.spendCorrelation;
  out["frequencies"] = pointsJson(report.frequencies, "repeats");
  out["tracks"] = pointsJson(report.tracks, "time");
  out["holdout"] = {{"purchases", report.holdoutPurchases},
                    {"expected", report.holdoutExpected},
                    {"by_repeats", pointsJson(report.holdout, "repeats")}};
  return jsonText(out);
}

}  // namespace regard::render
