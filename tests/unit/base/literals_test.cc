// What each literal looks like, in both dialects, and that every value reads back from its canonical spelling.
#include <catch2/catch.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>

#include "base/format.h"
#include "base/literals.h"

namespace regard {
namespace {

constexpr Dialect kBoth[] = {Dialect::kRule, Dialect::kData};

/// A text and the canonical spelling of what it says in each dialect; empty where it is refused.
struct Row {
  std::string text, rule, data;
};

template <class Parse, class Format>
void check(const Row& row, Parse parse, Format format) {
  for (const Dialect dialect : kBoth) {
    const std::string& want = dialect == Dialect::kRule ? row.rule : row.data;
    CAPTURE(row.text, dialect == Dialect::kRule);
    const auto got = parse(row.text, dialect);
    CHECK(got.ok() == !want.empty());
    if (got.ok()) CHECK(format(*got) == want);
    if (!got.ok()) CHECK(got.fault().message.find("` is ") != std::string::npos);
  }
}

TEST_CASE("flags") {
  check(GENERATE(values<Row>({
            {"yes", "yes", "yes"}, {"no", "no", "no"}, {"Yes", "", "yes"}, {"NO", "", "no"},  {"true", "", "yes"},
            {"FALSE", "", "no"},   {"y", "", "yes"},   {"N", "", "no"},    {"t", "", "yes"},  {"f", "", "no"},
            {"1", "", "yes"},      {"0", "", "no"},    {"on", "", "yes"},  {"Off", "", "no"}, {" yes ", "", "yes"},
            {"", "", ""},          {"ye", "", ""},     {"yess", "", ""},   {"o", "", ""},     {"2", "", ""},
            {"unknown", "", ""},   {"y\n", "", ""},
        })),
        parseFlag, formatFlag);
}

TEST_CASE("numbers") {
  check(GENERATE(values<Row>({
            {"0", "0", "0"},
            {"-0", "0", "0"},
            {"-0.0", "0", "0"},
            {"12", "12", "12"},
            {"-12.50", "-12.5", "-12.5"},
            {"007", "7", "7"},
            {"1e3", "1000", "1000"},
            {"1E-3", "0.001", "0.001"},
            {"1e+20", "1e+20", "1e+20"},
            {"1_000_000", "1000000", ""},
            {"1__0", "", ""},
            {"_1", "", ""},
            {"1_", "", ""},
            {" 12 ", "", "12"},
            {"\t12\r", "", "12"},
            {"1,250", "", ""},
            {"12,5", "", ""},
            {"12.", "", ""},
            {".5", "", ""},
            {"+5", "", ""},
            {"--5", "", ""},
            {"1 2", "", ""},
            {"nan", "", ""},
            {"inf", "", ""},
            {"-Infinity", "", ""},
            {"0x10", "", ""},
            {"1e", "", ""},
            {"1e999", "", ""},
            {"1e-999", "", ""},
            {"12%", "", ""},
            {"", "", ""},
            {" ", "", ""},
            {"-", "", ""},
        })),
        parseNumber, formatNumber);
}

TEST_CASE("percentages") {
  check(GENERATE(values<Row>({
            {"12%", "12%", "12%"},
            {"-12.50%", "-12.5%", "-12.5%"},
            {"0.000001%", "0.000001%", "0.000001%"},
            {"0.0000001%", "", ""},
            {"1_000%", "1000%", ""},
            {"9223372036854.775807%", "9223372036854.775807%", "9223372036854.775807%"},
            {"9223372036854.775808%", "", ""},
            {"-9223372036854.775808%", "-9223372036854.775808%", "-9223372036854.775808%"},
            {"99999999999999999999999999%", "", ""},
            {"12.5", "", ""},
            {"12 %", "", ""},
            {"%", "", ""},
            {"12,5%", "", ""},
            {"1,250%", "", ""},
            {" 12% ", "", "12%"},
            {"-0%", "0%", "0%"},
        })),
        parsePercent, formatPercent);
}

TEST_CASE("money") {
  const auto format = [](const MoneyLiteral& m) { return formatMoney(m.amount, m.currency); };
  check(GENERATE(values<Row>({
            {"£1,250.00", "£1,250.00", "£1,250.00"},
            {"£1250", "£1,250.00", "£1,250.00"},
            {"€5", "€5.00", "€5.00"},
            {"₹20,000", "₹20,000.00", "₹20,000.00"},
            {"40 INR", "₹40.00", "₹40.00"},
            {"$3.50", "$3.50", "$3.50"},
            {"£0.5025", "£0.5025", "£0.5025"},
            {"£0.50250", "", ""},
            {"-£5", "-£5.00", "-£5.00"},
            {"£-5", "", "-£5.00"},
            {"-£-5", "", ""},
            {"--£5", "", ""},
            {"(5)", "", ""},
            {"(£5)", "", ""},
            {"£1_000", "£1,000.00", ""},
            {"1250.00", "", "1,250.00"},
            {"1,250.00", "", "1,250.00"},
            {"-7", "", "-7.00"},
            {"12.00 CHF", "12.00 CHF", "12.00 CHF"},
            {"1250.00 GBP", "£1,250.00", "£1,250.00"},
            {"1250GBP", "", "£1,250.00"},
            {"GBP 1250", "", "£1,250.00"},
            {"GBP1250", "", "£1,250.00"},
            {"GBP -1250", "", "-£1,250.00"},
            {"£ 5", "", "£5.00"},
            {"£5 GBP", "", ""},
            {"£5k", "", ""},
            {"£", "", ""},
            {"GBP", "", ""},
            {"gbp 5", "", ""},
            {"£1,25", "", ""},
            {"£12,50", "", ""},
            {"£1.250,00", "", ""},
            {"£1,2500", "", ""},
            {"£1250,000", "", ""},
            {"£,250", "", ""},
            {"£1,,250", "", ""},
            {"£5.", "", ""},
            {"£.50", "", ""},
            {" £5 ", "", "£5.00"},
            {"£922,337,203,685,477.5807", "£922,337,203,685,477.5807", "£922,337,203,685,477.5807"},
            {"£922,337,203,685,477.5808", "", ""},
            {"-£922,337,203,685,477.5808", "-£922,337,203,685,477.5808", "-£922,337,203,685,477.5808"},
            {"£99999999999999999999999", "", ""},
            {"¥5", "", ""},
            {"\xC2", "", ""},
            {"", "", ""},
        })),
        parseMoney, format);
}

TEST_CASE("dates") {
  check(GENERATE(values<Row>({
            {"2026-03-01", "2026-03-01", "2026-03-01"},
            {"0001-01-01", "0001-01-01", "0001-01-01"},
            {"9999-12-31", "9999-12-31", "9999-12-31"},
            {"2024-02-29", "2024-02-29", "2024-02-29"},
            {"2026-02-29", "", ""},
            {"2026-13-01", "", ""},
            {"0000-01-01", "", ""},
            {"2026-3-1", "", ""},
            {"20260301", "", ""},
            {"01/03/2026", "", ""},
            {"2026-03-011", "", ""},
            {"02026-03-01", "", ""},
            {"-2026-03-01", "", ""},
            {"2026-+3-01", "", ""},
            {" 2026-03-01", "", "2026-03-01"},
            {"2026-03-01T00:00", "", "2026-03-01"},
            {"2026-03-01 00:00:00", "", "2026-03-01"},
            {"2026-03-01T00:00:00.000Z", "", "2026-03-01"},
            {"2026-03-01T00:00:00.001", "", ""},
            {"2026-03-01T10:00", "", ""},
            {"2026-02-30T00:00", "", ""},
            {"", "", ""},
        })),
        parseDate, formatDate);
}

TEST_CASE("dates with times") {
  const auto format = [](const DateTimeLiteral& t) {
    return formatInstant(t.day * kMsPerDay + t.msOfDay - t.offsetMs, Zone::utc()) + (t.hasOffset ? "" : " local");
  };
  check(GENERATE(values<Row>({
            {"2026-03-01", "2026-03-01T00:00:00Z local", "2026-03-01T00:00:00Z local"},
            {"2026-03-01T10:00", "2026-03-01T10:00:00Z local", "2026-03-01T10:00:00Z local"},
            {"2026-03-01T10:00:30Z", "2026-03-01T10:00:30Z", "2026-03-01T10:00:30Z"},
            {"2026-03-01T10:00+01:00", "2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"},
            {"2026-03-01T23:00-05:30", "2026-03-02T04:30:00Z", "2026-03-02T04:30:00Z"},
            {"2026-03-01T10:00:30.5", "2026-03-01T10:00:30.500Z local", "2026-03-01T10:00:30.500Z local"},
            {"2026-03-01T10:00:30.123999", "", "2026-03-01T10:00:30.123Z local"},
            {"2026-03-01 10:00", "", "2026-03-01T10:00:00Z local"},
            {"2026-03-01T24:00", "", ""},
            {"2026-03-01T10:60", "", ""},
            {"2026-03-01T10:00:60", "", ""},
            {"2026-03-01T10", "", ""},
            {"2026-03-01T1:00", "", ""},
            {"2026-03-01T10:00+1", "", ""},
            {"2026-03-01T10:00+24:00", "", ""},
            {"2026-02-30T10:00", "", ""},
            {"10:00", "", ""},
        })),
        parseDateTime, format);
}

TEST_CASE("lengths of time") {
  const auto format = [](const QuantityLiteral& q) {
    return q.isPeriod ? formatPeriod(q.amount) : formatDuration(q.amount);
  };
  check(GENERATE(values<Row>({
            {"30 days", "30 days", "30 days"},
            {"1 day", "1 day", "1 day"},
            {"1 days", "1 day", "1 day"},
            {"7 days", "1 week", "1 week"},
            {"90 seconds", "90 seconds", "90 seconds"},
            {"60 seconds", "1 minute", "1 minute"},
            {"1.5 hours", "90 minutes", "90 minutes"},
            {"0.001 seconds", "0.001 seconds", "0.001 seconds"},
            {"0.0001 seconds", "", ""},
            {"0.50000000000000000000000 days", "", ""},
            {"0.0005 minutes", "0.03 seconds", "0.03 seconds"},
            {"-3 days", "-3 days", "-3 days"},
            {"3 months", "3 months", "3 months"},
            {"12 months", "1 year", "1 year"},
            {"2 years", "2 years", "2 years"},
            {"18 months", "18 months", "18 months"},
            {"1.5 years", "", ""},
            {"1_000 days", "1000 days", ""},
            {"0 days", "0 days", "0 days"},
            {"0 months", "0 months", "0 months"},
            {"30days", "", ""},
            {"30", "", ""},
            {"days", "", ""},
            {"3 fortnights", "", ""},
            {"3 s", "", ""},
            {"3 dayss", "", ""},
            {"3 Days", "", ""},
            {"99999999999999 weeks", "", ""},
            {"", "", ""},
        })),
        parseQuantity, format);
}

TEST_CASE("units and currencies have names") {
  CHECK(exactUnitMs("days") == kMsPerDay);
  CHECK(exactUnitMs("week") == 7 * kMsPerDay);
  CHECK(exactUnitMs("months") == 0);
  CHECK(calendarUnitMonths("years") == 12);
  CHECK(calendarUnitMonths("days") == 0);
  CHECK(exactUnitMs("s") == 0);
  CHECK(currencyOfSymbol("£") == "GBP");
  CHECK(currencyOfSymbol("¥").empty());
  CHECK(symbolOfCurrency("EUR") == "€");
  CHECK(symbolOfCurrency("CHF").empty());
}

// -- Faults

TEST_CASE("a fault names the text and what would be right; its advice stands alone") {
  const Fault fault = parseDate("2026-3-1", Dialect::kRule).fault();
  CHECK(fault.kind == FaultKind::kInvalid);
  CHECK(fault.message == "`2026-3-1` is not a date: write 2026-03-01");
  CHECK(adviceOf(fault) == "not a date: write 2026-03-01");
  CHECK(adviceOf({FaultKind::kInvalid, "something else"}) == "something else");
}

TEST_CASE("a decimal comma and too many decimals are refused with their own advice") {
  const auto says = [](const Fault& fault, const char* words) {
    return fault.message.find(words) != std::string::npos;
  };
  CHECK(says(parseNumber("12,5", Dialect::kData).fault(), "without a comma"));
  CHECK(says(parsePercent("12,5%", Dialect::kData).fault(), "without a comma"));
  CHECK(says(parseMoney("£12,50", Dialect::kData).fault(), "commas group by three"));
  CHECK(says(parseMoney("£0.12345", Dialect::kData).fault(), "at most 4 decimals"));
  CHECK(says(parsePercent("0.1234567%", Dialect::kData).fault(), "at most 6 decimals"));
  CHECK(says(parseMoney("1250.00", Dialect::kRule).fault(), "with its currency"));
  CHECK(says(parseDate("2026-02-30", Dialect::kRule).fault(), "not a day of the calendar"));
  CHECK(says(parseDate("2026-03-01T10:00", Dialect::kData).fault(), "a time of a day"));
}

TEST_CASE("a fault shows 40 bytes at most, and nothing that would disturb a terminal") {
  CHECK(parseNumber(std::string(50, 'x'), Dialect::kData)
            .fault()
            .message.rfind("`" + std::string(40, 'x') + "…` is ", 0) == 0);
  // A cut never splits a letter: £ takes two bytes, so 39 + £ does not fit.
  CHECK(parseNumber(std::string(39, 'x') + "££", Dialect::kData)
            .fault()
            .message.rfind("`" + std::string(39, 'x') + "…", 0) == 0);
  const Fault fault = parseNumber("a\x1B[31m`b\n", Dialect::kData).fault();
  CHECK(fault.message.rfind("`a\\x1b[31m\\x60b\\x0a` is ", 0) == 0);
  // … and so a value with backticks in it cannot leak into the advice.
  const Fault sly = parseDate("x` is secret` is ", Dialect::kData).fault();
  CHECK(adviceOf(sly) == "not a date: write 2026-03-01");
}

TEST_CASE("no bytes of any kind are too much for a parser") {
  std::mt19937_64 random(10);
  const std::string alphabet = "0123456789.,-_%£€$ eEGBPdaysT:Z+\n\xFF\x80`";
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::uint64_t n = random() % 12; n > 0; --n) text += alphabet[random() % alphabet.size()];
    for (const Dialect dialect : kBoth) {
      CAPTURE(text);
      if (const auto v = parseNumber(text, dialect); v.ok()) CHECK(*parseNumber(formatNumber(*v), dialect) == *v);
      if (const auto v = parseMoney(text, dialect); v.ok()) {
        CHECK(parseMoney(formatMoney(v->amount, v->currency), Dialect::kData)->amount == v->amount);
      }
      if (const auto v = parsePercent(text, dialect); v.ok()) CHECK(*parsePercent(formatPercent(*v), dialect) == *v);
      if (const auto v = parseDate(text, dialect); v.ok()) CHECK(*parseDate(formatDate(*v), dialect) == *v);
      if (const auto v = parseQuantity(text, dialect); v.ok() && !v->isPeriod) {
        CHECK(parseQuantity(formatDuration(v->amount), dialect)->amount == v->amount);
      }
      if (const auto v = parseFlag(text, dialect); v.ok()) CHECK(*parseFlag(formatFlag(*v), dialect) == *v);
      if (const auto v = parseDateTime(text, dialect); v.ok()) CHECK(v->msOfDay < kMsPerDay);
    }
  }
}

