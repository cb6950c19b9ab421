#include "tests/mutants/mutations.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>

#include "base/literals.h"

namespace regard::mutants {
namespace {

using dsl::Token;
using dsl::TokenKind;

/// A token of a rulebook.
struct At {
  std::uint32_t file = 0, token = 0;
};

class Picker {
 public:
  Picker(const RulebookText& rulebook, agree::Random& random) : rulebook_(rulebook), random_(random) {}

  const Token& token(At at) const { return rulebook_.files[at.file].lexed.tokens[at.token]; }
  std::string text(At at) const { return std::string(rulebook_.files[at.file].lexed.written(token(at))); }
  Span span(At at) const { return rulebook_.files[at.file].lexed.spanOf(token(at)); }
  Edit replace(At at, std::string text) const { return {span(at), std::move(text)}; }

  /// One of the tokens that fit.
  std::optional<At> pick(const std::function<bool(At)>& fits) {
    std::vector<At> all;
    for (std::uint32_t file = 0; file < rulebook_.files.size(); ++file)
      for (std::uint32_t i = 0; i + 1 < rulebook_.files[file].lexed.tokens.size(); ++i)
        if (fits({file, i})) all.push_back({file, i});
    if (all.empty()) return std::nullopt;
    return random_.oneOf(all);
  }
  std::optional<At> pickKind(TokenKind kind) {
    return pick([&](At at) { return token(at).kind == kind; });
  }

