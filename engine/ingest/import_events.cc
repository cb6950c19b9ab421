#include "engine/ingest/import_events.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/nearest.h"
#include "engine/ingest/event_encoder.h"
#include "engine/ingest/import_run.h"

namespace regard {
namespace {

/// The store's catalogs with what the options bring.
struct Catalogs {
  Catalog profiles, history;
};

Result<Catalogs> adopted(ProfileStore& store, const ImportOptions& options) {
  const auto profiles = store.catalog(), history = store.historyCatalog();
  if (!profiles.ok()) return profiles.fault();
  if (!history.ok()) return history.fault();
  const auto allProfiles = options.schema ? profiles->merged(*options.schema) : profiles;
  if (!allProfiles.ok()) return allProfiles.fault();
  const auto allHistory = options.history ? history->merged(*options.history) : history;
  if (!allHistory.ok()) return allHistory.fault();
  return Catalogs{*allProfiles, *allHistory};
}

}  // namespace

Result<HistoryList> historyListNamed(const Catalog& history, const std::string& name) {
  std::optional<HistoryList> found;
  std::vector<std::string> names;
  for (const CatalogAttribute& attribute : history.attributes()) {
    const auto list = historyList(history, attribute);
    if (!list) continue;
    names.emplace_back(history::streamOf(attribute.name));
    if (names.back() == name || (!attribute.title.empty() && attribute.title == name)) found = list;
  }
  if (found) return *found;
  if (names.empty()) return invalid("the store knows no events yet: add --rules PATH, whose events it takes on");
  const std::string nearest = didYouMean(name, names);
  return invalid(fmt::format("there is no event or case `{}`{}", name,
                             nearest.empty() ? fmt::format("; there is {}", fmt::join(names, ", ")) : ": " + nearest));
}

Result<ImportSummary> importEvents(ProfileStore& store, const std::string& path, const EventImport& what,
                                   const ImportOptions& options,
                                   const std::function<void(const ImportProgress&)>& progress) {
  const auto start = std::chrono::steady_clock::now();
  const auto catalogs = adopted(store, options);
  if (!catalogs.ok()) return catalogs.fault();
  const auto list = historyListNamed(catalogs->history, what.stream);
  if (!list.ok()) return list.fault();
  const auto columns = eventColumns(catalogs->profiles, *list);
  if (!columns.ok()) return columns.fault();
  auto reader = TableReader::open(path, options.table);
  if (!reader.ok()) return reader.fault();
  const auto map = mapColumns(*columns, (*reader)->columns(), options.columnMap, RowNumbers::kNever);
  if (!map.ok()) return map.fault();
  if (std::any_of(map->missing.begin(), map->missing.end(), [](const auto* a) { return a->name == history::kAt; }))
    return invalid(fmt::format("no column says when it happened; the columns are {}. Name it with `--map COLUMN=at`",
                               fmt::join((*reader)->columns(), ", ")));

  RejectFile rejects(rejectPathFor(path, options), (*reader)->delimiter(), masksFor(*columns, *map));
  if (Status writable = rejects.check(); !writable) return writable.fault();
  if (options.schema || options.history) {
    auto put = store.writer().submit(PutCatalog{catalogs->profiles, catalogs->history}).get();
    if (!put.ok()) return put.fault();
  }
  // From here on the store changes.
  EventEncoder encoder(store, catalogs->history, *list, *columns, *map, what.zone, what.nowMs);
  RunWriter run(store.writer(), options.runBytes);
  ImportRun import(store, **reader, *map, encoder, std::move(rejects), run);
  if (Status taken = import.takeRows(progress); !taken) return stopped(taken.fault(), run.safeRows());
  if (!encoder.status()) return stopped(encoder.status().fault(), run.safeRows());
  ImportSummary summary = import.summary();
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return summary;
}

}  // namespace regard
