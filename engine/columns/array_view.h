#pragma once
// One column of one batch of rows, read where it lies.

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/columns/arrow_type.h"
#include "regard/arrow.h"

namespace regard::columns {

/// Rows are counted from 0, whatever the array's offset. The memory behind it must outlive this. Thread-safe.
class ArrayView {
 public:
  ArrayView() = default;
  /// A column of its own, or the values of a list. kInvalid where the two structs contradict each other or leave out
  /// memory. What lies in that memory is believed, but for the ends of texts and lists.
  static Result<ArrayView> of(const ArrowSchema& schema, const ArrowArray& array);
  /// A field of a struct: where the struct is null, so is the field.
  static Result<ArrayView> fieldOf(const ArrayView& parent, const ArrowSchema& schema, const ArrowArray& array);

  const ArrowType& type() const { return type_; }
  std::int64_t length() const { return length_; }
  /// Of an encoded column, whose own values are places in it; else nullptr.
  const ArrayView* dictionary() const { return dictionary_.get(); }

  bool isKnown(std::int64_t row) const {
    if (type_.layout == Layout::kNull) return false;
    for (const Validity& validity : validity_) {
      const std::int64_t bit = validity.offset + row;
      if (((validity.bits[bit / 8] >> (bit % 8)) & 1U) == 0) return false;
    }
    return true;
  }
  /// The same for `rows` rows from `first` on, as a bitmap of 64-bit words. Bits behind the last row are 0.
  void knownIn(std::int64_t first, std::uint32_t rows, std::uint64_t* into) const;
  bool hasNulls() const { return type_.layout == Layout::kNull || !validity_.empty(); }

  /// The value's own bits. REQUIRES a layout that has T in its memory.
  template <class T>
  T at(std::int64_t row) const {
    T value;
    std::memcpy(&value, static_cast<const char*>(values_) + (offset_ + row) * static_cast<std::int64_t>(sizeof(T)),
                sizeof(T));
    return value;
  }
  /// Where a row's 64 bits lie; not aligned unless the producer took care of it. REQUIRES such a layout.
  const void* placeOf64(std::int64_t row) const { return static_cast<const char*>(values_) + (offset_ + row) * 8; }
  bool flagAt(std::int64_t row) const {
    const std::int64_t bit = offset_ + row;
    return ((static_cast<const std::uint8_t*>(values_)[bit / 8] >> (bit % 8)) & 1U) != 0;
  }
  /// REQUIRES kInt8 … kUint64. False: larger than 63 bits.
  bool integerAt(std::int64_t row, std::int64_t& into) const;
  /// False: its ends are impossible. REQUIRES isText().
  bool textAt(std::int64_t row, std::string_view& into) const;
  /// Rows of the list's values. False: impossible. REQUIRES isList().
  bool listAt(std::int64_t row, std::int64_t& begin, std::int64_t& end) const;

 private:
  struct Validity {
    const std::uint8_t* bits = nullptr;
    std::int64_t offset = 0;
  };

  static Result<ArrayView> at(const ArrowSchema& schema, const ArrowArray& array, std::int64_t offset,
                              std::int64_t length);

  ArrowType type_;
  std::int64_t offset_ = 0, length_ = 0;
  const void* values_ = nullptr;         ///< of text and lists: where they end
  const void* bytes_ = nullptr;          ///< of text
  const void* const* pieces_ = nullptr;  ///< of kUtf8View
  std::int64_t pieceCount_ = 0;
  std::vector<Validity> validity_;  ///< its own and those of the structs it is in
  std::shared_ptr<const ArrayView> dictionary_;
};

}  // namespace regard::columns
