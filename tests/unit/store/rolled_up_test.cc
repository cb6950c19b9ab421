// Rows that are asked for no more, and those that there is no room for, become totals: each counted once, whenever it
// comes.

#include <map>
#include <set>

#include "history_base.h"

namespace regard {
namespace {

using namespace history_support;

constexpr std::int64_t kKeepMs = 1'000;

/// The same lists, which roll up what is older than kKeepMs.
std::vector<CatalogAttribute> rolling(std::int64_t keepMs = kKeepMs) {
  std::vector<CatalogAttribute> all;
  for (CatalogAttribute attribute : firstAttributes()) {
    if (attribute.isList) attribute.keepMs = keepMs;
    all.push_back(attribute);
    if (!attribute.isList) continue;
    for (const CatalogAttribute& total : historyTotals(attribute)) all.push_back(total);
  }
  return all;
}

struct Rolling : Base {
  explicit Rolling(std::int64_t keepMs = kKeepMs) : Base(rolling(keepMs)) {}

  /// `3 rows, 42`: how many were rolled up, what their amounts add up to.
  std::string totals(const std::string& list) {
    const ReadTxn txn = valueOrFail(store->read());
    const RecordView record = valueOrFail(store->history(txn, "ann"));
    const HistoryList places = listOf(catalog, list);
    REQUIRE(places.count != nullptr);
    const auto shown = [&](const CatalogAttribute& attribute) {
      const Scalar value = record.load(attribute.field);
      return !value.isKnown() ? std::string("unknown") : std::to_string(value.cell.asInt());
    };
    const Scalar count = record.load(places.count->field);
    std::string out = count.isKnown() ? std::to_string(static_cast<std::int64_t>(count.cell.asDouble())) : "unknown";
    for (const HistoryList::Sum& sum : places.sums) out += ", " + shown(*sum.total);
    return out;
  }
  std::uint64_t keys() { return valueOrFail(store->read()).count(Table::kRolledKeys); }
};

TEST_CASE("rows that nobody asks for any more become totals when later ones come") {
  Rolling base;
  base.tell("event.order", {{.at = 100, .key = "a", .first = 1}, {.at = 200, .first = 2}, {.at = 1'100, .first = 4}});
  CHECK(base.totals("event.order") == "unknown, unknown");  // nothing went
  base.tell("event.order", {{.at = 1'101, .key = "b", .first = 8}});
  CHECK(base.history("event.order") == "200:=2 1100:=4 1101:b=8|from 101|since 100");
  CHECK(base.totals("event.order") == "1, 1");
  base.tell("event.order", {{.at = 5'000, .first = 16}});
  CHECK(base.history("event.order") == "5000:=16|from 1102|since 100");
  CHECK(base.totals("event.order") == "4, 15");
  CHECK(base.keys() == 2);
}

TEST_CASE("what comes later than the roll-up is counted once") {
  Rolling base;
  base.tell("event.order", {{.at = 100, .key = "a", .first = 1}, {.at = 5'000, .key = "z", .first = 2}});
  CHECK(base.totals("event.order") == "1, 1");
  CHECK(shown(base.tell("event.order", {{.at = 100, .key = "a", .first = 1}})) == "0 1 0 0");
  CHECK(shown(base.tell("event.order", {{.at = 50, .key = "b", .first = 4}, {.at = 50, .key = "b", .first = 4}})) ==
        "1 1 0 0");
  CHECK(shown(base.tell("event.order", {{.at = 50, .key = "b", .first = 4}})) == "0 1 0 0");
  CHECK(shown(base.tell("event.order", {{.at = 60, .first = 8}})) == "1 0 0 0");  // nobody can tell it again
  CHECK(base.totals("event.order") == "3, 13");
  CHECK(base.history("event.order") == "5000:z=2|from 101|since 50");
  // Nor is a key of this list one of another.
  CHECK(shown(base.tell("case.complaint", {{.at = 100, .key = "a", .closed = 101}})) == "1 0 0 0");
}

TEST_CASE("a row of which something is not known leaves that total unknown, and the count known") {
  Rolling base;
  RecordBuilder builder(base.catalog);
  const HistoryList places = listOf(base.catalog, "event.order");
  builder.beginList(*places.rows);
  builder.addRow();
  builder.setInRow(*places.at, Scalar::known(Cell::ofInt(10)));
  valueOrFail(base.run(AddRows{"ann", {std::string(builder.finish(1))}}));
  base.tell("event.order", {{.at = 20, .first = 5}, {.at = 5'000}});
  CHECK(base.totals("event.order") == "2, unknown");
  base.tell("event.order", {{.at = 9'000}});
  CHECK(base.totals("event.order") == "3, unknown");
  // Nor is a sum known that money cannot hold.
  Rolling rich;
  const std::int64_t most = std::numeric_limits<std::int64_t>::max() - 5;
  rich.tell("event.order", {{.at = 10, .first = most}, {.at = 20, .first = most}, {.at = 5'000}});
  CHECK(rich.totals("event.order") == "2, unknown");
}

TEST_CASE("what is open stays, however old; what was closed goes, and is not opened again") {
  Rolling base;
  base.tell("case.complaint",
            {{.at = 10, .key = "a"}, {.at = 20, .key = "b", .closed = 30}, {.at = 5'000, .key = "c"}});
  CHECK(base.history("case.complaint") == "10:a=0 5000:c=0|from 21|since 10");
  CHECK(base.totals("case.complaint") == "1");
  CHECK(shown(base.tell("case.complaint", {{.at = 5, .key = "d"}, {.at = 20, .key = "b"}})) == "1 1 0 0");
  CHECK(base.history("case.complaint") == "5:d=0 10:a=0 5000:c=0|from 21|since 5");
  CHECK(valueOrFail(base.close("a", 6'000)).rows.closed == 1);
  base.tell("case.complaint", {{.at = 9'000, .key = "e"}});
  CHECK(base.history("case.complaint") == "5:d=0 5000:c=0 9000:e=0|from 21|since 5");
  CHECK(base.totals("case.complaint") == "2");
}

TEST_CASE("rows beyond what a list holds are rolled up too") {
  Rolling base(kHistoryKeepEver);
  std::vector<Told> many;
  for (std::int64_t i = 1; i <= kHistoryRowsMax; ++i) many.push_back({.at = i, .key = std::to_string(i), .first = 1});
  base.tell("event.order", many);
  CHECK(base.keys() == 0);
  CHECK(shown(base.tell("event.order", {{.at = 5'000, .first = 1}, {.at = 6'000, .first = 1}})) == "2 0 0 0");
  CHECK(base.totals("event.order") == "2, 2");
  CHECK(base.keys() == 2);
  CHECK(shown(base.tell("event.order", {{.at = 1, .key = "1", .first = 1}, {.at = 2, .key = "new", .first = 1}})) ==
        "1 1 0 0");
  CHECK(base.totals("event.order") == "3, 3");
}

TEST_CASE("rows that an earlier regard let go are lost, and never taken for none") {
  Base old;
  std::vector<Told> many;
  for (std::int64_t i = 1; i <= kHistoryRowsMax + 1; ++i) many.push_back({.at = i, .key = std::to_string(i)});
  old.tell("event.order", {many.begin(), many.end() - 1});
  old.tell("event.order", {many.back()});
  const Catalog wider = valueOrFail(old.catalog.merged(schemaWith(rolling())));
  valueOrFail(old.run(PutCatalog{old.profiles, wider}));
  old.catalog = wider;
  CHECK(old.tell("event.order", {{.at = 9'000, .key = "x"}}).rolledUp == 0);
  const ReadTxn txn = valueOrFail(old.store->read());
  const RecordView record = valueOrFail(old.store->history(txn, "ann"));
  CHECK_FALSE(record.load(listOf(wider, "event.order").count->field).isKnown());
  CHECK(old.tell("event.order", {{.at = 1, .key = "1"}}).tooOld == 1);
}

TEST_CASE("a store keeps rows for the longest that any rulebook asked for, and older versions do not touch it") {
  const Catalog once = catalogOf(rolling(500));
  const auto keepOf = [](const Catalog& catalog) { return catalog.find("event.order")->keepMs; };
  CHECK(keepOf(valueOrFail(once.merged(schemaWith(rolling(400))))) == 500);
  const Catalog longer = valueOrFail(once.merged(schemaWith(rolling(600))));
  CHECK(keepOf(longer) == 600);
  CHECK(longer.extends(once));
  CHECK_FALSE(once.extends(longer));
  CHECK(keepOf(valueOrFail(Catalog::fromBytes(longer.toBytes()))) == 600);
}

TEST_CASE("whoever is erased takes along what was known of rows that went, and nobody else's") {
  Rolling base;
  const std::vector<std::string> others = {"an", "anna", "annannan", "annannann", "annannan1"};
  for (const std::string& id : others)
    valueOrFail(base.run(PutProfile{id, std::string(RecordBuilder(base.profiles).finish(1))}));
  const std::vector<Told> told = {{.at = 1, .key = "k"}, {.at = 5'000, .key = "l"}};
  base.tell("event.order", told);
  for (const std::string& id : others) valueOrFail(base.run(rows(base.catalog, "event.order", told, id)));
  CHECK(base.keys() == 1 + others.size());
  valueOrFail(base.run(EraseProfile{"annannan"}));
  valueOrFail(base.run(EraseProfile{"ann"}));
  CHECK(base.keys() == others.size() - 1);
  const auto again = valueOrFail(base.run(rows(base.catalog, "event.order", {told.front()}, "annannann"))).rows;
  CHECK(shown(again) == "0 1 0 0");
}

TEST_CASE("of a random stream, told in any order and again, rows and totals together are each row once") {
  Random random(17);
  for (int round = 0; round < 30; ++round) {
    Rolling base;
    std::map<std::string, Told> expected;
    std::int64_t newest = 0;
    for (int i = 0; i < 60; ++i) {
      std::vector<Told> told;
      for (std::uint64_t n = 1 + below(random, 4); n > 0; --n) {
        newest += static_cast<std::int64_t>(below(random, 150));
        const std::string key = "k" + std::to_string(below(random, 300));
        const auto late = static_cast<std::int64_t>(below(random, 3) == 0 ? below(random, 6'000) : 0);
        const Told row{.at = std::max<std::int64_t>(1, newest - late),
                       .key = key,
                       .first = static_cast<std::int64_t>(1 + below(random, 1'000))};
        told.push_back(expected.try_emplace(key, row).first->second);
      }
      base.tell("event.order", told);
    }
    std::int64_t sum = 0, kept = 0;
    for (const auto& [key, row] : expected) sum += row.first;
    const ReadTxn txn = valueOrFail(base.store->read());
    const RecordView record = valueOrFail(base.store->history(txn, "ann"));
    const HistoryList places = listOf(base.catalog, "event.order");
    ListView view;
    REQUIRE(record.loadList(places.rows->field, view));
    for (std::uint32_t i = 0; i < view.size(); ++i) {
      kept += view[i].load(places.rows->columns[2].field).cell.asInt();
      CHECK(view[i].load(places.at->field).cell.asInt() >= record.load(places.from->field).cell.asInt());
    }
    const auto rolled = static_cast<std::size_t>(record.load(places.count->field).cell.asDouble());
    REQUIRE(rolled + view.size() == expected.size());
    REQUIRE(kept + record.load(places.sums.front().total->field).cell.asInt() == sum);
    CHECK(rolled > 20);
  }
}

}  // namespace
}  // namespace regard
