#pragma once
// Requests that are sent again because their answer was lost: the same key gets the same answer, and the work is done
// once. Kept in memory: a restart forgets them.
//
// Source: draft-ietf-httpapi-idempotency-key-header-07.

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

#include "apps/server/exchange.h"

namespace regard::server {

struct IdempotencyLimits {
  std::size_t keysMax = 10'000;       ///< the oldest go first
  std::size_t bytesMax = 32U << 20U;  ///< of answers
  std::size_t keyBytesMax = 255;      ///< of one key
  std::chrono::minutes keepFor{10};
};

/// Of one thread.
class IdempotencyKeys {
 public:
  enum class Found : std::uint8_t {
    nothing,  ///< it is known from now on: do the work, then finish()
    atWork,   ///< the work is being done
    another,  ///< the key was given to another request
    answer    ///< the work was done
  };
  struct Begun {
    Found found = Found::nothing;
    const Response* answer = nullptr;  ///< valid until the next call
  };

  explicit IdempotencyKeys(const IdempotencyLimits& limits = {}) : limits_(limits) {}

  /// `fingerprint`: what tells the request from others.
  Begun begin(const std::string& key, std::size_t fingerprint, Clock::time_point now);
  /// The answer from now on; an answer of a fault is forgotten with its key, so that the work can be tried again.
  void finish(const std::string& key, const Response& answer);
  void forget(const std::string& key);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::size_t fingerprint = 0;
    Clock::time_point begun;
    bool isDone = false;
    Response answer;
  };
  using Entries = std::unordered_map<std::string, Entry>;

  void makeRoom(Clock::time_point now);
  void drop(Entries::iterator entry);

  const IdempotencyLimits limits_;
  Entries entries_;
  std::deque<std::pair<Clock::time_point, std::string>> order_;  ///< by age; keys may be gone, or here again
  std::size_t bytes_ = 0;
};

}  // namespace regard::server
