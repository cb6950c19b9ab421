#pragma once
/// Help with writing rules that changes nothing of what they mean.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "regard/result.h"
#include "regard/rulebook.h"

namespace regard {

/// A rule file and how it should look.
struct Formatted {
  std::string path;      ///< as in diagnostics
  std::string location;  ///< the file that was read
  std::string before, after;
  std::vector<Diagnostic> faults;  ///< of syntax; then `after` is `before`
  bool isChanged() const { return before != after; }
};

/// Formats a `.regard` file, or each of a folder; writes nothing. Tokens, comments and their order stay: only blanks,
/// line ends between declarations and between the items of a block, and columns change. An Error only if a file could
/// not be read at all.
[[nodiscard]] Expected<std::vector<Formatted>> formatRules(const std::string& path);
/// The same for one text; `path` is what faults call it.
[[nodiscard]] Formatted formatText(std::string_view text, const std::string& path = "rules.regard");

/// A decision table as it stands in the rules.
struct RuleTable {
  std::string name, title;
  std::string type, hit;             ///< of its result, as written; which rows count: "first", "collect sum"
  std::vector<std::string> columns;  ///< the inputs, then the results: their names, or the table itself for its one
  std::vector<std::vector<std::string>> rows;  ///< cells as written, in one spacing
  std::string csv;             ///< RFC 4180: `columns`, then `rows`, each with its comments if there are any
  std::string path, location;  ///< as in diagnostics
  std::uint32_t line = 1;
  std::size_t inputs = 0;  ///< how many of the columns are
};
struct RuleTables {
  std::vector<RuleTable> tables;   ///< by file and line, those of libraries last; none if there are faults
  std::vector<Diagnostic> faults;  ///< of syntax
};
/// The tables of rules, of the libraries they use, or of a bundle. An Error only if a file could not be read at all.
[[nodiscard]] Expected<RuleTables> tablesOf(const std::string& path);

/// A rule file with other rows in one of its tables.
struct TableChange {
  std::string path, location;  ///< of the file with the table
  std::string before, after;   ///< the whole file
  std::size_t rowsBefore = 0, rowsAfter = 0;
  std::size_t lostCommentLines = 0;  ///< of rows that are no more, where the CSV has no columns for comments
  /// What the rows would do wrong, placed in the CSV; if one is an error, `after` is `before`. Or the rules' own
  /// faults.
  std::vector<Diagnostic> diagnostics;
  bool isSound() const;
};
/// The rows of a table replaced by those of a CSV in the form of RuleTable::csv, columns in any order; writes nothing.
/// Comments stay with their rows. What the CSV gave is what it gets back: then nothing changes. `csvPath` is what
/// diagnostics call it. Errors: notFound (no such table), invalid (a bundle, a library's table), io.
[[nodiscard]] Expected<TableChange> tableFromCsv(const std::string& path, const std::string& name, std::string_view csv,
                                                 const std::string& csvPath);

}  // namespace regard
