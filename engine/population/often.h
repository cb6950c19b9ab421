#pragma once
// What occurs most often among very many texts, in little room: the Space-Saving summary.
// Source: Metwally, Agrawal, El Abbadi, "Efficient Computation of Frequent and Top-k Elements in Data Streams" (2005).

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regard::population {

class OftenSeen {
 public:
  static constexpr std::size_t kRoom = 512;         ///< texts that are counted at a time
  static constexpr std::size_t kTextBytesMax = 80;  ///< longer ones are counted by their beginning

  struct Entry {
    std::string text;
    std::uint64_t count = 0;  ///< at most this often …
    std::uint64_t over = 0;   ///< … and at least this much less
  };

  void add(std::string_view text);
  /// Whether every text that was added is still counted, so that all counts are exact.
  bool isExact() const { return isExact_; }
  std::size_t distinct() const { return counts_.size(); }  ///< REQUIRES isExact()
  /// The `most` most frequent, the first by text among equals.
  std::vector<Entry> top(std::size_t most) const;

  std::string toBytes() const;
  static std::optional<OftenSeen> fromBytes(std::string_view bytes);

 private:
  struct Count {
    std::uint64_t count = 0, over = 0;
  };
  std::map<std::string, Count, std::less<>> counts_;
  bool isExact_ = true;
};

}  // namespace regard::population
