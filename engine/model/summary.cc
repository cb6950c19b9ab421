#include "engine/model/summary.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace regard::model {

Summary summarise(std::span<const DayOfPurchases> days, Day until, double unitDays) {
  REGARD_CHECK(!days.empty() && days.front().day <= until, days.size(), until);
  Summary out;
  out.first = days.front().day;
  Day last = out.first;
  double amount = 0;
  for (const DayOfPurchases& one : days.subspan(1)) {
    if (one.day > until) break;
    out.purchases.repeats += 1;
    amount += one.amount;
    last = one.day;
  }
  out.purchases.recency = (last - out.first) / unitDays;
  out.purchases.age = (until - out.first) / unitDays;
  if (out.purchases.repeats > 0) out.meanSpend = amount / out.purchases.repeats;
  return out;
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
