#pragma once
// What a logged decision is called: a UUID of version 7 (RFC 9562), whose order is the order of time.

#include <array>
#include <compare>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/store/seal.h"

namespace regard {

/// 48 bits of milliseconds since 1970, the version, 12 + 14 bits of a counter around the variant, 48 random bits.
struct DecisionId {
  std::array<unsigned char, 16> bytes{};

  /// The least there can be at `ms` or later: where a range of time begins. REQUIRES ms >= 0.
  static DecisionId firstAt(std::int64_t ms);
  /// "01890a5d-ac96-774b-bcce-b302099a8057", in any case. kInvalid, with what an id looks like.
  static Result<DecisionId> parse(std::string_view text);
  /// Of a key in the store. REQUIRES 16 bytes.
  static DecisionId ofView(std::string_view view);

  /// The least id above this one. REQUIRES that this is not the greatest there can be.
  DecisionId successor() const;
  std::int64_t ms() const;
  std::string text() const;  ///< in lower case
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  friend auto operator<=>(const DecisionId&, const DecisionId&) = default;
};

/// Makes them, each greater than the one before even when the clock goes back. Thread-safe.
class DecisionIds {
 public:
  /// Its time is `clockMs`, or that of the last one if that is later. REQUIRES 0 <= clockMs < 2^48.
  DecisionId next(std::int64_t clockMs);

 private:
  RandomPool random_;
  std::mutex mutex_;
  std::int64_t lastMs_ = -1;
  std::uint32_t counter_ = 0;
};

}  // namespace regard
