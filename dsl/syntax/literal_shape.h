#pragma once
// The shape of a literal: where it ends, what it is, and what its writer probably meant. Values: base/literals.h.

#include <string>
#include <string_view>

#include "dsl/syntax/token.h"

namespace regard::dsl {

struct LiteralShape {
  std::size_t bytes = 0;
  TokenKind kind = TokenKind::kNumber;
  bool malformed = false;
};
/// REQUIRES that the text begins with a digit, a currency sign, or a point and a digit.
LiteralShape literalShape(std::string_view text);

/// Does an amount of money begin here? Its sign's bytes, or 0.
std::size_t currencySignBytes(std::string_view text);

struct MalformedLiteral {
  std::string message, hint;
};
MalformedLiteral explainMalformed(std::string_view literal);

}  // namespace regard::dsl
