#include "engine/columns/array_view.h"

#include <fmt/format.h>

#include <algorithm>

namespace regard::columns {
namespace {

/// Buffers that the format has, the validity bitmap among them; of text views without the pieces.
std::int64_t buffersOf(Layout layout) {
  switch (layout) {
    case Layout::kNull: return 0;
    case Layout::kStruct: return 1;
    case Layout::kUtf8:
    case Layout::kLargeUtf8:
    case Layout::kUtf8View: return 3;
    default: return 2;
  }
}

/// 64 bits from any bit on; what is behind `end`, a number of bits, is not read and 0.
std::uint64_t wordAt(const std::uint8_t* bits, std::int64_t from, std::int64_t end) {
  const std::int64_t wanted = std::min<std::int64_t>(64, end - from), shift = from % 8;
  const std::uint8_t* const first = bits + from / 8;
  const std::int64_t bytes = (shift + wanted + 7) / 8;
  std::uint64_t word = 0;
  std::memcpy(&word, first, static_cast<std::size_t>(std::min<std::int64_t>(8, bytes)));
  word >>= shift;
  if (bytes > 8) word |= std::uint64_t{first[8]} << (64 - shift);
  return wanted == 64 ? word : word & ((std::uint64_t{1} << wanted) - 1);
}

template <class Offset>
bool endsAt(const void* offsets, std::int64_t row, std::int64_t& begin, std::int64_t& end) {
  Offset both[2];
  std::memcpy(both, static_cast<const char*>(offsets) + row * static_cast<std::int64_t>(sizeof(Offset)), sizeof(both));
  begin = both[0];
  end = both[1];
  return begin >= 0 && begin <= end;
}

}  // namespace

Result<ArrayView> ArrayView::at(const ArrowSchema& schema, const ArrowArray& array, std::int64_t offset,
                                std::int64_t length) {
  const auto type = arrowTypeOf(schema.format);
  if (!type) return type.fault();
  ArrayView view;
  view.type_ = *type;
  if (array.release == nullptr) return invalid("its memory was released already");
  if (array.length < 0 || array.offset < 0 || length > array.length - (offset - array.offset))
    return invalid(fmt::format("it has {} rows where {} are wanted", array.length, offset - array.offset + length));
  view.offset_ = offset;
  view.length_ = length;
  const std::int64_t wanted = buffersOf(type->layout);
  const bool hasPieces = type->layout == Layout::kUtf8View;
  if (hasPieces ? array.n_buffers < wanted : array.n_buffers != wanted)
    return invalid(fmt::format("it has {} buffers where {} {} {}", array.n_buffers, wordsFor(*type),
                               hasPieces ? "have at least" : "have", wanted));
  if (schema.n_children != array.n_children || (isList(type->layout) && schema.n_children != 1))
    return invalid(fmt::format("it has {} children, its schema {}", array.n_children, schema.n_children));
  for (std::int64_t i = 1; i < wanted && length > 0; ++i)
    if (array.buffers[i] == nullptr && !(i == 2 && isText(type->layout)))  // no text at all needs no bytes
      return invalid("it has no memory");
  if (wanted > 0 && array.buffers[0] != nullptr && array.null_count != 0)
    view.validity_.push_back({static_cast<const std::uint8_t*>(array.buffers[0]), offset});
  if (wanted > 1) view.values_ = array.buffers[1];
  if (hasPieces) {
    view.pieces_ = array.buffers + 2;
    view.pieceCount_ = array.n_buffers - 3;
  } else if (wanted > 2) {
    view.bytes_ = array.buffers[2];
  }
  if (schema.dictionary == nullptr) return view;
  if (array.dictionary == nullptr || !isInteger(type->layout)) return invalid("it has no dictionary");
  auto dictionary = of(*schema.dictionary, *array.dictionary);
  if (!dictionary) return dictionary;
  view.dictionary_ = std::make_shared<const ArrayView>(*std::move(dictionary));
  return view;
}

Result<ArrayView> ArrayView::of(const ArrowSchema& schema, const ArrowArray& array) {
  return at(schema, array, array.offset, array.length);
}

Result<ArrayView> ArrayView::fieldOf(const ArrayView& parent, const ArrowSchema& schema, const ArrowArray& array) {
  auto view = at(schema, array, array.offset + parent.offset_, parent.length_);
  if (!view) return view;
  view->validity_.insert(view->validity_.end(), parent.validity_.begin(), parent.validity_.end());
  return view;
}

void ArrayView::knownIn(std::int64_t first, std::uint32_t rows, std::uint64_t* into) const {
  const std::uint32_t words = (rows + 63) / 64;
  const std::uint64_t all = type_.layout == Layout::kNull ? 0 : ~std::uint64_t{0};
  std::fill_n(into, words, all);
  if (rows % 64 != 0) into[words - 1] &= (std::uint64_t{1} << (rows % 64)) - 1;
  for (const Validity& validity : validity_)
    for (std::uint32_t w = 0; w < words; ++w) {
      const std::int64_t from = validity.offset + first;
      into[w] &= wordAt(validity.bits, from + 64 * std::int64_t{w}, from + rows);
    }
}

bool ArrayView::integerAt(std::int64_t row, std::int64_t& into) const {
  switch (type_.layout) {
    case Layout::kInt8: into = at<std::int8_t>(row); return true;
    case Layout::kInt16: into = at<std::int16_t>(row); return true;
    case Layout::kInt32: into = at<std::int32_t>(row); return true;
    case Layout::kInt64: into = at<std::int64_t>(row); return true;
    case Layout::kUint8: into = at<std::uint8_t>(row); return true;
    case Layout::kUint16: into = at<std::uint16_t>(row); return true;
    case Layout::kUint32: into = at<std::uint32_t>(row); return true;
    default: into = static_cast<std::int64_t>(at<std::uint64_t>(row)); return into >= 0;
  }
}

bool ArrayView::textAt(std::int64_t row, std::string_view& into) const {
  if (type_.layout == Layout::kUtf8View) {
    struct Head {
      std::int32_t length, prefix, piece, offset;
    };
    const auto head = at<Head>(row);
    if (head.length < 0) return false;
    const auto length = static_cast<std::size_t>(head.length);
    const char* bytes = static_cast<const char*>(values_) + (offset_ + row) * 16 + 4;
    if (length > 12) {
      if (head.piece < 0 || head.piece >= pieceCount_ || head.offset < 0) return false;
      bytes = static_cast<const char*>(pieces_[head.piece]) + head.offset;
    }
    into = {bytes, length};
    return true;
  }
  std::int64_t begin = 0, end = 0;
  const bool sound = type_.layout == Layout::kUtf8 ? endsAt<std::int32_t>(values_, offset_ + row, begin, end)
                                                   : endsAt<std::int64_t>(values_, offset_ + row, begin, end);
  if (!sound || (bytes_ == nullptr && end > begin)) return false;
  into = begin == end
             ? std::string_view{}
             : std::string_view{static_cast<const char*>(bytes_) + begin, static_cast<std::size_t>(end - begin)};
  return true;
}

bool ArrayView::listAt(std::int64_t row, std::int64_t& begin, std::int64_t& end) const {
  return type_.layout == Layout::kList ? endsAt<std::int32_t>(values_, offset_ + row, begin, end)
                                       : endsAt<std::int64_t>(values_, offset_ + row, begin, end);
}

}  // namespace regard::columns
