// Cap'n Proto's wire format, the part of it that a record uses: one segment; word 0 a struct pointer; data section;
// pointer section; texts as byte lists with a final zero. All arithmetic on hostile numbers is in 64 bits.

#include "engine/store/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/store/crc32c.h"

namespace regard {
namespace {

constexpr std::size_t kWordBytes = 8;
constexpr std::size_t kHeaderWords = sizeof(RecordHeader) / kWordBytes;
constexpr std::uint64_t kStructPointer = 0, kListPointer = 1;
constexpr std::uint64_t kByteElements = 2;

std::uint64_t wordAt(const std::byte* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, kWordBytes);
  return word;
}

/// The signed 30-bit word offset of a struct or list pointer.
std::int64_t offsetOf(std::uint64_t pointer) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(pointer)) >> 2;
}

Fault corrupt(std::string_view what) { return {FaultKind::kCorrupt, fmt::format("the record is damaged: {}", what)}; }

std::size_t wordsFor(std::size_t bytes) { return (bytes + kWordBytes - 1) / kWordBytes; }

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
  if ((root & 3U) != kStructPointer) return corrupt("it does not start with a struct");
  const std::int64_t first = 1 + offsetOf(root);
  const auto dataWords = static_cast<std::uint32_t>((root >> 32U) & 0xFFFFU);
  const auto pointerCount = static_cast<std::uint16_t>(root >> 48U);
  if (first < 0 || static_cast<std::uint64_t>(first) + dataWords + pointerCount > view.segmentWords_)
    return corrupt("its struct reaches outside");
  view.data_ = view.segment_ + static_cast<std::size_t>(first) * kWordBytes;
  view.dataBits_ = dataWords * 64;
  view.pointers_ = view.data_ + dataWords * kWordBytes;
  view.pointerCount_ = pointerCount;
  return view;
}

std::uint64_t RecordView::loadBits(std::uint32_t bit, unsigned log2Size) const {
  if (bit >= dataBits_) return 0;  // a field lies within one word, so its first bit decides
  const std::uint64_t word = wordAt(data_ + bit / 64 * kWordBytes) >> (bit % 64);
  return log2Size == 6 ? word : word & ((1ULL << (1U << log2Size)) - 1);
}

Scalar RecordView::load(const FieldRef& field) const {
  if (loadBits(field.presenceBit, 0) == 0) return Scalar::unknown();
  return valueOf(field.kind, loadBits(field.bit, log2Bits(field.kind)) ^ field.xorDefault);
}

bool RecordView::loadText(const FieldRef& field, std::string_view& out) const {
  if (field.pointer >= pointerCount_) return false;
  const std::byte* const at = pointers_ + field.pointer * kWordBytes;
  const std::uint64_t pointer = wordAt(at);
  if (pointer == 0 || (pointer & 3U) != kListPointer || ((pointer >> 32U) & 7U) != kByteElements) return false;
  const std::uint64_t size = pointer >> 35U;  // with the final zero
  const std::int64_t first = (at - segment_) / static_cast<std::ptrdiff_t>(kWordBytes) + 1 + offsetOf(pointer);
  if (size == 0 || first < 0 || static_cast<std::uint64_t>(first) + wordsFor(size) > segmentWords_) return false;
  const auto* const text = reinterpret_cast<const char*>(segment_ + static_cast<std::size_t>(first) * kWordBytes);
  if (text[size - 1] != '\0') return false;
  out = {text, size - 1};
  return true;
}

std::string RecordView::framedMessage() const {
  REGARD_CHECK(!empty());
  const std::uint32_t frame[2] = {0, segmentWords_};  // one segment, its length
  std::string message(sizeof frame, '\0');
  std::memcpy(message.data(), frame, sizeof frame);
  message.append(reinterpret_cast<const char*>(segment_), segmentWords_ * kWordBytes);
  return message;
}

RecordBuilder::RecordBuilder(const Catalog& catalog) : catalog_(&catalog) { clear(); }

void RecordBuilder::clear() {
  data_.assign(catalog_->dataWords(), 0);
  texts_.assign(catalog_->pointerCount(), {});
  textBytes_.clear();
}

