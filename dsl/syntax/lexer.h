#pragma once
// Text to tokens. Reports every E0004 … E0010 and malformed literal (E0105) of a file and puts something of the right
// kind in their place, so that one slip of the keyboard costs one message.

#include <span>

#include "dsl/source/diagnostic.h"
#include "dsl/source/source.h"
#include "dsl/syntax/token.h"

namespace regard::dsl {

/// Tokens of `text`, which begins at byte `offset` of the file and outlives the result; none but the end if it is no
/// text at all (invalid UTF-8, NUL). Brackets are not yet matched (split.h). REQUIRES less than 4 GiB.
LexedFile lex(std::string_view text, std::uint32_t file, std::uint32_t offset, DiagnosticSink& sink);

/// The same of a text put together from pieces of the file. REQUIRES at least one piece; they outlive the result.
LexedFile lexPieces(std::string_view text, std::uint32_t file, std::span<const Piece> pieces, DiagnosticSink& sink);

/// A string token's text with its escapes undone; unknown escapes are reported (E0010) and left as written.
std::string unescape(std::string_view quoted, Span span, DiagnosticSink& sink);

}  // namespace regard::dsl
