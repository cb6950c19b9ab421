// What happened to customers, in the store: rows in the order of time, each key once, bounded, under catalogs that
// grow.

#include <algorithm>

#include "engine/store/history_merger.h"
#include "history_base.h"

namespace regard {
namespace {

using namespace history_support;

TEST_CASE("rows stand in the order of time, however they come, each key once") {
  Base base;
  CHECK(base.history("event.order") == "none");
  CHECK(shown(base.tell("event.order", {{.at = 50, .key = "a", .first = 1}})) == "1 0 0 0");
  CHECK(shown(base.tell("event.order", {{.at = 70, .first = 2}, {.at = 30, .key = "b", .first = 3}})) == "2 0 0 0");
  CHECK(base.history("event.order") == "30:b=3 50:a=1 70:=2|since 30");
  // At one instant in the order in which they came; a row without a key is never known to be the same.
  CHECK(shown(base.tell("event.order", {{.at = 50, .first = 4}, {.at = 50, .first = 4}})) == "2 0 0 0");
  CHECK(base.history("event.order") == "30:b=3 50:a=1 50:=4 50:=4 70:=2|since 30");
  // A key that is there changes nothing, whatever else the row says; nor does one twice in one run.
  CHECK(shown(base.tell("event.order", {{.at = 10, .key = "a", .first = 9}})) == "0 1 0 0");
  CHECK(shown(base.tell("event.order", {{.at = 80, .key = "c", .first = 5}, {.at = 81, .key = "c", .first = 6}})) ==
        "1 1 0 0");
  CHECK(base.history("event.order") == "30:b=3 50:a=1 50:=4 50:=4 70:=2 80:c=5|since 30");
  // Keys of another event are others.
  CHECK(shown(base.tell("case.complaint", {{.at = 20, .key = "a"}})) == "1 0 0 0");
  CHECK(base.history("event.order").ends_with("|since 20"));
}

TEST_CASE("a duplicate is no write") {
  Base base;
  base.tell("event.order", {{.at = 1, .key = "a"}});
  const auto before = valueOrFail(base.run(rows(base.catalog, "event.order", {{.at = 1, .key = "a"}})));
  const auto after = valueOrFail(base.run(rows(base.catalog, "event.order", {{.at = 1, .key = "a"}})));
  CHECK(before.value == after.value);
}

TEST_CASE("a case is closed by its key, by its fields, or for being the only one") {
  Base base;
  base.tell("case.complaint", {{.at = 10, .key = "a", .first = 0}, {.at = 20, .key = "b", .first = 1}});
  const auto ambiguous = base.close("", 50);
  REQUIRE_FALSE(ambiguous.ok());
  CHECK(ambiguous.fault().kind == FaultKind::kInvalid);
  CHECK(ambiguous.fault().message.find("2 of `complaint` are open") != std::string::npos);
  CHECK(base.close("a", 5).fault().kind == FaultKind::kNotFound);  // not yet opened then
  CHECK(base.close("z", 50).fault().kind == FaultKind::kNotFound);
  CHECK(shown(valueOrFail(base.close("a", 50)).rows) == "0 0 1 0");
  CHECK(shown(valueOrFail(base.close("a", 60)).rows) == "0 1 0 0");  // closed already: told twice
  CHECK(base.history("case.complaint") == "10:a=0!50 20:b=1|since 10");
  base.tell("case.complaint", {{.at = 30, .first = 0}});
  CHECK(valueOrFail(base.close("", 60, {{3, Scalar::known(Cell::ofInt(0)), ""}})).rows.closed == 1);
  CHECK(valueOrFail(base.close("", 70)).rows.closed == 1);
  CHECK(base.history("case.complaint") == "10:a=0!50 20:b=1!70 30:=0!60|since 10");
  CHECK(base.close("", 80).fault().kind == FaultKind::kNotFound);
  // A file that tells a case again, now with its end, closes it; again, and nothing is new.
  base.tell("case.complaint", {{.at = 40, .key = "d", .first = 1}});
  CHECK(shown(base.tell("case.complaint", {{.at = 40, .key = "d", .first = 1, .closed = 90}})) == "0 0 1 0");
  CHECK(shown(base.tell("case.complaint", {{.at = 40, .key = "d", .first = 1, .closed = 95}})) == "0 1 0 0");
  CHECK(base.history("case.complaint").find("40:d=1!90") != std::string::npos);
}

TEST_CASE("a full list lets its oldest row go and says from when on it is whole") {
  Base base;
  std::vector<Told> many;
  for (std::int64_t i = 1; i <= kHistoryRowsMax; ++i)
    many.push_back({.at = 10 * i, .key = std::to_string(i), .first = i});
  CHECK(base.tell("event.order", many).added == kHistoryRowsMax);
  CHECK(base.history("event.order").ends_with("|since 10"));
  CHECK(base.history("event.order").find("from") == std::string::npos);
  CHECK(base.tell("event.order", {{.at = 50'000, .first = 7}}).added == 1);
  const std::string full = base.history("event.order");
  CHECK(full.starts_with("20:2=2 "));
  CHECK(full.ends_with("50000:=7|from 11|since 10"));
  // From before that time nobody knows any more what was there: the first row again, or one that is new.
  CHECK(shown(base.tell("event.order", {{.at = 10, .key = "1", .first = 1}})) == "0 0 0 1");
  CHECK(shown(base.tell("event.order", {{.at = 5, .first = 1}})) == "0 0 0 1");
  CHECK(base.history("event.order") == full);
  // One that would be the oldest has no room either, and is missed from then on.
  CHECK(shown(base.tell("event.order", {{.at = 15, .key = "new"}})) == "0 0 0 1");
  CHECK(base.history("event.order").ends_with("|from 16|since 10"));
  CHECK(base.history("event.order").starts_with("20:2=2 "));
}

TEST_CASE("what is open outlives the bound") {
  Base base;
  std::vector<Told> many = {{.at = 1, .key = "open"}}, more;
  const auto closed = [](std::int64_t at) { return Told{.at = at, .key = std::to_string(at), .closed = at}; };
  for (std::int64_t at = 2; at <= kHistoryRowsMax; ++at) many.push_back(closed(at));
  for (std::int64_t at = 1; at <= 5; ++at) more.push_back(closed(kHistoryRowsMax + at));
  CHECK(base.tell("case.complaint", many).added == kHistoryRowsMax);
  CHECK(base.tell("case.complaint", more).added == 5);
  CHECK(base.history("case.complaint").starts_with("1:open=0 7:7=0!7 "));
  CHECK(base.history("case.complaint").ends_with("|from 7|since 1"));
  CHECK(valueOrFail(base.close("open", 9'000)).rows.closed == 1);
}

TEST_CASE("of more rows at once than a list holds the last stay, open ones before all others") {
  Base base;
  AddRows many = rows(base.catalog, "case.complaint", {});
  many.records.clear();
  for (std::int64_t hundred = 0; hundred < 15; ++hundred) {
    std::vector<Told> told;
    for (std::int64_t i = 100 * hundred; i < 100 * (hundred + 1); ++i)
      told.push_back({.at = i, .closed = i % 300 == 0 ? -1 : i + 1});
    many.records.push_back(rows(base.catalog, "case.complaint", told).records.front());
  }
  CHECK(shown(valueOrFail(base.run(std::move(many))).rows) == "1000 0 0 500");
  CHECK(base.history("case.complaint").starts_with("0:=0 300:=0 502:=0!503 "));
  CHECK(base.history("case.complaint").ends_with("|from 502|since 0"));
}

TEST_CASE("a random stream of rows is as a sorted list of them would be") {
  Random random(7);
  for (int round = 0; round < 20; ++round) {
    Base base;
    std::vector<std::pair<std::int64_t, std::string>> expected;
    std::vector<std::string> seen;
    for (int i = 0; i < 40; ++i) {
      std::vector<Told> told;
      for (std::uint64_t n = 1 + below(random, 3); n > 0; --n) {
        const auto at = static_cast<std::int64_t>(below(random, 50));
        const std::string key = below(random, 3) == 0 ? "" : "k" + std::to_string(below(random, 30));
        told.push_back({.at = at, .key = key, .first = at});
        if (!key.empty() && std::find(seen.begin(), seen.end(), key) != seen.end()) continue;
        if (!key.empty()) seen.push_back(key);
        expected.emplace_back(at, std::to_string(at) + ":" + key + "=" + std::to_string(at));
      }
      base.tell("event.order", told);
    }
    std::stable_sort(expected.begin(), expected.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string text;
    for (const auto& [at, row] : expected) text += (text.empty() ? "" : " ") + row;
    REQUIRE(base.history("event.order") == text + "|since " + std::to_string(expected.front().first));
  }
}

TEST_CASE("later rulebooks add events and fields; what was recorded reads as before") {
  Base base;
  base.tell("event.order", {{.at = 5, .key = "a", .first = 42}});
  std::vector<CatalogAttribute> later = {historySince()};
  for (const auto& more :
       {historyAttributes("visit", "", false, fields({attribute("page", TypeKind::kText)})),
        historyAttributes("order", "", false,
                          fields({attribute("shop", TypeKind::kText), attribute("amount", TypeKind::kMoney)}))})
    later.insert(later.end(), more.begin(), more.end());
  const Catalog wider = valueOrFail(base.catalog.merged(schemaWith(later)));
  CHECK(wider.extends(base.catalog));
  valueOrFail(base.run(PutCatalog{base.profiles, wider}));
  CHECK(base.history("event.order") == "5:a=42|since 5");
  base.catalog = wider;
  CHECK(base.history("event.order") == "5:a=42|since 5");
  base.tell("event.order", {{.at = 3, .key = "b", .first = 43}});
  CHECK(base.history("event.order") == "3:b=43 5:a=42|since 3");
  // An older catalog is refused, and a field does not change its type.
  CHECK(base.run(PutCatalog{base.profiles, catalogOf(firstAttributes())}).fault().kind == FaultKind::kConflict);
  const auto retyped =
      wider.merged(schemaWith(historyAttributes("order", "", false, fields({attribute("amount", TypeKind::kNumber)}))));
  REQUIRE_FALSE(retyped.ok());
  CHECK(retyped.fault().message.find("event.order.amount") != std::string::npos);
}

TEST_CASE("rows of nobody, rows without a time and damaged histories are refused") {
  Base base;
  CHECK(base.run(rows(base.catalog, "event.order", {{.at = 1}}, "bob")).fault().kind == FaultKind::kNotFound);
  RecordBuilder builder(base.catalog);
  builder.beginList(*base.catalog.find("event.order"));
  builder.addRow();
  CHECK(base.run(AddRows{"ann", {std::string(builder.finish(1))}}).fault().kind == FaultKind::kInvalid);
  CHECK(base.run(AddRows{"ann", {"no record"}}).fault().kind == FaultKind::kInvalid);
  CHECK(base.run(CloseRow{"ann", 9'999, "", {}, 1}).fault().kind == FaultKind::kInvalid);
  CHECK(base.close("", 1, {{9'999, {}, ""}}).fault().kind == FaultKind::kInvalid);
  CHECK(base.history("event.order") == "none");
}

TEST_CASE("hostile arrivals never make the merger read outside, and give a record that reads") {
  const Catalog catalog = catalogOf(firstAttributes());
  HistoryMerger merger(catalog);
  Random random(11);
  const AddRows sound = rows(catalog, "case.complaint", {{.at = 4, .key = "a"}, {.at = 2, .closed = 5}});
  std::size_t merged = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string present = sound.records.front(), arriving = present;
    for (std::string* bytes : {&present, &arriving})
      for (std::uint64_t n = below(random, 4); n > 0; --n)
        (*bytes)[sizeof(RecordHeader) + below(random, bytes->size() - sizeof(RecordHeader))] =
            static_cast<char>(random());
    const auto one = RecordView::of(present, false), other = RecordView::of(arriving, false);
    if (!one.ok() || !other.ok()) continue;
    RowCounts counts;
    const auto never = [](const RolledKey&) -> Result<bool> { return false; };
    const auto result = merger.add(*one, {&*other, 1}, false, never, counts);
    if (!result.ok() || result->empty()) continue;
    ++merged;
    const RecordView made = valueOrFail(RecordView::of(*result, true));
    HistoryMerger again(catalog);
    CHECK(again.add(made, {}, false, never, counts).ok());
  }
  CHECK(merged > 1'000);
}

TEST_CASE("whoever is erased takes the history along") {
  Base base;
  base.tell("event.order", {{.at = 5}});
  valueOrFail(base.run(EraseProfile{"ann"}));
  valueOrFail(base.run(PutProfile{"ann", std::string(RecordBuilder(base.profiles).finish(1))}));
  CHECK(base.history("event.order") == "none");
}

TEST_CASE("a reader's snapshot keeps its history while the writer goes on") {
  Base base;
  base.tell("event.order", {{.at = 5}});
  const ReadTxn before = valueOrFail(base.store->read());
  base.tell("event.order", {{.at = 6}});
  const HistoryList places = listOf(base.catalog, "event.order");
  ListView list;
  REQUIRE(valueOrFail(base.store->history(before, "ann")).loadList(places.rows->field, list));
  CHECK(list.size() == 1);
}

}  // namespace
}  // namespace regard
