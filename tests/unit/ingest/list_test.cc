// Maps and lists on their way from files into the store.

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <random>

#include "base/format.h"
#include "engine/ingest/import.h"
#include "engine/ingest/list_reader.h"
#include "tests/support/catalog.h"
#include "tests/support/temp_folder.h"

using namespace regard;
using namespace regard::support;

namespace {

ProfileSchema listSchema() {
  ProfileSchema made{"customer", "GBP", {}};
  made.attributes.push_back(attribute("id", TypeKind::kText));
  made.attributes.back().isKey = true;
  made.attributes.push_back(attribute("vip", TypeKind::kFlag));
  made.attributes.push_back(titledAttribute("consent.email", TypeKind::kFlag, "Consent.E-mail"));
  made.attributes.push_back(titledAttribute("consent.sms", TypeKind::kFlag, "Consent.sms"));
  CatalogAttribute name = attribute("name", TypeKind::kChoice);
  name.members = {{"fibre", "Fibre"}, {"tv", ""}};
  CatalogAttribute secret = attribute("secret", TypeKind::kNumber);
  secret.isPrivate = true;
  made.attributes.push_back(
      listAttribute("products", {name, titledAttribute("price", TypeKind::kMoney, "Monthly price"),
                                 attribute("since", TypeKind::kDate), secret}));
  made.attributes.push_back(listAttribute("tags", {attribute("item", TypeKind::kText)}));
  made.attributes.push_back(listAttribute("scores", {attribute("item", TypeKind::kNumber)}));
  return made;
}

std::string spelled(const CatalogField& field, const StructView& view) {
  std::string_view text;
  if (field.kind == TypeKind::kText) return view.loadText(field.field, text) ? std::string(text) : "~";
  const Scalar found = view.load(field.field);
  if (!found.isKnown()) return "~";
  switch (field.kind) {
    case TypeKind::kFlag: return formatFlag(found.cell.asBool());
    case TypeKind::kNumber: return formatNumber(found.cell.asDouble());
    case TypeKind::kMoney: return formatMoney({found.cell.asInt()}, "GBP");
    case TypeKind::kDate: return formatDate(static_cast<Day>(found.cell.asInt()));
    default: return field.members[static_cast<std::size_t>(found.cell.asInt())].name;
  }
}

/// Rows as `a b|c d`; `~` for what is unknown.
std::string spelled(const CatalogAttribute& attribute, const RecordView& record) {
  if (!attribute.isList) return spelled(static_cast<const CatalogField&>(attribute), record);
  ListView rows;
  if (!record.loadList(attribute.field, rows)) return "~";
  std::string out;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    if (i > 0) out += '|';
    for (std::size_t c = 0; c < attribute.columns.size(); ++c)
      out += (c > 0 ? " " : "") + spelled(attribute.columns[c], rows[i]);
  }
  return out;
}

struct ListShop {
  TempFolder folder;
  std::unique_ptr<ProfileStore> store;

