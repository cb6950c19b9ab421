// The grammars say what a literal looks like and note where its parts stand; only then are digits turned into values.
// So a malformed text and one that is out of range are told apart, and nothing is allocated unless a fault is worded.
#include "base/literals.h"

#include <boost/spirit/home/x3.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <numeric>
#include <system_error>

namespace regard {
namespace {

namespace x3 = boost::spirit::x3;
using View = std::string_view;

// ---------------------------------------------------------------------------------------------- words of the grammars

/// Where the parts of a number, a percentage, money or a quantity stand in the text.
struct Decimal {
  int minuses = 0;
  View whole;     ///< digits, perhaps with `_` or `,` between groups
  View fraction;  ///< digits
  View word;      ///< a currency or a unit
};

/// What a date or a date and time says.
struct Moment {
  int year = 0, month = 0, day = 0;
  int hour = 0, minute = 0, second = 0;
  View fraction;
  View offset;  ///< `Z`, `+` or `-`
  int offsetHour = 0, offsetMinute = 0;
};

// Grammars are constants: their actions find the parts in the context of the parse. Building a grammar at every call
// would cost ten times what parsing does.
struct PartsTag;

/// `parser`, noting what it matched.
template <auto kMember, class Parser>
constexpr auto noted(const Parser& parser) {
  return x3::raw[parser][([](auto& context) {
    const auto& range = x3::_attr(context);
    x3::get<PartsTag>(context).*kMember = View(range.begin(), static_cast<std::size_t>(range.end() - range.begin()));
  })];
}

/// Exactly so many digits, noting their value.
template <auto kMember, unsigned kDigits>
constexpr auto fixed() {
  return x3::uint_parser<unsigned, 10, kDigits, static_cast<int>(kDigits)>{}[(
      [](auto& context) { x3::get<PartsTag>(context).*kMember = static_cast<int>(x3::_attr(context)); })];
}

constexpr auto kDigit = x3::char_('0', '9');
constexpr auto kDigits = +kDigit;
const auto kGroupedDigits = kDigit >> *(-x3::lit('_') >> kDigit);  // as rule text has them: 1_000_000
const auto kCommaGroups = kDigit >> -kDigit >> -kDigit >> +(',' >> kDigit >> kDigit >> kDigit);
const auto kFraction = -('.' >> noted<&Decimal::fraction>(kDigits));
const auto kSign = -x3::lit('-')[([](auto& context) { ++x3::get<PartsTag>(context).minuses; })];

/// The grammar of one kind in each dialect.
template <class Rule, class Data>
struct Grammar {
  Rule rule;
  Data data;
};
template <class Rule, class Data>
Grammar(Rule, Data) -> Grammar<Rule, Data>;

const auto kFlagWord = [] {
  const auto yes = x3::no_case[x3::lit("yes") | "true" | "on" | "y" | "t" | "1"];
  const auto no = x3::no_case[x3::lit("no") | "false" | "off" | "n" | "f" | "0"];
  return std::pair(yes, no);
}();

const Grammar kNumber = [] {
  const auto rest = kFraction >> -(x3::char_("eE") >> -x3::char_("+-") >> kDigits);
  return Grammar{kSign >> kGroupedDigits >> rest, kSign >> kDigits >> rest};
}();

const Grammar kPercent = [] {
  const auto rest = kFraction >> '%';
  return Grammar{kSign >> noted<&Decimal::whole>(kGroupedDigits) >> rest,
                 kSign >> noted<&Decimal::whole>(kDigits) >> rest};
}();

const Grammar kMoney = [] {
  const auto upper = x3::char_('A', 'Z');
  const auto symbol = noted<&Decimal::word>(x3::lit("£") | "€" | "$" | "₹");
  const auto code = noted<&Decimal::word>(upper >> upper >> upper);
  const auto ruleAmount = noted<&Decimal::whole>(kCommaGroups | kGroupedDigits) >> kFraction;
  const auto dataAmount = noted<&Decimal::whole>(kCommaGroups | kDigits) >> kFraction;
  return Grammar{
      kSign >> ((symbol >> ruleAmount) | (ruleAmount >> ' ' >> code)),
      kSign >> ((dataAmount >> -(*x3::lit(' ') >> code)) | ((symbol | code) >> *x3::lit(' ') >> kSign >> dataAmount))};
}();

const Grammar kQuantity = [] {
  const auto rest = kFraction >> +x3::lit(' ') >> noted<&Decimal::word>(+x3::char_('a', 'z'));
  return Grammar{kSign >> noted<&Decimal::whole>(kGroupedDigits) >> rest,
                 kSign >> noted<&Decimal::whole>(kDigits) >> rest};
}();

const auto kDate = fixed<&Moment::year, 4>() >> '-' >> fixed<&Moment::month, 2>() >> '-' >> fixed<&Moment::day, 2>();

const Grammar kDateTime = [] {
  const auto clock = fixed<&Moment::hour, 2>() >> ':' >> fixed<&Moment::minute, 2>() >>
                     -(':' >> fixed<&Moment::second, 2>() >> -('.' >> noted<&Moment::fraction>(kDigits)));
  const auto offset = noted<&Moment::offset>(x3::lit('Z')) |
                      (noted<&Moment::offset>(x3::char_("+-")) >> fixed<&Moment::offsetHour, 2>() >> ':' >>
                       fixed<&Moment::offsetMinute, 2>());
  return Grammar{kDate >> 'T' >> clock >> -offset, kDate >> (x3::lit('T') | ' ') >> clock >> -offset};
}();

/// Whether `grammar` matches all of `text`; its parts are noted in `parts`.
template <class Parser, class Parts>
bool matches(View text, const Parser& grammar, Parts& parts) {
  const char* first = text.data();
  const char* const last = first + text.size();
  return grammar.parse(first, last, x3::make_context<PartsTag>(parts), x3::unused, x3::unused) && first == last;
}

template <class Rule, class Data, class Parts>
bool matches(View text, const Grammar<Rule, Data>& grammar, Dialect dialect, Parts& parts) {
  return dialect == Dialect::kRule ? matches(text, grammar.rule, parts) : matches(text, grammar.data, parts);
}

View trimmed(View text, Dialect dialect) {
  if (dialect == Dialect::kRule) return text;
  const auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return text;
}

// ------------------------------------------------------------------------------------------------------ from parts to
// values

/// The decimal as an integer of 10^-places. REQUIRES at most `places` digits of fraction.
Checked<std::int64_t> scaled(const Decimal& decimal, std::size_t places) {
  std::uint64_t magnitude = 0;
  bool fits = true;
  const auto append = [&](unsigned next) {
    fits = fits && !__builtin_mul_overflow(magnitude, std::uint64_t{10}, &magnitude) &&
           !__builtin_add_overflow(magnitude, std::uint64_t{next}, &magnitude);
  };
  for (const char c : decimal.whole) {
    if (c != '_' && c != ',') append(static_cast<unsigned>(c - '0'));
  }
  for (const char c : decimal.fraction) append(static_cast<unsigned>(c - '0'));
  for (std::size_t i = decimal.fraction.size(); i < places; ++i) append(0);
  const bool negative = decimal.minuses == 1;
  const std::uint64_t most = std::uint64_t{std::numeric_limits<std::int64_t>::max()} + (negative ? 1U : 0U);
  if (!fits || magnitude > most) return {0, ValueError::kOverflow};
  return {static_cast<std::int64_t>(negative ? 0U - magnitude : magnitude), ValueError::kNone};
}

/// "`<text>` is <advice>": the text is cut to 40 bytes and everything that is not plain is escaped, backticks too, so
/// that adviceOf() finds the second backtick.
Fault faultAbout(View text, View advice) {
  constexpr std::size_t kShown = 40;
  std::size_t end = std::min(text.size(), kShown);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  std::string message = "`";
  for (const char c : text.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F && c != '`') {
      message += c;
    } else {
      constexpr View kHex = "0123456789abcdef";
      message += {'\\', 'x', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  message += end < text.size() ? "…` is " : "` is ";
  return {FaultKind::kInvalid, message.append(advice)};
}

bool hasComma(View text) { return text.find(',') != View::npos; }

// -----------------------------------------------------------------------------------------------------------------
// dates

Checked<Day> dayIn(const Moment& moment) { return dayOf({moment.year, moment.month, moment.day}); }

bool isRealTime(const Moment& moment) {
  return moment.hour < 24 && moment.minute < 60 && moment.second < 60 && moment.offsetHour < 24 &&
         moment.offsetMinute < 60;
}

std::int64_t msOf(View fraction) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 3; ++i) ms = ms * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  return ms;
}

// ------------------------------------------------------------------------------------------------------- units,
// currencies

struct Unit {
  View name;  ///< singular
  std::int64_t ms;
  std::int64_t months;
};
constexpr std::array kUnits = {Unit{"second", 1'000, 0},   Unit{"minute", 60'000, 0},    Unit{"hour", 3'600'000, 0},
                               Unit{"day", 86'400'000, 0}, Unit{"week", 604'800'000, 0}, Unit{"month", 0, 1},
                               Unit{"year", 0, 12}};

const Unit* unitNamed(View name) {
  if (name.ends_with('s')) name.remove_suffix(1);
  const auto* const found = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& u) { return u.name == name; });
  return found == kUnits.end() ? nullptr : found;
}

