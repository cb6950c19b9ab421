// Idea: the bounds that the cells of a column name cut its values into a few pieces between which no cell can tell a
// difference, and `unknown` is one more. Every customer is one combination of pieces, so trying each combination once
// says for all customers which rows match.

#include "dsl/lower/table_rows.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/format.h"
#include "dsl/ir/print.h"
#include "dsl/lower/value_sets.h"

namespace regard::dsl {
namespace {

using ir::InstIndex;
using ir::Op;

constexpr std::size_t kRowsMax = 1'000;            ///< compared pair by pair
constexpr std::size_t kMatchesTriedMax = 500'000;  ///< combinations times rows
constexpr std::size_t kNumberLengthMax = 8;

struct Column {
  InstIndex subject = 0;
  Region whole;                ///< all that it can be
  std::vector<Region> pieces;  ///< each one range, or unknown
};

struct Shape {
  bool readable = true;         ///< all of its cells compare with constants
  std::vector<Region> regions;  ///< by column
};

struct Judge {
  const ast::Table& table;
  const ir::Program& p;
  const ir::Named& of;
  DiagnosticSink& sink;
  std::vector<Column> columns = {};
  std::vector<Shape> rows = {};

  std::size_t columnOf(InstIndex subject) {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.subject == subject; });
    if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
    columns.push_back({subject, {canBeUnknown(subject), allValuesOf(p, subject)}, {}});
    for (Shape& row : rows) row.regions.push_back(columns.back().whole);
    return columns.size() - 1;
  }

  bool canBeUnknown(InstIndex subject) const {
    const ir::Inst& i = p.insts[subject];
    if (i.op == Op::kLadder) return (i.flags & ir::kLadderAlsoUnknown) == 0;
    if (i.op != Op::kInput) return true;
    const ir::Input& input = p.inputs[i.a];
    const bool isKey = input.source == ir::InputSource::kProfile && input.name == p.keyName;
    return !isKey && input.source != ir::InputSource::kToday && !input.fallback.isKnown();
  }

  void read(std::size_t row, InstIndex condition) {
    std::vector<InstIndex> open{condition};
    while (!open.empty()) {
      const InstIndex index = open.back();
      open.pop_back();
      const ir::Inst& part = p.insts[index];
      if (part.op == Op::kAnd) {
        open.insert(open.end(), {part.b, part.a});
      } else if (const std::optional<Atom> atom = atomOf(p, index); !atom) {
        rows[row].readable = false;
      } else if (p.insts[atom->subject].op != Op::kConst) {
        Region& region = rows[row].regions[columnOf(atom->subject)];
        region = intersect(region, atom->region);
      }
    }
  }

  /// Which of the rows written the instruction has in place i: it may have put them in order.
  std::size_t writtenAs(std::size_t i) const {
    const auto found =
        std::lower_bound(table.rows.begin(), table.rows.end(), of.parts[i].begin,
                         [](const ast::TableRow& row, std::uint32_t begin) { return row.span.begin < begin; });
    return static_cast<std::size_t>(found - table.rows.begin());
  }

  void readAll() {
    rows.resize(table.rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) read(writtenAs(i), p.operands[p.insts[of.inst].a + 2 + 2 * i]);
  }

  void cut(std::size_t at) {
    Column& column = columns[at];
    std::set<std::int64_t> starts;
    for (const Range& range : column.whole.values) starts.insert(range.low);
    for (const Shape& row : rows)
      for (const Range& range : row.regions[at].values) {
        starts.insert(range.low);
        if (range.high != kHighestKey) starts.insert(range.high + 1);
      }
    for (auto start = starts.begin(); start != starts.end(); ++start) {
      const auto next = std::next(start);
      const Set piece = intersect(column.whole.values, {{*start, next == starts.end() ? kHighestKey : *next - 1}});
      if (!piece.empty()) column.pieces.push_back({false, piece});
    }
    if (column.whole.unknown) column.pieces.push_back({true, {}});
  }

  // ---- words

  std::string nameOf(InstIndex subject) const {
    for (const ir::Named& named : p.names)
      if (named.inst == subject && p.insts[subject].op != Op::kInput) return named.name;
    return ir::excerpt(p, p.spans[p.insts[subject].span]);
  }

  /// A number of the range that is easily read.
  static double plainNumber(Range range) {
    const double low = numberOfKey(range.low), high = numberOfKey(range.high);
    const bool openBelow = range.low == kLowestKey, openAbove = range.high == kHighestKey;
    const double tries[] = {openBelow ? numberOfKey(range.high + 1) - 1 : low, openBelow ? high : std::floor(low) + 1,
                            openBelow || openAbove ? high : low + (high - low) / 2, high};
    for (const double number : tries)
      if (std::isfinite(number) && number >= low && number <= high && formatNumber(number).size() <= kNumberLengthMax)
        return number;
    return openBelow ? high : low;
  }