  ListShop() {
    store = std::move(*ProfileStore::open(folder / "store", OpenMode::kWriter));
    REQUIRE(store->writer().submit(PutCatalog{*Catalog().merged(listSchema())}).get().ok());
  }
  ImportSummary import(std::string_view text, std::string_view name = "x.ndjson") {
    auto summary = importFile(*store, folder.write(name, text), {}, {});
    if (!summary.ok()) FAIL(summary.fault().message);
    return *std::move(summary);
  }
  std::string value(std::string_view id, std::string_view name) const {
    const Catalog catalog = *store->catalog();
    const ReadTxn txn = std::move(*store->read());
    const auto record = store->find(txn, id);
    return record.ok() ? spelled(*catalog.find(name), *record) : "no customer";
  }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("members of a map come from columns, and from objects inside", "[import]") {
  struct Case {
    const char* file;
    const char* text;
  };
  const Case cases[] = {
      {"x.csv", "id,consent.email,consent.sms\na1,yes,no\n"},
      {"x.csv", "id,consent_email,Consent SMS\na1,yes,no\n"},
      {"x.csv", "id,Consent.E-mail,Consent.sms\na1,yes,no\n"},
      {"x.ndjson", R"({"id": "a1", "consent": {"email": true, "sms": false}})"},
      {"x.ndjson", R"({"id": "a1", "Consent": {"E-mail": "yes", "SMS": 0}})"},
      {"x.ndjson", R"({"id": "a1", "consent.email": true, "consent_sms": false})"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    ListShop shop;
    const ImportSummary summary = shop.import(c.text, c.file);
    CHECK(summary.firstRejects == Lines{});
    CHECK(summary.unusedColumns == Lines{});
    CHECK(shop.value("a1", "consent.email") == "yes");
    CHECK(shop.value("a1", "consent.sms") == "no");
  }
  ListShop shop;
  const auto some = shop.import(
      "{\"id\": \"a1\", \"consent\": {\"email\": true, \"fax\": true}}\n{\"id\": \"a2\", \"consent\": null}\n");
  CHECK(some.imported == 2);
  CHECK(some.unusedColumns == Lines{"consent.fax"});
  CHECK(shop.value("a1", "consent.sms") == "~");
  CHECK(shop.value("a2", "consent.email") == "~");
  CHECK(shop.import("{\"id\": \"a1\", \"consent\": {\"email\": \"perhaps\"}}\n")
            .firstRejects.at(0)
            .starts_with("line 1, consent.email: `perhaps` is not"));
}

TEST_CASE("a list comes from an array, or from one in a cell", "[import]") {
  struct Case {
    const char* attribute;
    const char* json;
    const char* value;
    const char* reason;
  };
  const Case cases[] = {
      {"products", R"([{"name": "Fibre", "price": "£30", "since": "2024-01-31"}, {"name": "tv"}])",
       "fibre £30.00 2024-01-31 ~|tv ~ ~ ~", ""},
      {"products", R"([{"Monthly price": 9.5, "NAME": null}, {}, null])", "~ £9.50 ~ ~|~ ~ ~ ~|~ ~ ~ ~", ""},
      {"products", "[]", "", ""},
      {"products", " [ ] ", "", ""},
      {"products", "null", "~", ""},
      {"products", "[{\"colour\": [1, {}], \"name\": \"tv\"}]", "tv ~ ~ ~", ""},
      {"products", "[{\"name\": \"tv\"}, 5]", "",
       "element 2 is one value, and a row of `products` has fields: write it as {\"name\": …}"},
      {"products", "[{\"name\": \"tvv\"}]", "",
       "element 1, name: `tvv` is not one of { Fibre, tv }: did you mean `tv`?"},
      {"products", "[{}, {\"price\": \"€3\"}]", "", "element 2, price: `€3` is in EUR, this store holds GBP"},
      {"products", "[{\"price\": [1]}]", "", "element 1 has a nested value at key `price`: only text"},
      {"products", "[{\"price\": 1, \"Monthly price\": 2}]", "", "element 1 has `price` twice"},
      {"products", "[{\"secret\": 4242}]", "~ ~ ~ 4242", ""},
      {"products", "[{\"secret\": \"x4242\"}]", "",
       "element 1, secret: cannot be read as number (the value is private)"},
      {"products", "[{\"name\": \"tv\"}", "", "is not JSON"},
      {"products", "[{\"name\": \"tv\"}] []", "", "goes on behind the end of its array"},
      {"products", "{\"name\": \"tv\"}", "", "is not a list: write a JSON array, as in [{\"name\": …}]"},
      {"tags", R"(["gold", "", null, "a\"b", {"item": "x"}])", "gold|~|~|a\"b|x", ""},
      {"tags", "[5, true, 1e3]", "5|true|1000", ""},
      {"tags", "gold", "", "is not a list: write a JSON array, as in [\"a\", \"b\"]"},
      {"tags", "[[1]]", "", "element 1 has a nested value"},
      {"scores", "[1, 2.5, \"unknown\"]", "1|2.5|~", ""},
      {"scores", "[1, \"many\"]", "", "element 2: `many` is not a number"},
      {"scores", "[1, 1e999]", "", "element 2 has no valid number"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.attribute << " = " << c.json) {
      std::string quoted;
      for (const char* at = c.json; *at != 0; ++at) quoted += *at == '"' ? "\"\"" : std::string(1, *at);
      const bool isArray = c.json[0] == '[' || c.json[0] == ' ';
      for (const bool csv : {true, false}) {
        if (!csv && (!isArray || *c.reason == 'i' || *c.reason == 'g')) continue;  // then the whole line is no JSON
        ListShop shop;
        const ImportSummary summary =
            csv ? shop.import(fmt::format("id,{}\na1,\"{}\"\n", c.attribute, quoted), "x.csv")
                : shop.import(fmt::format("{{\"id\": \"a1\", \"{}\": {}}}\n", c.attribute, c.json));
        if (*c.reason == 0) {
          CHECK(summary.firstRejects == Lines{});
          CHECK(shop.value("a1", c.attribute) == c.value);
        } else {
          REQUIRE(summary.firstRejects.size() == 1);
          CHECK_THAT(summary.firstRejects[0],
                     Catch::StartsWith(fmt::format("line {}, {}: ", csv ? 2 : 1, c.attribute)));
          CHECK_THAT(summary.firstRejects[0], Catch::Contains(c.reason));
          CHECK(shop.value("a1", c.attribute) == "no customer");
        }
      }
    }
  }
}

