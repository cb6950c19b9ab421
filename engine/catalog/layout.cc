// Cap'n Proto's struct layout: fields in ordinal order, each in the first hole that fits, else in a new word whose
// rest becomes holes. There is at most one hole of each size, because a field only opens a larger one when none of
// its own size is left.

#include <array>

#include "engine/catalog/catalog.h"

namespace regard {
namespace {

constexpr unsigned kLog2Word = 6;

class DataSection {
 public:
  /// The first bit of a field of 2^size bits.
  std::uint32_t add(unsigned size) {
    if (const auto hole = take(size)) return *hole << size;
    const std::uint32_t bit = words_++ << kLog2Word;
    std::uint32_t end = (bit >> size) + 1;
    for (; size < kLog2Word; ++size, end = (end + 1) / 2) holes_[size] = end;
    return bit;
  }
  std::uint32_t words() const { return words_; }

 private:
  /// A hole in units of its size, split from a larger one if need be.
  std::optional<std::uint32_t> take(unsigned size) {
    if (size >= kLog2Word) return {};
    if (const std::uint32_t hole = holes_[size]; hole != 0) {
      holes_[size] = 0;
      return hole;
    }
    const auto larger = take(size + 1);
    if (!larger) return {};
    holes_[size] = *larger * 2 + 1;
    return *larger * 2;
  }

  std::uint32_t words_ = 0;
  std::array<std::uint32_t, kLog2Word> holes_{};  ///< by log2 of bits; 0: none, for no hole is at the very start
};

/// Places for fields in the order in which they come.
class StructLayout {
 public:
  FieldRef pointer(TypeKind kind) {
    FieldRef place{.kind = kind};
    place.pointer = pointers_++;
    return place;
  }
  FieldRef value(TypeKind kind) {
    if (kind == TypeKind::kText) return pointer(kind);
    FieldRef place{.kind = kind};
    place.presenceBit = data_.add(0);
    place.bit = data_.add(log2Bits(kind));
    return place;
  }
  StructSize size() const { return {static_cast<std::uint16_t>(data_.words()), pointers_}; }

 private:
  DataSection data_;
  std::uint16_t pointers_ = 0;
};

}  // namespace

unsigned log2Bits(TypeKind kind) {
  switch (kind) {
    case TypeKind::kFlag: return 0;
    case TypeKind::kChoice: return 4;
    case TypeKind::kDate:
    case TypeKind::kPeriod: return 5;
    case TypeKind::kNumber:
    case TypeKind::kPercent:
    case TypeKind::kMoney:
    case TypeKind::kInstant:
    case TypeKind::kDuration: return 6;
    case TypeKind::kText:
    case TypeKind::kError: break;
  }
  REGARD_CHECK(false, kindName(kind));
  return 0;
}

void Catalog::layOut() {
  StructLayout record;
  for (CatalogAttribute& attribute : attributes_) {
    attribute.field = {};
    if (attribute.isKey) attribute.field.kind = attribute.kind;
    if (attribute.isList) {
      attribute.field = record.pointer(TypeKind::kError);
      StructLayout row;
      for (CatalogField& column : attribute.columns) column.field = row.value(column.kind);
      attribute.row = row.size();
    } else if (!attribute.isKey) {
      attribute.field = record.value(attribute.kind);
    }
  }
  size_ = record.size();
}

}  // namespace regard