void RecordBuilder::loadFrom(const RecordView& old) {
  clear();
  const std::size_t words = std::min<std::size_t>(data_.size(), old.dataBits_ / 64);
  if (words != 0) std::memcpy(data_.data(), old.data_, words * kWordBytes);
  for (const CatalogAttribute& attribute : catalog_->attributes())
    if (attribute.field.pointer != FieldRef::kNoPointer) copy(attribute, old);
}

void RecordBuilder::copy(const CatalogAttribute& attribute, const RecordView& old) {
  if (attribute.kind != TypeKind::kText) return set(attribute, old.load(attribute.field));
  std::string_view text;
  if (old.loadText(attribute.field, text)) {
    setText(attribute, text);
  } else {
    clearText(attribute);
  }
}

void RecordBuilder::storeBits(std::uint32_t bit, unsigned log2Size, std::uint64_t value) {
  std::uint64_t& word = data_[bit / 64];
  if (log2Size == 6) {
    word = value;
    return;
  }
  const std::uint64_t mask = ((1ULL << (1U << log2Size)) - 1) << (bit % 64);
  word = (word & ~mask) | ((value << (bit % 64)) & mask);
}

void RecordBuilder::set(const CatalogAttribute& attribute, Scalar value) {
  const FieldRef& field = attribute.field;
  REGARD_CHECK(field.bit != FieldRef::kNoBit && value.state != State::kError, attribute.name);
  storeBits(field.presenceBit, 0, value.isKnown() ? 1 : 0);
  storeBits(field.bit, log2Bits(field.kind), value.isKnown() ? value.cell.bits ^ field.xorDefault : 0);
}

RecordBuilder::TextPlace& RecordBuilder::placeOf(const CatalogAttribute& attribute) {
  REGARD_CHECK(attribute.field.pointer < texts_.size(), attribute.name);
  return texts_[attribute.field.pointer];
}

void RecordBuilder::setText(const CatalogAttribute& attribute, std::string_view text) {
  REGARD_CHECK(text.size() <= kTextBytesMax, attribute.name, text.size());
  placeOf(attribute) = {static_cast<std::uint32_t>(textBytes_.size()), static_cast<std::uint32_t>(text.size())};
  textBytes_ += text;
}

void RecordBuilder::clearText(const CatalogAttribute& attribute) { placeOf(attribute) = {}; }

std::string_view RecordBuilder::finish(std::uint64_t version) {
  // What is unknown at the end of a section need not be stored: Cap'n Proto reads beyond a short struct as zero.
  std::size_t dataWords = data_.size();
  while (dataWords > 0 && data_[dataWords - 1] == 0) --dataWords;
  std::size_t pointers = texts_.size();
  while (pointers > 0 && texts_[pointers - 1].begin == TextPlace::kNull) --pointers;

  std::size_t words = kHeaderWords + 1 + dataWords + pointers;
  for (std::size_t i = 0; i < pointers; ++i)
    if (texts_[i].begin != TextPlace::kNull) words += wordsFor(texts_[i].size + std::size_t{1});
  words_.resize(words);

  words_[kHeaderWords] = static_cast<std::uint64_t>(dataWords) << 32U | static_cast<std::uint64_t>(pointers) << 48U;
  std::uint64_t* const data = words_.data() + kHeaderWords + 1;
  std::copy_n(data_.data(), dataWords, data);
  std::uint64_t* next = data + dataWords + pointers;
  for (std::size_t i = 0; i < pointers; ++i) {
    std::uint64_t& pointer = data[dataWords + i];
    pointer = 0;
    const TextPlace text = texts_[i];
    if (text.begin == TextPlace::kNull) continue;
    const auto offset = static_cast<std::uint64_t>(next - &pointer - 1);
    pointer = (text.size + std::uint64_t{1}) << 35U | kByteElements << 32U | offset << 2U | kListPointer;
    const std::size_t textWords = wordsFor(text.size + std::size_t{1});
    next[textWords - 1] = 0;  // the final zero and the padding
    std::memcpy(next, textBytes_.data() + text.begin, text.size);
    next += textWords;
  }

  RecordHeader header{.format = kRecordFormat, .version = version};
  std::memcpy(words_.data(), &header, sizeof header);
  const std::string_view bytes(reinterpret_cast<const char*>(words_.data()), words * kWordBytes);
  header.crc = crc32c(bytes.substr(sizeof header.crc));
  std::memcpy(words_.data(), &header.crc, sizeof header.crc);
  return bytes;
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
