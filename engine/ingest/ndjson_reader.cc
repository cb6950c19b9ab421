#include "engine/ingest/ndjson_reader.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "engine/ingest/json_cell.h"

namespace regard {

namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t kLookAheadRows = 1000;
constexpr std::size_t kLookAheadBytes = 4U << 20U;
static_assert(ByteWindow::kPadding >= simdjson::SIMDJSON_PADDING);

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

/// What a key has been met with. The first that is not null counts.
enum class Shape : std::uint8_t { kNull, kValue, kObject };
struct Key {
  std::size_t column = 0;  ///< late columns have indices behind those of columns_; an object's means nothing
  Shape shape = Shape::kNull;
};
using Keys = std::unordered_map<std::string, Key, TextHash, std::equal_to<>>;

class NdjsonReader final : public TableReader {
 public:
  NdjsonReader(ByteWindow window, const TableOptions& options) : window_(std::move(window)), options_(options) {}

  Status findColumns(const std::string& name);

  const std::vector<std::string>& columns() const override { return columns_; }
  const std::vector<std::string>& objects() const override { return objects_; }
  const std::vector<std::string>& lateColumns() const override { return lateColumns_; }
  bool next(Row& row) override;
  const Status& status() const override { return window_.status(); }
  std::uint64_t bytesRead() const override { return window_.consumed(); }
  std::uint64_t bytesTotal() const override { return window_.total(); }
  char delimiter() const override { return 0; }

 private:
  std::size_t lineBytes(std::size_t from);
  std::string parse(std::string_view line);
  std::string readObject(ondemand::object object, std::string_view inside);
  std::string readField(ondemand::field field, std::string_view inside);
  std::string readValue(ondemand::value value, Keys::value_type& key, bool isArray);
  Keys::value_type& keyNamed(std::string_view name);
  void dropObjects();
  void tooLong(Row& row);

