// What people see of imports, customers, stores and tests; numbers and columns.

#include <catch2/catch.hpp>

#include "apps/render/import.h"
#include "apps/render/quantities.h"
#include "apps/render/test_report.h"
#include "tests/unit/cli/looks.h"

namespace regard::render {
namespace {

const Style kNarrow{.colour = false, .unicode = true, .width = 50};

}  // namespace

TEST_CASE("an import's progress and summary", "[render]") {
  CHECK(progressText({.rows = 43'210, .rejected = 2, .bytes = 50, .bytesTotal = 200}, 2.0, kPlain) ==
        "Importing ███░░░░░░░░░  25%  43,210 rows, 21,600 rows/s, 2 rejected, 6.0 s left");
  CHECK(progressText({.rows = 43'210, .rejected = 0, .bytes = 50, .bytesTotal = 200}, 0.4, kPlain) ==
        "Importing ██████░░░░░░░░░░░░░░░░░░  25%  43,210 rows, 108,000 rows/s");
  CHECK(progressText({.rows = 43'210, .rejected = 0, .bytes = 50, .bytesTotal = 200}, 2.0, kNarrow) ==
        " 25%  43,210 rows, 21,600 rows/s, 6.0 s left");
  CHECK(progressText({.rows = 10, .rejected = 0, .bytes = 50, .bytesTotal = 0}, 2.0, kAscii) ==
        "Importing 10 rows, 5 rows/s");

  ImportReport report;
  report.rows = 20'000;
  report.imported = 19'998;
  report.rejected = 2;
  report.replaced = 1'000;
  report.seconds = 0.16;
  report.storeBytes = 4'123'456;
  report.rejectPath = "customers.csv.rejects.csv";
  report.firstRejects = {"line 7, tenure: `x` is not a number", "line 9, tenure: `y` is not a number"};
  report.unknownCells = {{"tenure", 0}, {"total_charges", 1'100}};
  report.unusedColumns = {"Churn"};
  report.missingAttributes = {"arrears"};
  CHECK(importText(report, "store", kPlain) == golden(R"(
Imported 19,998 of 20,000 rows into store in 0.2 s (125,000 rows/s).
  rejected        2, listed in customers.csv.rejects.csv
                  line 7, tenure: `x` is not a number
                  line 9, tenure: `y` is not a number
  replaced        1,000
  left unknown    total_charges 1,100
  no column for   arrears
  unused columns  Churn
  store size      4.1 MB
)"));
  CHECK(importJson(report, "store").find("\"total_charges\": 1100") != std::string::npos);
}

TEST_CASE("a customer and a store", "[render]") {
  CustomerProfile profile;
  profile.id = "7590-VHVEG";
  profile.version = 3;
  profile.currency = "GBP";
  profile.attributes = {
      {"first_name", "", {ValueKind::text, ValueState::known, "Ann", ""}, true},
      {"monthly_charge", "MonthlyCharge", {ValueKind::money, ValueState::known, "£42.10", "42.10"}, false},
      {"vulnerable", "", {ValueKind::flag, ValueState::known, "no", ""}, false},
      {"tenure", "", {ValueKind::number, ValueState::known, "3.5", "3.5"}, false},
      {"arrears", "", {ValueKind::money, ValueState::unknown, "unknown", ""}, false}};
  CHECK(profileText(profile, kPlain) == golden(R"(
7590-VHVEG · version 3
  first_name      Ann      private
  monthly_charge  £42.10
  vulnerable      no
  tenure          3.5
  arrears         unknown
)"));
  const std::string json = profileJson(profile);
  for (const char* part : {"\"value\": \"42.10\"", "\"currency\": \"GBP\"", "\"value\": false", "\"value\": 3.5",
                           "\"value\": null", "\"state\": \"unknown\"", "\"private\": true"}) {
    CAPTURE(part);
    CHECK(json.find(part) != std::string::npos);
  }
  // Lists: a line for each row, objects or bare values in JSON.
  const Value list{ValueKind::list, ValueState::known, "[ … ]", ""};
  const Value fibre{ValueKind::choice, ValueState::known, "fibre", ""},
      nothing{ValueKind::money, ValueState::unknown, "unknown", ""};
  const Value price{ValueKind::money, ValueState::known, "£30.00", "30.00"};
  const Value tag{ValueKind::text, ValueState::known, "go\x1bld", ""};
  profile.attributes = {{"products", "", list, true, {"name", "price"}, {{fibre, price}, {fibre, nothing}}},
                        {"tags", "", list, false, {}, std::vector<std::vector<Value>>(12, {tag})},
                        {"none", "", list, false, {}, {}},
                        {"lost", "", {ValueKind::list, ValueState::unknown, "unknown", ""}, false, {}, {}}};
  const std::string text = profileText(profile, kPlain);
  CAPTURE(text);
  CHECK(text.starts_with(golden(R"(
7590-VHVEG · version 3
  products  name fibre, price £30.00       private
            name fibre
  tags      go\x1bld
)")));
  CHECK(text.ends_with(golden(R"(

            and 2 more; --json shows them
  none      no rows
  lost      unknown
)")
                           .substr(1)));
  std::string folded = profileJson(profile);
  std::erase_if(folded, [](char c) { return c == ' ' || c == '\n'; });
  for (const char* part :
       {"\"kind\":\"list\"", R"("value":[{"name":"fibre","price":"30.00"},{"name":"fibre","price":null}])",
        R"("currency":"GBP")", "\"value\":[]", "\"value\":null"}) {
    CAPTURE(part);
    CHECK(folded.find(part) != std::string::npos);
  }
  CHECK(storeText({"demo", 20'000, 4'100'000, {"a", "b"}, {"tenure", "arrears"}}, kPlain) == golden(R"(
demo
  customers   20,000
  size        4.1 MB
  attributes  2: tenure, arrears
  first ids   a, b, ...
)"));
}

TEST_CASE("tests of a rulebook", "[render]") {
  const std::vector<TestResult> results = {
      {"calm customers are asked", "tests.regard", 3, {}},
      {"angry ones are not",
       "tests.regard",
       9,
       {{"expect worth = gold",
         "worth = gold",
         "worth = silver",
         {{"gold when clv >= £500: no, clv = £300.00, needs at least £500", "value.regard", 4}, {"clv is low", "", 0}},
         "tests.regard",
         12,
         3}}}};
  CHECK(testsText(results, kPlain) == golden(R"(
✓ calm customers are asked
✗ angry ones are not
    tests.regard:12:3
      expected  worth = gold
      found     worth = silver
      because   gold when clv >= £500: no, clv = £300.00, needs at least £500
                (value.regard:4)
                clv is low
1 passed, 1 failed
)"));
  CHECK(testsText(results, kAscii).substr(0, 27) == "ok calm customers are asked");
  const std::string json = testsJson(results);
  for (const char* part : {"\"failed\": 1", "\"expected\": \"worth = gold\"", "\"found\": \"worth = silver\"",
                           "\"text\": \"clv is low\"", "\"path\": \"value.regard\""}) {
    CAPTURE(part);
    CHECK(json.find(part) != std::string::npos);
  }
}

TEST_CASE("quantities in human units", "[render]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1'000) == "1,000");
  CHECK(grouped(1'234'567) == "1,234,567");
  CHECK(counted(1, "row") == "1 row");
  CHECK(counted(0, "row") == "0 rows");
  CHECK(counted(2, "guess") == "2 guesses");
  CHECK(durationText(0.0031) == "4 ms");
  CHECK(durationText(0.44) == "0.4 s");
  CHECK(durationText(12.4) == "12 s");
  CHECK(durationText(125) == "2 min 5 s");
  CHECK(durationText(4'800) == "1 h 20 min");
  CHECK(bytesText(812) == "812 B");
  CHECK(bytesText(999'999) == "1.0 MB");
  CHECK(bytesText(123'456'789) == "123 MB");
  CHECK(rateText(121'499) == "121,000");
  CHECK(rateText(0) == "0");
}

TEST_CASE("text stays inside its columns", "[render]") {
  CHECK(columnsOf("naïve") == 5);
  CHECK(columnsOf("日本") == 4);
  CHECK(padRight("é", 3) == "é  ");
  CHECK(padLeft("12", 4) == "  12");
  CHECK(wrap("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrap("unbreakable", 4) == std::vector<std::string>{"unbreakable"});
  CHECK(wrap("a\nb", 10) == std::vector<std::string>{"a", "b"});
  CHECK(wrap("", 10) == std::vector<std::string>{""});
  CHECK(printable("a\nb\x7f") == "a\\nb\\x7f");
}

}  // namespace regard::render
