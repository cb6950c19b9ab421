#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <utility>

#include "base/format.h"
#include "base/literals.h"
#include "base/nearest.h"
#include "engine/door/store_impl.h"
#include "engine/door/values.h"
#include "engine/fit/stored_purchases.h"
#include "engine/fit/tenure_table.h"
#include "engine/model/discount.h"
#include "engine/model/fit.h"
#include "engine/model/forecast.h"
#include "regard/model.h"

namespace regard {
namespace {

using Progress = std::function<void(const FitProgressInfo&)>;
using Customers = std::vector<std::vector<model::DayOfPurchases>>;

Result<double> unitDaysOf(const std::string& unit) {
  if (unit == "day") return 1.0;
  if (unit == "week") return 7.0;
  if (unit == "month") return model::kDaysPerYear / 12;
  return invalid(fmt::format("there is no unit `{}`: there are day, week and month", unit));
}

Result<model::PurchaseKind> kindOf(const std::string& name) {
  using enum model::PurchaseKind;
  for (const auto kind : {kBgNbd, kMbgNbd, kParetoNbd})
    if (nameOf(kind) == name) return kind;
  const std::vector<std::string> known{"bg_nbd", "mbg_nbd", "pareto_nbd", "sbg", "logistic"};
  const std::string nearest = didYouMean(name, known);
  return invalid(
      fmt::format("there is no model `{}`{}", name,
                  nearest.empty() ? ": there are bg_nbd, mbg_nbd, pareto_nbd, sbg and logistic" : ": " + nearest));
}

FittedModel fitted(std::string_view name, std::span<const std::string_view> names, std::span<const double> values,
                   const model::Fit& fit, std::size_t customers) {
  FittedModel out;
  out.model = name;
  for (std::size_t i = 0; i < names.size(); ++i)
    out.parameters.push_back({std::string(names[i]), values[i], fit.errors[i]});
  out.logLikelihood = fit.logLikelihood;
  out.customers = customers;
  out.evaluations = fit.evaluations;
  return out;
}

model::FitProgress tellingOf(const Progress& progress, const std::string& name) {
  if (!progress) return {};
  return [&progress, name](unsigned evaluations, double best) { progress({name, evaluations, best}); };
}

class Fitting {
 public:
  Fitting(const FitRequest& request, const Store* store, const Progress& progress)
      : request_(request), store_(store), progress_(progress) {}

  Result<FitReport> run() {
    report_.source = request_.event.empty() ? std::filesystem::path(request_.path).filename().string() : request_.event;
    const auto started = std::chrono::steady_clock::now();
    if (auto done = request_.model == "sbg" ? contracts() : purchases(); !done) return done.fault();
    report_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started_.value_or(started)).count();
    return std::move(report_);
  }

 private:
  void leave(const fit::LeftOut& out, std::uint64_t rows) {
    report_.rows = rows;
    report_.leftOut = out.count;
    report_.firstLeftOut = out.first;
  }

  /// "…, 12 of 12 rows were left out: line 3: …", where that is why nothing is left.
  Fault because(Fault fault) const {
    if (report_.leftOut > 0)
      fault.message += fmt::format(" ({} of {} rows were left out: {})", report_.leftOut, report_.rows,
                                   report_.firstLeftOut.front());
    return fault;
  }

  Status contracts() {
    if (request_.periods.empty() || request_.left.empty())
      return invalid("sbg needs two columns: periods under contract, and whether the customer left at their end");
    auto table = fit::readTenures(request_.path, request_.periods, request_.left, request_.delimiter);
    if (!table) return table.fault();
    leave(table->leftOut, table->rows);
    started_ = std::chrono::steady_clock::now();
    const auto fit = model::fitContract(table->customers, tellingOf(progress_, "sbg"));
    if (!fit) return because(fit.fault());
    constexpr std::string_view kNames[] = {"alpha", "beta"};
    const double values[] = {fit->model.alpha, fit->model.beta};
    for (const model::Tenure& one : table->customers) report_.customers += static_cast<std::uint64_t>(one.customers);
    report_.model = fitted("sbg", kNames, values, *fit, report_.customers);
    report_.unit = "period";
    survival(table->customers, fit->model);
    return Done{};
  }

  /// Kaplan and Meier's estimate beside the model's: many are watched for less than the longest.
  void survival(const std::vector<model::Tenure>& customers, const model::ShiftedBetaGeometric& sbg) {
    double longest = 0, there = 1;
    for (const model::Tenure& one : customers) longest = std::max(longest, one.periods);
    for (double period = 1; period <= std::min(longest, 120.0); ++period) {
      double asked = 0, left = 0;
      for (const model::Tenure& one : customers) {
        if (one.periods >= period) asked += one.customers;
        if (one.left && one.periods == period) left += one.customers;
      }
      if (asked == 0) break;
      there *= 1 - left / asked;
      report_.survival.push_back({period, there, model::survival(sbg, period), static_cast<std::uint64_t>(asked)});
    }
  }