struct Currency {
  View symbol, code;
};
constexpr std::array kCurrencies = {Currency{"£", "GBP"}, Currency{"€", "EUR"}, Currency{"$", "USD"},
                                    Currency{"₹", "INR"}};

}  // namespace

Result<bool> parseFlag(View text, Dialect dialect) {
  const View word = trimmed(text, dialect);
  if (dialect == Dialect::kRule) {
    if (word == "yes") return true;
    if (word == "no") return false;
    return faultAbout(text, "not a flag: write yes or no");
  }
  if (matches(word, kFlagWord.first, x3::unused)) return true;
  if (matches(word, kFlagWord.second, x3::unused)) return false;
  return faultAbout(text, "not a flag: write yes or no (true, false, y, n, t, f, on, off, 1 and 0 will do)");
}

Result<double> parseNumber(View text, Dialect dialect) {
  const View shown = trimmed(text, dialect);
  Decimal parts;
  if (!matches(shown, kNumber, dialect, parts)) {
    return faultAbout(text, hasComma(shown) ? "not a number: write it without a comma, as in 1250.5"
                                            : "not a number: write digits, as in 1250 or 12.5");
  }
  std::string withoutGroups;
  View digits = shown;
  if (shown.find('_') != View::npos) {
    std::remove_copy(shown.begin(), shown.end(), std::back_inserter(withoutGroups), '_');
    digits = withoutGroups;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc()) {
    return faultAbout(text, "too large or too small for a number: stay within 1e-300 and 1e300");
  }
  return numberOf(value).value;
}

