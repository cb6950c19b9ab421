#include "apps/server/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace regard::server {
namespace {

void head(std::string& text, std::string_view name, std::string_view help, std::string_view type) {
  fmt::format_to(std::back_inserter(text), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

}  // namespace

void Metrics::answered(std::string_view operation, int status, std::chrono::nanoseconds took) {
  auto found = operations_.find(operation);
  if (found == operations_.end()) found = operations_.emplace(operation, Operation{}).first;
  ++found->second.answers[status];
  count(found->second.latency, took);
}

void Metrics::countOne(Counts& counts, std::string_view name) {
  const auto found = counts.find(name);
  found == counts.end() ? counts.emplace(name, 1U).first->second : ++found->second;
}

void Metrics::decided(const Tally& tally, Clock::time_point arrived) {
  const std::string_view action = tally.action.empty() ? "none" : std::string_view(tally.action);
  const bool isKnown = actions_.size() < kActionsMax || actions_.contains(action);
  countOne(actions_, isKnown ? action : "other");
  countOne(degraded_, tally.degraded.empty() ? "no" : std::string_view(tally.degraded));
  if (!tally.degraded.empty()) return;
  count(of(Stage::wait), tally.begun - arrived);
  count(of(Stage::work), tally.ended - tally.begun);
  count(of(Stage::answer), Clock::now() - tally.ended);
}

void Metrics::count(Latency& latency, std::chrono::nanoseconds took) {
  const double seconds = std::chrono::duration<double>(took).count();
  const auto bucket = std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin();
  ++latency.buckets[static_cast<std::size_t>(bucket)];
  ++latency.count;
  latency.seconds += seconds;
}

void Metrics::late(std::string_view reason) { countOne(late_, reason); }

void Metrics::histogram(std::string& text, std::string_view name, std::string_view label, std::string_view value,
                        const Latency& latency) {
  auto out = std::back_inserter(text);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < kBounds.size(); ++i) {
    below += latency.buckets[i];
    fmt::format_to(out, "{}_bucket{{{}=\"{}\",le=\"{}\"}} {}\n", name, label, value, kBounds[i], below);
  }
  fmt::format_to(out, "{}_bucket{{{}=\"{}\",le=\"+Inf\"}} {}\n", name, label, value, latency.count);
  fmt::format_to(out, "{}_sum{{{}=\"{}\"}} {}\n", name, label, value, latency.seconds);
  fmt::format_to(out, "{}_count{{{}=\"{}\"}} {}\n", name, label, value, latency.count);
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
  for (const auto& [name, operation] : operations_)
    for (const auto& [status, count] : operation.answers)
      fmt::format_to(out, "regard_requests_total{{operation=\"{}\",status=\"{}\"}} {}\n", name, status, count);
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
  for (const auto& [name, operation] : operations_)
    histogram(text, "regard_request_seconds", "operation", name, operation.latency);
  head(text, "regard_stage_seconds", "Of a decision: until it was begun, until it was made, until it was told.",
       "histogram");
  for (std::size_t i = 0; i < stages_.size(); ++i)
    if (stages_[i].count > 0) histogram(text, "regard_stage_seconds", "stage", kStages[i], stages_[i]);
  return text;
}

}  // namespace regard::server
