// One function per operator, on known cells only, in the order of scalar_ops.def; strictness is said once, in apply().
// An operator without its meaning here does not compile.
#include "base/scalar_ops.h"

#include <array>
#include <functional>

#include "base/check.h"
#include "base/date.h"
#include "base/decimal.h"

namespace regard {
namespace {

using Int = std::int64_t;
using Meaning = Scalar (*)(Cell, Cell);

Scalar scalarOf(Checked<Int> v) { return v.ok() ? Scalar::known(Cell::ofInt(v.value)) : Scalar::error(v.error); }
Scalar scalarOf(Checked<Day> v) { return v.ok() ? Scalar::known(Cell::ofInt(v.value)) : Scalar::error(v.error); }
Scalar scalarOf(Checked<double> v) { return v.ok() ? Scalar::known(Cell::ofDouble(v.value)) : Scalar::error(v.error); }
Scalar scalarOf(Int v) { return Scalar::known(Cell::ofInt(v)); }

/// An instant of the calendar's days, the years 1 … 9999 of UTC.
Scalar instantIn(Checked<Int> ms) {
  const bool inCalendar = ms.ok() && ms.value >= kFirstDay * kMsPerDay && ms.value < (kLastDay + Int{1}) * kMsPerDay;
  return inCalendar ? Scalar::known(Cell::ofInt(ms.value)) : Scalar::error(ValueError::kDateOutOfRange);
}

Day dayIn(Cell c) { return static_cast<Day>(c.asInt()); }

// The shapes that several operators share.
Scalar negInt(Cell a, Cell) { return scalarOf(negChecked(a.asInt())); }
Scalar addInt(Cell a, Cell b) { return scalarOf(addChecked(a.asInt(), b.asInt())); }
Scalar subInt(Cell a, Cell b) { return scalarOf(subChecked(a.asInt(), b.asInt())); }
Scalar mulIntPercent(Cell a, Cell b) { return scalarOf(mulE8(a.asInt(), b.asInt())); }
Scalar mulIntNumber(Cell a, Cell b) { return scalarOf(mulByNumber(a.asInt(), b.asDouble())); }
Scalar divIntNumber(Cell a, Cell b) { return scalarOf(divByNumber(a.asInt(), b.asDouble())); }
Scalar ratioOfInts(Cell a, Cell b) {
  if (b.asInt() == 0) return Scalar::error(ValueError::kDivideByZero);
  return scalarOf(numberOf(static_cast<double>(a.asInt()) / static_cast<double>(b.asInt())));
}
template <class Compare>
Scalar compareInts(Cell a, Cell b) {
  return Scalar::known(Cell::ofBool(Compare{}(a.asInt(), b.asInt())));
}
template <class Compare>
Scalar compareNumbers(Cell a, Cell b) {
  return Scalar::known(Cell::ofBool(Compare{}(a.asDouble(), b.asDouble())));
}
template <class Operation>
Scalar onNumbers(Cell a, Cell b) {
  return scalarOf(numberOf(Operation{}(a.asDouble(), b.asDouble())));
}

namespace meaning {

constexpr Meaning NegNumber = [](Cell a, Cell) { return scalarOf(numberOf(-a.asDouble())); };
constexpr Meaning NegPercent = negInt, NegMoney = negInt, NegDuration = negInt, NegPeriod = negInt;

constexpr Meaning AddNumber = onNumbers<std::plus<>>;
constexpr Meaning AddPercent = addInt, AddMoney = addInt, AddDuration = addInt, AddPeriod = addInt;
constexpr Meaning AddDateDuration = [](Cell a, Cell b) { return scalarOf(addDays(dayIn(a), b.asInt() / kMsPerDay)); };
constexpr Meaning AddDatePeriod = [](Cell a, Cell b) { return scalarOf(addMonths(dayIn(a), b.asInt())); };
constexpr Meaning AddInstantDuration = [](Cell a, Cell b) { return instantIn(addChecked(a.asInt(), b.asInt())); };

constexpr Meaning SubNumber = onNumbers<std::minus<>>;
constexpr Meaning SubPercent = subInt, SubMoney = subInt, SubDuration = subInt, SubPeriod = subInt;
constexpr Meaning SubInstantInstant = subInt;
constexpr Meaning SubInstantDuration = [](Cell a, Cell b) { return instantIn(subChecked(a.asInt(), b.asInt())); };
constexpr Meaning SubDateDate = [](Cell a, Cell b) { return scalarOf((a.asInt() - b.asInt()) * kMsPerDay); };
constexpr Meaning SubDateDuration = [](Cell a, Cell b) {
  return scalarOf(addDays(dayIn(a), -(b.asInt() / kMsPerDay)));
};
constexpr Meaning SubDatePeriod = [](Cell a, Cell b) {
  const Checked<Int> months = negChecked(b.asInt());
  return months.ok() ? scalarOf(addMonths(dayIn(a), months.value)) : Scalar::error(ValueError::kDateOutOfRange);
};

constexpr Meaning MulNumber = onNumbers<std::multiplies<>>;
constexpr Meaning MulPercentPercent = mulIntPercent, MulMoneyPercent = mulIntPercent;
constexpr Meaning MulPercentNumber = mulIntNumber, MulMoneyNumber = mulIntNumber, MulDurationNumber = mulIntNumber;

constexpr Meaning DivNumber = [](Cell a, Cell b) {
  if (b.asDouble() == 0) return Scalar::error(ValueError::kDivideByZero);
  return scalarOf(numberOf(a.asDouble() / b.asDouble()));
};
constexpr Meaning DivPercentNumber = divIntNumber, DivMoneyNumber = divIntNumber, DivDurationNumber = divIntNumber;
constexpr Meaning DivMoneyPercent = [](Cell a, Cell b) { return scalarOf(divScaled(a.asInt(), kOneE8, b.asInt())); };
constexpr Meaning DivPercentPercent = ratioOfInts, DivMoneyMoney = ratioOfInts, DivDurationDuration = ratioOfInts,
                  DivPeriodPeriod = ratioOfInts;

constexpr Meaning DaysFromTo = [](Cell a, Cell b) { return scalarOf((b.asInt() - a.asInt()) * kMsPerDay); };
constexpr Meaning WeeksFromTo = [](Cell a, Cell b) { return scalarOf((b.asInt() - a.asInt()) / 7 * (7 * kMsPerDay)); };
constexpr Meaning MonthsFromTo = [](Cell a, Cell b) { return scalarOf(monthsBetween(dayIn(a), dayIn(b))); };
constexpr Meaning YearsFromTo = [](Cell a, Cell b) { return scalarOf(monthsBetween(dayIn(a), dayIn(b)) / 12 * 12); };
constexpr Meaning WholeDurations = [](Cell a, Cell b) {
  if (b.asInt() == 0) return Scalar::error(ValueError::kDivideByZero);
  return scalarOf(b.asInt() == -1 ? a.asInt() : a.asInt() - a.asInt() % b.asInt());  // the least int64 % -1 overflows
};

constexpr Meaning EqNumber = compareNumbers<std::equal_to<>>, NeNumber = compareNumbers<std::not_equal_to<>>;
constexpr Meaning LtNumber = compareNumbers<std::less<>>, LeNumber = compareNumbers<std::less_equal<>>;
constexpr Meaning GtNumber = compareNumbers<std::greater<>>, GeNumber = compareNumbers<std::greater_equal<>>;

constexpr Meaning EqInt = compareInts<std::equal_to<>>, NeInt = compareInts<std::not_equal_to<>>;
constexpr Meaning LtInt = compareInts<std::less<>>, LeInt = compareInts<std::less_equal<>>;
constexpr Meaning GtInt = compareInts<std::greater<>>, GeInt = compareInts<std::greater_equal<>>;

}  // namespace meaning

struct Operator {
  ScalarOpInfo info;
  Meaning meaning;
};

constexpr std::array kOperators = {
#define REGARD_UNARY(name, text, operand, result) \
  Operator{{#name, text, false, TypeKind::operand, TypeKind::operand, TypeKind::result}, meaning::name},
#define REGARD_BINARY(name, text, left, right, result) \
  Operator{{#name, text, true, TypeKind::left, TypeKind::right, TypeKind::result}, meaning::name},
#include "base/scalar_ops.def"
#undef REGARD_UNARY
#undef REGARD_BINARY
};
static_assert(kOperators.size() == static_cast<std::size_t>(ScalarOp::kCount));

const Operator& operatorOf(ScalarOp op) {
  const auto index = static_cast<std::size_t>(op);
  REGARD_CHECK(index < kOperators.size(), index);
  return kOperators[index];
}

}  // namespace

const ScalarOpInfo& infoOf(ScalarOp op) { return operatorOf(op).info; }

Scalar apply(ScalarOp op, Scalar a, Scalar b) {
  const Operator& it = operatorOf(op);
  if (a.state == State::kError) return a;
  if (it.info.binary && b.state == State::kError) return b;
  if (!a.isKnown() || (it.info.binary && !b.isKnown())) return Scalar::unknown();
  return it.meaning(a.cell, b.cell);
}

ScalarOp addOf(TypeKind kind) {
  switch (kind) {
    case TypeKind::kMoney: return ScalarOp::AddMoney;
    case TypeKind::kPercent: return ScalarOp::AddPercent;
    case TypeKind::kDuration: return ScalarOp::AddDuration;
    case TypeKind::kPeriod: return ScalarOp::AddPeriod;
    default: return ScalarOp::AddNumber;
  }
}

}  // namespace regard