  ByteWindow window_;
  TableOptions options_;
  ondemand::parser parser_;
  std::vector<std::string> columns_, lateColumns_, objects_;
  Keys keys_;
  bool columnsKnown_ = false;
  std::vector<std::string_view> cells_;
  std::vector<std::size_t> arrays_;
  std::vector<bool> seen_;
  SpelledNumbers numbers_;  // of this row
  std::string path_;
  std::string rawCopy_;
  std::size_t pending_ = 0;
  std::uint64_t line_ = 1;
};

std::string_view withoutBlanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Bytes of the line that starts `from` bytes into the window, its line end included. 0: longer than allowed.
std::size_t NdjsonReader::lineBytes(std::size_t from) {
  for (std::size_t searched = from;;) {
    const void* end = std::memchr(window_.begin() + searched, '\n', window_.size() - searched);
    if (end != nullptr) return static_cast<std::size_t>(static_cast<const char*>(end) - window_.begin()) + 1 - from;
    searched = window_.size();
    if (searched - from > options_.rowBytesMax) return 0;
    if (!window_.more()) return window_.size() - from;
  }
}

Status NdjsonReader::findColumns(const std::string& name) {
  if (window_.view().starts_with("\xEF\xBB\xBF")) window_.consume(3);
  std::size_t at = 0;
  for (std::size_t rows = 0; rows < kLookAheadRows && at < kLookAheadBytes;) {
    if (at == window_.size() && !window_.more()) break;
    const std::size_t bytes = lineBytes(at);
    if (bytes == 0) break;
    const std::string_view line = withoutBlanks(window_.view().substr(at, bytes));
    at += bytes;
    if (line.empty()) continue;
    parse(line);
    ++rows;
  }
  if (!window_.status()) return window_.status();
  dropObjects();
  columnsKnown_ = true;
  if (columns_.empty()) {
    return Fault{FaultKind::kInvalid,
                 fmt::format("`{}` has no column: each line must be a JSON object such as {{\"id\": \"a1\"}}", name)};
  }
  return Done{};
}

bool NdjsonReader::next(Row& row) {
  window_.consume(std::exchange(pending_, 0));
  for (;;) {
    if (window_.size() == 0 && !window_.more()) return false;
    row.line = line_++;
    const std::size_t bytes = lineBytes(0);
    if (bytes == 0 || bytes > options_.rowBytesMax + 1) {
      tooLong(row);
      return true;
    }
    row.raw = withoutBlanks(window_.view().substr(0, bytes));
    if (row.raw.empty()) {
      window_.consume(bytes);
      continue;
    }
    pending_ = bytes;
    row.fault = parse(row.raw);
    row.cells = {};
    row.arrays = arrays_;
    if (row.fault.empty()) row.cells = cells_;
    return true;
  }
}

void NdjsonReader::tooLong(Row& row) {
  row.cells = {};
  row.fault = fmt::format("is longer than {} bytes", options_.rowBytesMax);
  rawCopy_.assign(window_.view().substr(0, kRawBytesMax));
  row.raw = rawCopy_;
  while (window_.size() > 0 || window_.more()) {
    const std::size_t end = window_.view().find('\n');
    if (end != std::string_view::npos) {
      window_.consume(end + 1);
      return;
    }
    window_.consume(window_.size());
  }
}

/// A key that turned out to hold objects is no column.
void NdjsonReader::dropObjects() {
  std::vector<std::string> kept;
  for (const std::string& name : columns_) {
    Key& key = keys_.find(name)->second;
    if (key.shape == Shape::kObject) {
      objects_.push_back(name);
    } else {
      key.column = kept.size();
      kept.push_back(name);
    }
  }
  columns_ = std::move(kept);
}

/// Fills cells_ and arrays_ from one line. A fault, or an empty string. REQUIRES kPadding readable bytes behind the
/// line.
std::string NdjsonReader::parse(std::string_view line) {
  cells_.assign(columns_.size(), {});
  arrays_.clear();
  numbers_.clear();
  seen_.assign(columns_.size() + lateColumns_.size(), false);
  if (!line.starts_with('{')) return "is not a JSON object";
  ondemand::document document;
  const simdjson::padded_string_view padded(line.data(), line.size(), line.size() + ByteWindow::kPadding);
  if (const auto error = parser_.iterate(padded).get(document)) {
    return fmt::format("is not JSON: {}", simdjson::error_message(error));
  }
  ondemand::object object;
  if (const auto error = document.get_object().get(object)) {
    return fmt::format("is not JSON: {}", simdjson::error_message(error));
  }
  if (std::string fault = readObject(object, {}); !fault.empty()) return fault;
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    return "holds more than one JSON object: write each on a line of its own";
  return {};
}

/// `inside`: the key that holds the object, if any does.
std::string NdjsonReader::readObject(ondemand::object object, std::string_view inside) {
  for (auto next : object) {
    ondemand::field field;
    if (const auto error = std::move(next).get(field)) {
      return fmt::format("is not JSON: {}", simdjson::error_message(error));
    }
    if (std::string fault = readField(std::move(field), inside); !fault.empty()) return fault;
  }
  return {};
}

Keys::value_type& NdjsonReader::keyNamed(std::string_view name) {
  auto found = keys_.find(name);
  if (found == keys_.end()) {
    const std::size_t column = columns_.size() + lateColumns_.size();
    found = keys_.emplace(std::string(name), Key{column}).first;
    (columnsKnown_ ? lateColumns_ : columns_).emplace_back(name);
    if (!columnsKnown_) cells_.emplace_back();
    seen_.push_back(false);
  }
  return *found;
}

std::string NdjsonReader::readField(ondemand::field field, std::string_view inside) {
  std::string_view name;
  if (const auto error = field.unescaped_key().get(name)) {
    return fmt::format("is not JSON: {}", simdjson::error_message(error));
  }
  if (!inside.empty()) {
    path_.assign(inside).append(1, '.').append(name);
    name = path_;
  }
  ondemand::value value = field.value();
  ondemand::json_type type{};
  if (value.type().get(type)) return fmt::format("is not JSON at key `{}`", name);
  const bool isObject = type == ondemand::json_type::object && inside.empty();
  Keys::value_type& key = keyNamed(name);
  if (type != ondemand::json_type::null) {
    const Shape shape = isObject ? Shape::kObject : Shape::kValue;
    if (key.second.shape == Shape::kNull) key.second.shape = shape;
    if (key.second.shape != shape) {
      return fmt::format("has {} at key `{}`, where earlier rows have {}", isObject ? "an object" : "one value",
                         key.first, isObject ? "one value" : "an object");
    }
  }
  if (isObject) {
    ondemand::object object;
    if (value.get_object().get(object)) return fmt::format("is not JSON at key `{}`", key.first);
    return readObject(object, key.first);
  }
  if (key.second.shape == Shape::kObject) return {};  // null: nothing is known of its members
  return readValue(value, key, type == ondemand::json_type::array);
}

std::string NdjsonReader::readValue(ondemand::value value, Keys::value_type& key, bool isArray) {
  const std::size_t column = key.second.column;
  if (seen_[column]) return fmt::format("has the key `{}` twice", key.first);
  seen_[column] = true;
  std::string_view ignored;
  std::string_view& cell = column < columns_.size() ? cells_[column] : ignored;
  if (!isArray) return readJsonCell(value, key.first, numbers_, cell);
  ondemand::array array;
  if (value.get_array().get(array) || array.raw_json().get(cell))
    return fmt::format("is not JSON at key `{}`", key.first);
  cell = withoutBlanks(cell);
  if (column < columns_.size()) arrays_.push_back(column);
  return {};
}

}  // namespace

Result<std::unique_ptr<TableReader>> openNdjson(ByteWindow window, const std::string& name,
                                                const TableOptions& options) {
  auto reader = std::make_unique<NdjsonReader>(std::move(window), options);
  if (Status found = reader->findColumns(name); !found) return found.fault();
  return std::unique_ptr<TableReader>(std::move(reader));
}

}  // namespace regard
