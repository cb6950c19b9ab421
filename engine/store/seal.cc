#include "engine/store/seal.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <algorithm>

#include "base/check.h"

namespace regard {
namespace {

const unsigned char* in(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* out(char* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
int length(std::size_t bytes) { return static_cast<int>(bytes); }

}  // namespace

void fillRandom(std::span<unsigned char> bytes) {
  REGARD_CHECK(RAND_bytes(bytes.data(), length(bytes.size())) == 1, bytes.size());
}

void RandomPool::fill(std::span<unsigned char> bytes) {
  REGARD_CHECK(bytes.size() <= kBytes, bytes.size());
  const std::lock_guard lock(mutex_);
  if (left_ < bytes.size()) {
    fillRandom(drawn_);
    left_ = kBytes;
  }
  left_ -= bytes.size();
  const auto given = drawn_.begin() + static_cast<std::ptrdiff_t>(left_);
  std::copy_n(given, bytes.size(), bytes.begin());
  std::fill_n(given, bytes.size(), static_cast<unsigned char>(0));  // nobody finds them here afterwards
}

struct Sealer::State {
  // Fetched once: finding the cipher anew costs more than sealing a decision.
  std::unique_ptr<EVP_CIPHER, void (*)(EVP_CIPHER*)> cipher{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr),
                                                            EVP_CIPHER_free};
  std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};

  /// Everything but the tag. False if libcrypto refuses.
  bool run(bool seals, std::string_view key, std::string_view nonce, std::string_view clear, std::string_view from,
           char* to) {
    REGARD_CHECK(key.size() == kSealKeyBytes && nonce.size() == kSealNonceBytes, key.size(), nonce.size());
    int done = 0;
    return EVP_CipherInit_ex2(context.get(), cipher.get(), in(key), in(nonce), seals ? 1 : 0, nullptr) == 1 &&
           EVP_CipherUpdate(context.get(), nullptr, &done, in(clear), length(clear.size())) == 1 &&
           EVP_CipherUpdate(context.get(), out(to), &done, in(from), length(from.size())) == 1;
  }
};

Sealer::Sealer() : state_(std::make_unique<State>()) {
  REGARD_CHECK(state_->cipher != nullptr && state_->context != nullptr);
}
Sealer::~Sealer() = default;
Sealer::Sealer(Sealer&&) noexcept = default;
Sealer& Sealer::operator=(Sealer&&) noexcept = default;

void Sealer::seal(std::string_view key, std::string_view nonce, std::string_view clear, std::string_view plain,
                  std::string& to) {
  const std::size_t before = to.size();
  to.resize(before + plain.size() + kSealTagBytes);
  char* const tag = to.data() + before + plain.size();
  int done = 0;
  const bool sealed =
      state_->run(true, key, nonce, clear, plain, to.data() + before) &&
      EVP_CipherFinal_ex(state_->context.get(), out(tag), &done) == 1 &&
      EVP_CIPHER_CTX_ctrl(state_->context.get(), EVP_CTRL_AEAD_GET_TAG, length(kSealTagBytes), tag) == 1;
  REGARD_CHECK(sealed, plain.size());
}

bool Sealer::open(std::string_view key, std::string_view nonce, std::string_view clear, std::string_view sealed,
                  std::string& plain) {
  if (sealed.size() < kSealTagBytes) return false;
  std::string tag(sealed.substr(sealed.size() - kSealTagBytes));
  sealed.remove_suffix(kSealTagBytes);
  plain.resize(sealed.size());
  int done = 0;
  return state_->run(false, key, nonce, clear, sealed, plain.data()) &&
         EVP_CIPHER_CTX_ctrl(state_->context.get(), EVP_CTRL_AEAD_SET_TAG, length(kSealTagBytes), tag.data()) == 1 &&
         EVP_CipherFinal_ex(state_->context.get(), out(plain.data() + plain.size()), &done) == 1;
}

}  // namespace regard
