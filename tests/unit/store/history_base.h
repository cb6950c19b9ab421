#pragma once
// A store with one customer, `order { amount, note }` and the case `complaint { topic }`: what tests of histories stand
// on.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/catalog/history.h"
#include "engine/store/profile_store.h"
#include "engine/store/record_builder.h"
#include "store_support.h"

namespace regard::history_support {

using namespace support;

inline std::vector<CatalogField> fields(const std::vector<CatalogAttribute>& from) {
  return {from.begin(), from.end()};
}

/// `order { amount, note }` and the case `complaint { topic }`.
inline std::vector<CatalogAttribute> firstAttributes() {
  std::vector<CatalogAttribute> all = {historySince()};
  const auto add = [&](const std::vector<CatalogAttribute>& more) { all.insert(all.end(), more.begin(), more.end()); };
  add(historyAttributes("order", "Order", false,
                        fields({attribute("amount", TypeKind::kMoney), attribute("note", TypeKind::kText)})));
  add(historyAttributes("complaint", "", true, fields({attribute("topic", TypeKind::kChoice, {"billing", "outage"})})));
  return all;
}

struct Told {
  std::int64_t at = 0;
  std::string key = {};
  std::int64_t first = 0;  ///< the first field: an amount, a member
  std::int64_t closed = -1;
};

inline HistoryList listOf(const Catalog& catalog, const std::string& name) {
  const auto list = historyList(catalog, *catalog.find(name));
  REQUIRE(list.has_value());
  return *list;
}

inline AddRows rows(const Catalog& catalog, const std::string& list, const std::vector<Told>& told,
                    const std::string& customer = "ann") {
  RecordBuilder builder(catalog);
  const HistoryList places = listOf(catalog, list);
  builder.beginList(*places.rows);
  for (const Told& row : told) {
    builder.addRow();
    builder.setInRow(*places.at, Scalar::known(Cell::ofInt(row.at)));
    if (!row.key.empty()) builder.setTextInRow(*places.key, row.key);
    if (row.closed >= 0) builder.setInRow(*places.closed, Scalar::known(Cell::ofInt(row.closed)));
    builder.setInRow(places.rows->columns[places.closed == nullptr ? 2 : 3], Scalar::known(Cell::ofInt(row.first)));
  }
  return {customer, {std::string(builder.finish(1))}};
}

/// A store with the customer ann, whom nothing has happened to.
struct Base {
  TempFolder folder;
  Catalog profiles = catalogOf({keyAttribute("id"), attribute("name", TypeKind::kText)});
  Catalog catalog;
  std::unique_ptr<ProfileStore> store = valueOrFail(ProfileStore::open(folder / "store", OpenMode::kWriter));

  explicit Base(const std::vector<CatalogAttribute>& history = firstAttributes()) : catalog(catalogOf(history)) {
    valueOrFail(run(PutCatalog{profiles, catalog}));
    valueOrFail(run(PutProfile{"ann", std::string(RecordBuilder(profiles).finish(1))}));
  }
  Result<Sequence> run(Command command) { return store->writer().submit(std::move(command)).get(); }
  RowCounts tell(const std::string& list, const std::vector<Told>& told) {
    return valueOrFail(run(rows(catalog, list, told))).rows;
  }
  Result<Sequence> close(const std::string& key, std::int64_t at, std::vector<CloseRow::Field> where = {}) {
    const auto list = static_cast<std::uint32_t>(catalog.find("case.complaint") - catalog.attributes().data());
    return run(CloseRow{"ann", list, key, std::move(where), at});
  }
  /// `1:a=5 2:=6!9|from 3|since 1`: time, key, first field, when it was closed.
  std::string history(const std::string& list) {
    const ReadTxn txn = valueOrFail(store->read());
    const RecordView record = valueOrFail(store->history(txn, "ann"));
    if (record.empty()) return "none";
    const HistoryList places = listOf(catalog, list);
    ListView view;
    std::string out;
    const bool known = record.loadList(places.rows->field, view);
    for (std::uint32_t i = 0; known && i < view.size(); ++i) {
      const auto shown = [&](const CatalogField& field) {
        return std::to_string(view[i].load(field.field).cell.asInt());
      };
      out += (i > 0 ? " " : "") + shown(*places.at) + ":" + load(view[i], *places.key).text + "=" +
             shown(places.rows->columns[places.closed == nullptr ? 2 : 3]);
      if (places.closed != nullptr && view[i].load(places.closed->field).isKnown()) out += "!" + shown(*places.closed);
    }
    const Scalar from = record.load(places.from->field), since = record.load(catalog.find("since")->field);
    if (from.isKnown()) out += "|from " + std::to_string(from.cell.asInt());
    return out + "|since " + std::to_string(since.cell.asInt());
  }
};

inline std::string shown(const RowCounts& counts) {
  return std::to_string(counts.added) + " " + std::to_string(counts.duplicates) + " " + std::to_string(counts.closed) +
         " " + std::to_string(counts.tooOld);
}

}  // namespace regard::history_support
