#pragma once
// SHA-256, chance, and comparing without telling where two differ. All of OpenSSL that is not TLS.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace regard::server {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
/// In a time that does not depend on the bytes.
bool areSame(const Digest& a, const Digest& b);
/// Bytes that nobody can guess, as lower-case hexadecimal: two digits each.
std::string randomHex(std::size_t bytes);
std::string hexOf(const Digest& digest);
/// False if it is not 64 digits of lower-case hexadecimal.
bool readHex(std::string_view text, Digest& into);

}  // namespace regard::server
