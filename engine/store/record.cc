// Reading what may be hostile: all arithmetic on numbers from the record is in 64 bits, and every place is compared
// with the length of the segment before it is read.

#include "engine/store/record.h"

#include <fmt/format.h>

#include <cmath>

#include "engine/store/crc32c.h"
#include "engine/store/wire.h"

namespace regard {

using wire::kWordBytes;
using wire::wordAt;

namespace {

constexpr std::size_t kHeaderWords = sizeof(RecordHeader) / kWordBytes;

Fault corrupt(std::string_view what) { return {FaultKind::kCorrupt, fmt::format("the record is damaged: {}", what)}; }

/// A stored word as a valid value of its kind, or unknown: bytes from elsewhere may hold anything.
Scalar valueOf(TypeKind kind, std::uint64_t bits) {
  switch (kind) {
    case TypeKind::kFlag:
    case TypeKind::kChoice: return Scalar::known({bits});
    case TypeKind::kPeriod: return Scalar::known(Cell::ofInt(static_cast<std::int32_t>(bits)));
    case TypeKind::kDate: {
      const auto day = static_cast<std::int32_t>(bits);
      return day < kFirstDay || day > kLastDay ? Scalar::unknown() : Scalar::known(Cell::ofInt(day));
    }
    case TypeKind::kNumber: {
      const auto number = std::bit_cast<double>(bits);
      return std::isfinite(number) ? Scalar::known(Cell::ofDouble(number == 0 ? 0.0 : number)) : Scalar::unknown();
    }
    case TypeKind::kPercent:
    case TypeKind::kMoney:
    case TypeKind::kInstant:
    case TypeKind::kDuration: return Scalar::known({bits});
    case TypeKind::kText:
    case TypeKind::kError: break;
  }
  return Scalar::unknown();
}

}  // namespace

std::uint64_t StructView::loadBits(std::uint32_t bit, unsigned log2Size) const {
  if (bit >= dataBits_) return 0;  // a field lies within one word, so its first bit decides
  const std::uint64_t word = wordAt(data_ + bit / 64 * kWordBytes) >> (bit % 64);
  return log2Size == 6 ? word : word & ((1ULL << (1U << log2Size)) - 1);
}

Scalar StructView::load(const FieldRef& field) const {
  if (loadBits(field.presenceBit, 0) == 0) return Scalar::unknown();
  return valueOf(field.kind, loadBits(field.bit, log2Bits(field.kind)) ^ field.xorDefault);
}

std::uint64_t StructView::pointerAt(std::uint16_t index, std::int64_t& base) const {
  if (index >= pointerCount_) return 0;
  const std::byte* const at = pointers_ + index * kWordBytes;
  base = (at - segment_) / static_cast<std::ptrdiff_t>(kWordBytes) + 1;
  return wordAt(at);
}

bool StructView::loadText(const FieldRef& field, std::string_view& out) const {
  std::int64_t base = 0;
  const std::uint64_t pointer = pointerAt(field.pointer, base);
  if (wire::kindOf(pointer) != wire::kList || wire::elementsOf(pointer) != wire::kByteElements) return false;
  const std::uint64_t size = wire::lengthOf(pointer);  // with the final zero
  const std::int64_t first = base + wire::offsetOf(pointer);
  if (size == 0 || first < 0 || static_cast<std::uint64_t>(first) + wire::wordsFor(size) > segmentWords_) return false;
  const auto* const text = reinterpret_cast<const char*>(segment_ + static_cast<std::size_t>(first) * kWordBytes);
  if (text[size - 1] != '\0') return false;
  out = {text, size - 1};
  return true;
}

bool StructView::loadList(const FieldRef& field, ListView& out) const {
  std::int64_t base = 0;
  const std::uint64_t pointer = pointerAt(field.pointer, base);
  if (wire::kindOf(pointer) != wire::kList || wire::elementsOf(pointer) != wire::kInlineRows) return false;
  const std::uint64_t words = wire::lengthOf(pointer);  // of all rows, without the tag before them
  const std::int64_t first = base + wire::offsetOf(pointer);
  if (first < 0 || static_cast<std::uint64_t>(first) + 1 + words > segmentWords_) return false;

  const std::byte* const at = segment_ + static_cast<std::size_t>(first) * kWordBytes;
  const std::uint64_t tag = wordAt(at);
  const std::int64_t count = wire::offsetOf(tag);
  if (wire::kindOf(tag) != wire::kStruct || count < 0 || count > kListRowsMax) return false;
  const std::size_t dataWords = wire::dataWordsOf(tag), rowWords = dataWords + wire::pointersOf(tag);
  if (static_cast<std::uint64_t>(count) * rowWords > words) return false;

  out.first_ = *this;
  out.first_.data_ = at + kWordBytes;
  out.first_.dataBits_ = static_cast<std::uint32_t>(dataWords * 64);
  out.first_.pointers_ = out.first_.data_ + dataWords * kWordBytes;
  out.first_.pointerCount_ = wire::pointersOf(tag);
  out.rowBytes_ = rowWords * kWordBytes;
  out.size_ = static_cast<std::uint32_t>(count);
  return true;
}

StructView ListView::operator[](std::uint32_t row) const {
  StructView view = first_;
  view.data_ += row * rowBytes_;
  view.pointers_ += row * rowBytes_;
  return view;
}

Result<RecordView> RecordView::of(std::string_view bytes, bool verifyChecksum) {
  if (bytes.size() < sizeof(RecordHeader) + kWordBytes || bytes.size() % kWordBytes != 0)
    return corrupt(fmt::format("{} bytes is not a possible length", bytes.size()));
  if (bytes.size() > kRecordBytesMax) return corrupt(fmt::format("{} bytes is too long", bytes.size()));
  RecordHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.format > kRecordFormat || header.flags != 0)
    return Fault{FaultKind::kUnsupported, fmt::format("the record has format {} and flags {:#x}, and this version of "
                                                      "regard reads format {}: use a newer regard",
                                                      header.format, header.flags, kRecordFormat)};
  if (header.format != kRecordFormat) return corrupt(fmt::format("format {}", header.format));
  if (verifyChecksum && crc32c(bytes.substr(sizeof header.crc)) != header.crc)
    return corrupt("its checksum does not fit its bytes");