 private:
  const RulebookText& rulebook_;
  agree::Random& random_;
};

/// A word with one letter wrong, left out, doubled, or two of them swapped.
std::string misspelt(std::string word, agree::Random& random) {
  const std::size_t at = random.below(word.size());
  switch (random.below(4)) {
    case 0: word[at] = static_cast<char>('a' + random.below(26)); break;
    case 1: word.erase(at, 1); break;
    case 2: word.insert(at, 1, word[at]); break;
    default:
      if (at + 1 < word.size()) std::swap(word[at], word[at + 1]);
  }
  return word;
}

std::optional<Edit> typo(const RulebookText& rulebook, agree::Random& random) {
  Picker picker(rulebook, random);
  const auto at = picker.pickKind(TokenKind::kWord);
  return at ? std::optional(picker.replace(*at, misspelt(picker.text(*at), random))) : std::nullopt;
}

/// Inside of `{{…}}`.
std::optional<Edit> typoInText(const RulebookText& rulebook, agree::Random& random) {
  Picker picker(rulebook, random);
  const auto hasToken = [&](At at) {
    return picker.token(at).kind == TokenKind::kString && picker.text(at).find("{{") != std::string::npos;
  };
  const auto at = picker.pick(hasToken);
  if (!at) return std::nullopt;
  const std::string text = picker.text(*at);
  const std::size_t begin = text.find("{{"), end = text.find("}}", begin) + 2;
  Span span = picker.span(*at);
  span.end = span.begin + static_cast<std::uint32_t>(end);
  span.begin += static_cast<std::uint32_t>(begin);
  return Edit{span, misspelt(text.substr(begin, end - begin), random)};
}

std::optional<Edit> dropped(const RulebookText& rulebook, agree::Random& random) {
  Picker picker(rulebook, random);
  const auto at = picker.pick([](At) { return true; });
  return picker.replace(*at, "");
}

std::optional<Edit> doubled(const RulebookText& rulebook, agree::Random& random) {
  Picker picker(rulebook, random);
  const auto at = picker.pick([](At) { return true; });
  return picker.replace(*at, picker.text(*at) + " " + picker.text(*at));
}

std::optional<Edit> swapped(const RulebookText& rulebook, agree::Random& random) {
  Picker picker(rulebook, random);
  const auto at = picker.pick([&](At a) { return a.token > 0; });
  const At before{at->file, at->token - 1};
  const Span both = cover(picker.span(before), picker.span(*at));
  const std::string between(rulebook.textOf({both.file, picker.span(before).end, picker.span(*at).begin}));
  return Edit{both, picker.text(*at) + between + picker.text(before)};
}

/// A currency for another, or an amount, share or duration that loses its unit or gets another one.
std::optional<Edit> unit(const RulebookText& rulebook, agree::Random& random) {
  Picker picker(rulebook, random);
  const auto hasUnit = [&](At at) {
    const Token& token = picker.token(at);
    return token.kind == TokenKind::kMoney || token.kind == TokenKind::kPercent || token.kind == TokenKind::kCode ||
           exactUnitMs(picker.text(at)) != 0 || calendarUnitMonths(picker.text(at)) != 0;
  };
  const auto at = picker.pick(hasUnit);
  if (!at) return std::nullopt;
  const std::string text = picker.text(*at);
  const std::string digits = text.substr(std::min(text.find_first_of("0123456789"), text.size()));
  static const std::vector<std::string> kUnits = {"seconds", "minutes", "hours", "days", "weeks", "months", "years"};
  static const std::vector<std::string> kCodes = {"GBP", "EUR", "USD", "CHF"};
  switch (picker.token(*at).kind) {
    case TokenKind::kPercent:
      return picker.replace(
          *at, random.chance(50) ? digits.substr(0, digits.size() - 1) : "£" + digits.substr(0, digits.size() - 1));
    case TokenKind::kMoney:
      return picker.replace(
          *at, random.oneOf<std::string>({digits, "£" + digits, digits + "%", "€" + digits, "$" + digits}));
    case TokenKind::kCode: return picker.replace(*at, random.oneOf(kCodes));
    default: return picker.replace(*at, random.oneOf(kUnits));
  }
}

/// One digit wrong, missing or doubled, or the decimal sign moved.
std::optional<Edit> number(const RulebookText& rulebook, agree::Random& random) {
  Picker picker(rulebook, random);
  const auto isNumber = [&](At at) {
    const TokenKind kind = picker.token(at).kind;
    return kind == TokenKind::kNumber || kind == TokenKind::kMoney || kind == TokenKind::kPercent ||
           kind == TokenKind::kDate || kind == TokenKind::kDateTime || kind == TokenKind::kTime;
  };
  const auto at = picker.pick(isNumber);
  std::string text = picker.text(*at);
  std::vector<std::size_t> digits;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (std::isdigit(static_cast<unsigned char>(text[i])) != 0) digits.push_back(i);
  const std::size_t digit = random.oneOf(digits);
  switch (random.below(3)) {
    case 0:
      text[digit] = static_cast<char>('0' + (text[digit] - '0' + 1 + static_cast<int>(random.below(9))) % 10);
      break;
    case 1: text.insert(digit, 1, text[digit]); break;
    default: digits.size() > 1 ? text.erase(digit, 1) : text.insert(digit, 1, '1');
  }
  return picker.replace(*at, text);
}

/// Any of these signs or words for another one of its row.
template <std::size_t N>
std::optional<Edit> exchanged(const RulebookText& rulebook, agree::Random& random,
                              const std::array<std::vector<std::string>, N>& classes) {
  Picker picker(rulebook, random);
  const auto classOf = [&](const std::string& text) {
    return std::find_if(classes.begin(), classes.end(), [&](const std::vector<std::string>& one) {
      return std::find(one.begin(), one.end(), text) != one.end();
    });
  };
  const auto at = picker.pick([&](At a) { return classOf(picker.text(a)) != classes.end(); });
  if (!at) return std::nullopt;
  std::vector<std::string> others = *classOf(picker.text(*at));
  std::erase(others, picker.text(*at));
  return picker.replace(*at, random.oneOf(others));
}

std::optional<Edit> sign(const RulebookText& rulebook, agree::Random& random) {
  static const std::array<std::vector<std::string>, 2> kClasses = {{{"+", "-"}, {"add", "take"}}};
  return exchanged(rulebook, random, kClasses);
}

std::optional<Edit> operatorSign(const RulebookText& rulebook, agree::Random& random) {
  static const std::array<std::vector<std::string>, 4> kClasses = {
      {{"=", "!=", "<", "<=", ">", ">="}, {"*", "/", "+", "-"}, {"and", "or", "not"}, {"in", "=", "is"}}};
  return exchanged(rulebook, random, kClasses);
}

std::optional<Edit> bracket(const RulebookText& rulebook, agree::Random& random) {
  static const std::array<std::vector<std::string>, 1> kClasses = {{{"{", "}", "(", ")", "[", "]", "|", ""}}};
  return exchanged(rulebook, random, kClasses);
}

/// A sign between things for another one.
std::optional<Edit> separator(const RulebookText& rulebook, agree::Random& random) {
  static const std::array<std::vector<std::string>, 1> kClasses = {{{",", ":", ".", "=", ";", ""}}};
  return exchanged(rulebook, random, kClasses);
}

/// One of the two quotes left out or taken for another kind of quote.
std::optional<Edit> quote(const RulebookText& rulebook, agree::Random& random) {
  Picker picker(rulebook, random);
  const auto at = picker.pickKind(TokenKind::kString);
  Span span = picker.span(*at);
  if (random.chance(50)) span.begin = span.end - 1;
  span.end = span.begin + 1;
  return Edit{span, random.oneOf<std::string>({"", "'", "“", "`"})};
}

/// The member of a choice, or another word that names something, for another such word of the rulebook.
std::optional<Edit> name(const RulebookText& rulebook, agree::Random& random) {
  Picker picker(rulebook, random);
  const auto behind = [&](At at, std::initializer_list<const char*> words) {
    if (at.token == 0) return false;
    const std::string before = picker.text({at.file, at.token - 1});
    return std::find(words.begin(), words.end(), before) != words.end();
  };
  const auto isName = [&](At at) {
    return picker.token(at).kind == TokenKind::kWord &&
           behind(at, {"=", "{", ",", "in", "not", "when", "by", "(", "and", "or"});
  };
  const auto at = picker.pick(isName);
  const auto other = picker.pick([&](At a) { return isName(a) && picker.text(a) != picker.text(*at); });
  return picker.replace(*at, picker.text(*other));
}

std::optional<Edit> letterCase(const RulebookText& rulebook, agree::Random& random) {
  Picker picker(rulebook, random);
  const auto isWord = [&](At at) {
    return picker.token(at).kind == TokenKind::kWord || picker.token(at).kind == TokenKind::kCode;
  };
  const auto at = picker.pick(isWord);
  std::string text = picker.text(*at);
  const std::size_t first = random.chance(50) ? 0 : random.below(text.size());
  const std::size_t last = random.chance(50) ? first + 1 : text.size();
  for (std::size_t i = first; i < last; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    text[i] = static_cast<char>(std::islower(c) != 0 ? std::toupper(c) : std::tolower(c));
  }
  return picker.replace(*at, text);
}

constexpr std::array kKinds = {
    MutationKind{"a typo in a word", typo},
    MutationKind{"a typo in a token of a text", typoInText},
    MutationKind{"something left out", dropped},
    MutationKind{"something said twice", doubled},
    MutationKind{"two things swapped", swapped},
    MutationKind{"another unit", unit},
    MutationKind{"another number", number},
    MutationKind{"another sign", sign},
    MutationKind{"another operator", operatorSign},
    MutationKind{"another bracket", bracket},
    MutationKind{"another separator", separator},
    MutationKind{"another quote", quote},
    MutationKind{"another name", name},
    MutationKind{"capitals", letterCase},
};

}  // namespace

std::span<const MutationKind> mutationKinds() { return kKinds; }

}  // namespace regard::mutants
