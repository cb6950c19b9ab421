#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "base/format.h"
#include "engine/ingest/import.h"
#include "tests/support/catalog.h"
#include "tests/support/temp_folder.h"

using namespace regard;
using namespace regard::support;

namespace {

ProfileSchema schema() {
  ProfileSchema made{"customer", "GBP", {}};
  made.attributes.push_back(titledAttribute("id", TypeKind::kText, "Customer No"));
  made.attributes.back().isKey = true;
  made.attributes.push_back(attribute("vip", TypeKind::kFlag));
  made.attributes.push_back(attribute("visits", TypeKind::kNumber));
  made.attributes.push_back(titledAttribute("charge", TypeKind::kMoney, "MonthlyCharge"));
  made.attributes.push_back(attribute("margin", TypeKind::kPercent));
  made.attributes.push_back(attribute("since", TypeKind::kDate));
  made.attributes.push_back(attribute("waited", TypeKind::kDuration));
  made.attributes.push_back(attribute("plan", TypeKind::kChoice));
  made.attributes.back().members = {{"fibre", "Fiber optic"}, {"no", "No"}, {"unsure", "Unknown"}};
  made.attributes.push_back(attribute("nick", TypeKind::kText));
  made.attributes.push_back(attribute("email", TypeKind::kText));
  made.attributes.back().isPrivate = true;
  made.attributes.push_back(attribute("born", TypeKind::kDate));
  made.attributes.back().isPrivate = true;
  return made;
}

/// A store with that schema in a folder of its own.
struct Shop {
  TempFolder folder;
  std::unique_ptr<ProfileStore> store;

  Shop() {
    store = std::move(*ProfileStore::open(folder / "store", OpenMode::kWriter));
    REQUIRE(store->writer().submit(PutCatalog{*Catalog().merged(schema())}).get().ok());
  }
  Result<ImportSummary> import(std::string_view text, const ImportOptions& options = {},
                               std::string_view name = "x.csv") {
    return importFile(*store, folder.write(name, text), options, {});
  }
  /// One attribute of one customer, spelled canonically; `~` if unknown.
  std::string value(std::string_view id, std::string_view name) const {
    const Catalog catalog = *store->catalog();
    const ReadTxn txn = std::move(*store->read());
    const auto record = store->find(txn, id);
    if (!record.ok()) return "no customer";
    const CatalogAttribute& a = *catalog.find(name);
    std::string_view text;
    if (a.kind == TypeKind::kText) return record->loadText(a.field, text) ? std::string(text) : "~";
    const Scalar found = record->load(a.field);
    if (!found.isKnown()) return "~";
    switch (a.kind) {
      case TypeKind::kFlag: return formatFlag(found.cell.asBool());
      case TypeKind::kNumber: return formatNumber(found.cell.asDouble());
      case TypeKind::kMoney: return formatMoney({found.cell.asInt()}, "GBP");
      case TypeKind::kPercent: return formatPercent({found.cell.asInt()});
      case TypeKind::kDate: return formatDate(static_cast<Day>(found.cell.asInt()));
      case TypeKind::kDuration: return formatDuration(found.cell.asInt());
      default: return a.members[static_cast<std::size_t>(found.cell.asInt())].name;
    }
  }
};

}  // namespace

