#pragma once
// Rows that could not be taken in: where, why, and the row itself with private values masked.

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/ingest/table_reader.h"

namespace regard {

/// What of a row may be shown.
struct RejectMasks {
  std::vector<bool> columns;  ///< by column: masked
  bool unreadRows = false;    ///< rows that were not cut into cells are masked whole
};

/// CSV `line,column,reason,row`, made when the first row is rejected.
class RejectFile {
 public:
  RejectFile(std::string path, char delimiter, RejectMasks masks);

  /// Whether `path` may be written over: kInvalid if a folder stands there, or a file that is no list of rejected rows
  /// (the data file itself, a store's file, somebody's rules).
  Status check() const;
  /// `column` may be empty: the whole row. kIo.
  Status add(const Row& row, std::string_view column, std::string_view reason);
  /// Pushes what was added to the file. kIo.
  Status close();

  std::uint64_t count() const { return count_; }
  const std::string& path() const { return path_; }
  const std::vector<std::string>& first() const { return first_; }  ///< up to five, for a summary

 private:
  std::string masked(const Row& row) const;
  Fault fault() const;

  std::string path_;
  char delimiter_;
  RejectMasks masks_;
  std::ofstream file_;
  std::uint64_t count_ = 0;
  std::vector<std::string> first_;
};

}  // namespace regard
