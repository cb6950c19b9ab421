#pragma once
// Words and pointers of Cap'n Proto's encoding, as much of it as a record uses. Inside engine/store only.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace regard::wire {

// Records are loaded and stored as the machine's own words; so is LMDB's file.
static_assert(std::endian::native == std::endian::little, "the store's formats are little-endian");

inline constexpr std::size_t kWordBytes = 8;
inline constexpr std::uint64_t kStruct = 0, kList = 1;              ///< the lowest two bits of a pointer
inline constexpr std::uint64_t kByteElements = 2, kInlineRows = 7;  ///< what a list pointer says of its elements

inline std::uint64_t wordAt(const std::byte* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, kWordBytes);
  return word;
}

constexpr std::size_t wordsFor(std::size_t bytes) { return (bytes + kWordBytes - 1) / kWordBytes; }

constexpr std::uint64_t kindOf(std::uint64_t pointer) { return pointer & 3U; }
/// The signed 30-bit offset of a struct or list pointer, in words from its own end.
constexpr std::int64_t offsetOf(std::uint64_t pointer) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(pointer)) >> 2;
}
constexpr std::uint16_t dataWordsOf(std::uint64_t structPointer) {
  return static_cast<std::uint16_t>(structPointer >> 32U);
}
constexpr std::uint16_t pointersOf(std::uint64_t structPointer) {
  return static_cast<std::uint16_t>(structPointer >> 48U);
}
constexpr std::uint64_t elementsOf(std::uint64_t listPointer) { return (listPointer >> 32U) & 7U; }
/// Bytes of a byte list; of inline rows the words they take together.
constexpr std::uint64_t lengthOf(std::uint64_t listPointer) { return listPointer >> 35U; }

/// REQUIRES numbers within their bits. `offset` of a tag before inline rows: how many there are.
constexpr std::uint64_t structPointer(std::uint64_t offset, std::uint64_t dataWords, std::uint64_t pointers) {
  return pointers << 48U | dataWords << 32U | offset << 2U | kStruct;
}
constexpr std::uint64_t listPointer(std::uint64_t offset, std::uint64_t elements, std::uint64_t length) {
  return length << 35U | elements << 32U | offset << 2U | kList;
}

}  // namespace regard::wire
