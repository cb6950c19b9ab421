#pragma once
// When a request came that is read only now. The thread that owns the sockets takes what is ready in rounds: what comes
// during one waits for the next, unseen by any queue. Under load that is a good part of a deadline.

#include <algorithm>

#include "apps/server/exchange.h"

namespace regard::server {

/// Of one thread.
class Rounds {
 public:
  /// Something is read. True if it is the first of a round: then ended() is to be called behind all that is ready now.
  bool read(Clock::time_point now) {
    if (isUnderWay_) return false;
    isUnderWay_ = true;
    // A thread that had nothing to do was woken by what came.
    const bool hasRested = now - ended_ > kRestMin;
    arrival_ = hasRested ? now : now - (now - began_) / 2;
    began_ = now;
    return true;
  }
  void ended(Clock::time_point now) {
    isUnderWay_ = false;
    ended_ = now;
  }

  /// When that came, most likely: in the middle of the round before. `notBefore`: it was not asked for until then.
  Clock::time_point arrival(Clock::time_point notBefore) const { return std::max(arrival_, notBefore); }

 private:
  static constexpr Clock::duration kRestMin = std::chrono::microseconds(100);

  bool isUnderWay_ = false;
  Clock::time_point began_{}, ended_{}, arrival_{};
};

}  // namespace regard::server
