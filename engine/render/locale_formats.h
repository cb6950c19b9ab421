#pragma once
// The formatters of one locale, each made when first asked for. With shaped_formatter.h the only one to know ICU.

#include <unicode/datefmt.h>
#include <unicode/listformatter.h>
#include <unicode/locid.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/decimal.h"
#include "engine/render/shaped_formatter.h"

namespace regard {

/// The locale of a BCP 47 tag ("en-GB"; "en_GB" too) if ICU has data for its language.
std::optional<icu::Locale> knownLocale(std::string_view tag);

/// Not thread-safe. Should ICU fail (its data file is missing), a value is spelled as in rule text.
class LocaleFormats {
 public:
  LocaleFormats(icu::Locale locale, std::string currency, std::string zoneName)
      : locale_(std::move(locale)), currency_(std::move(currency)), zoneName_(std::move(zoneName)), signs_(locale_) {}
  LocaleFormats(const LocaleFormats&) = delete;
  LocaleFormats& operator=(const LocaleFormats&) = delete;

  std::string money(Money amount);              ///< £1,234.50
  std::string percent(Percent value);           ///< 12.5%
  std::string number(double value);             ///< 1,234.5: at most six decimals
  std::string date(Day day);                    ///< 2 March 2026
  std::string instant(std::int64_t instantMs);  ///< 2 March 2026 at 10:00, on the rulebook's clock
  std::string duration(std::int64_t ms);        ///< 2 weeks, 1 day and 3 hours
  std::string period(std::int64_t months);      ///< 8 years and 3 months

 private:
  struct UnitCount;
  std::string units(const UnitCount* begin, const UnitCount* end);
  ShapedFormatter& plain();
  ShapedFormatter* moneyFormatter();

  icu::Locale locale_;
  std::string currency_, zoneName_;
  DigitSigns signs_;
  std::optional<ShapedFormatter> plain_, money_, percent_;
  std::optional<unsigned> moneyPlaces_;  ///< decimals of the currency, if amounts are rounded to just those
  std::unique_ptr<icu::DateFormat> date_, instant_;
  std::unique_ptr<icu::ListFormatter> list_;
};

}  // namespace regard
