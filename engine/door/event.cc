// What happened to a customer, as people tell it, becomes a row of the store's history.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/nearest.h"
#include "engine/catalog/history.h"
#include "engine/door/store_impl.h"
#include "engine/door/values.h"
#include "engine/ingest/cell_reader.h"
#include "engine/ingest/import_events.h"
#include "engine/store/record_builder.h"

namespace regard {
namespace {

/// ": did you mean …" or what there is.
std::string orWhat(const std::string& word, const std::vector<std::string>& names) {
  const std::string nearest = didYouMean(word, names);
  return nearest.empty() ? fmt::format("; there is {}", fmt::join(names, ", ")) : ": " + nearest;
}

/// What the fields of a request say, each with its column.
class FieldReader {
 public:
  FieldReader(const Catalog& catalog, const HistoryList& list, const Zone* zone)
      : catalog_(catalog), list_(list), zone_(zone) {}

  Result<std::vector<CloseRow::Field>> read(const std::map<std::string, std::string>& fields) const {
    std::vector<CloseRow::Field> out;
    for (const auto& [name, text] : fields) {
      const CatalogField* column = named(name);
      if (column == nullptr) return noSuchField(name);
      auto value = valueOf(*column, name, text);
      if (!value) return value.fault();
      out.push_back({static_cast<std::uint32_t>(column - list_.rows->columns.data()), *value,
                     column->kind == TypeKind::kText ? text : std::string()});
    }
    return out;
  }

  Result<std::int64_t> time(const std::string& text) const {
    auto at = valueOf(*list_.at, "at", text);
    if (!at) return at.fault();
    if (!at->isKnown()) return invalid("the time it happened cannot be unknown");
    return at->cell.asInt();
  }

 private:
  static bool isField(const CatalogField& column) {
    return column.name != history::kAt && column.name != history::kRowKey && column.name != history::kClosed;
  }

  /// `reason` of a contact is kept under two names: the column made last is that of today's rules.
  static std::string shownName(const CatalogField& column) { return column.name.substr(0, column.name.find('.')); }

  const CatalogField* named(const std::string& name) const {
    const CatalogField* found = nullptr;
    for (const CatalogField& column : list_.rows->columns)
      if (isField(column) && (shownName(column) == name || (!column.title.empty() && column.title == name)))
        found = &column;
    return found;
  }

  Fault noSuchField(const std::string& name) const {
    const std::string stream(history::streamOf(list_.rows->name));
    if (name == "at" || name == "key") return invalid(fmt::format("`{0}` is no field: write --{0}", name));
    if (list_.closed != nullptr && (name == "open" || name == "overdue" || name == "state"))
      return invalid(fmt::format("`{}` follows from what happens to a {}: --close says that it is over", name, stream));
    std::vector<std::string> names;
    for (const CatalogField& column : list_.rows->columns)
      if (isField(column)) names.push_back(shownName(column));
    if (names.empty()) return invalid(fmt::format("`{}` has no fields", stream));
    return invalid(fmt::format("`{}` has no field `{}`{}", stream, name, orWhat(name, names)));
  }

  Result<Scalar> valueOf(const CatalogField& column, std::string_view name, const std::string& text) const {
    if (column.kind == TypeKind::kChoice && column.members.empty())
      return invalid(fmt::format("`{}`: the rules declare nothing that it could be", name));
    CellReader reader(column, catalog_.currency(), zone_);
    Scalar value = Scalar::unknown();
    std::string reason;
    if (reader.read(text, value, reason) == CellOutcome::kFault) return invalid(fmt::format("`{}`: {}", name, reason));
    return value;
  }

  const Catalog& catalog_;
  const HistoryList& list_;
  const Zone* zone_;
};

std::string recordOf(const Catalog& catalog, const HistoryList& list, const std::vector<CloseRow::Field>& fields,
                     std::int64_t atMs, const std::string& key) {
  RecordBuilder builder(catalog);
  builder.beginList(*list.rows);
  builder.addRow();
  builder.setInRow(*list.at, Scalar::known(Cell::ofInt(atMs)));
  if (!key.empty()) builder.setTextInRow(*list.key, key);
  for (const CloseRow::Field& field : fields)
    builder.putInRow(list.rows->columns[field.column], field.value, field.text);
  return std::string(builder.finish(1));
}

EventOutcome outcomeOf(const RowCounts& rows) {
  if (rows.duplicates > 0) return EventOutcome::duplicate;
  if (rows.tooOld > 0) return EventOutcome::tooOld;
  return rows.closed > 0 ? EventOutcome::closed : EventOutcome::recorded;
}

Result<Command> commandOf(const Catalog& catalog, const EventRequest& request, const Zone* zone, std::int64_t& atMs) {
  const auto list = historyListNamed(catalog, request.name);
  if (!list) return list.fault();
  const FieldReader reader(catalog, *list, zone);
  const std::int64_t now = clockMs();
  auto at = request.at ? reader.time(*request.at) : Result<std::int64_t>(now);
  if (!at) return at.fault();
  if (*at > now) return invalid(fmt::format("{} is in the future: only what has happened is recorded", *request.at));
  atMs = *at;
  auto fields = reader.read(request.fields);
  if (!fields) return fields.fault();
  if (request.key.size() > kRowKeyBytesMax)
    return invalid(fmt::format("a key of {} bytes is too long: at most {}", request.key.size(), kRowKeyBytesMax));
  if (!request.close) return Command(AddRows{request.customer, {recordOf(catalog, *list, *fields, *at, request.key)}});
  if (list->closed == nullptr)
    return invalid(fmt::format("`{}` is an event, and only cases and promises can be closed", request.name));
  const auto index = static_cast<std::uint32_t>(list->rows - catalog.attributes().data());
  return Command(CloseRow{request.customer, index, request.key, *std::move(fields), *at});
}

}  // namespace

Expected<EventReceipt> Store::record(const EventRequest& request) {
  if (!impl_->store->isWriter())
    return Error{ErrorKind::invalid, fmt::format("the store `{}` was opened for reading", impl_->path)};
  const auto catalog = impl_->store->historyCatalog();
  if (!catalog) return errorOf(catalog.fault());
  auto zone = request.rulebook ? Zone::named(request.rulebook->program()->timezone) : Zone::utc();
  if (!zone) return errorOf(zone.fault());
  {
    auto txn = impl_->store->read();
    if (!txn) return errorOf(txn.fault());
    const auto profile = impl_->store->find(*txn, request.customer);
    if (!profile && profile.fault().kind == FaultKind::kNotFound)
      return errorOf(
          noSuchCustomer(*impl_, *txn, catalog->empty() ? "customer" : catalog->profileName(), request.customer));
  }
  std::int64_t atMs = 0;
  auto command = commandOf(*catalog, request, request.rulebook ? &*zone : nullptr, atMs);
  if (!command) return errorOf(command.fault());
  const auto done = impl_->store->writer().submit(*std::move(command)).get();
  if (!done) return errorOf(done.fault());
  return EventReceipt{outcomeOf(done->rows),
                      valueOf(TypeKind::kInstant, Scalar::known(Cell::ofInt(atMs)), {}, {}, *zone)};
}

}  // namespace regard
