// Treatment texts: literal pieces and `{{tokens}}`. A token is an expression of its own, written inside a string, so
// its places have to be led back through the string's escapes to the file.

#include "dsl/sema/context.h"
#include "dsl/syntax/parse.h"

namespace regard::dsl {
namespace {

std::uint32_t utf8Length(std::uint32_t codePoint) {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}

/// Where each byte of the text (and its end) stands in the file. Empty if the text cannot be led back: then every
/// place is the whole string.
std::vector<std::uint32_t> placesOf(const Context& c, const ast::Word& text) {
  const std::string_view file = c.sources.files[text.span.file].text;
  std::vector<std::uint32_t> places;
  std::uint32_t at = text.span.begin + 1;
  const std::uint32_t end = text.span.end - 1;
  while (at < end) {
    std::uint32_t bytes = 1, length = 1;
    if (file[at] == '\\') {
      length = 2;
      if (at + 2 < end && file[at + 1] == 'u' && file[at + 2] == '{') {
        const std::size_t close = file.find('}', at);
        if (close == std::string_view::npos || close >= end) return {};
        bytes = utf8Length(static_cast<std::uint32_t>(
            std::strtoul(std::string(file.substr(at + 3, close - at - 3)).c_str(), nullptr, 16)));
        length = static_cast<std::uint32_t>(close) + 1 - at;
      }
    }
    places.insert(places.end(), bytes, at);
    at += length;
  }
  places.push_back(end);
  return places.size() == text.text.size() + 1 ? places : std::vector<std::uint32_t>();
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") + 1 - first);
}

struct TextReader {
  Context& c;
  const ast::Word& text;
  std::vector<std::uint32_t> places;

  Span spanOf(std::size_t begin, std::size_t end) const {
    if (places.empty()) return text.span;
    return {text.span.file, places[begin], places[end]};
  }

  /// Spans of a parsed token count from the token's first byte: back to the file.
  void shift(Span& span, std::size_t offset, std::size_t size) const {
    span = spanOf(offset + std::min<std::size_t>(span.begin, size), offset + std::min<std::size_t>(span.end, size));
  }

  ast::ExprId parseToken(std::string_view token, std::size_t offset) const {
    const std::size_t firstNew = c.book.exprs.size();
    DiagnosticSink inner;
    const ast::ExprId id = parseExpression(token, text.span.file, c.book, inner);
    for (std::size_t i = firstNew; i < c.book.exprs.size(); ++i) {
      ast::Expr& expr = c.book.exprs[i];
      shift(expr.span, offset, token.size());
      if (auto* binary = std::get_if<ast::BinaryExpr>(&expr.node)) shift(binary->opSpan, offset, token.size());
      if (auto* member = std::get_if<ast::MemberExpr>(&expr.node)) shift(member->member.span, offset, token.size());
    }
    for (Diagnostic& d : inner.take()) {
      shift(d.span, offset, token.size());
      c.sink.report(d.code, d.span, std::move(d.message), std::move(d.hint));
    }
    return id;
  }

  /// Literal text holds no half of a token: one brace too few or too many is a slip.
  void literal(std::size_t begin, std::size_t end, std::vector<ir::TextPart>& into) const {
    into.push_back({text.text.substr(begin, end - begin), ir::kNone});
    const bool isAfterToken = begin > 0 && text.text[begin] == '}';
    const std::size_t close = isAfterToken ? begin : text.text.find("}}", begin);
    if (close >= end) return;
    const std::size_t stray = isAfterToken ? 1 : 2;
    c.sink.report(Code::E0406, spanOf(close, close + stray),
                  quoted(text.text.substr(close, stray)) + " closes no token",
                  isAfterToken ? "delete it: two braces close a token" : "open it with `{{`, as in `{{first_name}}`");
  }

  std::vector<ir::TextPart> parts() const {
    std::vector<ir::TextPart> found;
    std::size_t at = 0;
    while (at < text.text.size()) {
      const std::size_t open = text.text.find("{{", at);
      if (open != at) literal(at, std::min(open, text.text.size()), found);
      if (open == std::string::npos) break;
      const std::size_t close = text.text.find("}}", open);
      if (close == std::string::npos) {
        c.sink.report(Code::E0406, spanOf(open, open + 2), "`{{` opens a token that never ends",
                      "close it with `}}`, as in `{{first_name}}`");
        break;
      }
      const std::string_view token = trimmed(std::string_view(text.text).substr(open + 2, close - open - 2));
      if (token.empty()) {
        c.sink.report(Code::E0406, spanOf(open, close + 2), "a token without a name",
                      "name what should stand here, as in `{{first_name}}`");
      } else {
        const auto offset = static_cast<std::size_t>(token.data() - text.text.data());
        found.push_back({std::string(token), parseToken(token, offset)});
      }
      at = close + 2;
    }
    return found;
  }
};

void parseTextsOf(Context& c, const ast::ActionBody& body) {
  for (const ast::Treatment& treatment : body.treatments)
    for (const ast::TextField& field : treatment.fields)
      c.out.texts.emplace(&field, TextReader{c, field.text, placesOf(c, field.text)}.parts());
}

}  // namespace

void parseTexts(Context& c) {
  for (const ast::Item& item : c.book.items) {
    if (const auto* group = std::get_if<ast::Group>(&item)) parseTextsOf(c, group->body);
    if (const auto* action = std::get_if<ast::Action>(&item)) parseTextsOf(c, action->body);
  }
}

void typeTexts(Context& c, const ast::Treatment& treatment) {
  for (const ast::TextField& field : treatment.fields)
    for (const ir::TextPart& part : c.out.texts.at(&field))
      if (part.token != ir::kNone) typeExpr(c, part.token, Where::kRule);
}

}  // namespace regard::dsl
