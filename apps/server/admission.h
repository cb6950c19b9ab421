#pragma once
// Who may ask what, and how often. Of the sockets' thread alone.

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>

#include "apps/server/exchange.h"
#include "apps/server/keys.h"
#include "apps/server/problem.h"
#include "apps/server/roles.h"

namespace regard::server {

/// Whoever asks. Without keys everybody who reaches this machine's own address may do everything.
struct Caller {
  std::string keyId, name;  ///< empty: no key was needed, or none was shown where none is
  Roles roles = Roles::all();
};

class Admission {
 public:
  Admission() = default;  ///< without keys
  explicit Admission(KeyRing keys) : keys_(std::move(keys)) {}

  /// From now on these. What callers have used up of their rates stays used up.
  void replace(KeyRing keys) { keys_ = std::move(keys); }
  bool hasKeys() const { return keys_.has_value(); }

  struct Refused {
    Problem problem;
    std::uint64_t retryAfterSeconds = 0;  ///< 0: trying again does not help
  };
  /// `allowed`: who may; empty: everybody, without a key. `wall`: what the clock says, for what expires.
  std::variant<Caller, Refused> admit(const Request& request, Roles allowed, UnixSeconds wall);
  /// Why nobody knows who asks; nothing: they have a key that is valid, or none is needed.
  std::optional<Problem> unknown(const Request& request, UnixSeconds wall) const;
  /// Whether it would be, its rate apart. It is not counted.
  bool mayAsk(const Request& request, Roles allowed, UnixSeconds wall) const;

 private:
  /// A bucket that fills by `perSecond` up to what a second brings, at least to one request.
  struct Bucket {
    double tokens = 0;
    Clock::time_point at;
  };
  std::uint64_t waitOf(const Key& key, Clock::time_point now);

  std::optional<KeyRing> keys_;
  std::unordered_map<std::string, Bucket> buckets_;  ///< by key; of those that have a limit
};

/// What `Authorization` shows, or nothing.
std::optional<std::string_view> shownKey(const Request& request);
Response refusedResponse(const Admission::Refused& refused);

}  // namespace regard::server
