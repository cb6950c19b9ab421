#pragma once
// A customer id as an LMDB key and back: zero bytes up to a multiple of eight keep the values behind keys aligned.
// An id holds no zero byte, so the order of padded keys is the order of ids.

#include <string>
#include <string_view>

#include "base/result.h"

namespace regard {

inline constexpr std::size_t kIdBytesMax = 496;  ///< LMDB takes keys of 511 bytes

/// The padded key, in `buffer`. kInvalid for an id that is empty, holds a zero byte, or is longer than kIdBytesMax.
Result<std::string_view> profileKey(std::string_view id, std::string& buffer);
/// The id of a padded key.
std::string_view idOfKey(std::string_view key);

}  // namespace regard
