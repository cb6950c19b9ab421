#pragma once
// What models read of a customer, made of what was bought.

#include <cstdint>
#include <span>
#include <vector>

#include "base/date.h"
#include "engine/model/purchase_model.h"

namespace regard::model {

/// All purchases of one customer on one day are one: what was bought is their sum.
struct DayOfPurchases {
  Day day = 0;
  double amount = 0;
};

struct Summary {
  Purchases purchases;
  double meanSpend = 0;  ///< per repeat; 0 if there is none
  Day first = 0;
};

/// Makes a summary of purchases one after another, in ascending order of days.
class Summariser {
 public:
  void add(Day day, double amount) {
    if (isEmpty_ || day != day_) {
      closeDay();
      day_ = day;
      if (isEmpty_) out_.first = day;
      isEmpty_ = false;
    }
    ofDay_ += amount;
  }
  bool isEmpty() const { return isEmpty_; }
  /// As of `until`, no earlier than the last day added. REQUIRES that something was added.
  Summary finish(Day until, double unitDays);

 private:
  void closeDay() {
    if (!isEmpty_ && day_ != out_.first) {
      out_.purchases.repeats += 1;
      amount_ += ofDay_;
    }
    ofDay_ = 0;
  }

  Summary out_;
  bool isEmpty_ = true;
  Day day_ = 0;
  double ofDay_ = 0, amount_ = 0;  ///< of the day so far; of all repeats before it
};

/// Of the purchases up to `until`, both days in, of which the first is the first one ever; `unitDays` is the unit of
/// time in days. REQUIRES ascending days, the first of them <= until.
Summary summarise(std::span<const DayOfPurchases> days, Day until, double unitDays);

/// A customer's purchase in a log, in any order.
struct Purchase {
  std::uint32_t customer = 0;
  Day day = 0;
  double amount = 0;
};
/// Customers of a log by their days, in the order of their numbers. Customers without purchases have no entry.
std::vector<std::vector<DayOfPurchases>> byCustomer(std::vector<Purchase> purchases);

}  // namespace regard::model
