#include "dsl/syntax/parse.h"

#include <fmt/format.h>

#include "dsl/syntax/build.h"
#include "dsl/syntax/cases.h"
#include "dsl/syntax/lexer.h"

namespace regard::dsl {

bool withinLimits(const SourceSet& sources, std::uint32_t file, const SourceLimits& limits, DiagnosticSink& sink) {
  const Span start{file, 0, 0};
  if (file >= limits.filesMax) {
    if (file == limits.filesMax) {
      sink.report(Code::E0002, start, fmt::format("the rulebook has more than {} files", limits.filesMax),
                  "give the folder of one rulebook, not one that holds many");
    }
    return false;
  }
  if (sources.files[file].text.size() <= limits.fileBytesMax) return true;
  sink.report(Code::E0001, start, fmt::format("the file is larger than {} bytes", limits.fileBytesMax),
              "divide it into several files of the same folder");
  return false;
}

namespace {

void parseItem(Grammar& grammar, const LexedFile& lexed, const Slice& slice, ast::Book& book, DiagnosticSink& sink) {
  RegardParser::ItemContext* tree = grammar.parseItem(lexed, slice, sink);
  Builder(lexed, slice, book, sink).item(tree);
}

void parseCases(Grammar& grammar, const SourceFile& source, std::uint32_t file, const SourceLimits& limits,
                ast::Book& book, DiagnosticSink& sink) {
  for (const CaseText& one : casesOf(source, file, sink)) {
    LexedFile lexed = lexPieces(one.text, file, one.pieces, sink);
    const Slice slice = wholeSlice(lexed, limits, sink);
    if (slice.begin < slice.end) parseItem(grammar, lexed, slice, book, sink);
  }
}

}  // namespace

ast::Book parse(const SourceSet& sources, const SourceLimits& limits, DiagnosticSink& sink) {
  ast::Book book;
  Grammar grammar;
  for (std::uint32_t file = 0; file < sources.files.size(); ++file) {
    if (!withinLimits(sources, file, limits, sink)) continue;
    if (sources.files[file].kind == SourceKind::kCases) {
      parseCases(grammar, sources.files[file], file, limits, book, sink);
      continue;
    }
    LexedFile lexed = lex(sources.files[file].text, file, 0, sink);
    for (const Slice& slice : splitDeclarations(lexed, limits, sink)) parseItem(grammar, lexed, slice, book, sink);
  }
  return book;
}

ast::ExprId parseExpression(std::string_view text, std::uint32_t file, ast::Book& into, DiagnosticSink& sink,
                            std::uint32_t offset, const SourceLimits& limits) {
  LexedFile lexed = lex(text, file, offset, sink);
  const Slice slice = wholeSlice(lexed, limits, sink);
  const Span span{file, offset, offset + static_cast<std::uint32_t>(text.size())};
  if (slice.begin == slice.end) {
    if (lexed.tokens.size() == 1)
      sink.report(Code::E0106, span, "a value is missing here", "write a name or a formula");
    into.exprs.push_back({ast::FaultyExpr{}, span});
    return static_cast<ast::ExprId>(into.exprs.size() - 1);
  }
  Grammar grammar;
  RegardParser::ExprContext* tree = grammar.parseExpr(lexed, slice, sink);
  return Builder(lexed, slice, into, sink).expr(tree);
}

}  // namespace regard::dsl
