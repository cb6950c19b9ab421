#pragma once
// What happened to a customer: one more record per customer, laid out by a catalog of its own, whose lists are the
// events, cases, contacts and promises. Format to the byte: docs/formats/history-record.md.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/catalog.h"

namespace regard {

/// The most rows of one stream that are kept of one customer; then the oldest that is not open goes.
inline constexpr std::uint32_t kHistoryRowsMax = kListRowsMax;
inline constexpr std::size_t kRowKeyBytesMax = 256;
/// A customer's rows stay at least so long, three years, so that later rules, and who fits models, find something.
inline constexpr std::int64_t kHistoryKeepMinMs = std::int64_t{1'098} * 24 * 3'600'000;
/// CatalogAttribute::keepMs of rows that somebody may ask for at any age.
inline constexpr std::int64_t kHistoryKeepEver = std::numeric_limits<std::int64_t>::max();

/// Names in the history's catalog. What the rules do not say themselves has a dot in its name, which none of theirs
/// has.
namespace history {

inline constexpr std::string_view kSince = "since";     ///< attribute, instant: when the first row is from
inline constexpr std::string_view kAt = "at";           ///< column, instant: when it happened, or the case was opened
inline constexpr std::string_view kRowKey = "row.key";  ///< column, text: tells one that comes twice
inline constexpr std::string_view kClosed = "row.closed";  ///< column, instant: when the case was settled

/// Of an event that became a case the store holds two lists: their rows do not mean the same.
std::string listName(std::string_view stream, bool canClose);
/// The instant from which on no row of a list was let go.
std::string fromName(std::string_view list);
/// A journey as a stream: its rows are entries, closed when the customer left.
std::string journeyStream(std::string_view journey);
/// How many rows of a list were rolled up, and what a column of theirs adds up to.
std::string countName(std::string_view list);
std::string sumName(std::string_view list, std::string_view column);
/// The stream's name within that of its list.
std::string_view streamOf(std::string_view list);

}  // namespace history

/// Where a list of the history's catalog has what every row has.
struct HistoryList {
  const CatalogAttribute* rows = nullptr;
  const CatalogAttribute* from = nullptr;
  const CatalogField *at = nullptr, *key = nullptr;
  const CatalogField* closed = nullptr;     ///< null: nothing that can be open
  const CatalogAttribute* count = nullptr;  ///< of rows that were rolled up; null: those that go are lost
  struct Sum {
    std::size_t column = 0;  ///< of the list
    const CatalogAttribute* total = nullptr;
  };
  std::vector<Sum> sums = {};  ///< of the columns that can be added up, unless rows that go are lost
};
/// Nothing unless the attribute is a list made by historyAttributes().
std::optional<HistoryList> historyList(const Catalog& catalog, const CatalogAttribute& attribute);

/// The attributes that one stream takes, its fields being `columns`: the list with what every row has, and its bound.
std::vector<CatalogAttribute> historyAttributes(std::string_view stream, std::string_view title, bool canClose,
                                                std::vector<CatalogField> columns);
/// The attributes into which rows of that list are rolled up. REQUIRES the list of historyAttributes().
std::vector<CatalogAttribute> historyTotals(const CatalogAttribute& list);
/// The attribute that every history has.
CatalogAttribute historySince();

}  // namespace regard
