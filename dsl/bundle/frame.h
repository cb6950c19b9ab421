#pragma once
// The first 56 bytes of a bundle, which have fixed places, so that they can be judged before anything else is believed.
// They are the head of an ordinary Cap'n Proto message: one segment, its root the first struct in it.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace regard::bundle {

/// Raised with the schema, and when a number means something else that instructionSet does not cover.
inline constexpr std::uint16_t kFormat = 6;

/// Checksum of what instructions mean by their numbers. It changes when an operator is added, moved or renamed.
std::uint32_t instructionSet();

/// SHA-256 of a bundle's bytes with the place of the hash taken as zero. REQUIRES at least a frame.
std::string contentHash(std::string_view bytes);
/// The 32 bytes that the frame holds. REQUIRES at least a frame.
std::string storedHash(std::string_view bytes);
/// Puts the content hash where it belongs. REQUIRES at least a frame.
void seal(std::string& bytes);
std::string inHex(std::string_view bytes);

/// Length, framing, format, instruction set and hash.
Status checkFrame(std::string_view bytes);

}  // namespace regard::bundle
