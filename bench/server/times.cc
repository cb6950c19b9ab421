#include "bench/server/times.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace regard::bench {

void printTimes(const char* name, std::vector<double>& micros, double seconds) {
  std::sort(micros.begin(), micros.end());
  const auto at = [&](double share) {
    return micros[static_cast<std::size_t>(share * static_cast<double>(micros.size() - 1))];
  };
  fmt::print("{:<18} {:>9.0f}/s  p50 {:>8.1f} µs  p99 {:>9.1f} µs  p99.9 {:>9.1f} µs", name,
             static_cast<double>(micros.size()) / seconds, at(0.5), at(0.99), at(0.999));
}

}  // namespace regard::bench
