#include "engine/model/summary.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace regard::model {

Summary Summariser::finish(Day until, double unitDays) {
  REGARD_CHECK(!isEmpty_ && day_ <= until, day_, until);
  closeDay();
  out_.purchases.recency = (day_ - out_.first) / unitDays;
  out_.purchases.age = (until - out_.first) / unitDays;
  if (out_.purchases.repeats > 0) out_.meanSpend = amount_ / out_.purchases.repeats;
  return out_;
}

Summary summarise(std::span<const DayOfPurchases> days, Day until, double unitDays) {
  REGARD_CHECK(!days.empty() && days.front().day <= until, days.size(), until);
  Summariser all;
  for (const DayOfPurchases& one : days) {
    if (one.day > until) break;
    all.add(one.day, one.amount);
  }
  return all.finish(until, unitDays);
}

std::vector<std::vector<DayOfPurchases>> byCustomer(std::vector<Purchase> purchases) {
  // Stable: amounts of one day are added up in the log's order.
  std::stable_sort(purchases.begin(), purchases.end(), [](const Purchase& a, const Purchase& b) {
    return std::tie(a.customer, a.day) < std::tie(b.customer, b.day);
  });
  std::vector<std::vector<DayOfPurchases>> out;
  for (std::size_t i = 0; i < purchases.size(); ++i) {
    const Purchase& one = purchases[i];
    if (i == 0 || one.customer != purchases[i - 1].customer) out.emplace_back();
    if (out.back().empty() || out.back().back().day != one.day) out.back().push_back({one.day, 0});
    out.back().back().amount += one.amount;
  }
  return out;
}

}  // namespace regard::model
