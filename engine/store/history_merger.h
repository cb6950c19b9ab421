#pragma once
// New rows and old rows of one customer become one history: in the order of time, each key once, and bounded.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/history.h"
#include "engine/store/record_builder.h"
#include "engine/store/writer.h"

namespace regard {

/// The history in those bytes; without rows if there are none. kCorrupt, kUnsupported, naming the customer.
Result<RecordView> historyOf(std::optional<std::string_view> bytes, std::string_view customer);

class HistoryMerger {
 public:
  /// REQUIRES the history's catalog, which outlives this.
  explicit HistoryMerger(const Catalog& catalog);

  /// `present` with the rows of `arriving`; rows of one instant stay in the order in which they came. A row whose key
  /// is there changes nothing, unless it says when what was open was closed, or `replace` puts it in its place. The
  /// record is valid until the next call; empty: nothing changed. kInvalid if a row has no time, or the record became
  /// too long.
  Result<std::string_view> add(const RecordView& present, std::span<const RecordView> arriving, bool replace,
                               RowCounts& counts);

  /// `present` with the one row closed that `which` describes, by the same rules. kNotFound, kInvalid.
  Result<std::string_view> close(const RecordView& present, const CloseRow& which, RowCounts& counts);

 private:
  struct Entry {
    std::int64_t at = 0;
    StructView row;
    std::string_view key;
    Scalar closed;
    bool isNew = false;
    bool isOpen() const { return !closed.isKnown(); }
  };
  using Entries = std::vector<Entry>;

  /// Adds the rows of a record; false if one does not say when it was.
  bool read(const HistoryList& list, const RecordView& record, Entries& into) const;
  void mergeRows(const HistoryList& list, Scalar from, const Entries& arriving, bool replace, RowCounts& counts);
  /// Lets go of what the bound has no room for; from where on all rows are there.
  Scalar bound(const HistoryList& list, Scalar from, RowCounts& counts);
  void write(const HistoryList& list);
  bool fits(const HistoryList& list, const CloseRow& which, const Entry& entry) const;
  Result<std::string_view> finish(const RecordView& present);

  const Catalog* catalog_;
  std::vector<HistoryList> lists_;
  const CatalogAttribute* since_;
  RecordBuilder builder_;
  Entries entries_, arriving_;  // of the list at hand
};

}  // namespace regard
