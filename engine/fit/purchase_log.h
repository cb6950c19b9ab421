#pragma once
// Purchases out of a file: a row for each, in any order.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "engine/model/summary.h"

namespace regard::fit {

/// Rows that say nothing a model can use, and why the first of them do not.
struct LeftOut {
  static constexpr std::size_t kShown = 3;
  std::uint64_t count = 0;
  std::vector<std::string> first;
  void add(std::string reason);
};

struct PurchaseLog {
  std::vector<model::Purchase> purchases;
  std::uint32_t customers = 0;
  std::uint64_t rows = 0;
  LeftOut leftOut;
};

/// Columns by their names in the header. All by number, from 1: the file has no header, and what stands between its
/// cells is blanks, tabs, commas or semicolons, however many.
struct LogColumns {
  std::string customer, at;
  std::string spend = {};  ///< empty: nobody asks what purchases are worth
  char delimiter = 0;      ///< 0: found by looking
};

/// A day is the one that a row's time says, whatever its offset: `19970101`, `1997-01-01`, `1997-01-01T23:30+01:00`.
/// Left out is what cannot be read, is later than `today`, or is worth less than nothing (a return). kNotFound, kIo,
/// kInvalid (no such column).
Result<PurchaseLog> readPurchases(const std::string& path, const LogColumns& columns, Day today);

/// Calls row(line, cells) for each row of a file; cells are those of `columns`, in that order. The same of any table.
Status forEachRow(const std::string& path, const std::vector<std::string>& columns, char delimiter,
                  const std::function<void(std::uint64_t line, const std::vector<std::string_view>& cells)>& row);

}  // namespace regard::fit
