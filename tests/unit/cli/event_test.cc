// What happened, told on the command line and by files.

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/unit/cli/shop.h"

namespace regard::tests {

namespace {

constexpr const char* kEvents = R"(event order "Order" { amount : money, by : channel }
case complaint { topic : one of { billing, outage } } answer within 2 days
action reward "A reward" {
  issue service
  eligible when count(order in last 30 days) >= 2
  treatment call { script "Thank you." }
}
action apology "We are sorry" {
  issue service
  eligible when overdue(complaint)
  treatment call { script "Sorry." }
}
)";

/// The shop with events, its customers imported.
struct Told : Shop {
  Told() {
    write("rules/events.regard", kEvents);
    CHECK(import().code == 0);
  }
  Ran tell(std::vector<std::string> words) const {
    words.insert(words.begin(), {"event", path("store")});
    return regard(words, {.environment = {{"REGARD_RULES", path("rules")}}});
  }
  Ran load(std::vector<std::string> words) const {
    words.insert(words.begin(), {"import", path("store")});
    return regard(words, {.environment = {{"REGARD_RULES", path("rules")}}});
  }
};

}  // namespace

TEST_CASE("an event is recorded, and the next decision sees it", "[cli]") {
  const Told shop;
  CHECK_FALSE(holds(shop.decide("c-2").out, "A reward"));
  const Ran first =
      shop.tell({"c-2", "order", "amount=£12.50", "by=email", "--at", "2026-02-20T10:00", "--key", "o-1"});
  CHECK(first.code == 0);
  CHECK(first.err.empty());
  CHECK(first.out == "Recorded order of c-2 at 2026-02-20T10:00:00+00:00.\n");
  const Ran again = shop.tell({"c-2", "order", "--at", "2026-02-20T10:00", "--key", "o-1"});
  CHECK(again.code == 0);
  CHECK(again.out == "Known already: order of c-2 with key o-1; nothing was recorded.\n");
  CHECK_FALSE(holds(shop.decide("c-2").out, "A reward"));
  const auto told = parsed(shop.tell({"c-2", "order", "amount=5", "--at", "2026-02-01", "--json"}));
  CHECK(told == nlohmann::json({{"customer", "c-2"},
                                {"event", "order"},
                                {"outcome", "recorded"},
                                {"at", "2026-02-01T00:00:00+00:00"},
                                {"key", nullptr}}));
  CHECK(holds(shop.decide("c-2").out, "A reward"));

  const Ran shown = shop.regard({"show", shop.path("store"), "c-2"});
  CHECK(holds(shown.out,
              "What happened, last first\n"
              "  order  at 2026-02-20T10:00:00Z, row.key o-1, amount £12.50, by email\n"
              "         at 2026-02-01T00:00:00Z, amount £5.00\n"));
  const auto history = parsed(shop.regard({"show", shop.path("store"), "c-2", "--json"}))["history"];
  REQUIRE(history.size() == 1);
  CHECK(history[0]["currency"] == "GBP");
  CHECK(history[0]["rows"][1]["amount"] == "12.50");
  CHECK(parsed(shop.regard({"show", shop.path("store"), "c-1", "--json"}))["history"].empty());
}

TEST_CASE("a case is open until it is closed", "[cli]") {
  const Told shop;
  CHECK(shop.tell({"c-2", "complaint", "topic=billing", "--at", "2026-02-26"}).code == 0);
  CHECK(holds(shop.decide("c-2").out, "We are sorry"));
  CHECK(holds(shop.decide("c-2", {"--why", "apology"}).out, "apology"));
  const Ran other = shop.tell({"c-2", "complaint", "topic=outage", "--close", "--at", "2026-03-01"});
  CHECK(other.code == 3);
  CHECK(holds(other.err, "no open `complaint`"));
  const Ran closed = shop.tell({"c-2", "complaint", "--close", "--at", "2026-03-01"});
  CHECK(closed.out == "Closed complaint of c-2 at 2026-03-01T00:00:00+00:00.\n");
  CHECK_FALSE(holds(shop.decide("c-2").out, "We are sorry"));
}

