#include "engine/cluster/readable.h"

#include <array>
#include <cmath>

namespace regard::cluster {
namespace {

/// `count` steps. 0.3 is 3 / 10, and not 3 × 0.1.
double multiple(double count, double step) { return step >= 1 ? count * step : count / std::round(1 / step); }

}  // namespace

double readableBetween(double from, double to, std::span<const double> steps) {
  for (const double step : steps) {
    const double middle = std::round((from + (to - from) / 2) / step);
    for (const double count : {middle, std::floor(to / step), std::ceil(from / step)}) {
      const double value = multiple(count, step);
      if (value > from && value <= to) return value;
    }
  }
  return to;
}

std::span<const double> decimalSteps() {
  static constexpr std::array<double, 22> kSteps = {1e12, 1e11, 1e10, 1e9,  1e8,  1e7,  1e6,  1e5,  1e4,  1e3,  1e2,
                                                    1e1,  1,    1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9};
  return kSteps;
}

}  // namespace regard::cluster
