// A table of cases makes the tests that somebody could have written by hand, and its faults stand in its cells.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "dsl/compile.h"
#include "dsl/ir/print.h"
#include "tests/support/golden.h"

namespace regard::dsl {
namespace {

constexpr const char* kRules =
    "rulebook shop { currency GBP }\n"
    "choice channel { call, email }\n"
    "profile customer { key id : text  name : text  tenure : number  arrears : money  first : flag }\n"
    "request { channel : channel }\n"
    "segment loyal when tenure >= 24\n"
    "segments worth { gold when tenure > 50  silver otherwise, also when unknown }\n"
    "formula owed : money = arrears * 2\n"
    "action thanks { eligible when loyal and not first  benefit £5  treatment call {} treatment email {} }\n"
    "action reminder { eligible when owed > £10  value £1 }\n";

Compiled compiled(const std::string& rules, const std::string& table) {
  return compile({{{"shop.regard", rules}, {"loyal.cases.csv", table, SourceKind::kCases}}});
}

/// The tests of a program as text, places left out.
std::string testsOf(const Compiled& compiled) {
  REQUIRE(compiled.program.has_value());
  const std::string all = ir::print(*compiled.program);
  return all.substr(std::min(all.find("test \""), all.size()));
}

TEST_CASE("each row is the test that its cells say", "[cases]") {
  const std::string table =
      "\xEF\xBB\xBFtest;now;name;tenure;arrears;customer.first;request.channel;first;priority;saying;offered;withheld;="
      " worth;"
      "= owed;expect loyal;expect\r\n"
      "\"thanked; \"\"loyal\"\"\";2026-03-02T10:00;\"\"\"Ann; B\"\"\";30;\"-£1,250\";no;call;thanks by call;£5;Thank "
      "you;thanks by call, "
      "thanks;reminder by eligible;silver;\"-£2,500\";yes;tenure > 3 and not first\r\n"
      "\r\n"
      "  nothing known ;;;;;;;;;;;thanks reminder;silver;unknown;unknown;owed is unknown\r\n";
  const std::string byHand = R"(
test "thanked; \"loyal\"" {
  now 2026-03-02T10:00
  customer { name "Ann; B", tenure 30, arrears -£1,250, first no }
  request { channel call }
  expect thanks first by call with priority £5 saying "Thank you"
  expect thanks offered by call
  expect thanks offered
  expect reminder withheld by eligible
  expect worth = silver
  expect owed = -£2,500
  expect loyal = yes
  expect tenure > 3 and not first
}
test "nothing known" {
  expect thanks withheld
  expect reminder withheld
  expect worth = silver
  expect owed is unknown
  expect loyal is unknown
  expect owed is unknown
}
)";
  const Compiled fromTable = compiled(kRules, table), written = compiled(kRules + byHand, "test,first\n");
  CHECK(fromTable.diagnostics.empty());
  CHECK(testsOf(fromTable) == testsOf(written));
}

TEST_CASE("a fault is told once, where its cell or its heading stands", "[cases]") {
  struct Case {
    const char *table, *place, *code;
  };
  const Case cases[] = {
      {"test,tenur,first\none,3,thanks\ntwo,4,thanks\n", "1:6", "E0501"},
      {"test,request.chanel,first\none,call,thanks\ntwo,call,thanks\n", "1:14", "E0501"},
      {"test,= worht\none,gold\ntwo,silver\n", "1:8", "E0301"},
      {"test,= worth\none,golden\n", "2:5", "E0207"},
      {"test,= worth\n\none, 5\n", "3:6", "E0203"},
      {"test,= owed\none,5\n", "2:5", "E0201"},
      {"test,= owed\none,$5\n", "2:5", "E0208"},
      {"test,= owed\none,\"\"\"x\"\"\"\n", "2:6", "E0203"},
      {"test,arrears,first\n\"a\nb\",5,thanks\n", "3:4", "E0502"},
      {"test,first\none,thank\n", "2:5", "E0401"},
      {"test,first\none,thanks by phone\n", "2:15", "E0401"},
      {"test,offered\none,\"thanks, remind\"\n", "2:14", "E0401"},
      {"test,withheld\none,thanks by eligble reminder\n", "2:15", "E0503"},
      {"test,expect\none,loyal and tenure\n", "2:15", "E0202"},
      {"test,priority,first\none,5,thanks\n", "2:5", "E0502"},
      {"test,first\none,thanks\xFF\n", "2:11", "E0004"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.table);
    const Compiled result = compiled(kRules, c.table);
    const SourceSet sources{{{"shop.regard", kRules}, {"loyal.cases.csv", c.table, SourceKind::kCases}}};
    CAPTURE(support::shown(sources, result.diagnostics));
    REQUIRE(result.diagnostics.size() == 1);
    const Diagnostic& d = result.diagnostics[0];
    CHECK(std::string(infoOf(d.code).name) == c.code);
    CHECK(d.span.file == 1);
    const Place place = placeOf(c.table, d.span.begin);
    CHECK(std::to_string(place.line) + ":" + std::to_string(place.column) == c.place);
  }
}

TEST_CASE("a heading that many rows get wrong does not use up the diagnostics", "[cases]") {
  std::string table = "test,tenur,first\n";
  for (int row = 0; row < 1000; ++row) table += "row,3,thanks\n";
  const Compiled result = compiled(kRules, table + "last,3,thank\n");
  CHECK(result.diagnostics.size() == 2);
  CHECK(result.suppressed == 0);
}

}  // namespace
}  // namespace regard::dsl
