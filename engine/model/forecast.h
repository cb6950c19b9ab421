#pragma once
// A purchase model held against what happened: the comparisons of Fader, Hardie & Lee 2005 (their figures 2 to 5).

#include <span>
#include <vector>

#include "engine/model/summary.h"

namespace regard::model {

struct Watched {
  Day until = 0;  ///< the last day that the model was fitted on
  Day end = 0;    ///< the last day of the log, >= until
  double unitDays = 7;
};

/// Customers by their number of repeats up to `until`: how many there are, how many the model expects.
struct Frequency {
  unsigned repeats = 0;  ///< the last entry: as many or more
  double customers = 0, expected = 0;
};
/// Repeats of all customers up to `time`, counted from the first purchase of all in the model's unit.
struct Track {
  double time = 0, repeats = 0, expected = 0;
};
/// Customers by their number of repeats up to `until`: the purchases that each made, on average, after it.
struct Holdout {
  unsigned repeats = 0;  ///< the last entry: as many or more
  double customers = 0, purchases = 0, expected = 0;
};

struct Forecast {
  std::vector<Frequency> frequencies;
  std::vector<Track> tracks;
  std::vector<Holdout> holdout;  ///< empty if nothing was watched after `until`
  double holdoutPurchases = 0, holdoutExpected = 0;
};

inline constexpr unsigned kRepeatsShown = 7;
inline constexpr std::size_t kTracksMax = 400;  ///< more units of time than that: longer steps

/// `customers` as byCustomer() gives them, all with a purchase by `until`.
Forecast forecast(const PurchaseModel& model, std::span<const std::vector<DayOfPurchases>> customers,
                  const Watched& watched);

}  // namespace regard::model