Result<Percent> parsePercent(View text, Dialect dialect) {
  const View shown = trimmed(text, dialect);
  Decimal parts;
  if (!matches(shown, kPercent, dialect, parts)) {
    return faultAbout(text, hasComma(shown) ? "not a percentage: write it without a comma, as in 12.5%"
                                            : "not a percentage: write it with its sign, as in 12.5%");
  }
  if (parts.fraction.size() > 6) return faultAbout(text, "too exact for a percentage: write at most 6 decimals");
  const Checked<std::int64_t> e8 = scaled(parts, 6);
  if (!e8.ok()) return faultAbout(text, "too large for a percentage: stay below 9,000,000,000,000%");
  return Percent{e8.value};
}

Result<MoneyLiteral> parseMoney(View text, Dialect dialect) {
  const View shown = trimmed(text, dialect);
  Decimal parts;
  if (!matches(shown, kMoney, dialect, parts) || parts.minuses > 1) {
    if (hasComma(shown)) {
      return faultAbout(text, "not money: a point goes before the pence and commas group by three, as in £1,250.00");
    }
    return faultAbout(text, dialect == Dialect::kRule
                                ? "not money: write it with its currency, as in £1,250.00 or 1250.00 CHF"
                                : "not money: write 1250.00, £1,250.00 or 1250.00 GBP");
  }
  if (parts.fraction.size() > 4) return faultAbout(text, "too exact for money: write at most 4 decimals");
  const Checked<std::int64_t> e4 = scaled(parts, 4);
  if (!e4.ok()) return faultAbout(text, "too large for money: stay below 900,000,000,000,000");
  MoneyLiteral literal{Money{e4.value}, {}};
  const View ofSymbol = currencyOfSymbol(parts.word);
  const View currency = ofSymbol.empty() ? parts.word : ofSymbol;
  std::copy(currency.begin(), currency.end(), literal.currency);
  return literal;
}

