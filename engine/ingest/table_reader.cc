#include "engine/ingest/table_reader.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "engine/ingest/byte_window.h"
#include "engine/ingest/csv_reader.h"
#include "engine/ingest/ndjson_reader.h"

namespace regard {

namespace {

bool endsIn(std::string_view path, std::string_view ending) {
  if (path.size() < ending.size()) return false;
  return std::equal(ending.begin(), ending.end(), path.end() - static_cast<std::ptrdiff_t>(ending.size()),
                    [](char wanted, char found) { return wanted == std::tolower(static_cast<unsigned char>(found)); });
}

}  // namespace

Result<std::unique_ptr<TableReader>> TableReader::open(const std::string& path, const TableOptions& options) {
  Result<ByteWindow> window = ByteWindow::open(path);
  if (!window) return window.fault();
  window->more();
  if (!window->status()) return window->status().fault();
  const bool json = path == "-" ? window->view().starts_with('{') : endsIn(path, ".ndjson") || endsIn(path, ".jsonl");
  const std::string name = path == "-" ? "standard input" : path;
  if (json) return openNdjson(std::move(*window), name, options);
  TableOptions chosen = options;
  if (chosen.delimiter == 0 && endsIn(path, ".tsv")) chosen.delimiter = '\t';
  return openCsv(std::move(*window), name, chosen);
}

}  // namespace regard
