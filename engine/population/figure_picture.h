#pragma once
// How all customers stand by one figure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cell.h"
#include "dsl/ir/program.h"
#include "engine/population/kll.h"

namespace regard::population {

class FigurePicture {
 public:
  /// The largest and the smallest values are kept themselves, so that `top 10` is exact.
  static constexpr std::size_t kEdge = 1000;

  FigurePicture(std::string meaning, TypeKind kind) : meaning_(std::move(meaning)), kind_(kind) {}

  void add(Scalar value);

  /// Where the part of the customers that the threshold means begins: a value that one of them has, and whoever has it
  /// belongs to the part. The part holds at least one customer, and a share is rounded up to whole ones. Unknown if the
  /// value of nobody is known. Only known values are ranked.
  Scalar beginsAt(const ir::Threshold& threshold) const;
  /// By how much the place of that value can be wrong, as a part of all, by 99%.
  double errorOf(const ir::Threshold& threshold) const;
  /// How many customers belong to the part, about.
  std::uint64_t holds(const ir::Threshold& threshold) const;

  const std::string& meaning() const { return meaning_; }
  TypeKind kind() const { return kind_; }
  std::uint64_t known() const { return sketch_.count(); }
  std::uint64_t unknown() const { return unknown_; }  ///< errors too
  const KllSketch& sketch() const { return sketch_; }

  std::string toBytes() const;
  static std::optional<FigurePicture> fromBytes(std::string_view bytes);

 private:
  std::uint64_t placeOf(const ir::Threshold& threshold) const;

  std::string meaning_;
  TypeKind kind_;
  std::uint64_t unknown_ = 0;
  KllSketch sketch_;
  std::vector<std::int64_t> least_, greatest_;  ///< heaps of at most kEdge, the innermost value on top
};

}  // namespace regard::population