  RecordView view;
  view.version_ = header.version;
  view.segment_ = reinterpret_cast<const std::byte*>(bytes.data()) + sizeof header;
  view.segmentWords_ = static_cast<std::uint32_t>(bytes.size() / kWordBytes - kHeaderWords);
  view.data_ = view.pointers_ = view.segment_ + kWordBytes;
  const std::uint64_t root = wordAt(view.segment_);
  if (root == 0) return view;  // a struct without fields
  if (wire::kindOf(root) != wire::kStruct) return corrupt("it does not start with a struct");
  const std::int64_t first = 1 + wire::offsetOf(root);
  const std::uint32_t dataWords = wire::dataWordsOf(root);
  const std::uint16_t pointerCount = wire::pointersOf(root);
  if (first < 0 || static_cast<std::uint64_t>(first) + dataWords + pointerCount > view.segmentWords_)
    return corrupt("its struct reaches outside");
  view.data_ = view.segment_ + static_cast<std::size_t>(first) * kWordBytes;
  view.dataBits_ = dataWords * 64;
  view.pointers_ = view.data_ + dataWords * kWordBytes;
  view.pointerCount_ = pointerCount;
  return view;
}

std::size_t RecordView::bytes() const { return segmentWords_ * kWordBytes; }

std::string RecordView::framedMessage() const {
  REGARD_CHECK(!empty());
  const std::uint32_t frame[2] = {0, segmentWords_};  // one segment, its length
  std::string message(sizeof frame, '\0');
  std::memcpy(message.data(), frame, sizeof frame);
  message.append(reinterpret_cast<const char*>(segment_), segmentWords_ * kWordBytes);
  return message;
}

void stampRecord(std::string& record, std::uint64_t version) {
  REGARD_CHECK(record.size() >= sizeof(RecordHeader), record.size());
  RecordHeader header;
  std::memcpy(&header, record.data(), sizeof header);
  header.version = version;
  std::memcpy(record.data(), &header, sizeof header);
  header.crc = crc32c(std::string_view(record).substr(sizeof header.crc));
  std::memcpy(record.data(), &header.crc, sizeof header.crc);
}

}  // namespace regard
