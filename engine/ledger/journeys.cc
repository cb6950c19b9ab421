#include "engine/ledger/journeys.h"

#include <optional>
#include <vector>

#include "engine/catalog/history.h"
#include "engine/store/history_merger.h"
#include "engine/store/profile_key.h"
#include "engine/store/record_builder.h"

namespace regard::ledger {
namespace {

/// Keys of the entries that are open at `nowMs`.
Result<std::vector<std::string>> openEntries(const Transaction& store, const HistoryList& list,
                                             const std::string& customer, std::int64_t nowMs) {
  std::string buffer;
  auto key = profileKey(customer, buffer);
  if (!key) return key.fault();
  auto bytes = store.get(Table::kHistory, *key);
  if (!bytes) return bytes.fault();
  auto record = historyOf(*bytes, customer);
  if (!record) return record.fault();
  std::vector<std::string> open;
  ListView rows;
  if (record->empty() || !record->loadList(list.rows->field, rows)) return open;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const Scalar at = rows[i].load(list.at->field);
    std::string_view text;
    if (at.isKnown() && at.cell.asInt() <= nowMs && !rows[i].load(list.closed->field).isKnown())
      open.emplace_back(rows[i].loadText(list.key->field, text) ? text : std::string_view{});
  }
  return open;
}

Status enter(Transaction& store, const Catalog& history, const HistoryList& list, const std::string& customer,
             std::int64_t nowMs) {
  RecordBuilder builder(history);
  builder.beginList(*list.rows);
  builder.addRow();
  builder.setInRow(*list.at, Scalar::known(Cell::ofInt(nowMs)));
  builder.setTextInRow(*list.key, std::to_string(nowMs));
  auto added = store.apply(AddRows{customer, {std::string(builder.finish(1))}});
  return added ? Status(Done{}) : Status(added.fault());
}

}  // namespace

Status recordSteps(Transaction& store, const ir::Program& program, const std::string& customer,
                   std::span<const JourneyStep> steps, std::int64_t nowMs) {
  auto history = store.historyCatalog();
  if (!history) return history.fault();
  for (const JourneyStep& step : steps) {
    const std::string stream = history::journeyStream(program.journeys[step.journey].name);
    const CatalogAttribute* attribute = (*history)->find(history::listName(stream, true));
    const auto list = attribute == nullptr ? std::nullopt : historyList(**history, *attribute);
    if (!list || list->closed == nullptr) continue;
    auto open = openEntries(store, *list, customer, nowMs);
    if (!open) return open.fault();
    if (step.isIn && open->empty()) {
      if (auto done = enter(store, **history, *list, customer, nowMs); !done) return done;
    }
    if (step.isIn) continue;
    const auto index = static_cast<std::uint32_t>(attribute - (*history)->attributes().data());
    for (const std::string& key : *open) {
      auto left = store.apply(CloseRow{customer, index, key, {}, nowMs});
      // Entries that somebody told without a key may be several: whose end this is, they have to say.
      if (!left && left.fault().kind != FaultKind::kInvalid && left.fault().kind != FaultKind::kNotFound)
        return left.fault();
    }
  }
  return Done{};
}

}  // namespace regard::ledger
