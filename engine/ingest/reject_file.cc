#include "engine/ingest/reject_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace regard {

namespace {

constexpr std::size_t kFirstShown = 5;
constexpr std::string_view kMask = "***";

/// One CSV cell, quoted where it must be.
std::string csvCell(std::string_view text, char delimiter) {
  const bool plain = std::none_of(text.begin(), text.end(),
                                  [&](char c) { return c == delimiter || c == '"' || c == '\n' || c == '\r'; });
  if (plain) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

RejectFile::RejectFile(std::string path, char delimiter, RejectMasks masks)
    : path_(std::move(path)), delimiter_(delimiter == 0 ? ',' : delimiter), masks_(std::move(masks)) {}

Status RejectFile::add(const Row& row, std::string_view column, std::string_view reason) {
  if (count_++ == 0) {
    file_.open(path_, std::ios::binary | std::ios::trunc);
    file_ << "line,column,reason,row\n";
  }
  if (first_.size() < kFirstShown) {
    first_.push_back(column.empty() ? fmt::format("line {}: {}", row.line, reason)
                                    : fmt::format("line {}, {}: {}", row.line, column, reason));
  }
  file_ << row.line << ',' << csvCell(column, ',') << ',' << csvCell(reason, ',') << ',' << csvCell(masked(row), ',')
        << '\n';
  if (!file_) return fault();
  return Done{};
}

Status RejectFile::close() {
  if (count_ == 0) return Done{};
  file_.close();
  if (!file_) return fault();
  return Done{};
}

std::string RejectFile::masked(const Row& row) const {
  const bool any = std::find(masks_.columns.begin(), masks_.columns.end(), true) != masks_.columns.end();
  if (row.cells.empty()) return std::string(masks_.unreadRows ? kMask : row.raw);
  if (!any) return std::string(row.raw);
  std::string out;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (i > 0) out += delimiter_;
    out += masks_.columns[i] ? std::string(kMask) : csvCell(row.cells[i], delimiter_);
  }
  return out;
}

Fault RejectFile::fault() const {
  return {FaultKind::kIo, fmt::format("the reject file `{}` cannot be written: {}", path_, std::strerror(errno))};
}

}  // namespace regard
