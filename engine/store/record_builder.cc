// Cap'n Proto's wire format, the part of it that a record uses: one segment; word 0 a struct pointer; data section;
// pointer section; then what the pointers lead to, in their order: a text as a byte list with a final zero, a list as a
// tag word, its rows, and the rows' own texts.

#include "engine/store/record_builder.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "engine/store/crc32c.h"
#include "engine/store/wire.h"

namespace regard {

using wire::kWordBytes;

namespace {

constexpr std::size_t kHeaderWords = sizeof(RecordHeader) / kWordBytes;

void storeBits(std::uint64_t* section, std::uint32_t bit, unsigned log2Size, std::uint64_t value) {
  std::uint64_t& word = section[bit / 64];
  if (log2Size == 6) {
    word = value;
    return;
  }
  const std::uint64_t mask = ((1ULL << (1U << log2Size)) - 1) << (bit % 64);
  word = (word & ~mask) | ((value << (bit % 64)) & mask);
}

void storeValue(std::uint64_t* section, const CatalogField& attribute, Scalar value) {
  const FieldRef& field = attribute.field;
  REGARD_CHECK(field.bit != FieldRef::kNoBit && value.state != State::kError, attribute.name);
  storeBits(section, field.presenceBit, 0, value.isKnown() ? 1 : 0);
  storeBits(section, field.bit, log2Bits(field.kind), value.isKnown() ? value.cell.bits ^ field.xorDefault : 0);
}

std::size_t rowWords(const CatalogAttribute& list) { return std::size_t{list.row.dataWords} + list.row.pointers; }

}  // namespace

RecordBuilder::RecordBuilder(const Catalog& catalog) : catalog_(&catalog) { clear(); }

void RecordBuilder::clear() {
  data_.assign(catalog_->size().dataWords, 0);
  places_.assign(catalog_->size().pointers, {});
  textBytes_.clear();
  rows_.clear();
  rowTexts_.clear();
  open_ = nullptr;
}

void RecordBuilder::loadFrom(const RecordView& old) {
  clear();
  const std::size_t words = std::min<std::size_t>(data_.size(), old.dataBits_ / 64);
  if (words != 0) std::memcpy(data_.data(), old.data_, words * kWordBytes);
  for (const CatalogAttribute& attribute : catalog_->attributes())
    if (attribute.field.pointer != FieldRef::kNoPointer) copy(attribute, old);
}

void RecordBuilder::copy(const CatalogAttribute& attribute, const RecordView& old) {
  if (attribute.field.pointer == FieldRef::kNoPointer) return set(attribute, old.load(attribute.field));
  placeOf(attribute) = {};
  // What two sound records hold fits in here; of hostile ones, whose parts overlap, the rest is unknown.
  if (gatheredBytes() > 2 * kRecordBytesMax) return;
  if (attribute.isList) return copyList(attribute, old);
  std::string_view text;
  if (old.loadText(attribute.field, text)) placeOf(attribute) = kept(text);
}

void RecordBuilder::copyList(const CatalogAttribute& attribute, const RecordView& old) {
  ListView rows;
  if (!old.loadList(attribute.field, rows)) return;
  beginList(attribute);
  for (std::uint32_t i = 0; i < rows.size() && gatheredBytes() <= 2 * kRecordBytesMax; ++i) {
    const StructView row = rows[i];
    addRow();
    for (const CatalogField& column : attribute.columns) {
      std::string_view text;
      if (column.kind != TypeKind::kText) {
        setInRow(column, row.load(column.field));
      } else if (row.loadText(column.field, text)) {
        setTextInRow(column, text);
      }
    }
  }
}

void RecordBuilder::set(const CatalogField& attribute, Scalar value) { storeValue(data_.data(), attribute, value); }

RecordBuilder::Place& RecordBuilder::placeOf(const CatalogField& attribute) {
  REGARD_CHECK(attribute.field.pointer < places_.size(), attribute.name);
  return places_[attribute.field.pointer];
}

RecordBuilder::Place RecordBuilder::kept(std::string_view text) {
  const Place place{static_cast<std::uint32_t>(textBytes_.size()), static_cast<std::uint32_t>(text.size()), nullptr};
  textBytes_ += text;
  return place;
}

void RecordBuilder::setText(const CatalogField& attribute, std::string_view text) {
  REGARD_CHECK(text.size() <= kTextBytesMax, attribute.name, text.size());
  placeOf(attribute) = kept(text);
}

void RecordBuilder::clearText(const CatalogField& attribute) { placeOf(attribute) = {}; }

void RecordBuilder::put(const CatalogField& attribute, Scalar value, std::string_view text) {
  if (attribute.kind != TypeKind::kText) return set(attribute, value);
  if (value.isKnown()) return setText(attribute, text);
  clearText(attribute);
}

void RecordBuilder::beginList(const CatalogAttribute& list) {
  REGARD_CHECK(list.isList, list.name);
  open_ = &placeOf(list);
  *open_ = {static_cast<std::uint32_t>(rows_.size()), 0, &list};
}

void RecordBuilder::addRow() {
  REGARD_CHECK(open_ != nullptr && open_->size < kListRowsMax);
  ++open_->size;
  rows_.resize(rows_.size() + rowWords(*open_->list));
}

void RecordBuilder::clearList(const CatalogAttribute& list) {
  Place& place = placeOf(list);
  if (open_ == &place) open_ = nullptr;
  place = {};
}

std::uint64_t* RecordBuilder::lastRow() {
  REGARD_CHECK(open_ != nullptr && open_->size > 0);
  return rows_.data() + rows_.size() - rowWords(*open_->list);
}

void RecordBuilder::setInRow(const CatalogField& column, Scalar value) { storeValue(lastRow(), column, value); }

void RecordBuilder::setTextInRow(const CatalogField& column, std::string_view text) {
  std::uint64_t* const pointers = lastRow() + open_->list->row.dataWords;
  REGARD_CHECK(column.field.pointer < open_->list->row.pointers && text.size() <= kRecordBytesMax, column.name);
  rowTexts_.push_back(kept(text));
  pointers[column.field.pointer] = rowTexts_.size();
}

void RecordBuilder::putInRow(const CatalogField& column, Scalar value, std::string_view text) {
  if (column.kind != TypeKind::kText) return setInRow(column, value);
  if (value.isKnown()) setTextInRow(column, text);
}

/// Words behind the pointer.
std::size_t RecordBuilder::wordsOf(const Place& place) const {
  if (place.isNull()) return 0;
  if (place.list == nullptr) return wire::wordsFor(place.size + std::size_t{1});
  const std::size_t width = rowWords(*place.list);
  std::size_t words = 1 + place.size * width;
  for (std::size_t row = 0; row < place.size; ++row) {
    const std::uint64_t* const pointers = rows_.data() + place.begin + row * width + place.list->row.dataWords;
    for (std::size_t i = 0; i < place.list->row.pointers; ++i)
      if (pointers[i] != 0) words += wordsOf(rowTexts_[pointers[i] - 1]);
  }
  return words;
}

std::size_t RecordBuilder::bytes() const {
  std::size_t words = kHeaderWords + 1 + data_.size() + places_.size();
  for (const Place& place : places_) words += wordsOf(place);
  return words * kWordBytes;
}

void RecordBuilder::writeText(const Place& text, std::uint64_t& pointer, std::uint64_t*& next) const {
  const auto offset = static_cast<std::uint64_t>(next - &pointer - 1);
  pointer = wire::listPointer(offset, wire::kByteElements, text.size + std::uint64_t{1});
  const std::size_t words = wire::wordsFor(text.size + std::size_t{1});
  next[words - 1] = 0;  // the final zero and the padding
  std::memcpy(next, textBytes_.data() + text.begin, text.size);
  next += words;
}

void RecordBuilder::writeList(const Place& list, std::uint64_t& pointer, std::uint64_t*& next) const {
  const StructSize size = list.list->row;
  const std::size_t width = rowWords(*list.list), words = list.size * width;
  pointer = wire::listPointer(static_cast<std::uint64_t>(next - &pointer - 1), wire::kInlineRows, words);
  *next++ = wire::structPointer(list.size, size.dataWords, size.pointers);
  std::uint64_t* const rows = next;
  std::copy_n(rows_.data() + list.begin, words, rows);
  next += words;
  for (std::size_t row = 0; row < list.size; ++row)
    for (std::size_t i = 0; i < size.pointers; ++i) {
      std::uint64_t& inRow = rows[row * width + size.dataWords + i];
      if (inRow != 0) writeText(rowTexts_[inRow - 1], inRow, next);
    }
}

std::string_view RecordBuilder::finish(std::uint64_t version) {
  // What is unknown at the end of a section need not be stored: Cap'n Proto reads beyond a short struct as zero.
  std::size_t dataWords = data_.size();
  while (dataWords > 0 && data_[dataWords - 1] == 0) --dataWords;
  std::size_t pointers = places_.size();
  while (pointers > 0 && places_[pointers - 1].isNull()) --pointers;

  std::size_t words = kHeaderWords + 1 + dataWords + pointers;
  for (std::size_t i = 0; i < pointers; ++i) words += wordsOf(places_[i]);
  REGARD_CHECK(words * kWordBytes <= kRecordBytesMax, words);
  words_.resize(words);

  words_[kHeaderWords] = wire::structPointer(0, dataWords, pointers);
  std::uint64_t* const data = words_.data() + kHeaderWords + 1;
  std::copy_n(data_.data(), dataWords, data);
  std::uint64_t* next = data + dataWords + pointers;
  for (std::size_t i = 0; i < pointers; ++i) {
    std::uint64_t& pointer = data[dataWords + i];
    pointer = 0;
    if (places_[i].isNull()) continue;
    if (places_[i].list != nullptr) {
      writeList(places_[i], pointer, next);
    } else {
      writeText(places_[i], pointer, next);
    }
  }

  RecordHeader header{.format = kRecordFormat, .version = version};
  std::memcpy(words_.data(), &header, sizeof header);
  const std::string_view bytes(reinterpret_cast<const char*>(words_.data()), words * kWordBytes);
  header.crc = crc32c(bytes.substr(sizeof header.crc));
  std::memcpy(words_.data(), &header.crc, sizeof header.crc);
  return bytes;
}

}  // namespace regard
