#include "engine/ledger/counters.h"

#include <cstring>
#include <optional>
#include <utility>

#include "dsl/ir/windows.h"
#include "engine/ledger/due.h"
#include "engine/ledger/keys.h"

namespace regard::ledger {
namespace {

constexpr std::size_t kCounterNameMost = 400;
constexpr std::int64_t kFirstMs = std::numeric_limits<std::int64_t>::min();  // no bucket's: where the total stands

Fault damaged() { return {FaultKind::kCorrupt, "a shared counter of the store is damaged: restore it from a copy"}; }

std::string keyOf(std::string_view counter, std::int64_t ms) {
  std::string key = bounded(counter, kCounterNameMost);
  key += '\0';
  return key += instantKey(ms);
}

/// The sum of all buckets from `fromMs` on.
struct Total {
  std::int64_t fromMs = 0, sum = 0;
};

std::string bytesOf(std::int64_t amount) { return {reinterpret_cast<const char*>(&amount), sizeof amount}; }
std::string bytesOf(Total total) { return {reinterpret_cast<const char*>(&total), sizeof total}; }

template <class Value>
Result<std::optional<Value>> valueAt(const TableView& store, const std::string& key) {
  auto found = store.get(Table::kCounters, key);
  if (!found) return found.fault();
  if (!*found) return std::optional<Value>();
  Value value;
  if ((*found)->size() != sizeof value) return damaged();
  std::memcpy(&value, (*found)->data(), sizeof value);
  return std::optional(value);
}

/// Calls visit(bucketMs, amount) for the buckets from `fromMs` to `toMs`, both in.
template <class Visit>
Status forEachBucket(const TableView& store, std::string_view counter, std::int64_t fromMs, std::int64_t toMs,
                     Visit&& visit) {
  const std::string first = keyOf(counter, fromMs), last = keyOf(counter, toMs);
  bool isSound = true;
  const auto scanned = store.scan(Table::kCounters, first, [&](std::string_view key, std::string_view value) {
    if (key > last || key.size() != first.size()) return false;
    std::int64_t amount = 0;
    isSound = value.size() == sizeof amount;
    if (!isSound) return false;
    std::memcpy(&amount, value.data(), sizeof amount);
    visit(instantOf(key.substr(key.size() - kInstantBytes)), amount);
    return true;
  });
  if (!scanned) return scanned;
  return isSound ? Status(Done{}) : Status(damaged());
}

bool isRolling(const ir::Window& window) {
  return window.kind == ir::WindowKind::kRolling || window.kind == ir::WindowKind::kRollingMonths;
}

/// Within (afterMs, nowMs]; nothing where that is not known any more.
Result<std::optional<std::int64_t>> usedIn(const TableView& store, const ir::Counter& counter, bool rolls,
                                           std::int64_t afterMs, std::int64_t nowMs) {
  std::int64_t sum = 0;
  const auto add = [&](std::int64_t, std::int64_t amount) { sum += amount; };
  const auto subtract = [&](std::int64_t, std::int64_t amount) { sum -= amount; };
  const std::int64_t fromMs = afterMs == kFirstMs ? kFirstMs + 1 : afterMs + 1;
  if (!rolls) {
    if (auto read = forEachBucket(store, counter.key, fromMs, nowMs, add); !read) return read.fault();
    return std::optional(sum);
  }
  auto total = valueAt<Total>(store, keyOf(counter.key, kFirstMs));
  if (!total) return total.fault();
  if (!*total) return std::optional<std::int64_t>(0);
  if (fromMs < (*total)->fromMs && nowMs >= (*total)->fromMs) return std::optional<std::int64_t>();
  if (nowMs < (*total)->fromMs) return std::optional<std::int64_t>();
  sum = (*total)->sum;
  if (auto read = forEachBucket(store, counter.key, (*total)->fromMs, afterMs, subtract); !read) return read.fault();
  if (auto read = forEachBucket(store, counter.key, nowMs + 1, std::numeric_limits<std::int64_t>::max(), subtract);
      !read)
    return read.fault();
  return std::optional(sum);
}

/// What has left the window for good leaves the total and the store.
Result<Total> advanced(Transaction& store, const ir::Counter& counter, std::int64_t afterMs) {
  auto known = valueAt<Total>(store, keyOf(counter.key, kFirstMs));
  if (!known) return known.fault();
  if (!*known) return Total{afterMs + 1, 0};
  Total total = **known;
  if (total.fromMs > afterMs) return total;
  std::vector<std::int64_t> gone;
  const auto leaves = [&](std::int64_t ms, std::int64_t amount) {
    total.sum -= amount;
    gone.push_back(ms);
  };
  if (auto read = forEachBucket(store, counter.key, total.fromMs, afterMs, leaves); !read) return read.fault();
  for (const std::int64_t ms : gone)
    if (auto erased = store.erase(Table::kCounters, keyOf(counter.key, ms)); !erased) return erased.fault();
  total.fromMs = afterMs + 1;
  return total;
}

/// Adds to a bucket and, if it is in there, to the total.
Status add(Transaction& store, std::string_view counter, std::int64_t bucketMs, std::int64_t amount) {
  auto bucket = valueAt<std::int64_t>(store, keyOf(counter, bucketMs));
  if (!bucket) return bucket.fault();
  if (auto put = store.put(Table::kCounters, keyOf(counter, bucketMs), bytesOf(bucket->value_or(0) + amount)); !put)
    return put;
  auto total = valueAt<Total>(store, keyOf(counter, kFirstMs));
  if (!total) return total.fault();
  if (!*total || bucketMs < (*total)->fromMs) return Done{};
  (*total)->sum += amount;
  return store.put(Table::kCounters, keyOf(counter, kFirstMs), bytesOf(**total));
}

}  // namespace

Result<std::vector<Scalar>> readCounters(const TableView& store, const ir::Program& program, const Zone& zone,
                                         std::int64_t nowMs) {
  std::vector<Scalar> used;
  std::vector<std::int64_t> afterMs;
  for (const ir::Counter& counter : program.counters) {
    const ir::Window& window = program.windows[counter.window];
    afterMs.push_back(ir::windowAfter(window, zone, nowMs));
    auto sum = usedIn(store, counter, isRolling(window), afterMs.back(), nowMs);
    if (!sum) return sum.fault();
    used.push_back(!*sum              ? Scalar::unknown()
                   : counter.addsCost ? Scalar::known(Cell::ofInt(**sum))
                                      : Scalar::known(Cell::ofDouble(static_cast<double>(**sum))));
  }
  if (used.empty()) return used;
  const auto lapsed = forEachLapsed(store, nowMs, [&](const Taken& taken) {
    for (std::size_t i = 0; i < used.size(); ++i) {
      const ir::Counter& counter = program.counters[i];
      if (counter.key != taken.counter || !used[i].isKnown()) continue;
      if (taken.bucketMs <= afterMs[i] || taken.bucketMs > nowMs) continue;
      used[i].cell = counter.addsCost ? Cell::ofInt(used[i].cell.asInt() - taken.amount)
                                      : Cell::ofDouble(used[i].cell.asDouble() - static_cast<double>(taken.amount));
    }
  });
  if (!lapsed) return lapsed.fault();
  return used;
}

Result<Taken> take(Transaction& store, const ir::Program& program, const Zone& zone, std::uint32_t which,
                   std::int64_t amount, std::int64_t nowMs) {
  const ir::Counter& counter = program.counters[which];
  const ir::Window& window = program.windows[counter.window];
  const std::int64_t afterMs = ir::windowAfter(window, zone, nowMs);
  Taken taken{counter.key, nowMs, amount};
  if (isRolling(window)) {
    auto total = advanced(store, counter, afterMs);
    if (!total) return total.fault();
    if (auto put = store.put(Table::kCounters, keyOf(counter.key, kFirstMs), bytesOf(*total)); !put) return put.fault();
  } else {
    taken.bucketMs = window.kind == ir::WindowKind::kAll ? 0 : afterMs + 1;
  }
  if (auto added = add(store, taken.counter, taken.bucketMs, amount); !added) return added.fault();
  return taken;
}

Status giveBack(Transaction& store, const Taken& taken) {
  auto bucket = valueAt<std::int64_t>(store, keyOf(taken.counter, taken.bucketMs));
  if (!bucket) return bucket.fault();
  if (!*bucket) return Done{};  // it has left its window
  return add(store, taken.counter, taken.bucketMs, -taken.amount);
}

}  // namespace regard::ledger