TEST_CASE("what cannot be recorded says what would be right, and with which exit code", "[cli]") {
  const Told shop;
  struct Case {
    std::vector<std::string> words;
    int code;
    const char* said;
  };
  const Case cases[] = {
      {{"c-9", "order"}, 3, "there is no customer `c-9`"},
      {{"c-1", "ordr"}, 2, "did you mean `order`?"},
      {{"c-1", "order", "amont=3"}, 2, "did you mean `amount`?"},
      {{"c-1", "order", "amount"}, 2, "`amount` should be a name and a value with `=` between"},
      {{"c-1", "order", "amount=1", "amount=2"}, 2, "`amount` is given twice"},
      {{"c-1", "order", "amount=much"}, 2, "is not money"},
      {{"c-1", "order", "by=fax"}, 2, "`fax` is not one of"},
      {{"c-1", "promise", "name=x"}, 2, "the rules declare nothing that it could be"},
      {{"c-1", "order", "--at", "2999-01-01"}, 2, "in the future"},
      {{"c-1", "order", "--at", "soon"}, 2, "`at`: `soon`"},
      {{"c-1", "order", "--close"}, 2, "only cases and promises can be closed"},
      {{"c-1", "order", "--key", ""}, 2, "the key is empty"},
      {{"c-1"}, 2, "`event` needs NAME"},
  };
  for (const Case& c : cases) {
    const Ran ran = shop.tell(c.words);
    INFO(ran.err);
    CHECK(ran.code == c.code);
    CHECK(holds(ran.err, c.said));
    CHECK(ran.out.empty());
  }
  const Ran nowhere = shop.regard({"event", shop.path("none"), "c-1", "order"});
  CHECK(nowhere.code == 3);
  CHECK_FALSE(std::filesystem::exists(shop.path("none")));
  const Ran clockless = shop.regard({"event", shop.path("store"), "c-1", "order", "--at", "2026-01-01"});
  CHECK(clockless.code == 2);
  CHECK(holds(clockless.err, "write the offset"));
  const Ran silent = shop.regard({"event", shop.path("store"), "c-1", "order"});  // now; the store knows the event
  CHECK(silent.code == 0);
  CHECK(holds(silent.out, "Recorded order of c-1 at 2"));
  const auto error = parsed(shop.tell({"c-9", "order", "--json"}));
  CHECK(error["error"]["kind"] == "not_found");
}

TEST_CASE("a file of events goes into the histories of its customers", "[cli]") {
  const Told shop;
  shop.write("orders.csv",
             "who,at,Amount,key\n"
             "c-2,2026-02-20T10:00,£12.50,1\n"
             "c-3,2026-02-21,5,2\n"
             "c-2,2026-02-01,5,3\n"
             "c-2,2026-02-01,5,3\n"
             "c-9,2026-02-01,5,4\n");
  const Ran ran = shop.load({shop.path("orders.csv"), "--events", "order", "--map", "who=customer_id"});
  CHECK(ran.code == 5);
  CHECK(holds(ran.out, "Imported 3 of 5 rows"));
  CHECK(holds(ran.out, "rejected       1, listed in"));
  CHECK(holds(ran.out, "line 6, who: there is no customer `c-9` in the store"));
  CHECK(holds(ran.out, "known already  1"));
  CHECK(holds(shop.decide("c-2").out, "A reward"));
  const auto again =
      parsed(shop.load({shop.path("orders.csv"), "--events", "order", "--map", "who=customer_id", "--json"}));
  CHECK(again["imported"] == 0);
  CHECK(again["duplicates"] == 4);
  CHECK(shop.load({shop.path("orders.csv"), "--events", "order"}).code == 2);
  CHECK(shop.load({shop.path("orders.csv"), "--events", "order", "--key", "row"}).code == 2);
  CHECK(holds(shop.load({shop.path("orders.csv"), "--events", "odrer"}).err, "did you mean `order`?"));
}

TEST_CASE("rows that went are shown as what they come to", "[cli]") {
  const Told shop;
  std::string orders = "customer_id,at,amount\n";
  for (int i = 0; i < 1'000; ++i) orders += "c-2,2026-02-20T10:00,£1\n";
  shop.write("orders.csv", orders + "c-2,2026-02-01,£1.50\nc-2,2026-02-02,£2\n");
  CHECK(shop.load({shop.path("orders.csv"), "--events", "order"}).code == 0);
  const Ran shown = shop.regard({"show", shop.path("store"), "c-2"});
  CHECK(holds(shown.out, "and 995 before; --json shows them\n"));
  CHECK(holds(shown.out, "before 2026-02-02T00:00:00.001Z 2 more: amount £3.50 in all\n"));
  const auto earlier = parsed(shop.regard({"show", shop.path("store"), "c-2", "--json"}))["history"][0]["earlier"];
  CHECK(earlier["count"] == 2);
  CHECK(earlier["sums"]["amount"] == "3.50");
  CHECK(shop.tell({"c-1", "order"}).code == 0);
  CHECK(parsed(shop.regard({"show", shop.path("store"), "c-1", "--json"}))["history"][0]["earlier"].is_null());
}

}  // namespace regard::tests
