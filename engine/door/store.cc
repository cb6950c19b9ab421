#include "regard/store.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "engine/door/profile_schema.h"
#include "engine/door/profile_value.h"
#include "engine/door/store_impl.h"
#include "engine/door/values.h"
#include "engine/ingest/import.h"
#include "engine/ingest/import_events.h"
#include "engine/ingest/propose.h"
#include "engine/store/filesystem.h"

namespace regard {
namespace {

Error readOnly(const std::string& path) {
  return {ErrorKind::invalid, fmt::format("the store `{}` was opened for reading: open it for writing", path)};
}

Error noSchema(const std::string& path) {
  return {ErrorKind::notFound,
          fmt::format("the store `{}` has no schema yet: import a file with a rulebook first", path)};
}

ImportReport reportOf(ImportSummary&& summary) {
  ImportReport report;
  report.rows = summary.rows;
  report.imported = summary.imported;
  report.rejected = summary.rejected;
  report.replaced = summary.replaced;
  report.storeBytes = summary.storeBytes;
  report.seconds = summary.seconds;
  report.unusedColumns = std::move(summary.unusedColumns);
  report.missingAttributes = std::move(summary.missingAttributes);
  report.firstRejects = std::move(summary.firstRejects);
  report.unknownCells = std::move(summary.unknownCells);
  report.rejectPath = std::move(summary.rejectPath);
  return report;
}

/// The record of `id`, handed to `use(catalog, record, snapshot)` while the snapshot lives.
template <class T, class Use>
Expected<T> withRecord(const Store::Impl& impl, const std::string& id, Use&& use) {
  auto catalog = impl.store->catalog();
  if (!catalog) return errorOf(catalog.fault());
  auto txn = impl.store->read();
  if (!txn) return errorOf(txn.fault());
  auto record = impl.store->find(*txn, id);
  if (record) return use(*catalog, *record, *txn);
  if (record.fault().kind != FaultKind::kNotFound) return errorOf(record.fault());
  return errorOf(noSuchCustomer(impl, *txn, catalog->empty() ? "customer" : catalog->profileName(), id));
}

}  // namespace

Fault noSuchCustomer(const Store::Impl& store, const ReadTxn& txn, const std::string& kind, const std::string& id) {
  std::string message = fmt::format("there is no {} `{}` in {}", kind, id, store.path);
  const std::vector<std::string> similar = store.store->similarIds(txn, id);
  if (!similar.empty()) message += fmt::format("; similar: `{}`", fmt::join(similar, "`, `"));
  return {FaultKind::kNotFound, std::move(message)};
}

Expected<Store> Store::open(const std::string& path, Access access) {
  std::error_code ignored;
  const bool folderWasThere = std::filesystem::exists(path, ignored);
  auto store = ProfileStore::open(path, access == Access::write ? OpenMode::kWriter : OpenMode::kReader);
  if (!store) return errorOf(store.fault());
  auto impl = std::make_shared<Impl>();
  impl->store = *std::move(store);
  impl->path = path;
  impl->folderIsNew = !folderWasThere;
  return Store(std::move(impl));
}

Expected<std::size_t> Store::adopt(const Rulebook& rulebook) {
  if (!impl_->store->isWriter()) return readOnly(impl_->path);
  auto present = impl_->store->catalog();
  if (!present) return errorOf(present.fault());
  auto merged = present->merged(schemaOf(*rulebook.program()));
  if (!merged) return errorOf(merged.fault());
  const std::size_t added = merged->attributes().size() - present->attributes().size();
  auto known = impl_->store->historyCatalog();
  if (!known) return errorOf(known.fault());
  auto history = known->merged(historySchemaOf(*rulebook.program()));
  if (!history) return errorOf(history.fault());
  if (*merged == *present && *history == *known) return added;
  auto done = impl_->store->writer().submit(PutCatalog{*std::move(merged), *std::move(history)}).get();
  if (!done) return errorOf(done.fault());
  return added;
}

bool Store::hasSchema() const {
  const auto catalog = impl_->store->catalog();
  return catalog && !catalog->empty();
}

Expected<ImportReport> Store::import(const ImportRequest& request,
                                     const std::function<void(const ImportProgressInfo&)>& progress) {
  if (!impl_->store->isWriter()) return readOnly(impl_->path);
  ImportOptions options;
  options.columnMap = request.columnMap;
  options.keyFromRow = request.keyFromRow;
  options.rejectPath = request.rejectPath;
  options.runBytes = request.memoryBytes;
  options.table.delimiter = request.delimiter;
  if (request.rulebook) {
    options.schema = schemaOf(*request.rulebook->program());
    options.history = historySchemaOf(*request.rulebook->program());
  }
  const auto report = [&](const ImportProgress& now) {
    if (progress) progress({now.rows, now.rejected, now.bytes, now.bytesTotal});
  };
  if (request.events.empty()) {
    auto summary = importFile(*impl_->store, request.path, options, report);
    if (!summary) return errorOf(summary.fault());
    return reportOf(*std::move(summary));
  }
  auto zone = request.rulebook ? Zone::named(request.rulebook->program()->timezone) : Zone::utc();
  if (!zone) return errorOf(zone.fault());
  const EventImport what{request.events, request.rulebook ? &*zone : nullptr, clockMs()};
  auto summary = importEvents(*impl_->store, request.path, what, options, report);
  if (!summary) return errorOf(summary.fault());
  ImportReport events = reportOf(*std::move(summary));
  events.imported = summary->history.added + summary->history.closed;
  events.duplicates = summary->history.duplicates;
  events.closed = summary->history.closed;
  events.tooOld = summary->history.tooOld;
  return events;
}

void Store::discardIfUnused() {
  if (impl_->store->isNew() && !hasSchema()) removeStore(impl_->path, impl_->folderIsNew);
}

Expected<CustomerProfile> Store::find(const std::string& id) const {
  const auto known = impl_->store->historyCatalog();
  if (!known) return errorOf(known.fault());
  const auto read = [&](const Catalog& catalog, const RecordView& record,
                        const ReadTxn& txn) -> Expected<CustomerProfile> {
    const auto history = impl_->store->history(txn, id);
    if (!history) return errorOf(history.fault());
    CustomerProfile profile = profileOf(catalog, record, id);
    profile.history = historyOf(*known, *history);
    return profile;
  };
  return withRecord<CustomerProfile>(*impl_, id, read);
}

Expected<std::string> Store::message(const std::string& id) const {
  return withRecord<std::string>(
      *impl_, id, [](const Catalog&, const RecordView& record, const ReadTxn&) { return record.framedMessage(); });
}

Expected<std::string> Store::schema() const {
  const auto catalog = impl_->store->catalog();
  if (!catalog) return errorOf(catalog.fault());
  if (catalog->empty()) return noSchema(impl_->path);
  return catalog->schemaText();
}

StoreStatus Store::status() const {
  const LmdbEnv& env = impl_->store->env();
  const Readers readers = env.readers();
  return {env.bytesOnDisk(), readers.count, readers.oldestBehind};
}

Expected<std::uint64_t> Store::count() const {
  const auto txn = impl_->store->read();
  if (!txn) return errorOf(txn.fault());
  return txn->count(Table::kProfiles);
}

Expected<std::uint64_t> Store::forEachId(const std::function<bool(const std::string&)>& visit) const {
  const auto txn = impl_->store->read();
  if (!txn) return errorOf(txn.fault());
  std::uint64_t visited = 0;
  const auto scanned = txn->scan(Table::kProfiles, {}, [&](std::string_view key, std::string_view) {
    ++visited;
    return visit(std::string(idOfKey(key)));
  });
  if (!scanned) return errorOf(scanned.fault());
  return visited;
}

Expected<ProfileProposal> proposeProfile(const ProposalRequest& request) {
  ProposeOptions options;
  options.name = request.name;
  options.currency = request.currency;
  options.table.delimiter = request.delimiter;
  auto proposal = proposeProfile(request.path, options);
  if (!proposal) return errorOf(proposal.fault());
  return ProfileProposal{.text = std::move(proposal->text),
                         .rows = proposal->rows,
                         .unreadRows = proposal->unreadRows,
                         .hasKey = proposal->hasKey,
                         .guesses = proposal->guesses};
}

}  // namespace regard
