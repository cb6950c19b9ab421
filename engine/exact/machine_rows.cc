// What is asked of rows. One pass over the rows in the window, without a list of them: the filter is demanded on each,
// the item only where the filter does not rule the row out. What is the same for all rows, queries inside of the filter
// among it, is computed before the first, so that going through rows never begins inside of going through rows.

#include <cmath>
#include <limits>

#include "base/check.h"
#include "dsl/ir/operands.h"
#include "engine/exact/machine.h"
#include "engine/frame/rolled_up.h"

namespace regard::exact {

using ir::Aggregate;

/// A row as a query sees it.
struct Machine::Picked {
  Scalar filter, item;
  Truth taken() const { return filter.truth(); }
};

namespace {

ScalarOp divideByCount(TypeKind kind) {
  switch (kind) {
    case TypeKind::kNumber: return ScalarOp::DivNumber;
    case TypeKind::kMoney: return ScalarOp::DivMoneyNumber;
    case TypeKind::kPercent: return ScalarOp::DivPercentNumber;
    default: return ScalarOp::DivDurationNumber;
  }
}

/// How a count of low … high compares with n; what lies between them is decided only if they are one.
Scalar compareCount(Aggregate how, double low, double high, double n) {
  const bool below = n < low;
  const bool above = n > high;
  const bool exact = low == high;
  const auto tell = [](bool yes, bool no) {
    return yes ? Scalar::ofTruth(Truth::True) : no ? Scalar::ofTruth(Truth::False) : Scalar::unknown();
  };
  switch (how) {
    case Aggregate::kCountEq: return tell(exact && n == low, below || above || n != std::trunc(n));
    case Aggregate::kCountNe: return tell(below || above || n != std::trunc(n), exact && n == low);
    case Aggregate::kCountLt: return tell(above, n <= low);
    case Aggregate::kCountLe: return tell(n >= high, below);
    case Aggregate::kCountGt: return tell(below, n >= high);
    default: return tell(n <= low, above);  // kCountGe
  }
}

}  // namespace

bool Machine::ensureSelect(const ir::Inst& inst, Scalar& value) {
  if (!readyOrPush(program_.operands[inst.a], value)) return false;
  return !value.isKnown() ||
         readyOrPush(program_.operands[inst.a + 2 + static_cast<std::uint32_t>(value.cell.asInt())], value);
}

bool Machine::ensureInvariants(Pending& top) {
  const std::span<const ir::InstIndex> invariants = invariants_.of(top.inst);
  Scalar value;
  for (; top.at < invariants.size(); ++top.at)
    if (!readyOrPush(invariants[top.at], value)) return false;
  return true;
}

std::int64_t Machine::timeOf(std::uint32_t stream, std::uint32_t row) const {
  return inputs_.rows[stream].cells[row * program_.streams[stream].columns.size() + ir::kAtColumn].asInt();
}

/// Rows are in the order of time, so a window is a tail of them.
std::uint32_t Machine::firstRowOf(const std::uint32_t* words) const {
  const std::uint32_t stream = words[ir::kStreamWord];
  if (program_.streams[stream].kind == ir::StreamKind::kList) return 0;
  const std::int64_t after = inputs_.windowAfterMs[words[ir::kWindowWord]];
  std::uint32_t low = 0, high = inputs_.rows[stream].count;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (timeOf(stream, middle) <= after)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// The filter, and the item unless the filter rules the row out.
Machine::Picked Machine::pick(const std::uint32_t* words, std::uint32_t row) {
  const std::uint32_t noRow = scratch_.now[ir::kOfRow];
  row_ = row;
  scratch_.now[ir::kOfRow] = ++scratch_.lastStamp;
  Picked picked{Scalar::ofTruth(Truth::True), Scalar::unknown()};
  if (words[ir::kFilterWord] != ir::kNone) picked.filter = demand(words[ir::kFilterWord]);
  const bool wantsItem = words[ir::kItemWord] != ir::kNone && picked.taken() != Truth::False;
  if (wantsItem) picked.item = demand(words[ir::kItemWord]);
  row_ = -1;
  scratch_.now[ir::kOfRow] = noRow;
  return picked;
}

bool Machine::isComplete(const std::uint32_t* words) const {
  const std::uint32_t stream = words[ir::kStreamWord], window = words[ir::kWindowWord];
  if (program_.streams[stream].kind == ir::StreamKind::kList) return inputs_.rows[stream].state == State::kKnown;
  return inputs_.knowsAllIn(program_, stream, window);
}

Scalar Machine::query(const ir::Inst& inst) {
  REGARD_CHECK(row_ < 0, row_);
  switch (static_cast<Aggregate>(program_.operands[inst.a])) {
    case Aggregate::kSum:
    case Aggregate::kAverage: return sumQuery(inst);
    case Aggregate::kMin:
    case Aggregate::kMax: return extremeQuery(inst);
    case Aggregate::kFirst:
    case Aggregate::kLatest: return endQuery(inst);
    case Aggregate::kBurst: return burstQuery(inst);
    default: return countQuery(inst);
  }
}

Scalar Machine::countQuery(const ir::Inst& inst) {
  const std::uint32_t* words = &program_.operands[inst.a];
  const auto how = static_cast<Aggregate>(words[ir::kAggregateWord]);
  std::uint32_t counted[ir::kQueryWords] = {words[0], words[1], words[2], words[3], ir::kNone, ir::kNone};
  const auto rolledUp = rolledUpOf(program_, inputs_, inst);
  double low = rolledUp ? rolledUp->count : 0, high = low;
  for (std::uint32_t row = firstRowOf(words); row < inputs_.rows[words[ir::kStreamWord]].count; ++row) {
    const Picked picked = pick(counted, row);
    if (picked.filter.state == State::kError) return picked.filter;
    low += picked.taken() == Truth::True ? 1 : 0;
    high += picked.taken() != Truth::False ? 1 : 0;
  }
  if (how == Aggregate::kRecorded) return Scalar::known(Cell::ofDouble(high));  // no doubt counts in our favour
  if (!rolledUp && !isComplete(words)) high = std::numeric_limits<double>::infinity();
  if (how == Aggregate::kCount) return low == high ? Scalar::known(Cell::ofDouble(low)) : Scalar::unknown();
  const Scalar n = known(words[ir::kItemWord]);
  return n.isKnown() ? compareCount(how, low, high, n.cell.asDouble()) : n;
}

Scalar Machine::sumQuery(const ir::Inst& inst) {
  const std::uint32_t* words = &program_.operands[inst.a];
  const bool averages = static_cast<Aggregate>(words[ir::kAggregateWord]) == Aggregate::kAverage;
  const auto rolledUp = rolledUpOf(program_, inputs_, inst);
  bool decided = rolledUp || isComplete(words);
  double count = rolledUp ? rolledUp->count : 0;
  Scalar sum = rolledUp ? rolledUp->sum : Scalar::known({});
  for (std::uint32_t row = firstRowOf(words); row < inputs_.rows[words[ir::kStreamWord]].count; ++row) {
    const Picked picked = pick(words, row);
    if (picked.filter.state == State::kError) {
      if (averages || picked.item != Scalar::known({})) return picked.filter;
      continue;
    }
    if (picked.taken() == Truth::False) continue;
    count += 1;
    if (picked.taken() == Truth::Unknown) {
      decided = decided && !averages && picked.item == Scalar::known({});
    } else if (picked.item.state == State::kError) {
      return picked.item;
    } else {
      decided = decided && picked.item.isKnown();
      if (picked.item.isKnown()) sum = apply(addOf(inst.type), sum, picked.item);
    }
  }
  if (!decided) return Scalar::unknown();
  if (!averages || !sum.isKnown()) return sum;
  return count == 0 ? Scalar::unknown() : apply(divideByCount(inst.type), sum, Scalar::known(Cell::ofDouble(count)));
}

Scalar Machine::extremeQuery(const ir::Inst& inst) {
  const std::uint32_t* words = &program_.operands[inst.a];
  const bool least = static_cast<Aggregate>(words[ir::kAggregateWord]) == Aggregate::kMin;
  const ScalarOp less = inst.type == TypeKind::kNumber ? ScalarOp::LtNumber : ScalarOp::LtInt;
  const auto beats = [&](Scalar a, Scalar b) {
    return (least ? apply(less, a, b) : apply(less, b, a)).truth() == Truth::True;
  };
  Scalar best, rival;  // rival: the best of what undecided rows have
  bool decided = isComplete(words);
  for (std::uint32_t row = firstRowOf(words); row < inputs_.rows[words[ir::kStreamWord]].count; ++row) {
    const Picked picked = pick(words, row);
    if (picked.filter.state == State::kError) return picked.filter;
    if (picked.taken() == Truth::False) continue;
    const bool taken = picked.taken() == Truth::True;
    if (taken && picked.item.state == State::kError) return picked.item;
    if (!picked.item.isKnown()) {
      decided = false;
      continue;
    }
    Scalar& extreme = taken ? best : rival;
    if (!extreme.isKnown() || beats(picked.item, extreme)) extreme = picked.item;
  }
  if (!decided || !best.isKnown() || (rival.isKnown() && beats(rival, best))) return Scalar::unknown();
  return best;
}

Scalar Machine::endQuery(const ir::Inst& inst) {
  const std::uint32_t* words = &program_.operands[inst.a];
  const bool latest = static_cast<Aggregate>(words[ir::kAggregateWord]) == Aggregate::kLatest;
  if (!latest && !isComplete(words)) return Scalar::unknown();
  const std::uint32_t begin = firstRowOf(words), end = inputs_.rows[words[ir::kStreamWord]].count;
  for (std::uint32_t i = begin; i < end; ++i) {
    const Picked picked = pick(words, latest ? begin + end - 1 - i : i);
    if (picked.taken() == Truth::False) continue;
    return picked.filter.isKnown() ? picked.item : picked.filter;
  }
  return Scalar::unknown();
}

/// Whether enough rows lie within the time up to and with row `last`.
bool Machine::burstEndsAt(const std::uint32_t* words, std::uint32_t last) {
  const ir::Burst& burst = program_.bursts[words[ir::kBurstWord]];
  const std::uint32_t stream = words[ir::kStreamWord];
  const std::int64_t end = timeOf(stream, last);
  std::uint32_t near = 0;
  for (std::uint32_t row = inputs_.rows[stream].count; row-- > 0;) {
    const std::int64_t at = timeOf(stream, row);
    if (at > end) continue;
    if (at <= end - burst.withinMs || near >= burst.count) break;
    if (pick(words, row).taken() != Truth::False) ++near;
  }
  return near >= burst.count;
}

Scalar Machine::burstQuery(const ir::Inst& inst) {
  const std::uint32_t* words = &program_.operands[inst.a];
  const std::uint32_t count = inputs_.rows[words[ir::kStreamWord]].count;
  for (std::uint32_t row = 0; row < count; ++row)  // an error anywhere is the answer, as for every count
    if (const Picked picked = pick(words, row); picked.filter.state == State::kError) return picked.filter;
  for (std::uint32_t row = firstRowOf(words); row < count; ++row)
    if (pick(words, row).taken() != Truth::False && burstEndsAt(words, row)) return Scalar::ofTruth(Truth::True);
  return Scalar::ofTruth(Truth::False);
}

}  // namespace regard::exact
