// What is asked of rows: every row of the stream that lies in the window, the filter and the item worked out on each,
// then put together as docs/language says. Rows that are undecided, and rows that nobody took down, leave a count
// between two bounds.

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "engine/frame/rolled_up.h"
#include "engine/reference/walk.h"

namespace regard::reference {
namespace {

using ir::Aggregate;

struct Count {
  double low = 0, high = 0;  ///< at least, at most; high is infinite where rows may be missing
  Scalar error = Scalar::unknown();
};

Count countOf(const std::vector<Walk::RowAt>& rows, bool complete, const RolledUp& gone = {}) {
  Count count{gone.count, gone.count};
  for (const Walk::RowAt& row : rows) {
    if (row.filter.state == State::kError && count.error.state != State::kError) count.error = row.filter;
    if (row.filter.truth() == Truth::True) count.low += 1;
    if (row.filter.truth() != Truth::False) count.high += 1;
  }
  if (!complete) count.high = std::numeric_limits<double>::infinity();
  return count;
}

Truth compare(Aggregate how, const Count& count, double n) {
  const auto decide = [](bool surely, bool surelyNot) {
    return surely ? Truth::True : surelyNot ? Truth::False : Truth::Unknown;
  };
  const double low = count.low, high = count.high;
  switch (how) {
    case Aggregate::kCountEq: return decide(low == high && low == n, n < low || n > high || n != std::trunc(n));
    case Aggregate::kCountNe: return truthNot(compare(Aggregate::kCountEq, count, n));
    case Aggregate::kCountLt: return decide(high < n, low >= n);
    case Aggregate::kCountLe: return decide(high <= n, low > n);
    case Aggregate::kCountGt: return decide(low > n, high <= n);
    default: return decide(low >= n, high < n);  // kCountGe
  }
}

/// What is added up must all be known; an undecided row that would add nothing does not matter, unless rows count.
Scalar sumOf(TypeKind kind, const std::vector<Walk::RowAt>& rows, bool complete, const RolledUp& gone,
             bool rowsCount = false) {
  Scalar sum = gone.sum, error = Scalar::unknown();
  bool decided = complete;
  for (const auto& [at, filter, item] : rows) {
    if (filter.truth() == Truth::False) continue;
    if (!filter.isKnown() && item == Scalar::known({}) && !rowsCount) continue;
    const Scalar term = filter.isKnown() ? item : filter;
    if (term.isKnown()) sum = apply(addOp(kind), sum, term);
    if (term.state == State::kUnknown) decided = false;
    if (term.state == State::kError && error.state != State::kError) error = term;
  }
  if (error.state == State::kError) return error;
  return decided ? sum : Scalar::unknown();
}

Scalar averageOf(TypeKind kind, const std::vector<Walk::RowAt>& rows, bool complete, const RolledUp& gone) {
  const Scalar sum = sumOf(kind, rows, complete, gone, true);
  const double count = countOf(rows, complete, gone).low;
  if (!sum.isKnown()) return sum;
  if (count == 0) return Scalar::unknown();
  const ScalarOp divide = kind == TypeKind::kNumber    ? ScalarOp::DivNumber
                          : kind == TypeKind::kMoney   ? ScalarOp::DivMoneyNumber
                          : kind == TypeKind::kPercent ? ScalarOp::DivPercentNumber
                                                       : ScalarOp::DivDurationNumber;
  return apply(divide, sum, Scalar::known(Cell::ofDouble(count)));
}

/// The least or the greatest; an undecided row matters unless what it has could not be it.
Scalar extremeOf(TypeKind kind, bool least, const std::vector<Walk::RowAt>& rows, bool complete) {
  const auto beats = [&](Scalar a, Scalar b) {
    return (least ? apply(lessOp(kind), a, b) : apply(lessOp(kind), b, a)).truth() == Truth::True;
  };
  Scalar best, error;
  for (const auto& [at, filter, item] : rows) {
    if (filter.state == State::kError && error.state != State::kError) error = filter;
    if (filter.truth() != Truth::True) continue;
    if (item.state == State::kError && error.state != State::kError) error = item;
    if (item.isKnown() && (!best.isKnown() || beats(item, best))) best = item;
  }
  if (error.state == State::kError) return error;
  if (!complete || !best.isKnown()) return Scalar::unknown();
  for (const auto& [at, filter, item] : rows) {
    if (filter.truth() == Truth::False) continue;
    const bool cannotMatter = item.isKnown() && !beats(item, best);
    if ((filter.state == State::kUnknown || !item.isKnown()) && !cannotMatter) return Scalar::unknown();
  }
  return best;
}

/// The first row of those given, in their order, that the filter takes.
Scalar firstOf(const std::vector<Walk::RowAt>& rows) {
  for (const Walk::RowAt& row : rows) {
    if (row.filter.truth() == Truth::False) continue;
    return row.filter.isKnown() ? row.item : row.filter;
  }
  return Scalar::unknown();
}

/// Whether at some row in the window the burst was reached: so many rows within the time up to it.
Scalar burstOf(const ir::Burst& burst, const std::vector<Walk::RowAt>& all, std::int64_t afterMs) {
  for (const Walk::RowAt& row : all)
    if (row.filter.state == State::kError) return row.filter;
  for (const Walk::RowAt& last : all) {
    if (last.at <= afterMs || last.filter.truth() == Truth::False) continue;
    std::uint32_t near = 0;
    for (const Walk::RowAt& row : all)
      if (row.filter.truth() != Truth::False && row.at > last.at - burst.withinMs && row.at <= last.at) ++near;
    if (near >= burst.count) return Scalar::ofTruth(Truth::True);
  }
  return Scalar::ofTruth(Truth::False);
}

}  // namespace

RowReaders rowReadersOf(const ir::Program& program) {
  const std::vector<std::uint32_t> streams = ir::rowStreams(program);
  RowReaders readers;
  for (ir::InstIndex query = 0; query < program.insts.size(); ++query) {
    if (program.insts[query].op != ir::Op::kQuery) continue;
    std::set<ir::InstIndex> open;  // the greatest first: operands stand before what is made of them
    const auto look = [&](ir::InstIndex part) {
      if (streams[part] != ir::kNone) open.insert(part);
    };
    std::vector<ir::InstIndex>& own = readers[query];
    ir::forEachOperand(program, program.insts[query], look);
    while (!open.empty()) {
      own.push_back(*open.rbegin());
      open.erase(own.back());
      ir::forEachOperand(program, program.insts[own.back()], look);
    }
    std::reverse(own.begin(), own.end());
  }
  return readers;
}

void Walk::walkRow(const std::vector<ir::InstIndex>& ofRow, std::int64_t place) {
  currentRow = place;
  for (const ir::InstIndex inst : ofRow) values[inst] = valueOf(program.insts[inst]);
}

/// The rows in the query's window, oldest first, or all of the stream.
std::vector<Walk::RowAt> Walk::rowsOf(const ir::Inst& inst, bool all) {
  const std::uint32_t* words = &program.operands[inst.a];
  const std::uint32_t stream = words[ir::kStreamWord];
  const Rows& rows = inputs.rows[stream];
  const bool isList = program.streams[stream].kind == ir::StreamKind::kList;
  const std::size_t width = program.streams[stream].columns.size();
  const std::vector<ir::InstIndex>& ofRow = readers.at(self);
  std::vector<RowAt> found;
  for (std::uint32_t i = 0; i < rows.count; ++i) {
    const std::int64_t at = isList ? std::int64_t{i} : rows.at(i * width + ir::kAtColumn).cell.asInt();
    if (!all && !isList && at <= inputs.windowAfterMs[words[ir::kWindowWord]]) continue;
    walkRow(ofRow, i);
    const auto valueAt = [&](ir::QueryWord word, Scalar otherwise) {
      return words[word] == ir::kNone ? otherwise : values[words[word]];
    };
    found.push_back(
        {at, valueAt(ir::kFilterWord, Scalar::ofTruth(Truth::True)), valueAt(ir::kItemWord, Scalar::unknown())});
  }
  walkRow(ofRow, -1);
  return found;
}

/// Whether nothing can be missing from the window.
bool Walk::isComplete(const ir::Inst& inst) const {
  const std::uint32_t* words = &program.operands[inst.a];
  const std::uint32_t stream = words[ir::kStreamWord], window = words[ir::kWindowWord];
  if (program.streams[stream].kind == ir::StreamKind::kList) return inputs.rows[stream].state == State::kKnown;
  return inputs.knowsAllIn(program, stream, window);
}

Scalar Walk::query(const ir::Inst& inst) {
  const auto how = static_cast<Aggregate>(program.operands[inst.a + ir::kAggregateWord]);
  const std::uint32_t window = program.operands[inst.a + ir::kWindowWord];
  if (how == Aggregate::kBurst)
    return burstOf(program.bursts[program.operands[inst.a + ir::kBurstWord]], rowsOf(inst, true),
                   inputs.windowAfterMs[window]);
  std::vector<RowAt> rows = rowsOf(inst, false);
  const auto rolledUp = rolledUpOf(program, inputs, inst);
  const RolledUp gone = rolledUp.value_or(RolledUp{});
  const bool complete = rolledUp || isComplete(inst);
  switch (how) {
    case Aggregate::kSum: return sumOf(inst.type, rows, complete, gone);
    case Aggregate::kAverage: return averageOf(inst.type, rows, complete, gone);
    case Aggregate::kMin: return extremeOf(inst.type, true, rows, complete);
    case Aggregate::kMax: return extremeOf(inst.type, false, rows, complete);
    case Aggregate::kFirst: return complete ? firstOf(rows) : Scalar::unknown();
    case Aggregate::kLatest: return firstOf({rows.rbegin(), rows.rend()});
    default: break;
  }
  const Count count = countOf(rows, complete || how == Aggregate::kRecorded, gone);
  if (count.error.state == State::kError) return count.error;
  if (how == Aggregate::kRecorded) return Scalar::known(Cell::ofDouble(count.high));
  if (how == Aggregate::kCount)
    return count.low == count.high ? Scalar::known(Cell::ofDouble(count.low)) : Scalar::unknown();
  const Scalar n = operand(inst.a + ir::kItemWord);
  return n.isKnown() ? Scalar::ofTruth(compare(how, count, n.cell.asDouble())) : n;
}

}  // namespace regard::reference
