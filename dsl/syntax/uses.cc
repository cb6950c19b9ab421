#include "dsl/syntax/uses.h"

#include "dsl/syntax/lexer.h"
#include "dsl/syntax/split.h"

namespace regard::dsl {

namespace {

/// Nearly every file has no `use` at all: that is seen without making tokens of it.
bool mayUse(std::string_view text) {
  constexpr std::string_view kWord = "use";
  for (std::size_t at = text.find(kWord); at != text.npos; at = text.find(kWord, at + 1)) {
    const std::size_t next = text.find_first_not_of(" \t\r\n", at + kWord.size());
    if (next != text.npos && (text[next] == '"' || text[next] == '#')) return true;
  }
  return false;
}

}  // namespace

std::vector<Use> usesIn(const SourceFile& file, std::uint32_t index) {
  const SourceLimits limits;
  std::vector<Use> uses;
  if (file.kind != SourceKind::kRules || file.text.size() > limits.fileBytesMax || !mayUse(file.text)) return uses;
  DiagnosticSink unheard(0);
  LexedFile lexed = lex(file.text, index, 0, unheard);
  for (const Slice& slice : splitDeclarations(lexed, limits, unheard)) {
    if (slice.end - slice.begin < 2 || lexed.meant(lexed.tokens[slice.begin]) != "use") continue;
    const Token& name = lexed.tokens[slice.begin + 1];
    if (name.kind != TokenKind::kString || name.faulty) continue;
    const Span span = lexed.spanOf(name);
    uses.push_back({unescape(lexed.written(name), span, unheard), span});
  }
  return uses;
}

}  // namespace regard::dsl
