#include "engine/render/locale_formats.h"

#include <unicode/measunit.h>
#include <unicode/timezone.h>
#include <unicode/ucurr.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "base/format.h"

namespace regard {
namespace {

using icu::number::NumberFormatter;
using icu::number::Precision;

constexpr unsigned kMoneyPlaces = 4;

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

/// Half to even, as ICU rounds. Nothing is lost where there are more places than before.
PlainDecimal rounded(PlainDecimal value, unsigned places) {
  std::uint64_t unit = 1;
  for (; value.places > places; --value.places) unit *= 10;
  for (; value.places < places; ++value.places) value.magnitude *= 10;
  const std::uint64_t rest = value.magnitude % unit;
  value.magnitude /= unit;
  if (2 * rest > unit || (2 * rest == unit && value.magnitude % 2 == 1)) ++value.magnitude;
  return value;
}

PlainDecimal withoutTrailingZeros(PlainDecimal value) {
  for (; value.places > 0 && value.magnitude % 10 == 0; --value.places) value.magnitude /= 10;
  return value;
}

std::string formatMoment(const icu::DateFormat* format, std::int64_t ms, std::string otherwise) {
  if (format == nullptr) return otherwise;
  icu::UnicodeString out;
  return utf8(format->format(static_cast<UDate>(ms), out));
}

std::unique_ptr<icu::DateFormat> withZone(icu::DateFormat* format, const char* zone) {
  std::unique_ptr<icu::DateFormat> owned(format);
  if (owned) owned->adoptTimeZone(icu::TimeZone::createTimeZone(zone));
  return owned;
}

}  // namespace

struct LocaleFormats::UnitCount {
  std::int64_t amount = 0;
  icu::MeasureUnit unit;
  unsigned places = 0;  ///< decimals in `amount`: 3 for a second with its milliseconds
};

std::optional<icu::Locale> knownLocale(std::string_view tag) {
  constexpr std::size_t kTagMax = 64;
  if (tag.empty() || tag.size() > kTagMax) return {};
  std::string bcp47(tag);
  std::replace(bcp47.begin(), bcp47.end(), '_', '-');
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(bcp47, status);
  const std::string_view language = locale.getLanguage();
  if (U_FAILURE(status) || locale.isBogus() != 0 || language.empty()) return {};
  for (std::int32_t i = 0; i < uloc_countAvailable(); ++i)
    if (uloc_getAvailable(i) == language) return locale;
  return {};
}

ShapedFormatter& LocaleFormats::plain() {
  if (!plain_) plain_.emplace(NumberFormatter::withLocale(locale_).precision(Precision::maxFraction(6)), signs_);
  return *plain_;
}

ShapedFormatter* LocaleFormats::moneyFormatter() {
  if (money_) return &*money_;
  UErrorCode status = U_ZERO_ERROR;
  const icu::CurrencyUnit unit(icu::StringPiece(currency_), status);
  if (U_FAILURE(status)) return nullptr;
  const std::int32_t places = ucurr_getDefaultFractionDigits(unit.getISOCurrency(), &status);
  const double step = ucurr_getRoundingIncrement(unit.getISOCurrency(), &status);
  if (U_SUCCESS(status) && step == 0 && places >= 0 && places <= int{kMoneyPlaces})
    moneyPlaces_ = static_cast<unsigned>(places);
  return &money_.emplace(NumberFormatter::withLocale(locale_).unit(unit), signs_);
}

std::string LocaleFormats::money(Money amount) {
  ShapedFormatter* const formatter = moneyFormatter();
  if (formatter == nullptr) return formatMoney(amount, currency_);
  const PlainDecimal exact = decimalOf(amount.e4, kMoneyPlaces);
  const auto text = moneyPlaces_ ? formatter->spell(rounded(exact, *moneyPlaces_)) : formatter->ask(exact);
  return text ? *text : formatMoney(amount, currency_);
}

std::string LocaleFormats::percent(Percent value) {
  if (!percent_)
    percent_.emplace(
        NumberFormatter::withLocale(locale_).unit(icu::MeasureUnit::getPercent()).precision(Precision::maxFraction(6)),
        signs_);
  const auto text = percent_->spell(withoutTrailingZeros(decimalOf(value.e8, 6)));
  return text ? *text : formatPercent(value);
}

std::string LocaleFormats::number(double value) {
  constexpr double kWholeMax = 1e15;
  if (std::fabs(value) < kWholeMax && std::trunc(value) == value && (value != 0 || !std::signbit(value)))
    if (auto text = plain().spell(decimalOf(static_cast<std::int64_t>(value), 0))) return *std::move(text);
  UErrorCode status = U_ZERO_ERROR;
  const auto formatted = plain().formatter().formatDouble(value, status);
  std::string out = utf8(formatted.toString(status));
  return U_SUCCESS(status) ? out : formatNumber(value);
}

std::string LocaleFormats::date(Day day) {
  if (!date_) date_ = withZone(icu::DateFormat::createDateInstance(icu::DateFormat::kLong, locale_), "UTC");
  return formatMoment(date_.get(), day * kMsPerDay, formatDate(day));
}

std::string LocaleFormats::instant(std::int64_t instantMs) {
  if (!instant_) {
    auto* format = icu::DateFormat::createDateTimeInstance(icu::DateFormat::kLong, icu::DateFormat::kShort, locale_);
    instant_ = withZone(format, zoneName_.c_str());
  }
  return formatMoment(instant_.get(), instantMs, formatInstant(instantMs, Zone::utc()));
}

std::string LocaleFormats::units(const UnitCount* begin, const UnitCount* end) {
  UErrorCode status = U_ZERO_ERROR;
  std::vector<icu::UnicodeString> pieces;
  for (const UnitCount* count = begin; count != end; ++count) {
    const auto formatter = plain().formatter().unit(count->unit).unitWidth(UNUM_UNIT_WIDTH_FULL_NAME);
    pieces.push_back(
        formatter.formatDecimal(digitsOf(decimalOf(count->amount, count->places)), status).toString(status));
  }
  if (!list_) list_.reset(icu::ListFormatter::createInstance(locale_, ULISTFMT_TYPE_AND, ULISTFMT_WIDTH_WIDE, status));
  icu::UnicodeString joined;
  if (U_SUCCESS(status)) list_->format(pieces.data(), static_cast<std::int32_t>(pieces.size()), joined, status);
  return U_SUCCESS(status) ? utf8(joined) : std::string();
}

std::string LocaleFormats::duration(std::int64_t ms) {
  constexpr std::int64_t kMsPerWeek = 7 * kMsPerDay;
  const bool wholeWeeks = ms != 0 && ms % kMsPerWeek == 0;
  const std::pair<std::int64_t, icu::MeasureUnit> kUnits[] = {
      {kMsPerDay, icu::MeasureUnit::getDay()},
      {3'600'000, icu::MeasureUnit::getHour()},
      {60'000, icu::MeasureUnit::getMinute()},
  };
  std::vector<UnitCount> counts;
  std::int64_t rest = ms;
  if (wholeWeeks) {
    counts.push_back({ms / kMsPerWeek, icu::MeasureUnit::getWeek()});
    rest = 0;
  }
  for (const auto& [unitMs, unit] : kUnits) {
    if (const std::int64_t amount = rest / unitMs; amount != 0) counts.push_back({amount, unit});
    rest %= unitMs;
  }
  if (rest != 0) counts.push_back({rest, icu::MeasureUnit::getSecond(), 3});
  if (counts.empty()) counts.push_back({0, icu::MeasureUnit::getDay()});
  // One sign in front says it all: "-1 day and 3 hours".
  for (std::size_t i = 1; i < counts.size(); ++i) counts[i].amount = std::abs(counts[i].amount);
  std::string out = units(counts.data(), counts.data() + counts.size());
  return out.empty() ? formatDuration(ms) : out;
}

std::string LocaleFormats::period(std::int64_t months) {
  std::array<UnitCount, 2> counts;
  std::size_t used = 0;
  if (months / 12 != 0) counts[used++] = {months / 12, icu::MeasureUnit::getYear()};
  if (months % 12 != 0 || months == 0) {
    const std::int64_t rest = used == 0 ? months : std::abs(months % 12);
    counts[used++] = {rest, icu::MeasureUnit::getMonth()};
  }
  std::string out = units(counts.data(), counts.data() + used);
  return out.empty() ? formatPeriod(months) : out;
}

}  // namespace regard
