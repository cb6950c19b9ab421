#pragma once
// CSV as RFC 4180 has it, with the place of each cell for those who complain about one. Inside dsl/assist only.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/source/diagnostic.h"

namespace regard::dsl::assist {

struct CsvCell {
  std::string text;               ///< quotes undone
  Span span;                      ///< with the quotes
  std::vector<std::uint32_t> at;  ///< byte of the file for each byte of `text`, and for its end
};

struct CsvRow {
  std::vector<CsvCell> cells;
  Span span;
};

/// The rows of a text, those that hold nothing at all left out. A quote that is never closed, text beside quotes and
/// bytes that are no UTF-8 are reported (E0701); there is nothing then.
std::optional<std::vector<CsvRow>> readCsv(std::string_view text, std::uint32_t file, DiagnosticSink& sink);

/// Quoted where it must be.
std::string csvLine(const std::vector<std::string>& cells);

}  // namespace regard::dsl::assist
