#include "apps/server/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace regard::server {
namespace {

void head(std::string& text, std::string_view name, std::string_view help, std::string_view type) {
  fmt::format_to(std::back_inserter(text), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

using Buckets = std::array<std::uint64_t, Metrics::kBounds.size() + 1>;

void histogram(std::string& text, std::string_view name, std::string_view label, std::string_view value,
               const Buckets& buckets, std::uint64_t count, double seconds) {
  auto out = std::back_inserter(text);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < Metrics::kBounds.size(); ++i) {
    below += buckets[i];
    fmt::format_to(out, "{}_bucket{{{}=\"{}\",le=\"{}\"}} {}\n", name, label, value, Metrics::kBounds[i], below);
  }
  fmt::format_to(out, "{}_bucket{{{}=\"{}\",le=\"+Inf\"}} {}\n", name, label, value, count);
  fmt::format_to(out, "{}_sum{{{}=\"{}\"}} {}\n", name, label, value, seconds);
  fmt::format_to(out, "{}_count{{{}=\"{}\"}} {}\n", name, label, value, count);
}

}  // namespace

void Metrics::answered(std::string_view operation, int status, std::chrono::nanoseconds took) {
  ++answers_[{std::string(operation), status}];
  auto found = latencies_.find(operation);
  if (found == latencies_.end()) found = latencies_.emplace(operation, Latency{}).first;
  count(found->second, took);
}

void Metrics::decided(const Tally& tally, Clock::time_point arrived) {
  const std::string action = tally.action.empty() ? "none" : tally.action;
  const bool isKnown = actions_.contains(action) || actions_.size() < kActionsMax;
  ++actions_[isKnown ? action : "other"];
  ++degraded_[tally.degraded.empty() ? "no" : tally.degraded];
  if (!tally.degraded.empty()) return;
  count(stages_["wait"], tally.begun - arrived);
  count(stages_["work"], tally.ended - tally.begun);
  count(stages_["answer"], Clock::now() - tally.ended);
}

void Metrics::count(Latency& latency, std::chrono::nanoseconds took) {
  const double seconds = std::chrono::duration<double>(took).count();
  const auto bucket = std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin();
  ++latency.buckets[static_cast<std::size_t>(bucket)];
  ++latency.count;
  latency.seconds += seconds;
}

void Metrics::late(std::string_view reason) {
  const auto found = late_.find(reason);
  found == late_.end() ? late_.emplace(reason, 1U).first->second : ++found->second;
}

std::string Metrics::text(const Reading& reading) {
  std::string text;
  head(text, reading.name.substr(0, reading.name.find('{')), reading.help, reading.isCounter ? "counter" : "gauge");
  fmt::format_to(std::back_inserter(text), "{} {}\n", reading.name, reading.value);
  return text;
}

std::string Metrics::text() const {
  std::string text;
  auto out = std::back_inserter(text);
  head(text, "regard_requests_total", "Requests answered, by operation and status.", "counter");
  for (const auto& [key, count] : answers_)
    fmt::format_to(out, "regard_requests_total{{operation=\"{}\",status=\"{}\"}} {}\n", key.first, key.second, count);
  head(text, "regard_late_total", "Answers that were not in time, by reason.", "counter");
  for (const auto& [reason, count] : late_)
    fmt::format_to(out, "regard_late_total{{reason=\"{}\"}} {}\n", reason, count);
  head(text, "regard_decisions_total", "Decisions, by the action that ranks first.", "counter");
  for (const auto& [action, count] : actions_)
    fmt::format_to(out, "regard_decisions_total{{action=\"{}\"}} {}\n", action, count);
  head(text, "regard_degraded_total", "Decisions, by why they were not made; `no`: they were.", "counter");
  for (const auto& [reason, count] : degraded_)
    fmt::format_to(out, "regard_degraded_total{{reason=\"{}\"}} {}\n", reason, count);
  head(text, "regard_request_seconds", "From a request's last byte to its answer.", "histogram");
  for (const auto& [operation, latency] : latencies_)
    histogram(text, "regard_request_seconds", "operation", operation, latency.buckets, latency.count, latency.seconds);
  head(text, "regard_stage_seconds", "Of a decision: until it was begun, until it was made, until it was told.",
       "histogram");
  for (const auto& [stage, latency] : stages_)
    histogram(text, "regard_stage_seconds", "stage", stage, latency.buckets, latency.count, latency.seconds);
  return text;
}

}  // namespace regard::server
