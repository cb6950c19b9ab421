#pragma once
// Where a value stands among very many, in little room: a KLL sketch.
//
// Idea: values are gathered in levels; when a level is full, it is sorted and every second value goes one level up,
// where it stands for two. Which half goes is drawn by lot, so that what one step loses the next is as likely to give
// back. Level 0 is the smallest: values that count much are kept longest. Source: Karnin, Lang, Liberty, "Optimal
// Quantile Approximation in Streams" (2016), and the fitted error of Apache DataSketches.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regard::population {

/// Values that were added, or what stands for them. At most k of them: it is exact. Not thread-safe.
class KllSketch {
 public:
  static constexpr unsigned kRoom = 2048;  ///< k: 0.14% of rank

  /// REQUIRES k >= 8. The same values in the same order under the same seed give the same sketch, on any machine.
  explicit KllSketch(unsigned k = kRoom, std::uint64_t seed = 0);

  void add(std::int64_t value);
  /// As if the other's values had been added here. REQUIRES the same k.
  void merge(const KllSketch& other);

  std::uint64_t count() const { return count_; }
  std::int64_t least() const { return least_; }        ///< exact. REQUIRES count() > 0
  std::int64_t greatest() const { return greatest_; }  ///< exact. REQUIRES count() > 0
  bool isExact() const { return levels_.size() == 1; }
  /// The value at a place in ascending order, from 1: of those that were added, never one between.
  /// REQUIRES 1 <= place <= count().
  std::int64_t at(std::uint64_t place) const;
  /// How many values are at most `value`, about.
  std::uint64_t rankOf(std::int64_t value) const;
  /// By how much a place can be wrong, as a part of count(), by 99%; 0 if it is exact.
  double error() const;

  std::string toBytes() const;
  /// Nothing if they are no sketch.
  static std::optional<KllSketch> fromBytes(std::string_view bytes);

 private:
  std::size_t roomOf(std::size_t level) const;
  void compress();
  void compact(std::size_t level);
  bool drawLot();

  unsigned k_;
  std::uint64_t lots_;  ///< the state of the generator
  std::uint64_t count_ = 0;
  std::int64_t least_ = 0, greatest_ = 0;
  std::vector<std::vector<std::int64_t>> levels_;  ///< a value of level h stands for 2^h
  std::size_t held_ = 0, room_ = 0;
};

}  // namespace regard::population
