#pragma once
// Looking up a zone by name walks the tz database and copies the name; customers share a few dozen zones.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.h"

namespace regard {

/// Zones already looked up, wrong names too. Not thread-safe: one per thread.
class ZoneCache {
 public:
  /// The zone, or nullptr if there is none of that name. Valid until the next call.
  const Zone* find(std::string_view name) {
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), name,
                                     [](const Entry& entry, std::string_view wanted) { return entry.first < wanted; });
    if (at != entries_.end() && at->first == name) return at->second ? &*at->second : nullptr;
    if (entries_.size() == kEntriesMax) {  // only junk names can be so many
      entries_.clear();
      return find(name);
    }
    auto zone = Zone::named(name);
    std::optional<Zone> found;
    if (zone) found = *std::move(zone);
    const auto entry = entries_.insert(at, Entry{std::string(name), std::move(found)});
    return entry->second ? &*entry->second : nullptr;
  }

 private:
  static constexpr std::size_t kEntriesMax = 1024;
  using Entry = std::pair<std::string, std::optional<Zone>>;
  std::vector<Entry> entries_;  ///< sorted by name
};

}  // namespace regard