TEST_CASE("a list is bounded", "[import]") {
  const auto tags = [](std::size_t count) {
    std::string text = "{\"id\": \"a1\", \"tags\": [\"x\"";
    for (std::size_t i = 1; i < count; ++i) text += ",\"x\"";
    return text + "]}\n";
  };
  ListShop shop;
  CHECK(shop.import(tags(kListRowsMax)).imported == 1);
  const ImportSummary summary = shop.import(tags(kListRowsMax + 1));
  CHECK(summary.firstRejects == Lines{"line 1, tags: has more than 1000 elements, the most a list holds"});
}

TEST_CASE("an import replaces the lists it has and keeps the others; what is private is masked", "[import]") {
  ListShop shop;
  REQUIRE(
      shop.import(
              R"({"id": "a1", "vip": true, "tags": ["gold", "old"], "scores": [1, 2], "products": [{"name": "tv"}]})")
          .imported == 1);
  const ImportSummary second = shop.import(
      "{\"id\": \"a1\", \"tags\": [\"new\"], \"scores\": null, \"other\": 1}\n"
      "{\"id\": \"a2\", \"tags\": [1], \"scores\": \"nonsense\"}\n"
      "{\"id\": \"a3\", \"vip\": [true]}\n");
  CHECK(second.imported == 1);
  CHECK(second.missingAttributes == Lines{"consent.email", "consent.sms", "products"});
  CHECK(second.unknownCells == std::vector<std::pair<std::string, std::uint64_t>>{{"scores", 1}, {"vip", 1}});
  CHECK(shop.value("a1", "tags") == "new");
  CHECK(shop.value("a1", "scores") == "~");
  CHECK(shop.value("a1", "products") == "tv ~ ~ ~");
  CHECK(second.firstRejects.at(1) == "line 3, vip: is a list, and the attribute holds one value");

  const ImportSummary third =
      shop.import("{\"id\": \"a4\", \"products\": [{\"colour\": 1, \"secret\": 4242, \"name\": \"nonsense\"}]}\n");
  CHECK(third.unusedColumns == Lines{"products.colour"});
  const std::string file = shop.folder.read("x.ndjson.rejects.csv");
  CHECK_THAT(file, Catch::Contains("products") && Catch::Contains("***") && !Catch::Contains("4242"));
}

TEST_CASE("any bytes in a list's cell are read or rejected", "[import]") {
  const Catalog catalog = *Catalog().merged(listSchema());
  RecordBuilder builder(catalog);
  std::mt19937_64 random(17);
  const std::string_view alphabet = "[]{}\",:\\ntrue1e9.-null \xC3\xA9\x01";
  const std::string good = R"([{"name": "Fibre", "price": "£30", "since": "2024-01-31"}, {"name": "tv"}])";
  for (const char* name : {"products", "tags"}) {
    ListReader reader(*catalog.find(name), "GBP");
    std::size_t known = 0, faults = 0;
    for (int round = 0; round < 20'000; ++round) {
      std::string cell = round % 2 == 0 ? good : "[";
      if (round % 2 == 0)
        for (std::size_t i = 0, changes = random() % 4; i < changes; ++i)
          cell[random() % cell.size()] = alphabet[random() % alphabet.size()];
      else
        for (std::size_t i = 0, size = random() % 40; i < size; ++i) cell += alphabet[random() % alphabet.size()];
      builder.clear();
      std::string reason;
      const CellOutcome outcome = reader.read(cell, builder, reason);
      CHECK((outcome == CellOutcome::kFault) == !reason.empty());
      known += outcome == CellOutcome::kKnown ? 1U : 0U;
      faults += outcome == CellOutcome::kFault ? 1U : 0U;
      if (outcome == CellOutcome::kKnown) CHECK(RecordView::of(builder.finish(1), true).ok());
    }
    CHECK(faults > 1000);
    if (name == std::string_view("products")) CHECK(known > 1000);
    CHECK(reader.unusedNames().size() <= ListReader::kUnusedNamesMax);
  }
}
