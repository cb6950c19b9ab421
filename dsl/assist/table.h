#pragma once
// Decision tables as they stand in a file: each cell as text, with the comments of its row.

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/source/diagnostic.h"
#include "dsl/syntax/outline.h"

namespace regard::dsl::assist {

struct WrittenRow {
  std::vector<std::string> cells;  ///< as the formatter would write them
  std::string above, beside;       ///< comments with their `#`, lines of `above` with line ends between
  bool blankBefore = false;        ///< a blank line sets it off, and its comments
  std::uint32_t begin = 0;         ///< its first token
};

struct WrittenTable {
  std::string name, title, type, hit;
  std::vector<std::string>
      columns;             ///< the inputs, then the names of a record's fields, or the table's own for its one result
  std::size_t inputs = 0;  ///< how many of them
  std::vector<WrittenRow> rows;
  std::uint32_t begin = 0, end = 0;  ///< tokens
  std::uint32_t opener = 0;          ///< the bracket before the rows; the last token closes it
  std::size_t index = 0;             ///< among the declarations of the file
};

/// The tables of a file in text order. Rows with too few or too many cells are reported (E0411) and left out.
/// REQUIRES an outline without faults.
std::vector<WrittenTable> tablesIn(const Outline& outline, DiagnosticSink& sink);

/// Columns of a CSV that hold a row's comments: `#` begins no name.
inline constexpr const char* kAboveColumn = "# above";
inline constexpr const char* kBesideColumn = "# beside";

/// The header and the rows of a table as CSV has them; the columns of comments only where there are comments.
std::vector<std::vector<std::string>> csvRowsOf(const WrittenTable& table);

}  // namespace regard::dsl::assist