TEST_CASE("Cells become values, nothing becomes unknown, the rest is rejected with its reason", "[import]") {
  struct Case {
    const char* column;
    const char* cell;
    const char* value;
    const char* reason;
  };
  const Case cases[] = {
      {"vip", "Yes", "yes", ""},
      {"vip", "0", "no", ""},
      {"vip", "unknown", "~", ""},
      {"vip", "maybe", "", "maybe"},
      {"visits", "12.5", "12.5", ""},
      {"visits", "N/A", "~", ""},
      {"visits", "many", "", "many"},
      {"MonthlyCharge", "42.10", "£42.10", ""},
      {"MonthlyCharge", "\"£1,250.00\"", "£1,250.00", ""},
      {"MonthlyCharge", " ", "~", ""},
      {"MonthlyCharge", "€5", "", "in EUR, this store holds GBP"},
      {"margin", "12.5%", "12.5%", ""},
      {"margin", "12.5", "", "12.5"},
      {"since", "2026-03-01", "2026-03-01", ""},
      {"since", "NULL", "~", ""},
      {"since", "2026-02-30", "", "2026-02-30"},
      {"waited", "90 seconds", "90 seconds", ""},
      {"waited", "3 months", "", "is not a duration"},
      {"plan", "Fiber optic", "fibre", ""},
      {"plan", "fibre", "fibre", ""},
      {"plan", "fiber_OPTIC", "fibre", ""},
      {"plan", "No", "no", ""},
      {"plan", "Unknown", "unsure", ""},
      {"plan", "null", "~", ""},
      {"plan", "Fiber optik", "", "did you mean"},
      {"plan", "-", "", "is not one of { Fiber optic, No, Unknown }"},
      {"nick", "unknown", "unknown", ""},
      {"nick", "", "~", ""},
      {"born", "yesterday", "", "cannot be read as date (the value is private)"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.column << " = " << c.cell) {
      Shop shop;
      const auto summary = shop.import(fmt::format("id,{}\na1,{}\n", c.column, c.cell));
      REQUIRE(summary.ok());
      const std::string name = c.column == std::string_view("MonthlyCharge") ? "charge" : c.column;
      if (*c.reason == '\0') {
        CHECK(summary->rejected == 0);
        CHECK(shop.value("a1", name) == c.value);
      } else {
        REQUIRE(summary->firstRejects.size() == 1);
        CHECK_THAT(summary->firstRejects[0], Catch::StartsWith(fmt::format("line 2, {}: ", c.column)));
        CHECK_THAT(summary->firstRejects[0], Catch::Contains(c.reason));
        CHECK(shop.value("a1", name) == "no customer");
      }
    }
  }
}

TEST_CASE("Columns find their attributes, or the fault says what would be right", "[import]") {
  struct Case {
    const char* header;
    std::vector<std::pair<std::string, std::string>> map;
    const char* fault;
  };
  const Case cases[] = {
      {"id,visits", {}, ""},
      {"Customer No,Visits", {}, ""},
      {"customer-no,VISITS", {}, ""},
      {"ref,n", {{"ref", "id"}, {"n", "visits"}}, ""},
      {"ref,visits", {}, "`--map COLUMN=id`, or number the rows with `--key row`"},
      {"ref,visits", {{"reff", "id"}}, "the file has no column `reff`: did you mean `ref`?"},
      {"ref,visits", {{"ref", "idd"}}, "the store has no attribute `idd`: did you mean `id`?"},
      {"id,visits", {{"id", "nick"}, {"visits", "nick"}}, "attribute `nick` is filled twice"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.header, c.fault);
    Shop shop;
    ImportOptions options;
    options.columnMap = c.map;
    const auto summary = shop.import(fmt::format("{}\na1,7\n", c.header), options);
    if (*c.fault == '\0') {
      REQUIRE(summary.ok());
      CHECK(shop.value("a1", "visits") == "7");
    } else {
      REQUIRE_FALSE(summary.ok());
      CHECK(summary.fault().kind == FaultKind::kInvalid);
      CHECK_THAT(summary.fault().message, Catch::Contains(c.fault));
    }
  }
}

