#pragma once
// What a column of the Arrow C data interface holds, read from its format string.

#include <cstdint>
#include <string>

#include "base/result.h"

namespace regard::columns {

enum class Layout : std::uint8_t {
  kNull,
  kBool,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kFloat32,
  kFloat64,
  kDecimal32,
  kDecimal64,
  kDecimal128,
  kDate32,     ///< days
  kDate64,     ///< ms
  kTimestamp,  ///< 64 bits of 1/perSecond s since 1970-01-01
  kDuration,   ///< likewise
  kMonths,     ///< 32 bits
  kUtf8,       ///< 32-bit offsets
  kLargeUtf8,  ///< 64-bit offsets
  kUtf8View,
  kList,       ///< 32-bit offsets
  kLargeList,  ///< 64-bit offsets
  kStruct
};

struct ArrowType {
  Layout layout = Layout::kNull;
  std::int32_t scale = 0;      ///< of decimals: digits after the point
  std::int64_t perSecond = 0;  ///< of timestamps and durations
  bool isOfZone = false;       ///< a timestamp is an instant; otherwise what some clock shows
  friend bool operator==(const ArrowType&, const ArrowType&) = default;
};

/// kInvalid for what is not read, naming it.
Result<ArrowType> arrowTypeOf(const char* format);

/// "whole numbers", "text", "decimals with 4 places": for messages.
std::string wordsFor(const ArrowType& type);

bool isText(Layout layout);
bool isList(Layout layout);
bool isDecimal(Layout layout);
bool isInteger(Layout layout);  ///< kInt8 … kUint64

}  // namespace regard::columns
