#pragma once
// Builds records, one after another, in a buffer of its own: no allocation after warm-up.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/record.h"

namespace regard {

class RecordBuilder {
 public:
  /// REQUIRES catalog to outlive this.
  explicit RecordBuilder(const Catalog& catalog);

  void clear();                          ///< everything unknown
  void loadFrom(const RecordView& old);  ///< everything as in `old` (fields this catalog knows)
  /// One attribute as in `old`; unknown there makes it unknown here.
  void copy(const CatalogAttribute& attribute, const RecordView& old);

  /// All kinds but text; unknown clears. REQUIRES the value is not an error and the attribute is not the key.
  void set(const CatalogField& attribute, Scalar value);
  /// REQUIRES a text attribute other than the key, and text.size() <= kTextBytesMax.
  void setText(const CatalogField& attribute, std::string_view text);
  void clearText(const CatalogField& attribute);
  /// Any kind; `text` counts only for a known text.
  void put(const CatalogField& attribute, Scalar value, std::string_view text);

  /// The list is known and has no rows; those that are added from here on are its own, until another is begun.
  void beginList(const CatalogAttribute& list);
  /// A row of which nothing is known. REQUIRES a list was begun and has fewer than kListRowsMax.
  void addRow();
  /// The same in the row added last. REQUIRES a column of the list begun last.
  void setInRow(const CatalogField& column, Scalar value);
  void setTextInRow(const CatalogField& column, std::string_view text);
  void putInRow(const CatalogField& column, Scalar value, std::string_view text);
  void clearList(const CatalogAttribute& list);

  /// False once what was set since clear() is as large as a record may be: what sets lists must ask before each row.
  bool hasRoom() const { return gatheredBytes() < kRecordBytesMax; }
  std::size_t bytes() const;  ///< how long finish() makes the record
  /// Header and struct; valid until the next call on this builder. REQUIRES bytes() <= kRecordBytesMax
  std::string_view finish(std::uint64_t version);

 private:
  /// What a pointer leads to. A text: bytes of textBytes_. A list: rows that begin at a word of rows_.
  struct Place {
    static constexpr std::uint32_t kNull = 0xFFFF'FFFFU;
    std::uint32_t begin = kNull, size = 0;
    const CatalogAttribute* list = nullptr;
    bool isNull() const { return begin == kNull; }
  };

  Place& placeOf(const CatalogField& attribute);
  Place kept(std::string_view text);
  std::uint64_t* lastRow();
  void copyList(const CatalogAttribute& attribute, const RecordView& old);
  std::size_t gatheredBytes() const { return textBytes_.size() + rows_.size() * sizeof(std::uint64_t); }
  std::size_t wordsOf(const Place& place) const;
  void writeText(const Place& text, std::uint64_t& pointer, std::uint64_t*& next) const;
  void writeList(const Place& list, std::uint64_t& pointer, std::uint64_t*& next) const;

  const Catalog* catalog_;
  std::vector<std::uint64_t> data_;
  std::vector<Place> places_;  ///< by pointer index
  std::string textBytes_;      ///< every text set since clear(), overwritten ones too
  /// Every row added since clear(): its data words, then for each pointer 0 if null, else 1 + its index in rowTexts_.
  std::vector<std::uint64_t> rows_;
  std::vector<Place> rowTexts_;
  Place* open_ = nullptr;             ///< of the list begun last
  std::vector<std::uint64_t> words_;  ///< header and segment of the last finish()
};

}  // namespace regard
