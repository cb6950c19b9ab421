#pragma once
// Sealing bytes under a key (AES-256-GCM): nobody reads them without it, and a change of them, or of the clear bytes
// they go with, is noticed. The only owner of libcrypto in the engine (seal.cc).

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace regard {

inline constexpr std::size_t kSealKeyBytes = 32, kSealNonceBytes = 12, kSealTagBytes = 16;

/// Bytes that nobody can guess. Thread-safe.
void fillRandom(std::span<unsigned char> bytes);

/// Such bytes a few at a time: the generator takes as long for ten as for hundreds, so these are drawn together and
/// each is given once. Thread-safe.
class RandomPool {
 public:
  /// REQUIRES bytes.size() <= kBytes.
  void fill(std::span<unsigned char> bytes);
  static constexpr std::size_t kBytes = 512;

 private:
  std::mutex mutex_;
  std::array<unsigned char, kBytes> drawn_{};
  std::size_t left_ = 0;
};

/// Reuses its room. Not for two threads at once. REQUIRES keys and nonces of the sizes above.
class Sealer {
 public:
  Sealer();
  ~Sealer();
  Sealer(Sealer&&) noexcept;
  Sealer& operator=(Sealer&&) noexcept;

  /// Appends the sealed bytes: as many as `plain` and kSealTagBytes. REQUIRES a nonce that this key never sealed with.
  void seal(std::string_view key, std::string_view nonce, std::string_view clear, std::string_view plain,
            std::string& to);
  /// Whether `sealed` is what was sealed with these; then `plain` is it.
  bool open(std::string_view key, std::string_view nonce, std::string_view clear, std::string_view sealed,
            std::string& plain);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace regard
