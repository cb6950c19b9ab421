#pragma once
// What is counted, as Prometheus reads it.

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "apps/server/exchange.h"

namespace regard::server {

/// Of one thread.
class Metrics {
 public:
  /// Upper bounds of the buckets that latencies are counted in, in seconds.
  static constexpr std::array<double, 16> kBounds = {0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                     0.025,   0.05,   0.1,     0.25,   0.5,   1,      2.5,   5};

  void answered(std::string_view operation, int status, std::chrono::nanoseconds took);
  /// A decision was told to whoever asked at `arrived`. Actions beyond kActionsMax count as `other`.
  void decided(const Tally& tally, Clock::time_point arrived);
  static constexpr std::size_t kActionsMax = 1000;

  /// A decision was answered without deciding, or an answer came when nobody waited for it any more.
  void late(std::string_view reason);

  /// A metric that is read when it is asked for.
  struct Reading {
    std::string_view name;  ///< with labels, if it has any
    std::string_view help;
    double value = 0;
    bool isCounter = false;
  };
  static std::string text(const Reading& reading);
  /// Text exposition format 0.0.4 of all that was counted.
  std::string text() const;

 private:
  struct Latency {
    std::array<std::uint64_t, kBounds.size() + 1> buckets{};
    std::uint64_t count = 0;
    double seconds = 0;
  };
  static void count(Latency& latency, std::chrono::nanoseconds took);

  std::map<std::pair<std::string, int>, std::uint64_t> answers_;
  std::map<std::string, std::uint64_t, std::less<>> actions_;   ///< by what ranked first
  std::map<std::string, std::uint64_t, std::less<>> degraded_;  ///< decisions by why they are none; empty: they are
  std::map<std::string, Latency, std::less<>> stages_;
  std::map<std::string, Latency, std::less<>> latencies_;
  std::map<std::string, std::uint64_t, std::less<>> late_;
};

}  // namespace regard::server