Result<Day> parseDate(View text, Dialect dialect) {
  const View shown = trimmed(text, dialect);
  Moment moment;
  if (!matches(shown, kDate, moment)) {
    const bool withTime = dialect == Dialect::kData && matches(shown, kDateTime, dialect, moment);
    if (!withTime) return faultAbout(text, "not a date: write 2026-03-01");
    const bool midnight = moment.hour == 0 && moment.minute == 0 && moment.second == 0 &&
                          moment.fraction.find_first_not_of('0') == View::npos;
    if (!midnight || !isRealTime(moment)) return faultAbout(text, "not a date but a time of a day: write 2026-03-01");
  }
  const Checked<Day> day = dayIn(moment);
  if (!day.ok()) return faultAbout(text, "not a day of the calendar: write one such as 2026-03-01");
  return day.value;
}

Result<DateTimeLiteral> parseDateTime(View text, Dialect dialect) {
  const View shown = trimmed(text, dialect);
  Moment moment;
  const bool wellFormed = matches(shown, kDate, moment) || matches(shown, kDateTime, dialect, moment);
  if (!wellFormed || (dialect == Dialect::kRule && moment.fraction.size() > 3)) {
    return faultAbout(text, "not a date and time: write 2026-03-01T10:00, and perhaps an offset: 2026-03-01T10:00Z");
  }
  const Checked<Day> day = dayIn(moment);
  if (!day.ok() || !isRealTime(moment)) {
    return faultAbout(text, "not a time of the calendar: write one such as 2026-03-01T10:00");
  }
  DateTimeLiteral literal;
  literal.day = day.value;
  literal.msOfDay =
      ((moment.hour * 60 + moment.minute) * 60 + moment.second) * std::int64_t{1000} + msOf(moment.fraction);
  literal.hasOffset = !moment.offset.empty();
  const std::int64_t offsetMs = (moment.offsetHour * 60 + moment.offsetMinute) * std::int64_t{60'000};
  literal.offsetMs = moment.offset == "-" ? -offsetMs : offsetMs;
  return literal;
}

Result<QuantityLiteral> parseQuantity(View text, Dialect dialect) {
  const View shown = trimmed(text, dialect);
  Decimal parts;
  if (!matches(shown, kQuantity, dialect, parts)) {
    return faultAbout(text, "not a length of time: write a number and a unit, as in 30 days");
  }
  const Unit* const unit = unitNamed(parts.word);
  if (unit == nullptr) {
    return faultAbout(text,
                      "not a length of time: its unit is one of seconds, minutes, hours, days, weeks, months, years");
  }
  const bool isPeriod = unit->months != 0;
  if (isPeriod && !parts.fraction.empty()) {
    return faultAbout(text, "not a length of time: months and years are whole, as in 3 months");
  }
  // 1.5 hours is exact; what would need a part of a millisecond is refused.
  constexpr View kTooExact = "too exact for a length of time: it must come to whole milliseconds";
  constexpr View kTooLong = "too long for a length of time: stay below 290,000,000 years";
  const std::size_t places = parts.fraction.size();
  if (places > 9) return faultAbout(text, kTooExact);
  std::int64_t divisor = 1;
  for (std::size_t i = 0; i < places; ++i) divisor *= 10;
  const std::int64_t unitSize = isPeriod ? unit->months : unit->ms;
  const Checked<std::int64_t> count = scaled(parts, places);
  if (!count.ok()) return faultAbout(text, kTooLong);
  if (count.value % (divisor / std::gcd(divisor, unitSize)) != 0) return faultAbout(text, kTooExact);
  const Checked<std::int64_t> amount = mulDiv(count.value, unitSize, divisor);
  if (!amount.ok()) return faultAbout(text, kTooLong);
  return QuantityLiteral{isPeriod, amount.value};
}

std::string_view adviceOf(const Fault& fault) {
  constexpr View kIs = "` is ";
  const View message = fault.message;
  const std::size_t end = message.starts_with('`') ? message.find('`', 1) : View::npos;
  if (end == View::npos || !message.substr(end).starts_with(kIs)) return message;
  return message.substr(end + kIs.size());
}

std::int64_t exactUnitMs(View unit) {
  const Unit* const found = unitNamed(unit);
  return found == nullptr ? 0 : found->ms;
}

std::int64_t calendarUnitMonths(View unit) {
  const Unit* const found = unitNamed(unit);
  return found == nullptr ? 0 : found->months;
}

std::string_view currencyOfSymbol(View symbol) {
  for (const Currency& currency : kCurrencies) {
    if (currency.symbol == symbol) return currency.code;
  }
  return {};
}

std::string_view symbolOfCurrency(View code) {
  for (const Currency& currency : kCurrencies) {
    if (currency.code == code) return currency.symbol;
  }
  return {};
}

}  // namespace regard
