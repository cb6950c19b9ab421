// Numbers, amounts and shares as they are spelled, beside ICU itself, in every language that it has.

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/format.h"
#include "engine/render/locale_formats.h"

namespace regard {
namespace {

using icu::number::LocalizedNumberFormatter;
using icu::number::NumberFormatter;
using icu::number::Precision;

std::string text(icu::number::FormattedNumber formatted) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  formatted.toString(status).toUTF8String(out);
  return U_SUCCESS(status) ? out : "ICU failed";
}
std::string ofDecimal(const LocalizedNumberFormatter& formatter, const std::string& decimal) {
  UErrorCode status = U_ZERO_ERROR;
  return text(formatter.formatDecimal(decimal, status));
}
std::string ofDouble(const LocalizedNumberFormatter& formatter, double value) {
  UErrorCode status = U_ZERO_ERROR;
  return text(formatter.formatDouble(value, status));
}

/// Every number of digits, with what rounds up to one more, down, and to even; signs of all.
std::vector<std::int64_t> amounts() {
  std::vector<std::int64_t> all = {0, 1, 49, 50, 51, 150, 4'999, 5'000, 5'001, 15'000, INT64_MAX, INT64_MIN};
  for (std::int64_t power = 10; power < INT64_MAX / 100; power *= 10)
    for (const std::int64_t value : {power - 1, power, power * 7 + 50, power * 23 / 10})
      for (const std::int64_t sign : {1, -1}) all.push_back(sign * value);
  return all;
}

}  // namespace

TEST_CASE("in every language, what is spelled is what ICU says", "[render]") {
  constexpr const char* kCurrencies[] = {"GBP", "JPY", "KWD", "CHF", "CLF", "INR"};  // 2, 0, 3, 2, 4, 2 decimals
  const std::vector<std::int64_t> values = amounts();
  int count = 0;
  const icu::Locale* const locales = icu::Locale::getAvailableLocales(count);
  REQUIRE(count > 300);
  for (int i = 0; i < count; ++i) {
    const icu::Locale& locale = locales[i];
    // Every language; of the countries, most of which differ in nothing here, as many as there is time for.
    if (*locale.getCountry() != '\0' && i % 14 != 0) continue;
    CAPTURE(std::string(locale.getName()));
    const std::string currency = kCurrencies[i % 6];
    LocaleFormats formats(locale, currency, "UTC");
    UErrorCode status = U_ZERO_ERROR;
    const auto money = NumberFormatter::withLocale(locale).unit(icu::CurrencyUnit(icu::StringPiece(currency), status));
    const auto plain = NumberFormatter::withLocale(locale).precision(Precision::maxFraction(6));
    const auto percent = plain.unit(icu::MeasureUnit::getPercent());
    // Neighbours differ in their values too, or this would take too long.
    for (std::size_t v = static_cast<std::size_t>(i) % 5; v < values.size(); v += 5) {
      const std::int64_t value = values[v];
      const std::string is = formats.money({value});
      const std::string want = ofDecimal(money, formatMoneyPlain({value}));
      if (is != want) FAIL(is << " is not " << want);
      const std::string share = formats.percent({value});
      const std::string spelled = formatPercent({value});
      const std::string wantShare = ofDecimal(percent, spelled.substr(0, spelled.size() - 1));
      if (share != wantShare) FAIL(share << " is not " << wantShare);
      for (const double number : {static_cast<double>(value), static_cast<double>(value) / 1e4}) {
        const std::string isNumber = formats.number(number), wantNumber = ofDouble(plain, number);
        if (isNumber != wantNumber) FAIL(isNumber << " is not " << wantNumber);
      }
    }
  }
}

TEST_CASE("a shape that does not give back what ICU says is not used", "[render]") {
  // Roman numerals have no digits to lay into a shape; compact numbers no place for each digit.
  const icu::Locale english("en");
  const DigitSigns signs(english);
  for (auto formatter : {NumberFormatter::withLocale(icu::Locale("en-u-nu-roman")),
                         NumberFormatter::withLocale(english).notation(icu::number::Notation::compactShort())}) {
    ShapedFormatter shaped(std::move(formatter), signs);
    for (const std::int64_t value : {0, 5, 12, 199, 4'321, 1'234'567})
      CHECK(shaped.spell(decimalOf(value, 0)) == shaped.ask(decimalOf(value, 0)));
  }
  // Another locale's digits.
  ShapedFormatter bengali(NumberFormatter::withLocale(icu::Locale("bn")), signs);
  CHECK(bengali.spell(decimalOf(1'234'567, 0)) == "১২,৩৪,৫৬৭");
}

}  // namespace regard
