#pragma once
// What the words of a policy mean, for check() and for lowering.

#include <optional>
#include <string>
#include <string_view>

#include "dsl/sema/check.h"

namespace regard::dsl {

/// What a cap counts: contacts of a channel, or about an action, an issue or a group; kBuiltinChoices: any contact.
struct CapTarget {
  std::uint16_t choice = ir::kBuiltinChoices;
  std::int32_t member = -1;
};
/// Nothing if the word names none of them.
std::optional<CapTarget> capTarget(const CheckedBook& checked, const std::string& word);

/// The choice behind `issue`, `group` or `action`; nothing for any other word.
std::optional<std::uint16_t> targetChoice(std::string_view word);

}  // namespace regard::dsl
