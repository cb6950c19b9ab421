// Maps, lists and draws through the public door: from a file of customers to what is decided for them.

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "regard/engine.h"
#include "tests/support/rulebook.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using support::rulebook;

using Catch::Contains;
using support::TempFolder;

constexpr const char* kRowsRules = R"(
rulebook care "Care" { currency GBP timezone "Europe/London" }
choice channel { call, email "E-mail", sms }
issues { service, sales }
outcomes { accepted yes, declined no }
profile customer {
  key id : text
  vip : flag
  consent "Consent" : flag by channel
  products "Products" : list of record { name : one of { fibre, tv }, price "Monthly price" : money, note : text private }
  tags : list of text
}
request { channel : channel }
experiment tone { plain 50%, warm 50% } measure accepted within 28 days
action thank_you {
  issue service
  eligible when consent[channel]
  benefit £5
  treatment email "Warm" when tone = warm { subject "Dear friend" body "…" }
  treatment email { subject "Hello" body "…" }
}
action bundle_up {
  issue sales
  eligible when count(products) = 1 and sum(products.price) < £40 and "gold" in tags
  benefit £9
  treatment email { subject "More" body "…" }
}
arbitrate { keep 2  hold out 10% of sales as control }
)";

constexpr const char* kCustomers =
    R"({"id": "c-1", "vip": true, "consent": {"email": true, "sms": false}, "tags": ["gold", "a \"b\""], "products": [{"name": "fibre", "price": "£30", "note": "slow"}]}
{"id": "c-2", "Consent": {"E-mail": false}, "tags": [], "Products": [{"name": "tv", "Monthly price": 5}, {"name": "fibre"}]}
{"id": "c-3"}
)";

/// A store of those customers; the second of them came with titles for keys.
struct RowsBase {
  TempFolder folder;
  Rulebook rules = rulebook(kRowsRules);
  Store store = *Store::open(folder / "store", Access::write);

  RowsBase() {
    REQUIRE(store.adopt(rules).ok());
    const auto report = import(kCustomers);
    CHECK(report.firstRejects == std::vector<std::string>{});
  }
  ImportReport import(const std::string& lines) {
    // Keys of the first rows decide what is an object: one file for each spelling.
    ImportReport last;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = lines.find('\n', begin)) != std::string::npos; begin = end + 1) {
      ImportRequest request;
      request.path = folder.write("c.ndjson", lines.substr(begin, end - begin));
      auto report = store.import(request);
      if (!report.ok()) FAIL(report.error().message);
      last = *report;
    }
    return last;
  }
  AttributeValue value(const std::string& id, const std::string& name) const {
    const auto profile = store.find(id);
    REQUIRE(profile.ok());
    for (const AttributeValue& attribute : profile->attributes)
      if (attribute.name == name) return attribute;
    FAIL("no attribute " << name);
    return {};
  }
  Expected<DecisionResult> decide(const std::string& id, std::map<std::string, std::string> whatIf = {}) const {
    DecisionRequest request;
    request.customer = id;
    request.request = {{"channel", "email"}};
    request.overrides = std::move(whatIf);
    request.explain = true;
    return Engine::make(rules, store)->decide(request);
  }
  std::set<std::string> offered(const std::string& id, std::map<std::string, std::string> whatIf = {}) const {
    const auto result = decide(id, std::move(whatIf));
    if (!result.ok()) FAIL(result.error().message);
    std::set<std::string> names;
    for (const OfferedAction& action : result->offered)
      names.insert(action.action + (action.treatment.empty() ? "" : " " + action.treatment));
    return names;
  }
};

/// A customer's name that the draws of kRowsRules leave to sales, or hold out.
std::string customerWhere(RowsBase& base, bool heldOut) {
  for (int i = 0; i < 200; ++i) {
    const std::string id = "d-" + std::to_string(i);
    base.import("{\"id\": \"" + id + "\", \"tags\": [\"gold\"], \"products\": [{\"price\": 3}]}\n");
    if (base.offered(id).contains("bundle_up") != heldOut) return id;
  }
  FAIL("200 customers without one that is " << (heldOut ? "held out" : "not held out"));
  return {};
}

}  // namespace

