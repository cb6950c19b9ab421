#pragma once
// A table's rows out of a CSV, and into the file in the place of those that stand there.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dsl/assist/table.h"
#include "dsl/source/csv.h"
#include "dsl/source/diagnostic.h"

namespace regard::dsl::assist {

struct CsvTableRow {
  std::vector<CsvCell> cells;                ///< in the table's order, each one cell and nothing else
  std::optional<std::string> above, beside;  ///< comments with their `#`; nothing if the CSV has no such column
  Span span;
};

/// The rows of a CSV for `table`. Columns are found by the names in its first row, in any order. What does not fit is
/// reported (E0701 … E0704, and what the text of a cell cannot be) with its place in the CSV; there are no rows then.
std::optional<std::vector<CsvTableRow>> rowsFromCsv(const WrittenTable& table, const SourceFile& csv,
                                                    std::uint32_t file, DiagnosticSink& sink);

struct Replacement {
  std::string text;                  ///< the whole file; as it was if the rows say what they said
  std::size_t lostCommentLines = 0;  ///< of rows that are no more, where the CSV has no columns for comments

  /// The bytes of the CSV that bytes of `text` were made from, if these stand in a row.
  std::optional<Span> inCsv(Span span) const;

  /// Made from the CSV, in the order of `text`: a row, then its cells.
  struct Made {
    std::uint32_t begin = 0, end = 0;
    Span csv;
    bool verbatim = false;  ///< byte for byte
  };
  std::vector<Made> made;
};

/// `outline` is that of the file in which `table` stands. The table is not yet formatted.
Replacement replaceRows(const Outline& outline, const WrittenTable& table, const std::vector<CsvTableRow>& rows);

}  // namespace regard::dsl::assist
