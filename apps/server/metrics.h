#pragma once
// What is counted, as Prometheus reads it.

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

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
  static void histogram(std::string& text, std::string_view name, std::string_view label, std::string_view value,
                        const Latency& latency);

  struct Operation {
    std::map<int, std::uint64_t> answers;  ///< by status
    Latency latency;
  };
  /// Of a decision, in the order in which they are told.
  enum class Stage : std::uint8_t { answer, wait, work };
  static constexpr std::array<std::string_view, 3> kStages = {"answer", "wait", "work"};
  Latency& of(Stage stage) { return stages_[static_cast<std::size_t>(stage)]; }

  using Counts = std::map<std::string, std::uint64_t, std::less<>>;
  static void countOne(Counts& counts, std::string_view name);

  std::map<std::string, Operation, std::less<>> operations_;
  Counts actions_;   ///< by what ranked first
  Counts degraded_;  ///< decisions by why they are none; `no`: they are
  Counts late_;
  std::array<Latency, kStages.size()> stages_{};
};

}  // namespace regard::server