  Result<fit::PurchaseLog> log() {
    const auto today = Zone::utc().dayAt(clockMs()) + 1;  // somewhere it is tomorrow already
    if (request_.event.empty()) {
      if (!request_.spend.empty() && request_.currency.empty())
        return invalid("what purchases are worth needs a currency, such as USD");
      report_.currency = request_.spend.empty() ? "" : request_.currency;
      return fit::readPurchases(request_.path, {request_.customer, request_.at, request_.spend, request_.delimiter},
                                today);
    }
    const auto zone = request_.rulebook ? Zone::named(request_.rulebook->program()->timezone) : Zone::utc();
    if (!zone) return zone.fault();
    const auto catalog = store_->impl()->store->catalog();
    if (!catalog) return catalog.fault();
    if (!request_.spend.empty()) report_.currency = catalog->currency();
    return fit::readPurchases(*store_->impl()->store, request_.event, request_.spend, *zone, today);
  }

  Status purchases() {
    const auto kind = kindOf(request_.model);
    if (!kind) return kind.fault();
    const auto unitDays = unitDaysOf(request_.unit);
    if (!unitDays) return unitDays.fault();
    report_.unit = request_.unit;
    auto read = log();
    if (!read) return read.fault();
    leave(read->leftOut, read->rows);
    Customers customers = model::byCustomer(std::move(read->purchases));
    auto watched = window(customers);
    if (!watched) return watched.fault();
    watched->unitDays = *unitDays;
    if (customers.empty()) return because(invalid("there are no customers to fit on"));
    return fitOn(*kind, customers, *watched);
  }

  /// Takes away who first bought after the last day to fit on.
  Result<model::Watched> window(Customers& customers) {
    model::Watched watched{kFirstDay, kFirstDay};
    for (const auto& days : customers) watched.end = std::max(watched.end, days.back().day);
    watched.until = watched.end;
    if (!request_.until.empty()) {
      const auto until = parseDate(request_.until, Dialect::kRule);
      if (!until) return until.fault();
      watched.until = *until;
    }
    std::erase_if(customers, [&](const auto& days) { return days.front().day > watched.until; });
    if (customers.empty() && !request_.until.empty() && watched.end > kFirstDay)
      return invalid(fmt::format("nobody had bought anything by {}", request_.until));
    watched.end = std::max(watched.end, watched.until);
    return watched;
  }

  Status fitOn(model::PurchaseKind kind, const Customers& customers, const model::Watched& watched) {
    std::vector<model::Purchases> seen;
    std::vector<model::SpendObservation> spend;
    Day first = watched.until;
    for (const auto& days : customers) {
      const model::Summary summary = model::summarise(days, watched.until, watched.unitDays);
      seen.push_back(summary.purchases);
      spend.push_back({summary.purchases.repeats, summary.meanSpend});
      report_.purchases += static_cast<std::uint64_t>(summary.purchases.repeats) + 1;
      report_.repeatCustomers += summary.purchases.repeats > 0 ? 1 : 0;
      first = std::min(first, summary.first);
    }
    report_.customers = customers.size();
    report_.from = formatDate(first);
    report_.until = formatDate(watched.until);
    report_.lastDay = formatDate(watched.end);
    started_ = std::chrono::steady_clock::now();
    const auto fit = model::fitPurchases(kind, seen, tellingOf(progress_, request_.model));
    if (!fit) return because(fit.fault());
    report_.model = fitted(nameOf(kind), parameterNames(kind), fit->model.parameters, *fit, customers.size());
    if (!request_.spend.empty()) {
      const auto worth = model::fitSpend(spend, tellingOf(progress_, "gamma_gamma"));
      if (!worth) return because(worth.fault());
      constexpr std::string_view kNames[] = {"p", "q", "v"};
      const double values[] = {worth->model.p, worth->model.q, worth->model.v};
      report_.spendField = request_.spend;
      report_.spend = fitted("gamma_gamma", kNames, values, *worth, worth->customers);
      report_.spendCorrelation = worth->correlation;
    }
    compare(model::forecast(fit->model, customers, watched), (watched.until - first) / watched.unitDays);
    return Done{};
  }

  void compare(const model::Forecast& found, double untilAt) {
    const auto count = [](double customers) { return static_cast<std::uint64_t>(customers); };
    for (const auto& one : found.frequencies)
      report_.frequencies.push_back({double(one.repeats), one.customers, one.expected, count(one.customers)});
    for (const auto& one : found.tracks) report_.tracks.push_back({one.time, one.repeats, one.expected, 0});
    for (const auto& one : found.holdout)
      report_.holdout.push_back({double(one.repeats), one.purchases, one.expected, count(one.customers)});
    report_.untilAt = untilAt;
    report_.holdoutPurchases = found.holdoutPurchases;
    report_.holdoutExpected = found.holdoutExpected;
  }

  const FitRequest& request_;
  const Store* store_;
  const Progress& progress_;
  std::optional<std::chrono::steady_clock::time_point> started_;  ///< data read, and now the fit
  FitReport report_;
};

}  // namespace

Expected<FitReport> fitModel(const FitRequest& request, const Store* store, const Progress& progress) {
  auto report = Fitting(request, store, progress).run();
  if (!report) return errorOf(report.fault());
  return *std::move(report);
}

}  // namespace regard
