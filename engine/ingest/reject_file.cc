#include "engine/ingest/reject_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace regard {

namespace {

constexpr std::size_t kFirstShown = 5;
constexpr std::string_view kMask = "***";
constexpr std::string_view kHeader = "line,column,reason,row";

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

Status RejectFile::check() const {
  std::error_code error;
  const std::filesystem::file_status there = std::filesystem::status(path_, error);
  const auto refusal = [&](std::string_view what) {
    return Fault{
        FaultKind::kInvalid,
        fmt::format("rejected rows cannot be listed in `{}`: {}: name another file with --rejects", path_, what)};
  };
  if (there.type() == std::filesystem::file_type::directory) return refusal("it is a folder");
  if (there.type() != std::filesystem::file_type::regular) return Done{};  // not there, or a device or a pipe
  std::string line(kHeader.size() + 1, '\0');
  std::ifstream file(path_, std::ios::binary);
  file.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(file.gcount()));
  if (line.empty() || line == std::string(kHeader) + '\n') return Done{};
  return refusal("that file is there already and is no list of rejected rows");
}

Status RejectFile::add(const Row& row, std::string_view column, std::string_view reason) {
  if (count_++ == 0) {
    file_.open(path_, std::ios::binary | std::ios::trunc);
    file_ << kHeader << '\n';
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
  return {FaultKind::kIo, fmt::format("the reject file `{}` cannot be written: {}: name another place with --rejects",
                                      path_, std::strerror(errno))};
}

}  // namespace regard
