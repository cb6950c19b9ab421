#pragma once
// Points side by side.

#include <cstddef>
#include <span>
#include <vector>

namespace regard::cluster {

struct Points {
  std::size_t width = 0;       ///< numbers to a point
  std::vector<double> values;  ///< point by point, all finite

  std::size_t count() const { return width == 0 ? 0 : values.size() / width; }
  std::span<const double> operator[](std::size_t i) const { return {values.data() + i * width, width}; }
};

/// The square of their distance.
inline double apart(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

}  // namespace regard::cluster
