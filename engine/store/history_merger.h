#pragma once
// New rows and old rows of one customer become one history: in the order of time, each key once, and bounded.

#include <cstdint>
#include <functional>
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

/// The key of a row, and the list that it was in.
struct RolledKey {
  std::string list, key;
  friend auto operator<=>(const RolledKey&, const RolledKey&) = default;
};
/// Whether the customer at hand had a row of that key which was rolled up.
using KnowsRolled = std::function<Result<bool>(const RolledKey&)>;

class HistoryMerger {
 public:
  /// REQUIRES the history's catalog, which outlives this.
  explicit HistoryMerger(const Catalog& catalog);

  /// `present` with the rows of `arriving`; rows of one instant stay in the order in which they came. A row whose key
  /// is there, or was until it was rolled up, changes nothing, unless it says when what was open was closed, or
  /// `replace` puts it in its place. The record is valid until the next call; empty: nothing changed. kInvalid if a row
  /// has no time, or the record became too long.
  Result<std::string_view> add(const RecordView& present, std::span<const RecordView> arriving, bool replace,
                               const KnowsRolled& knowsRolled, RowCounts& counts);
  /// Of the rows that the last add() rolled up: to be known from then on.
  const std::vector<RolledKey>& rolledKeys() const { return rolledKeys_; }

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
  /// What became of a list's rows that are there no more.
  struct Gone {
    Scalar from;               ///< from here on all rows are there; unknown: none ever went
    Scalar count;              ///< unknown: some were lost
    std::vector<Scalar> sums;  ///< by HistoryList::sums
    Scalar earliest;           ///< of those that this call rolled up
  };

  /// Adds the rows of a record; false if one does not say when it was.
  bool read(const HistoryList& list, const RecordView& record, Entries& into) const;
  Result<bool> mergeList(const HistoryList& list, const RecordView& present, bool replace,
                         const KnowsRolled& knowsRolled, Scalar& since, RowCounts& counts);
  Status mergeRows(const HistoryList& list, bool replace, const KnowsRolled& knowsRolled, Gone& gone,
                   RowCounts& counts);
  /// A row that would be from before those that are there.
  Status mergeLate(const HistoryList& list, const Entry& row, const KnowsRolled& knowsRolled, Gone& gone,
                   RowCounts& counts);
  /// Lets go of what nobody asks for any more, and of what there is no room for.
  void bound(const HistoryList& list, Gone& gone, RowCounts& counts);
  static Gone goneOf(const HistoryList& list, const RecordView& present);
  void rollUp(const HistoryList& list, const Entry& entry, Gone& gone);
  void write(const HistoryList& list);
  bool fits(const HistoryList& list, const CloseRow& which, const Entry& entry) const;
  Result<std::string_view> finish(const RecordView& present);

  const Catalog* catalog_;
  std::vector<HistoryList> lists_;
  const CatalogAttribute* since_;
  RecordBuilder builder_;
  Entries entries_, arriving_;  // of the list at hand
  std::vector<RolledKey> rolledKeys_;
};

}  // namespace regard
