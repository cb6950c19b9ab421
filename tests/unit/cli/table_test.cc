// `regard table`: lists, prints, writes and replaces decision tables.

#include <catch2/catch.hpp>

#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

constexpr const char* kTables = R"(
## What we charge.
table fee "Fee" (tenure, request.channel) -> money first {
  | < 12 | call | £5 |  # dear
  | -    | -    | £1 |
}
table calls(tenure) -> number collect count { | > 1 |  | > 2 | }
table both(tenure) -> record { one : number, two : number } collect count { | > 3 | }
)";
constexpr const char* kFeeCsv =
    "tenure,request.channel,fee,# beside\n"
    "< 12,call,£5,# dear\n"
    "-,-,£1,\n";

struct TableShop : Shop {
  TableShop() { write("rules/tables.regard", kTables); }
};

TEST_CASE("table lists and prints", "[cli][table]") {
  const TableShop shop;
  const Ran list = shop.regard({"table", shop.path("rules")});
  CHECK(list.code == 0);
  CHECK(list.out ==
        "fee    (tenure, request.channel) -> money first                         2 rows  tables.regard:3\n"
        "calls  (tenure) -> number collect count                                 2 rows  tables.regard:7\n"
        "both   (tenure) -> record { one : number, two : number } collect count  1 row   tables.regard:8\n");
  CHECK(shop.regard({"table", shop.path("rules"), "fee"}).out == kFeeCsv);
  CHECK(shop.regard({"table", shop.path("rules"), "fee", "--csv", "-"}).out == kFeeCsv);
  CHECK(shop.regard({"table", shop.path("rules"), "calls"}).out == "tenure\n> 1\n> 2\n");
  CHECK(shop.regard({"table", shop.path("rules"), "both"}).out == "tenure\n> 3\n");

  const Ran written = shop.regard({"table", shop.path("rules"), "fee", "--csv", shop.path("fee.csv")});
  CHECK(written.code == 0);
  CHECK(written.out.empty());
  CHECK(written.err == shop.path("fee.csv") + ": 2 rows of fee.\n");
  CHECK(shop.read("fee.csv") == kFeeCsv);

  const auto all = parsed(shop.regard({"table", shop.path("rules"), "--json"}))["tables"];
  REQUIRE(all.size() == 3);
  CHECK(all[0]["columns"] == nlohmann::json({"tenure", "request.channel", "fee"}));
  const auto one = parsed(shop.regard({"table", shop.path("rules"), "fee", "--json"}));
  CHECK(one["rows"][0] == nlohmann::json({"< 12", "call", "£5"}));
  CHECK(one["csv"] == kFeeCsv);

  REQUIRE(shop.regard({"build", shop.path("rules"), "-o", shop.path("rules.bundle")}).code == 0);
  CHECK(shop.regard({"table", shop.path("rules.bundle"), "fee"}).out == kFeeCsv);
}

TEST_CASE("table --from replaces rows, or says where the CSV is wrong", "[cli][table]") {
  const TableShop shop;
  shop.write("fee.csv", kFeeCsv);
  const Ran same = shop.regard({"table", shop.path("rules"), "fee", "--from", shop.path("fee.csv")});
  CHECK(same.code == 0);
  CHECK(same.err == shop.path("rules/tables.regard") + ": fee is as it was.\n");
  CHECK(shop.read("rules/tables.regard") == kTables);

  const std::string more = std::string(kFeeCsv) + "unknown,-,£10,new\n";
  const Ran ran = shop.regard({"table", shop.path("rules"), "fee", "--from", "-"}, {.input = more});
  CAPTURE(ran.err);
  CHECK(ran.code == 0);
  CHECK(holds(ran.err, "warning: row 3 of `fee` never decides"));
  CHECK(holds(ran.err, "fee has 3 rows; it had 2.\n"));
  CHECK(holds(shop.read("rules/tables.regard"),
              "  | < 12    | call |  £5 |  # dear\n"
              "  | -       | -    |  £1 |\n"
              "  | unknown | -    | £10 |  # new\n"));

  const std::string before = shop.read("rules/tables.regard");
  shop.write("bad.csv", "tenure,request.channel,fee\n< £12,call,£5\n-,cal,£1\n");
  const Ran bad = shop.regard({"table", shop.path("rules"), "fee", "--from", shop.path("bad.csv")});
  CHECK(bad.code == 1);
  CHECK(holds(bad.err, "bad.csv:2:1: error:"));
  CHECK(holds(bad.err, "bad.csv:3:3: error: `channel` has no member `cal`"));
  CHECK(holds(bad.err, "did you mean `call`?"));
  CHECK(shop.read("rules/tables.regard") == before);
  const auto document =
      parsed(shop.regard({"table", shop.path("rules"), "fee", "--from", shop.path("bad.csv"), "--json"}));
  CHECK(document["errors"] == 2);
  const auto change =
      parsed(shop.regard({"table", shop.path("rules"), "fee", "--from", shop.path("fee.csv"), "--json"}));
  CHECK(change["changed"] == true);
  CHECK(change["rows_after"] == 2);
}

TEST_CASE("table says what it cannot do", "[cli][table]") {
  const TableShop shop;
  struct Case {
    std::vector<std::string> words;
    int code;
    const char* said;
  };
  const std::string rules = shop.path("rules");
  const Case cases[] = {{{"table", rules, "fees"}, 3, "did you mean `fee`?"},
                        {{"table", rules, "zebra"}, 3, "lists them all"},
                        {{"table", rules, "fees", "--from", shop.path("customers.csv")}, 3, "did you mean `fee`?"},
                        {{"table", rules, "fee", "--from", shop.path("none.csv")}, 3, "cannot open"},
                        {{"table", rules, "--csv", "x"}, 2, "which table?"},
                        {{"table", rules, "fee", "--csv", "x", "--from", "y"}, 2, "choose one"},
                        {{"table", shop.path("nowhere")}, 3, "there is no file or folder"}};
  for (const Case& c : cases) {
    CAPTURE(c.said);
    const Ran ran = shop.regard(c.words);
    CHECK(ran.code == c.code);
    CHECK(holds(ran.err, c.said));
  }
  shop.write("rules/wrong.regard", "formla x = 1\n");
  const Ran faulty = shop.regard({"table", rules});
  CHECK(faulty.code == 1);
  CHECK(holds(faulty.err, "wrong.regard:1:1: error:"));
}

}  // namespace
}  // namespace regard::tests
