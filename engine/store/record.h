#pragma once
// One customer's record: a 16-byte header, then one Cap'n Proto struct in a single segment, its length a multiple of
// eight. Format to the byte: docs/formats/profile-record.md.

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/cell.h"
#include "base/date.h"
#include "base/result.h"
#include "engine/catalog/catalog.h"

namespace regard {

// Records are loaded and stored as the machine's own words; so is LMDB's file.
static_assert(std::endian::native == std::endian::little, "the store's formats are little-endian");

struct RecordHeader {
  std::uint32_t crc = 0;  ///< CRC-32C of everything after this field
  std::uint16_t format = 1;
  std::uint16_t flags = 0;    ///< 0; a reader refuses bits it does not know
  std::uint64_t version = 0;  ///< counts the writes of this customer, from 1
};
static_assert(sizeof(RecordHeader) == 16);

inline constexpr std::uint16_t kRecordFormat = 1;
inline constexpr std::size_t kRecordBytesMax = 64U << 20U;
inline constexpr std::size_t kTextBytesMax = 16U << 20U;  ///< of one text

/// A record read in place: points into LMDB's map, valid while the read transaction lives. Loads are bounds-checked:
/// a field beyond a shorter (older) struct is unknown, hostile bytes give unknown, never a read outside.
class RecordView {
 public:
  RecordView() = default;
  /// Checks length, format and struct pointer; the checksum only if `verify`. kCorrupt or kUnsupported (newer format).
  static Result<RecordView> of(std::string_view bytes, bool verifyChecksum);

  bool empty() const { return data_ == nullptr; }
  std::uint64_t version() const { return version_; }

  /// Known or unknown. Choice: the stored ordinal, which may be beyond the members a caller knows. Text: use
  /// loadText().
  Scalar load(const FieldRef& field) const;
  /// The text, or false if unknown.
  bool loadText(const FieldRef& field, std::string_view& out) const;

  /// The Cap'n Proto message with the standard stream framing, for other programs.
  std::string framedMessage() const;

 private:
  friend class RecordBuilder;
  std::uint64_t loadBits(std::uint32_t bit, unsigned log2Size) const;  ///< 0 beyond the struct, as Cap'n Proto has it

  const std::byte* segment_ = nullptr;  ///< first word of the segment
  std::uint32_t segmentWords_ = 0;
  const std::byte* data_ = nullptr;  ///< data section
  std::uint32_t dataBits_ = 0;
  const std::byte* pointers_ = nullptr;
  std::uint16_t pointerCount_ = 0;
  std::uint64_t version_ = 0;
};

/// Builds records, one after another, in a buffer of its own: no allocation after warm-up.
class RecordBuilder {
 public:
  /// REQUIRES catalog to outlive this.
  explicit RecordBuilder(const Catalog& catalog);

  void clear();                          ///< everything unknown
  void loadFrom(const RecordView& old);  ///< everything as in `old` (fields this catalog knows)
  /// One attribute as in `old`; unknown there makes it unknown here.
  void copy(const CatalogAttribute& attribute, const RecordView& old);
  /// All kinds but text; unknown clears. REQUIRES the value is not an error and the attribute is not the key.
  void set(const CatalogAttribute& attribute, Scalar value);
  /// REQUIRES a text attribute other than the key, and text.size() <= kTextBytesMax.
  void setText(const CatalogAttribute& attribute, std::string_view text);
  void clearText(const CatalogAttribute& attribute);
  /// Header and struct; valid until the next call on this builder.
  std::string_view finish(std::uint64_t version);

 private:
  struct TextPlace {
    static constexpr std::uint32_t kNull = 0xFFFF'FFFFU;
    std::uint32_t begin = kNull, size = 0;
  };
  void storeBits(std::uint32_t bit, unsigned log2Size, std::uint64_t value);
  TextPlace& placeOf(const CatalogAttribute& attribute);

  const Catalog* catalog_;
  std::vector<std::uint64_t> data_;
  std::vector<TextPlace> texts_;      ///< by pointer index, into textBytes_
  std::string textBytes_;             ///< every text set since clear(), overwritten ones too
  std::vector<std::uint64_t> words_;  ///< header and segment of the last finish()
};

/// `record` with another version and the checksum that goes with it. REQUIRES a whole header.
void stampRecord(std::string& record, std::uint64_t version);

}  // namespace regard