  std::string valueOf(InstIndex subject, Range range) const {
    const Type type = ir::typeOf(p.insts[subject]);
    if (range == Range{kLowestKey, kHighestKey}) return "known";
    const std::int64_t key = range.low == kLowestKey ? range.high : range.low;
    switch (type.kind) {
      case TypeKind::kFlag: return formatFlag(key != 0);
      case TypeKind::kNumber: return formatNumber(plainNumber(range) + 0.0);
      case TypeKind::kPercent: return formatPercent({key});
      case TypeKind::kMoney: return formatMoney({key}, p.currency);
      case TypeKind::kDate: return formatDate(static_cast<Day>(key));
      case TypeKind::kDuration: return formatDuration(key);
      case TypeKind::kPeriod: return formatPeriod(key);
      case TypeKind::kChoice: return p.choices[type.choice].members[static_cast<std::size_t>(key)].name;
      default: break;
    }
    if (type.kind == TypeKind::kInstant) return formatInstant(key, Zone::named(p.timezone).value());
    const bool isWritten = range.low == range.high && key < static_cast<std::int64_t>(p.constants.size()) &&
                           p.constants[static_cast<std::size_t>(key)].type.kind == TypeKind::kText;
    if (!isWritten) return "another text";  // the keys between those of texts stand for all others
    const TextRef text = p.constants[static_cast<std::size_t>(key)].cell.asText();
    return '"' + p.textPool.substr(text.offset & ~TextRef::kProgramPool, text.length) + '"';
  }

  std::string witness(const std::vector<Region>& regions) const {
    std::string text;
    for (std::size_t at = 0; at < columns.size(); ++at) {
      if (regions[at] == columns[at].whole) continue;  // any value will do
      const Set& values = regions[at].values;
      text += (text.empty() ? "" : ", ") + nameOf(columns[at].subject) + " " +
              (values.empty() ? "unknown" : valueOf(columns[at].subject, values.front()));
    }
    return text.empty() ? "any customer" : text;
  }

  std::string rowName(std::size_t row) const { return "row " + std::to_string(row + 1); }

  // ---- judgements

  /// Inputs are independent of each other and take any value; of what is computed nobody knows that here.
  bool isPossible(const std::vector<Region>& regions) const {
    for (std::size_t at = 0; at < columns.size(); ++at) {
      if (regions[at].empty()) return false;
      if (p.insts[columns[at].subject].op != Op::kInput && !(regions[at] == columns[at].whole)) return false;
    }
    return true;
  }

  void overlaps() {
    std::vector<Region> both(columns.size());
    for (std::size_t later = 1; later < rows.size(); ++later)
      for (std::size_t row = 0; row < later; ++row) {
        if (!rows[row].readable || !rows[later].readable) continue;
        for (std::size_t at = 0; at < columns.size(); ++at)
          both[at] = intersect(rows[row].regions[at], rows[later].regions[at]);
        if (!isPossible(both)) continue;
        sink.report(Code::E0413, table.rows[later].span,
                    "rows " + std::to_string(row + 1) + " and " + std::to_string(later + 1) + " of `" +
                        table.name.text + "` both match " + witness(both),
                    "let one of them say less, or write `first` if the upper one is to decide")
            .notes.push_back({table.rows[row].span, rowName(row)});
        break;  // one clash for each row is enough to see what is wrong
      }
  }

  bool matches(std::size_t row, const std::vector<std::size_t>& at) const {
    for (std::size_t k = 0; k < columns.size(); ++k)
      if (intersect(rows[row].regions[k], columns[k].pieces[at[k]]).empty()) return false;
    return true;
  }

  void combinations() {
    std::size_t tries = rows.size();
    for (Column& column : columns) {
      if (column.pieces.empty()) return;  // a choice without members: nobody has a value
      tries *= column.pieces.size();
      if (tries > kMatchesTriedMax) return;
    }
    const bool isFirst = table.hit == ast::Hit::kFirst;
    const bool isCollect = table.hit >= ast::Hit::kSum;
    std::vector<bool> decides(rows.size(), false), isMatched(rows.size(), false);
    std::vector<Region> gap;
    std::vector<std::size_t> at(columns.size(), 0);
    for (bool more = true; more;) {
      bool taken = false, opaque = false, known = true;
      for (std::size_t k = 0; k < at.size(); ++k) known = known && !columns[k].pieces[at[k]].unknown;
      for (std::size_t row = 0; row < rows.size(); ++row) {
        if (!rows[row].readable) opaque = true;
        if (!rows[row].readable || !matches(row, at)) continue;
        isMatched[row] = true;
        if (!taken || !isFirst) decides[row] = true;
        taken = true;
      }
      if (!taken && !opaque && known && gap.empty() && !isCollect)
        for (std::size_t k = 0; k < at.size(); ++k) gap.push_back(columns[k].pieces[at[k]]);
      more = false;
      for (std::size_t k = at.size(); k-- > 0 && !more;) {
        more = ++at[k] < columns[k].pieces.size();
        if (!more) at[k] = 0;
      }
    }
    reportIdle(decides, isMatched);
    if (!gap.empty())
      sink.report(Code::W0606, table.span, "no row of `" + table.name.text + "` matches " + witness(gap),
                  "add a row for it, or a last row with `-` in each cell for everybody else");
  }

  void reportIdle(const std::vector<bool>& decides, const std::vector<bool>& isMatched) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (decides[row] || !rows[row].readable) continue;
      sink.report(Code::W0605, table.rows[row].span,
                  rowName(row) + " of `" + table.name.text + "` never decides: " +
                      (isMatched[row] ? "the rows above it take everybody who matches it" : "nobody can match it"),
                  isMatched[row] ? "move it up, change it or delete it" : "change it or delete it");
    }
  }

  void run() {
    if (table.rows.size() > kRowsMax) return;
    readAll();
    for (std::size_t at = 0; at < columns.size(); ++at) cut(at);
    if (table.hit == ast::Hit::kUnique) overlaps();
    combinations();
  }
};

}  // namespace

void judgeRows(const ast::Table& table, const ir::Program& program, const ir::Named& named, DiagnosticSink& sink) {
  Judge{table, program, named, sink}.run();
}

}  // namespace regard::dsl
