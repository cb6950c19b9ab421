#include "dsl/assist/align.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace regard::dsl::assist {

namespace {

enum class Side : std::uint8_t { kLeft, kRight, kEither };

/// Where a column begins in a row; kNoToken if the row has nothing there.
struct Stop {
  std::uint32_t token = kNoToken;
  Side side = Side::kLeft;  ///< where a cell that is narrower than its column stands
};

/// An item that stands in columns with others of its kind.
struct Row {
  std::uint32_t begin = 0;
  std::vector<Stop> stops;
};

/// An item, as what looks for its columns sees it.
struct Item {
  const LexedFile& file;
  std::uint32_t begin, end;

  bool headIs(std::string_view word) const { return isWord(file, begin, word); }
  bool signAt(std::uint32_t offset, std::string_view sign) const {
    return begin + offset < end && isSign(file, begin + offset, sign);
  }
  Stop atOffset(std::uint32_t offset) const { return begin + offset < end ? Stop{begin + offset} : Stop{}; }
  /// The first of these signs and words that stands outside of the item's brackets.
  Stop at(std::initializer_list<std::string_view> texts) const {
    for (std::uint32_t token = begin + 1; token < end; ++token) {
      if (file.tokens[token].depth != file.tokens[begin].depth) continue;
      for (const std::string_view text : texts)
        if (isSign(file, token, text) || isWord(file, token, text)) return {token};
    }
    return {};
  }
  /// The text in quotes after a name that may have a word before it.
  Stop title() const {
    for (std::uint32_t token = begin + 1; token < std::min(begin + 3, end); ++token)
      if (file.tokens[token].kind == TokenKind::kString) return {token};
    return {};
  }
};

using Stops = std::vector<Stop>;

/// `-` stands where its column does; a number at the right.
Side sideOfCell(const LexedFile& file, std::uint32_t begin, std::uint32_t end) {
  const bool hasSign = isSign(file, begin, "-");
  if (hasSign && end - begin == 1) return Side::kEither;
  if (end - begin != (hasSign ? 2U : 1U)) return Side::kLeft;
  const TokenKind kind = file.tokens[end - 1].kind;
  const bool isNumber = kind == TokenKind::kNumber || kind == TokenKind::kMoney || kind == TokenKind::kPercent;
  return isNumber ? Side::kRight : Side::kLeft;
}

Stops ofTableRow(const Item& row) {
  Stops stops;
  std::uint32_t cell = row.begin + 1;
  for (std::uint32_t token = cell; token < row.end; ++token) {
    if (!isSign(row.file, token, "|")) continue;
    stops.push_back({cell, sideOfCell(row.file, cell, token)});
    stops.push_back({token});
    cell = token + 1;
  }
  return stops;
}

Stops ofScoreRow(const Item& row) {
  const Stop points = row.atOffset(1);
  return {{points.token, Side::kRight}, row.at({"when"})};
}

/// Where there is no title, the type takes its column.
Stops ofField(const Item& field) {
  const Stop title = field.title(), type = field.at({":"});
  return title.token == kNoToken ? Stops{type} : Stops{title, type};
}

bool beginsWithOneWord(const Item& clause) {
  constexpr std::string_view kHeads[] = {"eligible", "applicable", "suitable", "value", "benefit",
                                         "cost",     "propensity", "weight",   "active"};
  return std::any_of(std::begin(kHeads), std::end(kHeads), [&](std::string_view head) { return clause.headIs(head); });
}

enum class Extent : std::uint8_t {
  kSection,   ///< down to a blank line
  kBlock,     ///< across blank lines
  kOneLiners  ///< as kSection, and only items that are on one line whole
};

/// What of which items stands in columns; an item may have several tries.
struct ColumnsRow {
  PartKind kind;
  Stops (*stops)(const Item&);
  Extent extent = Extent::kSection;
};
constexpr ColumnsRow kColumns[] = {
    {PartKind::kSetting, [](const Item& item) { return Stops{item.atOffset(1)}; }},
    {PartKind::kField, ofField},
    {PartKind::kScoreRow, ofScoreRow},
    {PartKind::kTableRow, ofTableRow, Extent::kBlock},
    {PartKind::kRung,
     [](const Item& item) {
       return Stops{item.title(), item.at({"when", "otherwise"})};
     }},
    {PartKind::kTextField, [](const Item& item) { return Stops{item.atOffset(1)}; }},
    {PartKind::kClause, [](const Item& item) { return beginsWithOneWord(item) ? Stops{item.atOffset(1)} : Stops{}; }},
    {PartKind::kClause,
     [](const Item& item) {
       return item.headIs("treatment") && item.signAt(2, "{") ? Stops{item.atOffset(2)} : Stops{};
     }},
    {PartKind::kArbitrateItem,
     [](const Item& item) {
       return item.headIs("favour") ? Stops{item.atOffset(2), item.at({"when"})} : Stops{};
     }},
    {PartKind::kJourneyStep,
     [](const Item& item) {
       return item.headIs("stage") ? Stops{item.title(), item.at({"until"})} : Stops{};
     }},
    {PartKind::kTestItem, [](const Item& item) { return item.signAt(1, "{") ? Stops{item.atOffset(1)} : Stops{}; }},
    {PartKind::kDeclaration,
     [](const Item& item) { return item.headIs("choice") && item.signAt(2, "{") ? Stops{item.atOffset(2)} : Stops{}; },
     Extent::kOneLiners}};

class Aligner {
 public:
  Aligner(const Outline& outline, const std::vector<Mark>& marks, const std::vector<Line>& lines,
          std::vector<std::uint32_t>& blanks)
      : file_(outline.lexed), marks_(marks), lines_(lines), blanks_(blanks) {}

