#include "engine/model/forecast.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace regard::model {
namespace {

using Customers = std::span<const std::vector<DayOfPurchases>>;

/// How many customers made their first purchase on each day.
std::map<Day, double> cohorts(Customers customers) {
  std::map<Day, double> out;
  for (const auto& days : customers) out[days.front().day] += 1;
  return out;
}

std::vector<Frequency> frequencies(const PurchaseModel& model, Customers customers, const Watched& watched) {
  std::vector<Frequency> out(kRepeatsShown + 1);
  for (unsigned n = 0; n <= kRepeatsShown; ++n) out[n].repeats = n;
  for (const auto& days : customers) {
    const double repeats = summarise(days, watched.until, watched.unitDays).purchases.repeats;
    out[static_cast<std::size_t>(std::min<double>(repeats, kRepeatsShown))].customers += 1;
  }
  for (const auto& [first, count] : cohorts(customers)) {
    double rest = 1;
    for (unsigned n = 0; n < kRepeatsShown; ++n) {
      const double p = probabilityOfRepeats(model, n, (watched.until - first) / watched.unitDays);
      out[n].expected += count * p;
      rest -= p;
    }
    out[kRepeatsShown].expected += count * std::max(0.0, rest);
  }
  return out;
}

std::vector<Track> tracks(const PurchaseModel& model, Customers customers, const Watched& watched) {
  const std::map<Day, double> begun = cohorts(customers);
  const Day start = begun.begin()->first;
  std::vector<Day> repeats;
  for (const auto& days : customers)
    for (std::size_t i = 1; i < days.size(); ++i)
      if (days[i].day <= watched.end) repeats.push_back(days[i].day);
  std::sort(repeats.begin(), repeats.end());
  const double units = (watched.end - start) / watched.unitDays;
  const double step = std::max(1.0, std::ceil(units / static_cast<double>(kTracksMax)));
  std::vector<Track> out;
  for (double time = step; time <= units; time += step) {
    const double day = start + time * watched.unitDays;
    Track track{time, 0, 0};
    track.repeats = static_cast<double>(
        std::upper_bound(repeats.begin(), repeats.end(), day, [](double at, Day one) { return at < one; }) -
        repeats.begin());
    for (const auto& [first, count] : begun)
      if (day > first) track.expected += count * expectedPurchases(model, (day - first) / watched.unitDays);
    out.push_back(track);
  }
  return out;
}

void compareHoldout(const PurchaseModel& model, Customers customers, const Watched& watched, Forecast& into) {
  const double horizon = (watched.end - watched.until) / watched.unitDays;
  into.holdout.resize(kRepeatsShown + 1);
  for (unsigned n = 0; n <= kRepeatsShown; ++n) into.holdout[n].repeats = n;
  for (const auto& days : customers) {
    const Purchases purchases = summarise(days, watched.until, watched.unitDays).purchases;
    Holdout& entry = into.holdout[static_cast<std::size_t>(std::min<double>(purchases.repeats, kRepeatsShown))];
    const auto later = std::count_if(days.begin(), days.end(), [&](const DayOfPurchases& one) {
      return one.day > watched.until && one.day <= watched.end;
    });
    const double expected = expectedPurchases(model, purchases, horizon);
    entry.customers += 1;
    entry.purchases += static_cast<double>(later);
    entry.expected += expected;
    into.holdoutPurchases += static_cast<double>(later);
    into.holdoutExpected += expected;
  }
  std::erase_if(into.holdout, [](const Holdout& entry) { return entry.customers == 0; });
  for (Holdout& entry : into.holdout) {
    entry.purchases /= entry.customers;
    entry.expected /= entry.customers;
  }
}

}  // namespace

Forecast forecast(const PurchaseModel& model, Customers customers, const Watched& watched) {
  Forecast out;
  if (customers.empty()) return out;
  out.frequencies = frequencies(model, customers, watched);
  out.tracks = tracks(model, customers, watched);
  if (watched.end > watched.until) compareHoldout(model, customers, watched, out);
  return out;
}

}  // namespace regard::model
