#pragma once
// The canonical spelling of a value: what rule text would say. parse(format(x)) == x for every known value.
// For a customer's eyes, in the customer's locale, see engine/render.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/decimal.h"

namespace regard {

std::string formatFlag(bool flag);                                ///< yes | no
std::string formatNumber(double number);                          ///< shortest that reads back; no exponent below 1e15
std::string formatPercent(Percent percent);                       ///< 12%, 12.5%, -10%
std::string formatMoney(Money money, std::string_view currency);  ///< £1,250.00, -£0.5025, 12.00 CHF
std::string formatMoneyPlain(Money money);                        ///< 1250.00: digits only, for machines
std::string formatPercentPlain(Percent percent);                  ///< 0.125: of one, digits only, for machines
std::string formatDate(Day day);                                  ///< 2026-03-01
std::string formatInstant(std::int64_t instantMs, const Zone& zone);  ///< 2026-03-01T10:00:00+01:00
std::string formatDuration(std::int64_t ms);    ///< 3 days, 1 hour, 90 seconds: one unit, the largest exact
std::string formatPeriod(std::int64_t months);  ///< 5 months, 2 years: years only if exact

}  // namespace regard
