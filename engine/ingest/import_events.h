#pragma once
// A file of what happened to customers into their histories.

#include <cstdint>
#include <functional>
#include <string>

#include "base/date.h"
#include "engine/ingest/import.h"

namespace regard {

struct EventImport {
  std::string stream;          ///< name or title of an event or a case
  const Zone* zone = nullptr;  ///< the clock of times that name none; without one they are faults
  std::int64_t nowMs = 0;      ///< rows from later are faults
};

/// The list of the history that holds rows of an event or a case, by name or title: of a word that was an event and is
/// a case now, what it is now. kInvalid with what there is.
Result<HistoryList> historyListNamed(const Catalog& history, const std::string& name);

/// Streams `path` into the histories of customers who are in the store, as importFile() reads files; rows in any order.
/// One column has the customer's key, one is `at`; others are fields, `row.key` and `row.closed`. A key told before
/// changes nothing, except that it can close what was open.
Result<ImportSummary> importEvents(ProfileStore& store, const std::string& path, const EventImport& what,
                                   const ImportOptions& options,
                                   const std::function<void(const ImportProgress&)>& progress);

}  // namespace regard
