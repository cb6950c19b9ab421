#include "engine/model/fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace regard::model {
namespace {

struct Group {
  Purchases customer;
  double count = 0;
};

std::vector<Group> grouped(std::span<const Purchases> customers) {
  std::vector<Purchases> sorted(customers.begin(), customers.end());
  std::sort(sorted.begin(), sorted.end());  // by repeats first
  std::vector<Group> groups;
  for (const Purchases& one : sorted) {
    if (groups.empty() || groups.back().customer != one) groups.push_back({one, 0});
    groups.back().count += 1;
  }
  return groups;
}

double sumOver(const PurchaseModel& model, const std::vector<Group>& groups) {
  double sum = 0, ofRepeats = 0, repeats = -1;
  for (const Group& group : groups) {
    if (group.customer.repeats != repeats) {
      repeats = group.customer.repeats;
      ofRepeats = logLikelihoodOfRepeats(model, repeats);
    }
    sum += group.count * (ofRepeats + logLikelihoodOfTimes(model, group.customer));
  }
  return sum;
}

void take(Maximum&& from, Fit& into) {
  into.errors = std::move(from.errors);
  into.logLikelihood = from.value;
  into.evaluations = from.evaluations;
}

std::string undetermined(std::string_view model, std::string_view what) {
  return fmt::format("{} are too much alike for {}: its parameters can be anything", what, model);
}

/// What the purchases lack for a fit, or nothing.
std::string lackOf(std::span<const Purchases> customers, std::size_t distinct, std::string_view model) {
  if (customers.empty()) return "there are no customers to fit on";
  if (customers.size() == 1) return "one customer says nothing of how customers differ: fit on many";
  for (const Purchases& one : customers)
    if (!(one.repeats >= 0 && one.recency >= 0 && one.age >= one.recency && std::isfinite(one.age)))
      return fmt::format(
          "a customer with {} repeats, the last at {}, watched for {}: times run from the first purchase "
          "to the last to the end",
          one.repeats, one.recency, one.age);
  if (std::none_of(customers.begin(), customers.end(), [](const Purchases& one) { return one.repeats > 0; }))
    return fmt::format("none of {} customers bought a second time: {} needs repeat customers", customers.size(), model);
  return distinct == 1 ? undetermined(model, "the customers") : std::string();
}

}  // namespace

Result<PurchaseFit> fitPurchases(PurchaseKind kind, std::span<const Purchases> customers, const FitProgress& progress) {
  const std::vector<Group> groups = grouped(customers);
  if (std::string lack = lackOf(customers, groups.size(), nameOf(kind)); !lack.empty()) return invalid(std::move(lack));
  const auto modelAt = [kind](std::span<const double> at) {
    PurchaseModel model{kind, {}};
    std::copy(at.begin(), at.end(), model.parameters.begin());
    return model;
  };
  double age = 0;
  for (const Group& group : groups) age += group.count * group.customer.age;
  age /= static_cast<double>(customers.size());
  // Times are on the scale of how long customers were watched, whatever their unit is.
  const double scale = std::max(age, 1e-3) / 10;
  const double start[] = {1, scale, 1, kind == PurchaseKind::kParetoNbd ? scale : 3.0};
  Maximum found = maximise([&](std::span<const double> at) { return sumOver(modelAt(at), groups); }, start, progress);
  if (!found.isDetermined) return invalid(undetermined(nameOf(kind), "the customers"));
  PurchaseFit fit;
  fit.model = modelAt(found.at);
  take(std::move(found), fit);
  return fit;
}

Result<SpendFit> fitSpend(std::span<const SpendObservation> customers, const FitProgress& progress) {
  std::vector<SpendObservation> usable;
  double meanOfMeans = 0, meanOfRepeats = 0;
  for (const SpendObservation& one : customers) {
    if (one.mean < 0 || !std::isfinite(one.mean))
      return invalid(
          fmt::format("a customer who spends {} on average: gamma_gamma is about amounts above zero", one.mean));
    if (!(one.repeats > 0 && one.mean > 0)) continue;
    usable.push_back(one);
    meanOfMeans += one.mean;
    meanOfRepeats += one.repeats;
  }
  if (usable.size() < 2)
    return invalid("there are not two customers with a repeat that was worth anything: gamma_gamma needs many");
  meanOfMeans /= static_cast<double>(usable.size());
  meanOfRepeats /= static_cast<double>(usable.size());
  double ofMeans = 0, ofRepeats = 0, ofBoth = 0;
  for (const SpendObservation& one : usable) {
    const double mean = one.mean - meanOfMeans, repeats = one.repeats - meanOfRepeats;
    ofMeans += mean * mean;
    ofRepeats += repeats * repeats;
    ofBoth += mean * repeats;
  }
  if (!(ofMeans > 1e-18 * meanOfMeans * meanOfMeans)) return invalid(undetermined("gamma_gamma", "all mean amounts"));
  const auto modelAt = [](std::span<const double> at) { return GammaGamma{at[0], at[1], at[2]}; };
  const double start[] = {5, 4, meanOfMeans / 2};
  Maximum found = maximise(
      [&](std::span<const double> at) {
        double sum = 0;
        for (const SpendObservation& one : usable) sum += logLikelihood(modelAt(at), one.repeats, one.mean);
        return sum;
      },
      start, progress);
  if (!found.isDetermined) return invalid(undetermined("gamma_gamma", "the mean amounts"));
  SpendFit fit;
  fit.model = modelAt(found.at);
  fit.customers = usable.size();
  fit.correlation = ofRepeats > 0 ? ofBoth / std::sqrt(ofMeans * ofRepeats) : 0;
  take(std::move(found), fit);
  if (fit.model.q <= 1)
    return invalid(
        fmt::format("the amounts spread so widely (q = {:.3f}) that their mean does not exist: leave out the few "
                    "huge ones",
                    fit.model.q));
  return fit;
}

Result<ContractFit> fitContract(std::span<const Tenure> customers, const FitProgress& progress) {
  bool someLeft = false, someStayed = false;
  for (const Tenure& one : customers) {
    if (!(one.periods >= (one.left ? 1 : 0)) || !(one.customers >= 0) || !std::isfinite(one.periods))
      return invalid(fmt::format("a customer of {} periods: who left did so after one or more", one.periods));
    someLeft = someLeft || (one.left && one.customers > 0);
    someStayed = someStayed || (one.periods > 0 && one.customers > 0 && !(one.left && one.periods == 1));
  }
  if (customers.empty()) return invalid("there are no customers to fit on");
  if (!someLeft) return invalid("nobody left: sbg needs some who did");
  if (!someStayed) return invalid("everybody left after one period: sbg needs some who stayed");
  const double start[] = {1, 1};
  Maximum found = maximise(
      [&](std::span<const double> at) {
        const ShiftedBetaGeometric model{at[0], at[1]};
        double sum = 0;
        for (const Tenure& one : customers)
          sum += one.customers * (one.left ? logChurn(model, one.periods) : logSurvival(model, one.periods));
        return sum;
      },
      start, progress);
  if (!found.isDetermined) return invalid(undetermined("sbg", "the customers"));
  ContractFit fit;
  fit.model = {found.at[0], found.at[1]};
  take(std::move(found), fit);
  return fit;
}

}  // namespace regard::model