// -- parse(format(x)) == x

TEST_CASE("every number reads back, bit for bit") {
  std::mt19937_64 random(11);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = random();
    double x = 0;
    std::memcpy(&x, &bits, sizeof x);
    if (i % 2 == 0) x = static_cast<double>(static_cast<std::int64_t>(bits) >> (bits % 64)) / 1000;
    if (!std::isfinite(x)) continue;
    const std::string text = formatNumber(numberOf(x).value);
    CAPTURE(x, text);
    for (const Dialect dialect : kBoth) CHECK(parseNumber(text, dialect).value() == x);
    if (std::fabs(x) >= 1e-6 && std::fabs(x) < 1e15) CHECK(text.find('e') == std::string::npos);
  }
  CHECK(formatNumber(0.1) == "0.1");
  CHECK(formatNumber(999'999'999'999'999.0) == "999999999999999");
  CHECK(formatNumber(1e15) == "1e+15");
}

TEST_CASE("every exact value reads back from its spelling") {
  std::mt19937_64 random(12);
  constexpr std::int64_t kEdges[] = {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                                     0, -1, 1};
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t x = i < 5 ? kEdges[i] : static_cast<std::int64_t>(random()) >> (random() % 64);
    CAPTURE(x);
    for (const Dialect dialect : kBoth) {
      CHECK(parsePercent(formatPercent({x}), dialect)->e8 == x);
      for (const char* currency : {"GBP", "EUR", "USD", "CHF"}) {
        const auto money = parseMoney(formatMoney({x}, currency), dialect);
        REQUIRE(money.ok());
        CHECK(money->amount.e4 == x);
        CHECK(std::string(money->currency) == currency);
      }
      CHECK(parseQuantity(formatDuration(x), dialect)->amount == x);
      CHECK_FALSE(parseQuantity(formatDuration(x), dialect)->isPeriod);
      const auto period = parseQuantity(formatPeriod(x), dialect);
      CHECK((period->isPeriod && period->amount == x));
    }
    CHECK(parseMoney(formatMoneyPlain({x}), Dialect::kData)->amount.e4 == x);
  }
}

