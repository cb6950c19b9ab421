#pragma once
// Whether bytes are text.

#include <cstddef>
#include <string_view>

namespace regard {

/// Offset of the first byte that is not well-formed UTF-8 (RFC 3629: shortest form, no surrogates, at most U+10FFFF),
/// or npos.
std::size_t firstBadUtf8(std::string_view text);
bool isUtf8(std::string_view text);

}  // namespace regard