  void run() {
    std::uint32_t section = 0;
    for (const Line& line : lines_) {
      section += line.blankBefore ? 1 : 0;
      for (std::uint32_t token = line.begin; token < line.end; ++token) {
        const bool isFirst = token == line.begin || isOpener(marks_[token - 1], token - 1);
        if (isFirst && marks_[token].item) collect(token, line.end, section);
      }
    }
    for (const auto& [key, rows] : groups_) alignRows(rows);
  }

 private:
  /// Rows in the same columns: of one block, section and row of kColumns.
  using Key = std::tuple<std::uint32_t, std::uint32_t, std::ptrdiff_t>;

  void collect(std::uint32_t token, std::uint32_t lineEnd, std::uint32_t section) {
    const Item item{file_, token, marks_[token].itemEnd};
    for (const ColumnsRow& columns : kColumns) {
      if (columns.kind != marks_[token].item) continue;
      if (columns.extent == Extent::kOneLiners && item.end > lineEnd) continue;
      Stops stops = columns.stops(item);
      const auto isBelow = [&](const Stop& stop) { return stop.token != kNoToken && stop.token >= lineEnd; };
      if (stops.empty() || std::any_of(stops.begin(), stops.end(), isBelow)) continue;
      groups_[{marks_[token].block, columns.extent == Extent::kBlock ? 0 : section, &columns - kColumns}].push_back(
          {token, std::move(stops)});
    }
  }

  std::uint32_t widthBetween(std::uint32_t begin, std::uint32_t end) const {
    std::uint32_t width = 0;
    for (std::uint32_t token = begin; token < end; ++token)
      width += (token == begin ? 0 : blanks_[token]) + widthOf(file_.written(file_.tokens[token]));
    return width;
  }

  /// Widths of a row's cells before each of its stops; that of what stands after the last does not matter.
  std::vector<std::uint32_t> cellWidths(const Row& row) const {
    std::vector<std::uint32_t> widths(row.stops.size());
    std::uint32_t begin = row.begin;
    std::size_t column = 0;
    for (std::size_t k = 0; k < row.stops.size(); ++k) {
      if (row.stops[k].token == kNoToken) continue;
      widths[column] = widthBetween(begin, row.stops[k].token);
      begin = row.stops[k].token;
      column = k + 1;
    }
    return widths;
  }

  void alignRows(const std::vector<Row>& rows) {
    std::size_t columns = 0;
    for (const Row& row : rows) columns = std::max(columns, row.stops.size());
    std::vector<std::uint32_t> widths(columns);
    std::vector<bool> hasRight(columns + 1), hasLeft(columns + 1);
    for (const Row& row : rows) {
      const std::vector<std::uint32_t> cells = cellWidths(row);
      for (std::size_t k = 0; k < cells.size(); ++k) {
        widths[k] = std::max(widths[k], cells[k]);
        hasRight[k + 1] = hasRight[k + 1] || row.stops[k].side == Side::kRight;
        hasLeft[k + 1] = hasLeft[k + 1] || (row.stops[k].token != kNoToken && row.stops[k].side == Side::kLeft);
      }
    }
    for (const Row& row : rows) {
      const std::vector<std::uint32_t> cells = cellWidths(row);
      std::uint32_t at = cells[0], columnBegin = 0;  // where the row has got to, and where its column begins
      for (std::size_t k = 0; k < row.stops.size(); ++k) {
        columnBegin += widths[k] + (widths[k] > 0 ? 1 : 0);
        if (row.stops[k].token == kNoToken) continue;
        const bool goesRight = k + 1 < columns && hasRight[k + 1] && !hasLeft[k + 1];
        const std::uint32_t cell = k + 1 < cells.size() ? cells[k + 1] : 0;
        const std::uint32_t begin = columnBegin + (goesRight ? widths[k + 1] - cell : 0);
        blanks_[row.stops[k].token] = begin - at;
        at = begin + cell;
      }
    }
  }

  const LexedFile& file_;
  const std::vector<Mark>& marks_;
  const std::vector<Line>& lines_;
  std::vector<std::uint32_t>& blanks_;
  std::map<Key, std::vector<Row>> groups_;
};

}  // namespace

std::uint32_t widthOf(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void align(const Outline& outline, const std::vector<Mark>& marks, const std::vector<Line>& lines,
           std::vector<std::uint32_t>& blanks) {
  Aligner(outline, marks, lines, blanks).run();
}

}  // namespace regard::dsl::assist
