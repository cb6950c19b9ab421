#include "base/type.h"

#include <array>

#include "base/cell.h"
#include "base/check.h"

namespace regard {

const char* kindName(TypeKind kind) {
  static constexpr std::array kNames = {"error", "flag",    "number",   "percent", "money", "text",
                                        "date",  "instant", "duration", "period",  "choice"};
  static_assert(kNames.size() == static_cast<std::size_t>(TypeKind::kChoice) + 1);
  const auto index = static_cast<std::size_t>(kind);
  REGARD_CHECK(index < kNames.size(), index);
  return kNames[index];
}

const char* errorText(ValueError error) {
  static constexpr std::array kTexts = {"an error",
                                        "division by zero",
                                        "too large",
                                        "a date out of range",
                                        "not a number",
                                        "two rows match",
                                        "rows that match give different results"};
  static_assert(kTexts.size() == static_cast<std::size_t>(ValueError::kRowsDiffer) + 1);
  const auto index = static_cast<std::size_t>(error);
  REGARD_CHECK(index < kTexts.size(), index);
  return kTexts[index];
}

}  // namespace regard
