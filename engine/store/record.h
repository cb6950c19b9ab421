#pragma once
// One customer's record: a 16-byte header, then one Cap'n Proto struct in a single segment, its length a multiple of
// eight. Format to the byte: docs/formats/profile-record.md. Records are made by record_builder.h.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/cell.h"
#include "base/date.h"
#include "base/result.h"
#include "engine/catalog/catalog.h"

namespace regard {

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

class ListView;

/// One struct read in place, a record's or that of a list's row: points into LMDB's map, valid while the read
/// transaction lives. Loads are bounds-checked: a field beyond a shorter (older) struct is unknown, hostile bytes give
/// unknown, never a read outside.
class StructView {
 public:
  StructView() = default;

  /// Known or unknown. Choice: the stored ordinal, which may be beyond the members a caller knows. Text: use
  /// loadText().
  Scalar load(const FieldRef& field) const;
  /// The text, or false if unknown. Texts of hostile bytes may overlap: all of them together can be longer than the
  /// record, which whoever copies them must bound.
  bool loadText(const FieldRef& field, std::string_view& out) const;
  /// The rows, or false if the list is unknown or has more than kListRowsMax.
  bool loadList(const FieldRef& field, ListView& out) const;

 private:
  friend class ListView;
  friend class RecordView;
  friend class RecordBuilder;
  std::uint64_t loadBits(std::uint32_t bit, unsigned log2Size) const;  ///< 0 beyond the struct, as Cap'n Proto has it
  /// The pointer of a field and where its offset counts from, in words of the segment; 0 if null or beyond.
  std::uint64_t pointerAt(std::uint16_t index, std::int64_t& base) const;

  const std::byte* segment_ = nullptr;  ///< first word of the segment
  std::uint32_t segmentWords_ = 0;
  const std::byte* data_ = nullptr;  ///< data section
  std::uint32_t dataBits_ = 0;
  const std::byte* pointers_ = nullptr;
  std::uint16_t pointerCount_ = 0;
};

/// The rows of a list, read in place likewise.
class ListView {
 public:
  std::uint32_t size() const { return size_; }
  /// REQUIRES row < size()
  StructView operator[](std::uint32_t row) const;

 private:
  friend class StructView;
  StructView first_;  ///< also when there is none: then of no size
  std::size_t rowBytes_ = 0;
  std::uint32_t size_ = 0;
};

/// A whole record.
class RecordView : public StructView {
 public:
  RecordView() = default;
  /// Checks length, format and struct pointer; the checksum only if `verify`. kCorrupt or kUnsupported (newer format).
  static Result<RecordView> of(std::string_view bytes, bool verifyChecksum);

  bool empty() const { return data_ == nullptr; }
  std::uint64_t version() const { return version_; }
  std::size_t bytes() const;  ///< of the segment

  /// The Cap'n Proto message with the standard stream framing, for other programs.
  std::string framedMessage() const;

 private:
  std::uint64_t version_ = 0;
};

/// `record` with another version and the checksum that goes with it. REQUIRES a whole header.
void stampRecord(std::string& record, std::uint64_t version);

}  // namespace regard