TEST_CASE("maps and lists are stored and shown whole", "[door]") {
  const RowsBase base;
  CHECK(base.value("c-1", "consent.email").value.text == "yes");
  CHECK(base.value("c-1", "consent.email").title == "Consent.E-mail");
  CHECK(base.value("c-1", "consent.call").value.text == "unknown");
  CHECK(base.value("c-2", "consent.email").value.text == "no");

  const AttributeValue products = base.value("c-1", "products");
  CHECK(products.value.kind == ValueKind::list);
  CHECK(products.value.text == "[ { name fibre, price £30.00, note \"slow\" } ]");
  CHECK(products.columns == std::vector<std::string>{"name", "price", "note"});
  REQUIRE(products.rows.size() == 1);
  CHECK(products.rows[0][1].digits == "30.00");
  CHECK(products.isPrivate);
  CHECK(base.value("c-2", "products").value.text == "[ { name tv, price £5.00 }, { name fibre } ]");
  CHECK(base.value("c-1", "tags").value.text == "[ \"gold\", \"a \\\"b\\\"\" ]");
  CHECK(base.value("c-1", "tags").columns.empty());
  CHECK(base.value("c-2", "tags").value.text == "[]");
  CHECK(base.value("c-3", "tags").value.text == "unknown");
  CHECK(base.value("c-3", "tags").value.state == ValueState::unknown);

  const auto fields = base.rules.profileFields();
  CHECK(fields.back().type == "list of text");
  CHECK(fields[fields.size() - 2].type == "list of record { name : one of { fibre, tv }, price : money, note : text }");
  CHECK(fields[fields.size() - 2].isPrivate);
  CHECK_THAT(*base.store.schema(),
             Contains("consentEmail @") && Contains(":List(Products);") && Contains("struct Tags {"));
}

TEST_CASE("rules over maps and lists decide by what is stored", "[door]") {
  RowsBase base;
  CHECK(base.offered("c-1", {{"tone", "plain"}}).contains("thank_you"));
  CHECK(base.offered("c-1", {{"tone", "warm"}}).contains("thank_you Warm"));
  CHECK(base.offered("c-2").empty());
  CHECK(base.offered("c-3").empty());
  CHECK(base.offered("c-2", {{"consent.email", "yes"}, {"tone", "plain"}}) == std::set<std::string>{"thank_you"});
  CHECK(base.offered("c-3", {{"Consent.Email", "yes"}, {"tone", "warm"}}) == std::set<std::string>{"thank_you Warm"});
  const auto told = base.decide("c-3");
  REQUIRE(told->withheld.size() == 2);
  CHECK(told->withheld[1].action == "thank_you");
  CHECK_THAT(told->withheld[1].sentence, Contains("consent.email"));

  const std::string open = customerWhere(base, false), held = customerWhere(base, true);
  CHECK(base.offered(open) == std::set<std::string>{"bundle_up"});
  for (int i = 0; i < 3; ++i) CHECK(base.offered(held).empty());
  CHECK(base.decide(held)->withheld[0].stage == "policy");
}

TEST_CASE("what a what-if cannot say", "[door]") {
  const RowsBase base;
  struct Case {
    const char* name;
    const char* value;
    const char* message;
  };
  const Case cases[] = {
      {"consent", "yes", "`consent` has several values: name one of consent.call, consent.email, consent.sms"},
      {"products", "[]", "`products` is a list, and a what-if can only change single values"},
      {"consent.emial", "yes", "did you mean `consent.email`"},
      {"consent.email", "perhaps", "`consent.email`: `perhaps` is not"},
      {"tone", "cold", "`tone`: `cold` is not one of plain, warm"},
      {"tne", "warm", "did you mean `tone`?"},
      {"control", "yes", "a customer has no attribute `control`"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const auto result = base.decide("c-1", {{c.name, c.value}});
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().kind == ErrorKind::invalid);
    CHECK_THAT(result.error().message, Contains(c.message));
  }
}

TEST_CASE("a later rulebook adds members, columns and lists; old customers still read", "[door]") {
  RowsBase base;
  std::string later = kRowsRules;
  const auto replace = [&](const std::string& old, const std::string& now) {
    REQUIRE(later.find(old) != std::string::npos);
    later.replace(later.find(old), old.size(), now);
  };
  replace("choice channel { call, email \"E-mail\", sms }", "choice channel { post, email \"E-mail\", call }");
  replace("name : one of { fibre, tv }, price \"Monthly price\" : money, note : text private",
          "since : date, price : money, name : one of { tv, mobile, fibre }");
  replace("tags : list of text", "scores : list of number  tags : list of text");
  base.rules = rulebook(later);
  const auto added = base.store.adopt(base.rules);
  REQUIRE(added.ok());
  CHECK(*added == 2);  // consent.post, scores
  CHECK(base.value("c-1", "consent.post").value.text == "unknown");
  CHECK(base.value("c-1", "consent.email").value.text == "yes");
  CHECK(base.value("c-1", "scores").value.text == "unknown");
  CHECK(base.value("c-1", "products").value.text == "[ { name fibre, price £30.00, note \"slow\" } ]");
  CHECK(base.offered("c-1", {{"tone", "plain"}}).contains("thank_you"));
  base.import("{\"id\": \"c-1\", \"products\": [{\"name\": \"mobile\", \"since\": \"2026-01-31\"}]}\n");
  CHECK(base.value("c-1", "products").value.text == "[ { name mobile, since 2026-01-31 } ]");
  CHECK(base.value("c-1", "tags").rows.size() == 2);

  const auto refused = base.store.adopt(rulebook(R"(
rulebook care "Care" { currency GBP timezone "Europe/London" }
profile customer { key id : text  products : list of record { price : number } }
)"));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message ==
        "`products.price` is a money in the store and a number in the rulebook: give the new attribute another name");
}

}  // namespace regard
