#pragma once
// The types of the language. Units are types: money, percent, duration and period never mix by accident.

#include <cstdint>

namespace regard {

enum class TypeKind : std::uint8_t {
  kError,     ///< a faulty expression; every check stays quiet about it
  kFlag,      ///< cell: 0 or 1
  kNumber,    ///< cell: IEEE double, never NaN, never infinite, never -0
  kPercent,   ///< cell: int64 of 10^-8; 100% is 100'000'000
  kMoney,     ///< cell: int64 of 10^-4 of the rulebook's currency unit
  kText,      ///< cell: TextRef
  kDate,      ///< cell: days since 1970-01-01, 0001-01-01 … 9999-12-31
  kInstant,   ///< cell: ms since 1970-01-01T00:00Z
  kDuration,  ///< cell: ms, exact (seconds … weeks)
  kPeriod,    ///< cell: whole calendar months (months, years)
  kChoice,    ///< cell: member ordinal in declaration order
};

/// A choice needs to say which; every other kind is complete by itself.
struct Type {
  TypeKind kind = TypeKind::kError;
  std::uint16_t choice = 0;  ///< index of the choice declaration when kind == kChoice, else 0
  friend bool operator==(const Type&, const Type&) = default;
};

inline constexpr Type kFlagType{TypeKind::kFlag, 0}, kNumberType{TypeKind::kNumber, 0}, kTextType{TypeKind::kText, 0},
    kMoneyType{TypeKind::kMoney, 0}, kDurationType{TypeKind::kDuration, 0};

/// Rows of one list of one customer. What is longer is not taken in, so that whatever goes through rows is bounded.
inline constexpr std::uint32_t kListRowsMax = 1'000;

/// The language's word for the kind: "flag", "number" … ("choice" for any choice).
const char* kindName(TypeKind kind);

}  // namespace regard
