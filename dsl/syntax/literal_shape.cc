#include "dsl/syntax/literal_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/literals.h"
#include "dsl/syntax/characters.h"

namespace regard::dsl {

namespace {

bool isWordChar(char c) { return isNameChar(c) || isUpper(c); }

/// Where `pattern` ends in the text, or 0: `d` a digit, `?` an optional digit, else the character itself.
std::size_t matched(std::string_view text, std::string_view pattern) {
  std::size_t at = 0;
  for (const char p : pattern) {
    const char c = at < text.size() ? text[at] : '\0';
    if (p == '?' && !isDigit(c)) continue;
    if (p == 'd' || p == '?' ? !isDigit(c) : c != p) return 0;
    ++at;
  }
  return at;
}

std::size_t digitsAt(std::string_view text, std::size_t from) {
  std::size_t at = from;
  while (at < text.size() &&
         (isDigit(text[at]) || (text[at] == '_' && at > from && at + 1 < text.size() && isDigit(text[at + 1])))) {
    ++at;
  }
  return at;
}

/// Past `.5`, but not past the dots of `1..5`.
std::size_t decimalsAt(std::string_view text, std::size_t from) {
  const bool point = from + 1 < text.size() && text[from] == '.' && isDigit(text[from + 1]);
  return point ? digitsAt(text, from + 1) : from;
}

/// Past everything that is stuck to a literal and cannot begin anything else.
std::size_t stuckAt(std::string_view text, std::size_t from) {
  std::size_t at = from;
  while (at < text.size()) {
    if (isWordChar(text[at])) {
      ++at;
    } else if (const std::size_t sign = currencySignBytes(text.substr(at)); sign > 0) {
      at += sign;
    } else {
      break;
    }
  }
  return at;
}

LiteralShape finished(std::string_view text, std::size_t end, TokenKind kind, bool malformed = false) {
  const std::size_t stuck = stuckAt(text, end);
  return {stuck, kind, malformed || stuck > end};
}

/// Past `,250,000` after the first digits; `malformed` if a group is not of three.
std::size_t groupsAt(std::string_view text, std::size_t end, bool& malformed) {
  while (end + 1 < text.size() && text[end] == ',' && isDigit(text[end + 1])) {
    const std::size_t group = digitsAt(text, end + 1);
    malformed = malformed || group - end != 4;
    end = group;
  }
  return end;
}

LiteralShape moneyShape(std::string_view text, std::size_t signBytes) {
  const std::size_t end = digitsAt(text, signBytes);
  if (end == signBytes) return {std::max(signBytes, stuckAt(text, signBytes)), TokenKind::kMoney, true};
  bool malformed = false;
  const std::size_t groups = groupsAt(text, end, malformed);
  return finished(text, decimalsAt(text, groups), TokenKind::kMoney, malformed);
}

/// `1,250.00 CHF`: a currency without a sign of its own. 0 bytes if it is nothing of the kind.
LiteralShape codedMoneyShape(std::string_view text) {
  constexpr std::size_t kCodeBytes = 3;
  bool malformed = false;
  const std::size_t amount = decimalsAt(text, groupsAt(text, digitsAt(text, 0), malformed));
  const std::size_t end = amount + 1 + kCodeBytes;
  if (end > text.size() || text[amount] != ' ' || (end < text.size() && isWordChar(text[end]))) return {};
  const std::string_view code = text.substr(amount + 1, kCodeBytes);
  const bool isCode = std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return isCode ? LiteralShape{end, TokenKind::kMoney, malformed} : LiteralShape{};
}

/// `2026-03-01`, with a time or not. 0 bytes if it is nothing of the kind.
LiteralShape dateShape(std::string_view text) {
  const std::size_t date = matched(text, "dddd-d?-d?");
  if (date == 0) return {};
  const bool exact = matched(text, "dddd-dd-dd") == date;
  std::size_t end = date;
  if (end >= text.size() || text[end] != 'T') return finished(text, end, TokenKind::kDate, !exact);
  std::size_t time = matched(text.substr(end + 1), "dd:dd");
  if (time == 0) return finished(text, end, TokenKind::kDate, true);
  end += 1 + time;
  end += matched(text.substr(end), ":dd");
  if (end < text.size() && text[end] == 'Z') {
    ++end;
  } else {
    end += std::max(matched(text.substr(end), "+dd:dd"), matched(text.substr(end), "-dd:dd"));
  }
  return finished(text, end, TokenKind::kDateTime, !exact);
}

}  // namespace

std::size_t currencySignBytes(std::string_view text) {
  for (const std::string_view sign : {"£", "€", "$", "₹"}) {
    if (text.starts_with(sign)) return sign.size();
  }
  return 0;
}

LiteralShape literalShape(std::string_view text) {
  if (const std::size_t sign = currencySignBytes(text); sign > 0) return moneyShape(text, sign);
  if (text.front() == '.') return finished(text, digitsAt(text, 1), TokenKind::kNumber, true);
  if (const LiteralShape date = dateShape(text); date.bytes > 0) return date;
  if (const std::size_t slashed = matched(text, "d?/d?/dddd"); slashed > 0) {
    return finished(text, slashed, TokenKind::kDate, true);
  }
  if (const std::size_t time = matched(text, "d?:dd"); time > 0) {
    return finished(text, time, TokenKind::kTime, matched(text, "dd:dd") != time);
  }
  if (const LiteralShape money = codedMoneyShape(text); money.bytes > 0) return money;
  std::size_t end = decimalsAt(text, digitsAt(text, 0));
  if (end < text.size() && text[end] == '%') return finished(text, end + 1, TokenKind::kPercent);
  return finished(text, end, TokenKind::kNumber);
}

namespace {

int numberIn(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

/// `2026-3-1` and `1/3/2026` as `2026-03-01`: day first, as most of the world writes.
std::string dateMeant(std::string_view literal) {
  std::array<std::string_view, 3> parts{};
  std::size_t count = 0;
  for (std::size_t at = 0; at < literal.size() && count < 3; ++at) {
    std::size_t end = at;
    while (end < literal.size() && isDigit(literal[end])) ++end;
    parts[count++] = literal.substr(at, end - at);
    at = end;
  }
  if (parts[0].size() != 4) std::swap(parts[0], parts[2]);
  return fmt::format("{}-{:02}-{:02}", parts[0], numberIn(parts[1]), numberIn(parts[2]));
}

bool isUnit(std::string_view word) { return exactUnitMs(word) > 0 || calendarUnitMonths(word) > 0; }

MalformedLiteral explainMoney(std::string_view literal) {
  const std::size_t sign = currencySignBytes(literal);
  const std::string_view digits = literal.substr(sign);
  const std::string message = fmt::format("`{}` is not an amount of money", literal);
  if (digits.empty()) return {message, fmt::format("write the amount right after the sign: `{}5`", literal)};
  const bool plain = std::all_of(digits.begin(), digits.end() - 1, isDigit);
  const char last = static_cast<char>(digits.back() | 0x20);
  if (plain && digits.size() > 1 && digits.size() < 5 && (last == 'k' || last == 'm')) {
    const std::string_view thousands = last == 'k' ? ",000" : ",000,000";
    return {message,
            fmt::format("write `{}{}{}`", literal.substr(0, sign), digits.substr(0, digits.size() - 1), thousands)};
  }
  return {message, fmt::format("write it like `{}1,250.00`", literal.substr(0, sign))};
}

MalformedLiteral explainCodedMoney(std::string_view literal) {
  return {fmt::format("`{}` is not an amount of money", literal),
          fmt::format("write it like `1,250.00{}`", literal.substr(literal.find(' ')))};
}

}  // namespace

MalformedLiteral explainMalformed(std::string_view literal) {
  if (currencySignBytes(literal) > 0) return explainMoney(literal);
  if (literal.front() == '.') {
    return {fmt::format("`{}` is not a number", literal), fmt::format("write `0{}`", literal)};
  }
  const bool dashed = matched(literal, "dddd-d?-d?") > 0;
  if (dashed || matched(literal, "d?/d?/dddd") > 0) {
    return {fmt::format("`{}` is not a date", literal), fmt::format("write `{}`", dateMeant(literal))};
  }
  if (const std::size_t time = matched(literal, "d?:dd"); time > 0) {
    const std::string_view hours = literal.substr(0, literal.find(':'));
    return {fmt::format("`{}` is not a time of day", literal),
            fmt::format("write `{:02}{}`", numberIn(hours), literal.substr(hours.size(), 3))};
  }
  if (codedMoneyShape(literal).bytes == literal.size()) return explainCodedMoney(literal);
  const std::size_t digits = decimalsAt(literal, digitsAt(literal, 0));
  const std::string_view rest = literal.substr(digits);
  const std::string message = fmt::format("`{}` is not a number", literal);
  if (isUnit(rest))
    return {message, fmt::format("write `{} {}`, with a blank between them", literal.substr(0, digits), rest)};
  if (const std::size_t sign = currencySignBytes(rest); sign > 0 && sign == rest.size()) {
    return {message, fmt::format("write `{}{}`, the sign first", rest, literal.substr(0, digits))};
  }
  return {message, "names begin with a letter, and a number is followed by a blank"};
}

}  // namespace regard::dsl
