#include "dsl/bundle/frame.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <bit>
#include <cstring>
#include <memory>

#include "base/check.h"
#include "base/scalar_ops.h"
#include "dsl/bundle/bundle.h"

namespace regard::bundle {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are read as they lie in the file");

constexpr std::size_t kFormatAt = 16, kInstructionSetAt = 20, kHashAt = 24, kHashBytes = 32, kFrameBytes = 56;
constexpr std::uint64_t kRootKindAndOffset = 0xFFFF'FFFFU;  ///< of the root pointer: a struct that follows at once
constexpr std::uint64_t kRootDataWords = 5;

template <class T>
T numberAt(std::string_view bytes, std::size_t at) {
  T number{};
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

/// One segment that is the rest of the file, and a root with room for our fields.
bool hasFrame(std::string_view bytes) {
  if (bytes.size() < kFrameBytes || bytes.size() % 8 != 0) return false;
  if (numberAt<std::uint32_t>(bytes, 0) != 0) return false;
  if (numberAt<std::uint32_t>(bytes, 4) != bytes.size() / 8 - 1) return false;
  const auto root = numberAt<std::uint64_t>(bytes, 8);
  return (root & kRootKindAndOffset) == 0 && ((root >> 32U) & 0xFFFFU) >= kRootDataWords;
}

}  // namespace

/// FNV-1a, which needs no library to be written again.
std::uint32_t instructionSet() {
  std::uint32_t sum = 2'166'136'261U;
  const auto add = [&sum](unsigned char byte) { sum = (sum ^ byte) * 16'777'619U; };
  for (int i = 0; i < static_cast<int>(ScalarOp::kCount); ++i) {
    const ScalarOpInfo& info = infoOf(static_cast<ScalarOp>(i));
    for (const char* c = info.name; *c != '\0'; ++c) add(static_cast<unsigned char>(*c));
    for (const TypeKind kind : {info.left, info.right, info.result}) add(static_cast<unsigned char>(kind));
  }
  return sum;
}

std::string contentHash(std::string_view bytes) {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  static constexpr std::array<char, kHashBytes> kZero{};
  std::array<unsigned char, kHashBytes> digest{};
  const bool done = context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), bytes.data(), kHashAt) == 1 &&
                    EVP_DigestUpdate(context.get(), kZero.data(), kZero.size()) == 1 &&
                    EVP_DigestUpdate(context.get(), bytes.data() + kFrameBytes, bytes.size() - kFrameBytes) == 1 &&
                    EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1;
  REGARD_CHECK(done, "libcrypto has no SHA-256");
  std::string hash(kHashBytes, '\0');
  std::memcpy(hash.data(), digest.data(), kHashBytes);
  return hash;
}

std::string storedHash(std::string_view bytes) { return std::string(bytes.substr(kHashAt, kHashBytes)); }

void seal(std::string& bytes) { bytes.replace(kHashAt, kHashBytes, contentHash(bytes)); }

std::string inHex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

Status checkFrame(std::string_view bytes) {
  if (bytes.size() > kBundleBytesMax) {
    return Fault{FaultKind::kUnsupported,
                 fmt::format("it has {} bytes and a bundle at most {}: is it one?", bytes.size(), kBundleBytesMax)};
  }
  if (!hasFrame(bytes)) {
    return Fault{FaultKind::kCorrupt, "it is no bundle, or was cut short: make it again with `regard build`"};
  }
  const auto format = numberAt<std::uint16_t>(bytes, kFormatAt);
  if (format > kFormat) {
    return Fault{FaultKind::kUnsupported,
                 fmt::format("it was made by a newer regard: its format is {} and this one reads {}", format, kFormat)};
  }
  if (contentHash(bytes) != storedHash(bytes)) {
    return Fault{FaultKind::kCorrupt, fmt::format("it is damaged: its content does not have the hash {}… that it "
                                                  "states; make it again with `regard build`",
                                                  inHex(storedHash(bytes)).substr(0, 12))};
  }
  if (format != kFormat || numberAt<std::uint32_t>(bytes, kInstructionSetAt) != instructionSet()) {
    return Fault{FaultKind::kUnsupported,
                 "it was made by another version of regard with other instructions: make it again with `regard build`"};
  }
  return Done{};
}

}  // namespace regard::bundle
