#include "engine/fit/observations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/literals.h"
#include "base/nearest.h"

namespace regard::fit {
namespace {

std::optional<double> numberIn(const std::string& cell) {
  if (const auto number = parseNumber(cell, Dialect::kData)) return *number;
  const auto money = parseMoney(cell, Dialect::kData);
  if (!money) return std::nullopt;
  return static_cast<double>(money->amount.e4) / static_cast<double>(kMoneyScale);
}

std::optional<double> flagIn(const std::string& cell) {
  const auto flag = parseFlag(cell, Dialect::kData);
  return flag ? std::optional(*flag ? 1.0 : 0.0) : std::nullopt;
}

/// One term of the file, by its cells.
struct Term {
  std::string name;                          ///< in rules
  std::vector<std::string> cells;            ///< by row
  std::map<std::string, std::size_t> words;  ///< how often each came, up to one more than kWordsMax
  bool isNumber = true, isFlag = true;

  void add(std::string_view cell) {
    cells.emplace_back(cell);
    isNumber = isNumber && numberIn(cells.back()).has_value();
    isFlag = isFlag && flagIn(cells.back()).has_value();
    if (words.size() <= kWordsMax) ++words[cells.back()];
  }
};

class TableMaker {
 public:
  TableMaker(std::vector<Term> terms, ObservationTable& into) : terms_(std::move(terms)), table_(into) {}

  Status make() {
    for (const Term& term : terms_)
      if (auto added = add(term); !added) return added;
    const std::size_t rows = table_.data.cameTrue.size();
    table_.data.values.reserve(rows * columns_.size());
    for (std::size_t row = 0; row < rows; ++row)
      for (const std::vector<double>& column : columns_) table_.data.values.push_back(column[row]);
    return Done{};
  }

 private:
  Status add(const Term& term) {
    if (term.isNumber || term.isFlag) {
      const auto value = term.isNumber ? numberIn : flagIn;
      std::vector<double> column;
      for (const std::string& cell : term.cells) column.push_back(*value(cell));
      put(term.name, std::move(column));
      return Done{};
    }
    if (term.words.size() > kWordsMax)
      return invalid(fmt::format("`{}` has more than {} different words: it tells customers apart, not groups of them",
                                 term.name, kWordsMax));
    const auto base = std::max_element(term.words.begin(), term.words.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    table_.bases.push_back(fmt::format("{} = {}", term.name, snakeName(base->first)));
    for (const auto& [word, count] : term.words) {
      if (word == base->first) continue;
      std::vector<double> column;
      for (const std::string& cell : term.cells) column.push_back(cell == word ? 1 : 0);
      put(fmt::format("{} = {}", term.name, snakeName(word)), std::move(column));
    }
    return Done{};
  }
  void put(std::string name, std::vector<double> column) {
    table_.data.columns.push_back(std::move(name));
    columns_.push_back(std::move(column));
  }

  std::vector<Term> terms_;
  ObservationTable& table_;
  std::vector<std::vector<double>> columns_;
};

}  // namespace

Result<ObservationTable> readObservations(const std::string& path, const std::string& outcome,
                                          const std::vector<std::string>& names, char delimiter) {
  ObservationTable table;
  std::vector<std::string> columns{outcome};
  std::vector<Term> terms;
  for (const std::string& name : names) {
    columns.push_back(name);
    terms.push_back({snakeName(name), {}, {}});
  }
  const auto take = [&](const std::vector<std::string_view>& cells) -> std::string {
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (cells[i].empty()) return fmt::format("no `{}`", columns[i]);
    const auto cameTrue = parseFlag(cells[0], Dialect::kData);
    if (!cameTrue) return cameTrue.fault().message;
    table.data.cameTrue.push_back(*cameTrue ? 1 : 0);
    for (std::size_t i = 1; i < cells.size(); ++i) terms[i - 1].add(cells[i]);
    return {};
  };
  const auto read = forEachRow(path, columns, delimiter, [&](std::uint64_t line, const auto& cells) {
    ++table.rows;
    if (std::string reason = take(cells); !reason.empty()) table.leftOut.add(fmt::format("line {}: {}", line, reason));
  });
  if (!read) return read.fault();
  if (auto made = TableMaker(std::move(terms), table).make(); !made) return made.fault();
  return table;
}

}  // namespace regard::fit
