#include "dsl/prove/row_queries.h"

#include <cmath>
#include <limits>

#include "dsl/prove/meaning.h"

namespace regard::dsl {
namespace {

using ir::Aggregate;
using Rows = std::vector<RowValue>;

constexpr Scalar kError = Scalar::error(ValueError::kNone);

Truth compared(Aggregate how, double low, double high, double n) {
  const auto decide = [](bool surely, bool surelyNot) {
    return surely ? Truth::True : surelyNot ? Truth::False : Truth::Unknown;
  };
  switch (how) {
    case Aggregate::kCountEq: return decide(low == high && low == n, n < low || n > high || n != std::floor(n));
    case Aggregate::kCountNe: return truthNot(compared(Aggregate::kCountEq, low, high, n));
    case Aggregate::kCountLt: return decide(high < n, low >= n);
    case Aggregate::kCountLe: return decide(high <= n, low > n);
    case Aggregate::kCountGt: return decide(low > n, high <= n);
    default: return decide(low >= n, high < n);
  }
}

Scalar counted(Aggregate how, const Rows& rows, bool complete, Scalar number) {
  double low = 0, high = 0;
  for (const RowValue& row : rows) {
    if (row.filter.state == State::kError) return kError;
    low += row.filter.truth() == Truth::True ? 1 : 0;
    high += row.filter.truth() != Truth::False ? 1 : 0;
  }
  if (how == Aggregate::kRecorded) return Scalar::known(Cell::ofDouble(high));
  if (!complete) high = std::numeric_limits<double>::infinity();
  if (how == Aggregate::kCount) return low == high ? Scalar::known(Cell::ofDouble(low)) : Scalar::unknown();
  return number.isKnown() ? Scalar::ofTruth(compared(how, low, high, number.cell.asDouble())) : number;
}

/// What is added up must all be known; an undecided row that would add nothing does not matter.
Scalar summed(TypeKind kind, const Rows& rows, bool complete) {
  Scalar sum = Scalar::known({});
  bool decided = complete, failed = false;
  for (const auto& [at, filter, item] : rows) {
    if (filter.truth() == Truth::False || (!filter.isKnown() && item == Scalar::known({}))) continue;
    const Scalar term = filter.isKnown() ? item : filter;
    if (term.isKnown()) sum = apply(addOf(kind), sum, term);
    decided = decided && term.state != State::kUnknown;
    failed = failed || term.state == State::kError;
  }
  if (failed) return kError;
  return decided ? sum : Scalar::unknown();
}

Scalar averaged(TypeKind kind, const Rows& rows, bool complete) {
  double count = 0;
  bool decided = complete;
  for (const RowValue& row : rows) {
    if (row.filter.state == State::kError) return kError;  // it may be one more to divide by
    decided = decided && row.filter.state != State::kUnknown;
    count += row.filter.truth() != Truth::False ? 1 : 0;
  }
  const Scalar sum = summed(kind, rows, decided);
  if (!sum.isKnown()) return sum;
  if (count == 0) return Scalar::unknown();
  const ScalarOp divide = kind == TypeKind::kNumber    ? ScalarOp::DivNumber
                          : kind == TypeKind::kMoney   ? ScalarOp::DivMoneyNumber
                          : kind == TypeKind::kPercent ? ScalarOp::DivPercentNumber
                                                       : ScalarOp::DivDurationNumber;
  return apply(divide, sum, Scalar::known(Cell::ofDouble(count)));
}

/// The least or the greatest; an undecided row matters unless what it has could not be it.
Scalar extreme(TypeKind kind, bool least, const Rows& rows, bool complete) {
  const auto beats = [&](Scalar a, Scalar b) {
    return apply(lessOf(kind), least ? a : b, least ? b : a).truth() == Truth::True;
  };
  Scalar best;
  for (const auto& [at, filter, item] : rows) {
    const bool taken = filter.truth() == Truth::True;
    if (filter.state == State::kError || (taken && item.state == State::kError)) return kError;
    if (taken && item.isKnown() && (!best.isKnown() || beats(item, best))) best = item;
  }
  if (!complete || !best.isKnown()) return Scalar::unknown();
  for (const auto& [at, filter, item] : rows) {
    const bool cannotMatter = item.isKnown() && !beats(item, best);
    if (filter.truth() != Truth::False && !(filter.isKnown() && item.isKnown()) && !cannotMatter)
      return Scalar::unknown();
  }
  return best;
}

/// The first row of those given, in their order, that the filter takes.
Scalar firstOf(const Rows& rows) {
  for (const RowValue& row : rows) {
    if (row.filter.truth() == Truth::False) continue;
    return row.filter.isKnown() ? row.item : row.filter;
  }
  return Scalar::unknown();
}

}  // namespace

Scalar queried(Aggregate aggregate, TypeKind kind, const Rows& rows, bool complete, Scalar number) {
  switch (aggregate) {
    case Aggregate::kSum: return summed(kind, rows, complete);
    case Aggregate::kAverage: return averaged(kind, rows, complete);
    case Aggregate::kMin: return extreme(kind, true, rows, complete);
    case Aggregate::kMax: return extreme(kind, false, rows, complete);
    case Aggregate::kFirst: return complete ? firstOf(rows) : Scalar::unknown();
    case Aggregate::kLatest: return firstOf({rows.rbegin(), rows.rend()});
    default: return counted(aggregate, rows, complete, number);
  }
}

Scalar burstAmong(const ir::Burst& burst, const Rows& all, std::int64_t afterMs) {
  for (const RowValue& row : all)
    if (row.filter.state == State::kError) return kError;
  for (const RowValue& last : all) {
    if (last.at <= afterMs || last.filter.truth() == Truth::False) continue;
    std::uint32_t near = 0;
    for (const RowValue& row : all)
      if (row.filter.truth() != Truth::False && row.at > last.at - burst.withinMs && row.at <= last.at) ++near;
    if (near >= burst.count) return Scalar::known(Cell::ofBool(true));
  }
  return Scalar::known(Cell::ofBool(false));
}

}  // namespace regard::dsl