TEST_CASE("every day reads back from its spelling") {
  bool ok = true;
  for (Day d = kFirstDay; d <= kLastDay; d += 7) ok = ok && parseDate(formatDate(d), Dialect::kRule).value() == d;
  CHECK(ok);
}

TEST_CASE("canonical spellings") {
  CHECK(formatMoney({12'500'000}, "GBP") == "£1,250.00");
  CHECK(formatMoney({-5'025}, "GBP") == "-£0.5025");
  CHECK(formatMoney({1'000'000'000'000}, "USD") == "$100,000,000.00");
  CHECK(formatMoney({120'000}, "CHF") == "12.00 CHF");
  CHECK(formatMoney({9'990'000}, "EUR") == "€999.00");
  CHECK(formatMoneyPlain({12'500'000}) == "1250.00");
  CHECK(formatPercent({12'500'000}) == "12.5%");
  CHECK(formatPercent({-10'000'000}) == "-10%");
  CHECK(formatDuration(3 * kMsPerDay) == "3 days");
  CHECK(formatDuration(90'000) == "90 seconds");
  CHECK(formatDuration(1'500) == "1.5 seconds");
  CHECK(formatPeriod(5) == "5 months");
  CHECK(formatPeriod(24) == "2 years");
}

}  // namespace
}  // namespace regard
