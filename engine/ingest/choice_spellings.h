#pragma once
// From a cell's text to a choice's member, in a few nanoseconds for the spellings met before.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/catalog/catalog.h"

namespace regard {

class ChoiceSpellings {
 public:
  explicit ChoiceSpellings(const std::vector<CatalogMember>& members);

  /// The member spelled exactly so, by name or by title.
  std::optional<std::uint32_t> exactly(std::string_view cell) const;
  /// Blanks, case and punctuation aside. Remembers the answer as an exact spelling.
  std::optional<std::uint32_t> loosely(std::string_view cell);

 private:
  struct Slot {
    std::string_view spelling;
    std::uint32_t member = 0;
  };

  void add(std::string_view spelling, std::uint32_t member);
  static void place(std::vector<Slot>& slots, const Slot& slot);

  std::vector<std::unique_ptr<const std::string>> texts_;  // what the slots point into; stays put when this moves
  std::vector<Slot> slots_;                                // open addressing, a power of two, at most half full
  std::vector<std::pair<std::string, std::uint32_t>> loose_;
};

}  // namespace regard
