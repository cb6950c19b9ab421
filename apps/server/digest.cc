#include "apps/server/digest.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <cstddef>
#include <stdexcept>
#include <vector>

namespace regard::server {
namespace {

std::string hexOf(const std::uint8_t* bytes, std::size_t count) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += kDigits[bytes[i] >> 4U];
    text += kDigits[bytes[i] & 15U];
  }
  return text;
}

int digitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

Digest sha256(std::string_view bytes) {
  Digest digest{};
  const std::vector<unsigned char> copy(bytes.begin(), bytes.end());
  ::SHA256(copy.data(), copy.size(), digest.data());
  return digest;
}

bool areSame(const Digest& a, const Digest& b) { return ::CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0; }

std::string randomHex(std::size_t bytes) {
  std::vector<std::uint8_t> random(bytes);
  if (::RAND_bytes(random.data(), static_cast<int>(bytes)) != 1)
    throw std::runtime_error("the system gives no random bytes");
  return hexOf(random.data(), random.size());
}

std::string hexOf(const Digest& digest) { return hexOf(digest.data(), digest.size()); }

bool readHex(std::string_view text, Digest& into) {
  if (text.size() != 2 * into.size()) return false;
  for (std::size_t i = 0; i < into.size(); ++i) {
    const int high = digitOf(text[2 * i]), low = digitOf(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    into[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

}  // namespace regard::server
