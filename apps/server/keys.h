#pragma once
// Keys that callers show, and the file that they are kept in: hashes of secrets, never secrets. docs/formats/keys.md
// has the format.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/server/digest.h"
#include "apps/server/roles.h"
#include "regard/result.h"

namespace regard::server {

using UnixSeconds = std::int64_t;

struct KeySecret {
  Digest sha256{};
  std::optional<UnixSeconds> until;  ///< one that another has taken the place of
};
struct Key {
  std::string id;    ///< twelve digits of hexadecimal: no secret
  std::string name;  ///< whose it is, for people
  Roles roles;
  double perSecond = 0;  ///< requests; 0: no limit
  UnixSeconds created = 0;
  std::optional<UnixSeconds> expires, revoked;
  std::vector<KeySecret> secrets;  ///< the newest first

  bool isValidAt(UnixSeconds now) const { return !revoked && (!expires || now < *expires); }
};

/// "2026-03-02T10:00:00Z" and back.
std::string timeText(UnixSeconds seconds);
std::optional<UnixSeconds> readTime(const std::string& text);

class KeyRing {
 public:
  /// Errors: notFound, io, invalid (the file cannot be read, or others than its owner may write to it).
  static Expected<KeyRing> read(const std::string& path);
  /// Errors: invalid, naming the key and the member that is wrong.
  static Expected<KeyRing> parse(std::string_view text);
  std::string text() const;

  const std::vector<Key>& keys() const { return keys_; }
  Key* find(std::string_view id);

  /// What to hand to the caller, once: only its hash stays here. 256 bits of chance.
  std::string create(Key key, UnixSeconds now);
  /// The same for a new secret; those before it go on until `until`. REQUIRES a key that is valid.
  std::string rotate(Key& key, UnixSeconds until);

  /// The key that a shown one is, if it is one that is valid. The time it takes tells nothing of the secret.
  const Key* check(std::string_view shown, UnixSeconds now) const;

 private:
  std::vector<Key> keys_;
};

/// The id in a shown key, whatever its secret; empty: it is none.
std::string_view idOf(std::string_view shown);

}  // namespace regard::server