TEST_CASE("The reject file tells line, column and reason, and hides what is private", "[import]") {
  Shop shop;
  const auto summary = shop.import(
      "id,visits,email,other\n"
      "a1,1,a@b.example,secret\n"
      "a2,\"many, many\",c@d.example,secret\n"
      "a3,1\n"
      ",2,e@f.example,secret\n");
  REQUIRE(summary.ok());
  CHECK(summary->rows == 4);
  CHECK(summary->imported == 1);
  CHECK(summary->rejected == 3);
  CHECK(summary->unusedColumns == std::vector<std::string>{"other"});
  REQUIRE(summary->rejectPath == shop.folder / "x.csv.rejects.csv");
  const std::string file = shop.folder.read("x.csv.rejects.csv");
  CHECK_THAT(file, Catch::StartsWith("line,column,reason,row\n3,visits,"));
  CHECK_THAT(file, Catch::Contains(",\"a2,\"\"many, many\"\",***,***\"\n"));
  CHECK_THAT(file, Catch::Contains("\n4,,\"has 2 cells, the header has 4\",***\n"));
  CHECK_THAT(file, Catch::Contains("\n5,id,"));
  for (const char* hidden : {"secret", "@"}) CHECK_THAT(file, !Catch::Contains(hidden));

  Shop clean;
  CHECK(clean.import("id,visits\na1,1\n")->rejectPath.empty());
  CHECK_FALSE(std::filesystem::exists(clean.folder / "x.csv.rejects.csv"));
}

TEST_CASE("The last row of a customer wins, whether runs are sorted or split", "[import]") {
  const std::size_t runBytes = GENERATE(std::size_t{1}, std::size_t{4096}, std::size_t{64} << 20U);
  const unsigned step = GENERATE(1U, 7'919U);  // in order, or all over the place
  CAPTURE(runBytes, step);
  Shop shop;
  ImportOptions options;
  options.runBytes = runBytes;
  constexpr unsigned kRows = 300;
  std::string text = "id,visits\n";
  for (unsigned i = 0; i < kRows; ++i) text += fmt::format("customer-{:04},{}\n", i * step % kRows, i * step % kRows);
  text += "customer-0007,1000\ncustomer-0299,2000\n";
  const auto summary = shop.import(text, options);
  REQUIRE(summary.ok());
  CHECK(summary->rows == kRows + 2);
  CHECK(summary->imported == kRows + 2);
  CHECK(summary->replaced == 2);
  CHECK(shop.store->read()->count(Table::kProfiles) == kRows);
  CHECK(shop.value("customer-0007", "visits") == "1000");
  CHECK(shop.value("customer-0299", "visits") == "2000");
  CHECK(shop.value("customer-0123", "visits") == "123");
}

TEST_CASE("A second file changes what it has columns for", "[import]") {
  Shop shop;
  REQUIRE(shop.import("id,visits,nick\na1,1,Al\na2,2,Bo\n").ok());
  const auto second = shop.import("id,visits\na1,\na3,9\n");
  REQUIRE(second.ok());
  CHECK(second->replaced == 1);
  CHECK(shop.value("a1", "visits") == "~");
  CHECK(shop.value("a1", "nick") == "Al");
  CHECK(shop.value("a2", "visits") == "2");
  CHECK(shop.value("a3", "nick") == "~");
  CHECK(std::find(second->missingAttributes.begin(), second->missingAttributes.end(), "nick") !=
        second->missingAttributes.end());
  CHECK(second->unknownCells == std::vector<std::pair<std::string, std::uint64_t>>{{"visits", 1}});
}

TEST_CASE("Rows may be numbered; NDJSON is read alike", "[import]") {
  Shop shop;
  ImportOptions options;
  options.keyFromRow = true;
  REQUIRE(shop.import("visits\n5\n6\n", options).ok());
  CHECK(shop.value("2", "visits") == "6");
  const auto json =
      shop.import("{\"id\": \"a1\", \"charge\": 42.10, \"vip\": true, \"extra\": 1}\n{\"id\": \"a2\", \"plan\": []}\n",
                  {}, "x.ndjson");
  REQUIRE(json.ok());
  CHECK(shop.value("a1", "charge") == "£42.10");
  CHECK(shop.value("a1", "vip") == "yes");
  CHECK(json->firstRejects == std::vector<std::string>{"line 2, plan: is a list, and the attribute holds one value"});
  CHECK(json->unusedColumns == std::vector<std::string>{"extra"});
}
