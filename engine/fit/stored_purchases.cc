#include "engine/fit/stored_purchases.h"

#include <optional>

#include "engine/fit/stored_event.h"

namespace regard::fit {
namespace {

class HistoryReader {
 public:
  HistoryReader(const HistoryList& list, const CatalogField* amount, const Zone& zone, Day today, PurchaseLog& into)
      : list_(list), amount_(amount), zone_(zone), today_(today), log_(into) {}

  void read(const RecordView& record) {
    ListView rows;
    if (!record.loadList(list_.rows->field, rows) || rows.size() == 0) return;
    if (record.load(list_.from->field).isKnown()) {
      log_.rows += rows.size();
      log_.leftOut.add("a customer whose oldest rows were let go: when they first bought is not known");
      return;
    }
    const std::size_t before = log_.purchases.size();
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      ++log_.rows;
      if (std::string reason = take(rows[i]); !reason.empty()) log_.leftOut.add(std::move(reason));
    }
    if (log_.purchases.size() > before) ++log_.customers;
  }

 private:
  std::string take(const StructView& row) {
    const Scalar at = row.load(list_.at->field);
    if (!at.isKnown()) return "a row without a time";
    const Day day = zone_.dayAt(at.cell.asInt());
    if (day > today_) return "a row that is still to come";
    const Scalar amount = amount_ == nullptr ? Scalar::unknown() : row.load(amount_->field);
    const std::int64_t e4 = amount.isKnown() ? amount.cell.asInt() : 0;
    if (e4 < 0) return "a row that is worth less than nothing: a return is no purchase";
    log_.purchases.push_back({log_.customers, day, static_cast<double>(e4) / static_cast<double>(kMoneyScale)});
    return {};
  }

  const HistoryList& list_;
  const CatalogField* amount_;
  const Zone& zone_;
  Day today_;
  PurchaseLog& log_;
};

}  // namespace

Result<PurchaseLog> readPurchases(const ProfileStore& store, const std::string& event, const std::string& spend,
                                  const Zone& zone, Day today) {
  const auto catalog = store.historyCatalog();
  if (!catalog) return catalog.fault();
  const auto found = storedEvent(*catalog, event, spend);
  if (!found) return found.fault();
  auto txn = store.read();
  if (!txn) return txn.fault();
  PurchaseLog log;
  HistoryReader reader(found->list, found->amount, zone, today, log);
  std::optional<Fault> damaged;
  const auto scanned = txn->scan(Table::kHistory, {}, [&](std::string_view, std::string_view bytes) {
    const auto record = RecordView::of(bytes, true);
    if (!record) {
      damaged = record.fault();
      return false;
    }
    reader.read(*record);
    return true;
  });
  if (!scanned) return scanned.fault();
  if (damaged) return *damaged;
  return log;
}

}  // namespace regard::fit
