#pragma once
// A table as a spreadsheet saves it (RFC 4180), cell by cell with its place.

#include <string>
#include <vector>

#include "dsl/source/diagnostic.h"
#include "dsl/source/source.h"

namespace regard::dsl {

struct CsvCell {
  std::string text;      ///< quotes undone, blanks around it left out
  Span place;            ///< of the text in the file, without its quotes
  bool verbatim = true;  ///< `text` stands in the file byte for byte: no quote in it was doubled
};

/// The rows of `file`, lines of nothing left out. Cells are divided by what divides the first line most often: a comma,
/// a semicolon or a tab. Quotes that do not match are reported as `broken` and end the reading.
std::vector<std::vector<CsvCell>> readCsv(const SourceFile& file, std::uint32_t number, Code broken,
                                          DiagnosticSink& sink);

/// Cells with commas between them, quoted where they must be.
std::string csvLine(const std::vector<std::string>& cells);

}  // namespace regard::dsl
