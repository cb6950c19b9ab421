#include "apps/render/top_reading.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

namespace regard::render {
namespace {

/// The value of a label in `name{label="value",…}`. Ours hold no quotes.
std::string labelOf(std::string_view sample, std::string_view label) {
  const std::string begin = std::string(label) + "=\"";
  const std::size_t at = sample.find(begin);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = sample.substr(at + begin.size());
  return std::string(rest.substr(0, rest.find('"')));
}

/// What two readings say of counters.
class Difference {
 public:
  Difference(const Samples& before, const Samples& after) : before_(before), after_(after) {
    forEach("regard_requests_total{", [&](std::string_view name, double value) {
      const auto found = before_.find(name);
      restarted_ |= found != before_.end() && found->second > value;
    });
  }

  /// Visits all that begin so with their growth.
  template <class Visit>
  void growth(std::string_view begin, Visit visit) const {
    forEach(begin, [&](std::string_view name, double value) {
      const auto found = before_.find(name);
      visit(name, restarted_ || found == before_.end() ? value : value - found->second);
    });
  }
  double total(std::string_view begin) const {
    double sum = 0;
    growth(begin, [&](std::string_view, double grown) { sum += grown; });
    return sum;
  }
  double now(std::string_view name) const {
    const auto found = after_.find(name);
    return found == after_.end() ? 0 : found->second;
  }

 private:
  template <class Visit>
  void forEach(std::string_view begin, Visit visit) const {
    for (auto at = after_.lower_bound(begin); at != after_.end() && at->first.starts_with(begin); ++at)
      visit(std::string_view(at->first), at->second);
  }

  const Samples& before_;
  const Samples& after_;
  bool restarted_ = false;
};

/// Below which the share of answers took, in seconds: along a line within a bucket, as Prometheus has it. Nothing
/// without answers; the last bound for what is beyond it.
std::optional<double> quantileOf(std::vector<std::pair<double, double>> buckets, double share) {
  std::sort(buckets.begin(), buckets.end());
  if (buckets.empty() || !(buckets.back().second > 0)) return std::nullopt;
  const double wanted = share * buckets.back().second;
  double bound = 0, below = 0;
  for (const auto& [upper, count] : buckets) {
    if (count >= wanted && count > below) {
      if (std::isinf(upper)) return bound;
      return bound + (upper - bound) * (wanted - below) / (count - below);
    }
    if (!std::isinf(upper)) bound = upper;
    below = count;
  }
  return bound;
}

TopOperation operationOf(const Difference& between, const std::string& name, double seconds) {
  TopOperation operation;
  operation.name = name;
  const std::string label = "{operation=\"" + name + "\"";
  between.growth("regard_requests_total" + label, [&](std::string_view sample, double grown) {
    operation.perSecond += grown / seconds;
    if (labelOf(sample, "status").starts_with('5')) operation.faultsPerSecond += grown / seconds;
  });
  std::vector<std::pair<double, double>> buckets;
  between.growth("regard_request_seconds_bucket" + label, [&](std::string_view sample, double grown) {
    buckets.emplace_back(std::strtod(labelOf(sample, "le").c_str(), nullptr), grown);
  });
  operation.p50 = quantileOf(buckets, 0.5);
  operation.p99 = quantileOf(buckets, 0.99);
  return operation;
}

template <class T, class Rate>
void byRate(std::vector<T>& list, Rate rate) {
  std::stable_sort(list.begin(), list.end(), [&](const T& a, const T& b) { return rate(a) > rate(b); });
}

}  // namespace

Samples samplesOf(std::string_view text) {
  Samples samples;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string line(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::size_t blank = line.rfind(' ');
    if (line.empty() || line[0] == '#' || blank == std::string::npos) continue;
    char* read = nullptr;
    const double value = std::strtod(line.c_str() + blank + 1, &read);
    if (read != line.c_str() + blank + 1 && *read == '\0') samples[line.substr(0, blank)] = value;
  }
  return samples;
}

Top topOf(const Samples& before, const Samples& after, double seconds) {
  const Difference between(before, after);
  Top top;
  const auto build = after.lower_bound("regard_build_info{");
  if (build != after.end()) {
    top.version = labelOf(build->first, "version");
    top.rulebookHash = labelOf(build->first, "rulebook_hash");
  }
  top.isReady = between.now("regard_ready") > 0;
  std::vector<std::string> names;
  between.growth("regard_requests_total{", [&](std::string_view sample, double) {
    if (const std::string name = labelOf(sample, "operation"); names.empty() || names.back() != name)
      names.push_back(name);
  });
  for (const std::string& name : names) top.operations.push_back(operationOf(between, name, seconds));
  byRate(top.operations, [](const TopOperation& one) { return one.perSecond; });
  between.growth("regard_decisions_total{", [&](std::string_view sample, double grown) {
    top.actions.push_back({labelOf(sample, "action"), grown / seconds});
  });
  byRate(top.actions, [](const TopAction& one) { return one.perSecond; });
  const double told = between.total("regard_degraded_total{");
  const double made = between.total("regard_degraded_total{reason=\"no\"}");
  if (told > 0) top.degradedShare = (told - made) / told;
  top.latePerSecond = between.total("regard_late_total{") / seconds;
  top.readsWaiting = between.now("regard_reads_waiting");
  top.writesWaiting = between.now("regard_writes_waiting");
  top.logWaiting = between.now("regard_log_waiting");
  top.logLost = between.now("regard_log_lost_total");
  top.connections = between.now("regard_connections");
  top.storeBytes = between.now("regard_store_bytes");
  top.readerAgeCommits = between.now("regard_store_reader_age_commits");
  return top;
}

}  // namespace regard::render
