// One pass over the bytes. Nearly all text is ASCII, so code points are only decoded where a byte says that there is
// one. What is not a token (a stray sign, a blank of a foreign kind) is reported and left out; what is nearly a token
// (a malformed number, a name in capitals) is reported and kept as what it was meant to be.
#include "dsl/syntax/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/nearest.h"
#include "dsl/syntax/characters.h"
#include "dsl/syntax/literal_shape.h"
#include "dsl/syntax/unicode.h"

namespace regard::dsl {

namespace {

bool isBeyondAscii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// Letters of every script, roughly: what may be part of a word that was meant as a name.
bool isLetterBeyondAscii(char32_t value) {
  const bool latin1 = value >= 0xC0 && value <= 0x24F && value != 0xD7 && value != 0xF7;
  return latin1 || (value >= 0x250 && value < 0x2000) || (value >= 0x3040 && value < 0xD800);
}

class Lexer {
 public:
  Lexer(LexedFile empty, DiagnosticSink& sink) : out_(std::move(empty)), sink_(sink) {
    out_.tokens.reserve(out_.text.size() / 5 + 1);
  }

  LexedFile run() {
    if (out_.text.starts_with("\xEF\xBB\xBF")) at_ = lineBegin_ = 3;
    if (checkCharacters()) {
      while (at_ < out_.text.size()) next();
    }
    const auto end = static_cast<std::uint32_t>(out_.text.size());
    Token last;
    last.begin = last.end = end;
    last.firstOnLine = true;
    out_.tokens.push_back(last);
    return std::move(out_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < out_.text.size() ? out_.text[at_ + ahead] : '\0'; }
  std::string_view rest() const { return out_.text.substr(at_); }
  Span spanOf(std::size_t begin, std::size_t end) const {
    return out_.place(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
  }

  /// Whether the file is text at all. Characters that nobody can see are refused everywhere, quotes included.
  bool checkCharacters() {
    const std::string_view text = out_.text;
    for (std::size_t at = at_; at < text.size();) {
      const CodePoint point = codePointAt(text, at);
      if (point.bytes == 0) {
        sink_.report(Code::E0004, spanOf(at, at + 1),
                     fmt::format("byte {} (hexadecimal {:02X}) is not UTF-8 text", at + 1,
                                 static_cast<unsigned>(static_cast<unsigned char>(text[at]))),
                     "save the file with the encoding UTF-8");
        return false;
      }
      if (isForbiddenControl(point.value)) {
        const bool isNul = point.value == 0;
        sink_.report(Code::E0005, spanOf(at, at + point.bytes),
                     fmt::format("the control character {} cannot be seen and has no place in a rule",
                                 nameOfCodePoint(point.value)),
                     isNul ? "save the file as plain UTF-8 text" : "delete it");
        if (isNul) return false;
      }
      at += point.bytes;
    }
    return true;
  }

  void next() {
    const char c = peek();
    if (c == '\n') {
      ++at_;
      lineBegin_ = at_;
      firstOnLine_ = true;
    } else if (isBlank(c)) {
      ++at_;
    } else if (c == '#') {
      comment();
    } else if (isLower(c) || isUpper(c) || c == '_') {
      word();
    } else if (isDigit(c) || (c == '.' && isDigit(peek(1))) || currencySignBytes(rest()) > 0) {
      literal();
    } else if (c == '"') {
      string("\"");
    } else if (isBeyondAscii(c)) {
      beyondAscii();
    } else {
      sign();
    }
  }

  Token& add(TokenKind kind, std::size_t bytes) {
    Token token;
    token.begin = static_cast<std::uint32_t>(at_);
    token.end = static_cast<std::uint32_t>(at_ + bytes);
    token.kind = kind;
    token.firstOnLine = firstOnLine_;
    token.inColumnOne = at_ == lineBegin_;
    firstOnLine_ = false;
    at_ += bytes;
    return out_.tokens.emplace_back(token);
  }

  std::size_t lineEnd() const { return std::min(out_.text.find('\n', at_), out_.text.size()); }

  void comment() {
    const std::size_t end = lineEnd();
    if (peek(1) == '#') {
      std::size_t first = at_ + 2, last = end;
      while (first < last && isBlank(out_.text[first])) ++first;
      while (last > first && isBlank(out_.text[last - 1])) --last;
      out_.docs.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)});
    }
    at_ = end;
  }

