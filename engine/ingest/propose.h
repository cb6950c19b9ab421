#pragma once
// A look at a data file, and the rulebook head it suggests: a marketer's first file.

#include <cstdint>
#include <string>

#include "base/result.h"
#include "engine/ingest/table_reader.h"

namespace regard {

struct ProposeOptions {
  std::string name;                   ///< of the rulebook; empty: from the file's name
  std::string currency;               ///< empty: from symbols in the data, else guessed and said so
  std::uint64_t rowsMax = 1'000'000;  ///< rows looked at
  std::size_t choiceMembersMax = 24;  ///< more distinct values than this: text
  TableOptions table;
};

struct Proposal {
  std::string text;              ///< a `rulebook` and a `profile`, with a comment wherever it had to guess
  std::uint64_t rows = 0;        ///< looked at
  std::uint64_t unreadRows = 0;  ///< of them, those that could not be read
  bool hasKey = true;            ///< false: import with the row number as key
  std::size_t guesses = 0;
};

/// Types, units and choices from the cells. The result compiles, and imports the same file without a rejected row.
Result<Proposal> proposeProfile(const std::string& path, const ProposeOptions& options);

}  // namespace regard
