#include "engine/fit/purchase_log.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

#include "base/literals.h"
#include "base/nearest.h"
#include "engine/ingest/cell_reader.h"
#include "engine/ingest/table_reader.h"

namespace regard::fit {
namespace {

using Visit = std::function<void(std::uint64_t, const std::vector<std::string_view>&)>;

std::optional<std::size_t> numberIn(std::string_view column) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(column.data(), column.data() + column.size(), number);
  if (error != std::errc() || end != column.data() + column.size() || number == 0) return {};
  return number;
}

std::vector<std::string_view> split(std::string_view line, char delimiter) {
  std::vector<std::string_view> cells;
  const std::string between = delimiter == 0 ? std::string(" \t,;\r") : std::string{delimiter, '\r'};
  if (delimiter != 0) {  // each one ends a cell, which may be empty
    for (std::size_t from = 0; from <= line.size();) {
      const std::size_t to = std::min(line.find_first_of(between, from), line.size());
      cells.push_back(trimmed(line.substr(from, to - from)));
      from = to + 1;
    }
    return cells;
  }
  for (std::size_t from = line.find_first_not_of(between); from < line.size();) {
    const std::size_t to = std::min(line.find_first_of(between, from), line.size());
    cells.push_back(line.substr(from, to - from));
    from = line.find_first_not_of(between, to);
  }
  return cells;
}

Status readNumbered(const std::string& path, const std::vector<std::size_t>& numbers, char delimiter,
                    const Visit& visit) {
  std::ifstream file(path);
  if (!file) return Fault{FaultKind::kNotFound, fmt::format("there is no file {}", path)};
  std::string text;
  std::vector<std::string_view> row(numbers.size());
  for (std::uint64_t line = 1; std::getline(file, text); ++line) {
    const auto cells = split(text, delimiter);
    if (cells.empty()) continue;
    for (std::size_t i = 0; i < numbers.size(); ++i)
      row[i] = numbers[i] <= cells.size() ? cells[numbers[i] - 1] : std::string_view{};
    visit(line, row);
  }
  if (file.bad()) return Fault{FaultKind::kIo, fmt::format("{} could not be read to its end", path)};
  return Done{};
}

Status readNamed(const std::string& path, const std::vector<std::string>& columns, char delimiter, const Visit& visit) {
  TableOptions options;
  options.delimiter = delimiter;
  auto table = TableReader::open(path, options);
  if (!table) return table.fault();
  std::vector<std::size_t> places;
  for (const std::string& column : columns) {
    const auto& known = (*table)->columns();
    const auto found = std::find(known.begin(), known.end(), column);
    if (found == known.end()) {
      const std::string nearest = didYouMean(column, known);
      return Fault{FaultKind::kInvalid,
                   fmt::format("{} has no column `{}`: {}", path, column,
                               nearest.empty() ? fmt::format("it has `{}`", fmt::join(known, "`, `")) : nearest)};
    }
    places.push_back(static_cast<std::size_t>(found - known.begin()));
  }
  Row row;
  std::vector<std::string_view> cells(places.size());
  while ((*table)->next(row)) {
    for (std::size_t i = 0; i < places.size(); ++i)
      cells[i] = row.fault.empty() && places[i] < row.cells.size() ? trimmed(row.cells[places[i]]) : std::string_view{};
    visit(row.line, cells);
  }
  return (*table)->status();
}

/// 19970101 as people wrote dates before ISO 8601 had hyphens, or any date or date and time.
Result<Day> dayIn(std::string_view text) {
  const bool isDigits = text.size() == 8 && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (isDigits)
    return parseDate(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6)), Dialect::kData);
  auto time = parseDateTime(text, Dialect::kData);
  if (!time) return time.fault();
  return time->day;
}

class LogReader {
 public:
  LogReader(bool hasSpend, Day today, PurchaseLog& into) : hasSpend_(hasSpend), today_(today), log_(into) {}

  void read(std::uint64_t line, const std::vector<std::string_view>& cells) {
    ++log_.rows;
    if (std::string reason = take(cells); !reason.empty()) log_.leftOut.add(fmt::format("line {}: {}", line, reason));
  }

 private:
  std::string take(const std::vector<std::string_view>& cells) {
    if (cells[0].empty()) return "no customer";
    const auto day = dayIn(cells[1]);
    if (!day) return day.fault().message;
    if (*day > today_) return fmt::format("{} is still to come", cells[1]);
    double amount = 0;
    if (hasSpend_) {
      const auto money = parseMoney(cells[2], Dialect::kData);
      if (!money) return money.fault().message;
      if (money->amount.e4 < 0) return fmt::format("{} is less than nothing: a return is no purchase", cells[2]);
      amount = static_cast<double>(money->amount.e4) / static_cast<double>(kMoneyScale);
    }
    const auto [customer, isNew] = numbers_.try_emplace(std::string(cells[0]), log_.customers);
    if (isNew) ++log_.customers;
    log_.purchases.push_back({customer->second, *day, amount});
    return {};
  }

  bool hasSpend_;
  Day today_;
  PurchaseLog& log_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

}  // namespace

void LeftOut::add(std::string reason) {
  ++count;
  if (first.size() < kShown) first.push_back(std::move(reason));
}

Status forEachRow(const std::string& path, const std::vector<std::string>& columns, char delimiter, const Visit& row) {
  std::vector<std::size_t> numbers;
  for (const std::string& column : columns)
    if (const auto number = numberIn(column)) numbers.push_back(*number);
  if (numbers.size() == columns.size()) return readNumbered(path, numbers, delimiter, row);
  if (!numbers.empty())
    return Fault{FaultKind::kInvalid, "name all columns, or give all by number for a file without a header"};
  return readNamed(path, columns, delimiter, row);
}

Result<PurchaseLog> readPurchases(const std::string& path, const LogColumns& columns, Day today) {
  std::vector<std::string> wanted{columns.customer, columns.at};
  if (!columns.spend.empty()) wanted.push_back(columns.spend);
  PurchaseLog log;
  LogReader reader(!columns.spend.empty(), today, log);
  const auto read = forEachRow(path, wanted, columns.delimiter,
                               [&](std::uint64_t line, const auto& cells) { reader.read(line, cells); });
  if (!read) return read.fault();
  return log;
}

}  // namespace regard::fit