  void word() {
    std::size_t end = at_;
    bool plain = isLower(peek());
    std::optional<CodePoint> strange;
    std::size_t strangeAt = 0;
    while (end < out_.text.size()) {
      const char c = out_.text[end];
      if (isNameChar(c) || isUpper(c)) {
        plain = plain && !isUpper(c);
        ++end;
        continue;
      }
      const CodePoint point = isBeyondAscii(c) ? codePointAt(out_.text, end) : CodePoint{};
      if (point.bytes == 0 || !isLetterBeyondAscii(point.value)) break;
      if (!strange) strange = point, strangeAt = end;
      end += point.bytes;
    }
    const std::size_t begin = at_, bytes = end - at_;
    const std::string_view written = out_.text.substr(begin, bytes);
    const bool isCode = bytes == 3 && std::all_of(written.begin(), written.end(), isUpper);
    Token& token = add(isCode ? TokenKind::kCode : TokenKind::kWord, bytes);
    if (plain && !strange) return;
    token.faulty = !isCode;
    if (strange) {
      reportStrangeLetter(*strange, strangeAt);
    } else if (!isCode) {
      sink_.report(Code::E0108, spanOf(begin, end), fmt::format("`{}` is not written like a name", written),
                   fmt::format("write `{}`", snakeName(written)));
    }
  }

  void reportStrangeLetter(CodePoint point, std::size_t at) {
    if (const LookAlike* alike = lookAlikeOf(point.value)) return reportLookAlike(*alike, at, point.bytes);
    sink_.report(Code::E0006, spanOf(at, at + point.bytes),
                 fmt::format("`{}` ({}) cannot be part of a name", utf8Of(point.value), nameOfCodePoint(point.value)),
                 "names are the letters a to z, digits and `_`; what people read stands in quotes after the name");
  }

  void reportLookAlike(const LookAlike& alike, std::size_t at, std::size_t bytes) {
    const std::string code = nameOfCodePoint(alike.value), shown = utf8Of(alike.value);
    const std::string_view plain = alike.plain;
    const Span span = spanOf(at, at + bytes);
    if (plain.empty()) {
      sink_.report(Code::E0007, span,
                   fmt::format("there is a character here that cannot be seen ({}, {})", alike.kind, code),
                   "delete it");
    } else if (plain == " ") {
      sink_.report(Code::E0007, span, fmt::format("this blank is a {} ({}), not a plain one", alike.kind, code),
                   "replace it by a plain blank");
    } else {
      sink_.report(Code::E0007, span, fmt::format("`{}` ({}, {}) looks like `{}`", shown, alike.kind, code, plain),
                   fmt::format("type `{}`", plain));
    }
  }

  void literal() {
    const LiteralShape shape = literalShape(rest());
    const std::size_t begin = at_;
    Token& token = add(shape.kind, shape.bytes);
    if (!shape.malformed) return;
    token.faulty = true;
    MalformedLiteral explained = explainMalformed(out_.text.substr(begin, shape.bytes));
    sink_.report(Code::E0105, spanOf(begin, at_), std::move(explained.message), std::move(explained.hint));
  }

  /// Text up to the closing quote on the same line. `opening` may be a look-alike, which any kind of quote closes.
  void string(std::string_view opening) {
    const bool plain = opening == "\"";
    const std::size_t limit = lineEnd();
    std::size_t end = at_ + opening.size();
    while (end < limit) {
      if (out_.text[end] == '\\' && end + 1 < limit) {
        end += 2;
        continue;
      }
      if (out_.text[end] == '"') break;
      const LookAlike* alike =
          plain || !isBeyondAscii(out_.text[end]) ? nullptr : lookAlikeOf(codePointAt(out_.text, end).value);
      if (alike != nullptr && std::string_view(alike->plain) == "\"") break;
      ++end;
    }
    if (end < limit) {
      const std::size_t closing = out_.text[end] == '"' ? 1 : codePointAt(out_.text, end).bytes;
      add(TokenKind::kString, end + closing - at_).faulty = !plain;
      return;
    }
    // Brackets that end the line were most likely meant as such.
    while (end > at_ + opening.size() && (isBlank(out_.text[end - 1]) || out_.text[end - 1] == '}')) --end;
    const std::size_t begin = at_;
    add(TokenKind::kString, end - at_).faulty = true;
    if (plain) {
      sink_.report(Code::E0008, spanOf(begin, begin + 1), "the text that begins here has no closing quote on its line",
                   "end it with `\"`");
    }
  }

  void beyondAscii() {
    const CodePoint point = codePointAt(out_.text, at_);
    if (isLetterBeyondAscii(point.value)) return word();
    if (isForbiddenControl(point.value)) {
      at_ += point.bytes;
      return;
    }
    const LookAlike* alike = lookAlikeOf(point.value);
    if (alike == nullptr) {
      reportStray(utf8Of(point.value), point, {});
      at_ += point.bytes;
      return;
    }
    reportLookAlike(*alike, at_, point.bytes);
    const std::string_view plain = alike->plain;
    if (plain == "\"") return string(out_.text.substr(at_, point.bytes));
    const auto* row =
        std::find_if(std::begin(kSigns), std::end(kSigns), [&](const SignRow& s) { return s.written == plain; });
    if (row == std::end(kSigns)) {
      at_ += point.bytes;
      return;
    }
    Token& token = add(TokenKind::kSign, point.bytes);
    token.sign = static_cast<std::uint8_t>(row - std::begin(kSigns));
    token.faulty = true;
  }

