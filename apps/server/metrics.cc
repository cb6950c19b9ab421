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
  ++answers_[{std::string(operation), status}];
  auto found = latencies_.find(operation);
  if (found == latencies_.end()) found = latencies_.emplace(operation, Latency{}).first;
  Latency& latency = found->second;
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
  head(text, "regard_request_seconds", "From a request's last byte to its answer.", "histogram");
  for (const auto& [operation, latency] : latencies_) {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
      below += latency.buckets[i];
      fmt::format_to(out, "regard_request_seconds_bucket{{operation=\"{}\",le=\"{}\"}} {}\n", operation, kBounds[i],
                     below);
    }
    fmt::format_to(out, "regard_request_seconds_bucket{{operation=\"{}\",le=\"+Inf\"}} {}\n", operation, latency.count);
    fmt::format_to(out, "regard_request_seconds_sum{{operation=\"{}\"}} {}\n", operation, latency.seconds);
    fmt::format_to(out, "regard_request_seconds_count{{operation=\"{}\"}} {}\n", operation, latency.count);
  }
  return text;
}

}  // namespace regard::server
