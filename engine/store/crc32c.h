#pragma once
// CRC-32C (Castagnoli), the checksum of records: with the processor's instruction where there is one.

#include <cstdint>
#include <string_view>

namespace regard {

std::uint32_t crc32c(std::string_view bytes);
/// The same without special instructions: what other processors use, and what the tests compare.
std::uint32_t crc32cPortable(std::string_view bytes);

}  // namespace regard