  void reportStray(std::string_view shown, CodePoint point, std::string hint) {
    if (at_ < strayUntil_) return;  // one message for a run of them
    strayUntil_ = lineEnd();
    sink_.report(Code::E0006, spanOf(at_, at_ + point.bytes),
                 fmt::format("the character `{}` ({}) has no meaning here", shown, nameOfCodePoint(point.value)),
                 std::move(hint));
  }

  void foreign(std::size_t bytes, std::string message, std::string hint) {
    sink_.report(Code::E0109, spanOf(at_, at_ + bytes), std::move(message), std::move(hint));
  }

  void sign() {
    const std::string_view text = rest();
    if (text.starts_with("//") || text.starts_with("/*")) {
      foreign(2, fmt::format("`{}` does not begin a comment", text.substr(0, 2)), "begin it with `#`");
      at_ = lineEnd();
      return;
    }
    const std::size_t close = text.front() == '\'' ? text.find_first_of("'\n", 1) : text.npos;
    if (close != text.npos && text[close] == '\'') {
      foreign(close + 1, "text stands between double quotes", fmt::format("write `\"{}\"`", text.substr(1, close - 1)));
      add(TokenKind::kString, close + 1).faulty = true;
      return;
    }
    const auto* row = std::find_if(std::begin(kSigns), std::end(kSigns),
                                   [&](const SignRow& s) { return text.starts_with(s.written); });
    if (row != std::end(kSigns)) {
      if (row->written != row->meant) {
        foreign(row->written.size(), fmt::format("`{}` is not a sign of the rule language", row->written),
                fmt::format("write `{}`", row->meant));
      }
      add(TokenKind::kSign, row->written.size()).sign = static_cast<std::uint8_t>(row - std::begin(kSigns));
      return;
    }
    const CodePoint point = codePointAt(text, 0);
    if (!isForbiddenControl(point.value)) {
      reportStray(text.substr(0, 1), point,
                  text.front() == ';'   ? "a line end needs no sign: delete it"
                  : text.front() == '%' ? "write `%` right after the number: `5%`"
                                        : "delete it, or put text between quotes");
    }
    ++at_;
  }

  LexedFile out_;
  DiagnosticSink& sink_;
  std::size_t at_ = 0, lineBegin_ = 0, strayUntil_ = 0;
  bool firstOnLine_ = true;
};

}  // namespace

LexedFile lex(std::string_view text, std::uint32_t file, std::uint32_t offset, DiagnosticSink& sink) {
  return Lexer({file, offset, text, {}, {}, {}}, sink).run();
}

LexedFile lexPieces(std::string_view text, std::uint32_t file, std::span<const Piece> pieces, DiagnosticSink& sink) {
  return Lexer({file, 0, text, pieces, {}, {}}, sink).run();
}

std::string unescape(std::string_view quoted, Span span, DiagnosticSink& sink) {
  std::string text;
  text.reserve(quoted.size());
  const auto spanAt = [&](std::size_t from, std::size_t to) {
    return Span{span.file, span.begin + static_cast<std::uint32_t>(from), span.begin + static_cast<std::uint32_t>(to)};
  };
  for (std::size_t at = 1; at + 1 < quoted.size(); ++at) {
    if (quoted[at] != '\\') {
      text += quoted[at];
      continue;
    }
    const char escape = quoted[++at];
    if (escape == '"' || escape == '\\')
      text += escape;
    else if (escape == 'n')
      text += '\n';
    else if (escape == 't')
      text += '\t';
    else if (const std::size_t close = quoted.find('}', at);
             escape == 'u' && quoted[at + 1] == '{' && close != quoted.npos) {
      char32_t value = 0;
      bool valid = close > at + 2 && close <= at + 8;
      for (const char digit : quoted.substr(at + 2, close - at - 2)) {
        const char lower = static_cast<char>(digit | 0x20);
        const bool isHex = isDigit(digit) || (lower >= 'a' && lower <= 'f');
        valid = valid && isHex;
        value = valid ? value * 16 + static_cast<char32_t>(isDigit(digit) ? digit - '0' : lower - 'a' + 10) : 0;
      }
      valid = valid && value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF) && !isForbiddenControl(value);
      if (valid)
        text += utf8Of(value);
      else
        sink.report(Code::E0010, spanAt(at - 1, close + 1),
                    fmt::format("`{}` is not the number of a character", quoted.substr(at - 1, close + 2 - at)),
                    "write it in hexadecimal, as in `\\u{20AC}` for €");
      at = close;
    } else {
      sink.report(Code::E0010, spanAt(at - 1, at + 1), fmt::format("`\\{}` is not an escape", escape),
                  "write `\\\\` for a backslash; the others are `\\\"`, `\\n`, `\\t` and `\\u{20AC}`");
    }
  }
  return text;
}

}  // namespace regard::dsl
