#include <fmt/format.h>

#include <algorithm>

#include "base/literals.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "engine/gather/gather.h"

namespace regard {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

template <class T, class ToCell>
Result<Scalar> scalarOf(const Result<T>& parsed, ToCell&& toCell) {
  if (!parsed) return parsed.fault();
  return Scalar::known(toCell(*parsed));
}

Result<Scalar> moneyOf(const ir::Program& program, std::string_view text) {
  const auto parsed = parseMoney(text, Dialect::kData);
  if (!parsed) return parsed.fault();
  const std::string_view written = parsed->currency;
  if (!written.empty() && written != program.currency)
    return Fault{FaultKind::kInvalid,
                 fmt::format("`{}` is in {}, but money is in {} here", text, written, program.currency)};
  return Scalar::known(Cell::ofInt(parsed->amount.e4));
}

Result<Scalar> quantityOf(std::string_view text, bool wantPeriod) {
  const auto parsed = parseQuantity(text, Dialect::kData);
  if (!parsed) return parsed.fault();
  if (parsed->isPeriod != wantPeriod)
    return Fault{FaultKind::kInvalid,
                 fmt::format("`{}` is not a {}: write {}", text, wantPeriod ? "period" : "duration",
                             wantPeriod ? "months or years, as in `3 months`"
                                        : "weeks, days, hours, minutes or seconds, as in `3 days`")};
  return Scalar::known(Cell::ofInt(parsed->amount));
}

Result<Scalar> instantOf(const Zone& zone, std::string_view text) {
  const auto parsed = parseDateTime(text, Dialect::kData);
  if (!parsed) return parsed.fault();
  const std::int64_t localMs = parsed->day * kMsPerDay + parsed->msOfDay;
  return Scalar::known(Cell::ofInt(parsed->hasOffset ? localMs - parsed->offsetMs : zone.instantOf(localMs)));
}

/// "cancel, billing, upgrade", or the start of a long list.
std::string membersAsWritten(const ir::Choice& choice) {
  constexpr std::size_t kListed = 12;  // more than that no one reads in a message
  std::string list;
  for (std::size_t i = 0; i < std::min(kListed, choice.members.size()); ++i)
    list += (i == 0 ? "" : ", ") + choice.members[i].name;
  return choice.members.size() > kListed ? list + ", …" : list;
}

Result<Scalar> memberOf(const ir::Choice& choice, std::string_view text) {
  const std::string snake = snakeName(text);
  // As people write the name first, so that a title can never hide it.
  const auto matches = [&](int attempt, const ir::ChoiceMember& m) {
    switch (attempt) {
      case 0: return m.name == text;
      case 1: return !m.title.empty() && m.title == text;
      case 2: return m.name == snake;
      default: return !m.title.empty() && snakeName(m.title) == snake;
    }
  };
  for (int attempt = 0; attempt < 4; ++attempt)
    for (std::size_t i = 0; i < choice.members.size(); ++i)
      if (matches(attempt, choice.members[i])) return Scalar::known(Cell::ofInt(static_cast<std::int64_t>(i)));

  std::vector<std::string> names;
  for (const ir::ChoiceMember& member : choice.members) names.push_back(member.name);
  const std::string advice = didYouMean(snake, names);
  return Fault{FaultKind::kInvalid, fmt::format("`{}` is not one of {}{}{}", text, membersAsWritten(choice),
                                                advice.empty() ? "" : "; ", advice)};
}

Result<Scalar> textOfInput(std::string_view text) {
  if (!isUtf8(text)) return Fault{FaultKind::kInvalid, "the text is not UTF-8"};
  return Scalar::known(Cell{});
}

Result<Scalar> valueOfKind(const ir::Program& program, const Zone& zone, Type type, std::string_view text) {
  constexpr Dialect kData = Dialect::kData;
  switch (type.kind) {
    case TypeKind::kFlag: return scalarOf(parseFlag(text, kData), [](bool v) { return Cell::ofBool(v); });
    case TypeKind::kNumber: return scalarOf(parseNumber(text, kData), [](double v) { return Cell::ofDouble(v); });
    case TypeKind::kPercent: return scalarOf(parsePercent(text, kData), [](Percent v) { return Cell::ofInt(v.e8); });
    case TypeKind::kDate: return scalarOf(parseDate(text, kData), [](Day v) { return Cell::ofInt(v); });
    case TypeKind::kMoney: return moneyOf(program, text);
    case TypeKind::kInstant: return instantOf(zone, text);
    case TypeKind::kDuration: return quantityOf(text, false);
    case TypeKind::kPeriod: return quantityOf(text, true);
    case TypeKind::kChoice: return memberOf(program.choices[type.choice], text);
    case TypeKind::kText: return textOfInput(text);
    case TypeKind::kError: break;
  }
  return Fault{FaultKind::kInvalid, "it has no type"};
}

}  // namespace

Result<Scalar> parseInputValue(const ir::Program& program, const Zone& zone, const ir::Input& input,
                               std::string_view text) {
  const std::string_view word = trimmed(text);
  if (word == "unknown") return Scalar::unknown();
  if (word.empty() && input.type.kind != TypeKind::kText)
    return Fault{FaultKind::kInvalid, fmt::format("`{}` is given no value: write one, or `unknown`", input.name)};
  auto value = valueOfKind(program, zone, input.type, input.type.kind == TypeKind::kText ? text : word);
  if (!value) return Fault{FaultKind::kInvalid, fmt::format("`{}`: {}", input.name, value.fault().message)};
  return value;
}

}  // namespace regard
