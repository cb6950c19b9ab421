#pragma once
/// Whether bytes are text: customer data may hold any.

#include <string_view>

namespace regard {

/// Well-formed UTF-8, as RFC 3629 has it.
bool isUtf8(std::string_view text);

}  // namespace regard
