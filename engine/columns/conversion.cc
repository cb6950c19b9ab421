#include "engine/columns/conversion.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "base/check.h"
#include "base/decimal.h"
#include "base/literals.h"
#include "engine/gather/gather.h"

namespace regard::columns {
namespace {

__extension__ using Int128 = __int128;

Reading keep(std::uint64_t bits, std::uint64_t& cell) {
  cell = bits;
  return Reading::kKnown;
}
Reading keepInt(std::int64_t value, std::uint64_t& cell) { return keep(Cell::ofInt(value).bits, cell); }
Reading keepIn(std::int64_t value, std::int64_t least, std::int64_t most, std::uint64_t& cell) {
  return value < least || value > most ? Reading::kBad : keepInt(value, cell);
}
/// NaN is how many programs write what they do not know.
Reading keepNumber(double x, std::uint64_t& cell) {
  if (std::isnan(x)) return Reading::kUnknown;
  const Checked<double> number = numberOf(x);
  return number.ok() ? keep(Cell::ofDouble(number.value).bits, cell) : Reading::kBad;
}

constexpr std::int64_t kFirstMs = kFirstDay * kMsPerDay, kLastMs = (kLastDay + 1) * kMsPerDay - 1;

std::int64_t floorDiv(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// Of a timestamp or duration. What is finer than a millisecond is cut off.
bool msOf(const ArrayView& from, std::int64_t row, std::int64_t& ms) {
  const std::int64_t perSecond = from.type().perSecond, value = from.at<std::int64_t>(row);
  if (perSecond == 1) return !__builtin_mul_overflow(value, std::int64_t{1'000}, &ms);
  ms = floorDiv(value, perSecond / 1'000);
  return true;
}

Int128 unscaledAt(const ArrayView& from, std::int64_t row) {
  switch (from.type().layout) {
    case Layout::kDecimal32: return from.at<std::int32_t>(row);
    case Layout::kDecimal64: return from.at<std::int64_t>(row);
    default: return from.at<Int128>(row);
  }
}

/// A decimal in units of 10^-places, rounded half to even. False: it does not fit.
bool atPlaces(Int128 unscaled, std::int32_t scale, std::int32_t places, std::int64_t& into) {
  for (; scale < places; ++scale)
    if (__builtin_mul_overflow(unscaled, Int128{10}, &unscaled)) return false;
  Int128 divisor = 1;
  for (; scale > places; --scale)
    if (__builtin_mul_overflow(divisor, Int128{10}, &divisor)) return unscaled == 0;
  Int128 quotient = unscaled / divisor;
  const Int128 rest = unscaled % divisor, size = rest < 0 ? -rest : rest;
  const Int128 other = divisor - size;  // no doubling, which might not fit
  if (size > other || (size == other && divisor != 1 && quotient % 2 != 0)) quotient += unscaled < 0 ? -1 : 1;
  into = static_cast<std::int64_t>(quotient);
  return into == quotient;
}

double numberOfDecimal(Int128 unscaled, std::int32_t scale) {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  if (scale == 0 && unscaled >= -kExact && unscaled <= kExact) return static_cast<double>(unscaled);
  const std::string digits = fmt::format("{}e{}", unscaled, -scale);
  double number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

Reading keepChecked(Checked<std::int64_t> value, std::uint64_t& cell) {
  return value.ok() ? keepInt(value.value, cell) : Reading::kBad;
}

}  // namespace

/// One function a kind of column and type: the row's cell, if it has one.
struct Values {
  static Reading none(const Conversion&, const ArrayView&, std::int64_t, std::uint64_t&) { return Reading::kUnknown; }

  static Reading numberOfDouble(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    return keepNumber(from.at<double>(row), cell);
  }
  static Reading numberOfFloat(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    return keepNumber(static_cast<double>(from.at<float>(row)), cell);
  }
  static Reading numberOfInteger(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    std::int64_t value = 0;
    if (!from.integerAt(row, value)) return keepNumber(static_cast<double>(from.at<std::uint64_t>(row)), cell);
    return keepNumber(static_cast<double>(value), cell);
  }
  static Reading numberOfDecimals(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    return keepNumber(numberOfDecimal(unscaledAt(from, row), from.type().scale), cell);
  }

  template <std::int64_t kScale>
  static Reading exactOfDouble(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    const double x =
        from.type().layout == Layout::kFloat64 ? from.at<double>(row) : static_cast<double>(from.at<float>(row));
    if (std::isnan(x)) return Reading::kUnknown;
    if (!numberOf(x).ok()) return Reading::kBad;
    return keepChecked(mulByNumber(kScale, numberOf(x).value), cell);
  }
  template <std::int64_t kScale>
  static Reading exactOfInteger(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    std::int64_t value = 0;
    if (!from.integerAt(row, value) || __builtin_mul_overflow(value, kScale, &value)) return Reading::kBad;
    return keepInt(value, cell);
  }
  template <std::int32_t kPlaces>
  static Reading exactOfDecimals(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    std::int64_t value = 0;
    return atPlaces(unscaledAt(from, row), from.type().scale, kPlaces, value) ? keepInt(value, cell) : Reading::kBad;
  }

  static Reading flagOfBool(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    return keep(from.flagAt(row) ? 1 : 0, cell);
  }
  static Reading flagOfInteger(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    std::int64_t value = 0;
    return from.integerAt(row, value) ? keepIn(value, 0, 1, cell) : Reading::kBad;
  }

  static Reading dateOfDays(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    return keepIn(from.at<std::int32_t>(row), kFirstDay, kLastDay, cell);
  }
  /// As in a data file, a time of day is none of a date's, unless it is midnight.
  static Reading dateOfMs(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    std::int64_t ms = 0;
    if (from.type().layout == Layout::kDate64) {
      ms = from.at<std::int64_t>(row);
    } else if (!msOf(from, row, ms)) {
      return Reading::kBad;
    }
    return ms % kMsPerDay != 0 ? Reading::kBad : keepIn(ms / kMsPerDay, kFirstDay, kLastDay, cell);
  }
  static Reading instantOfMs(const Conversion& how, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    std::int64_t ms = 0;
    if (!msOf(from, row, ms) || ms < kFirstMs || ms > kLastMs) return Reading::kBad;
    return keepInt(from.type().isOfZone ? ms : how.zone_->instantOf(ms), cell);
  }
  static Reading instantOfDays(const Conversion& how, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    const std::int64_t days = from.at<std::int32_t>(row);
    if (days < kFirstDay || days > kLastDay) return Reading::kBad;
    return keepInt(how.zone_->instantOf(days * kMsPerDay), cell);
  }
  static Reading durationOfMs(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    std::int64_t ms = 0;
    return msOf(from, row, ms) ? keepIn(ms, -kLongestMs, kLongestMs, cell) : Reading::kBad;
  }
  static Reading periodOfMonths(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    return keepIn(from.at<std::int32_t>(row), -kLongestMonths, kLongestMonths, cell);
  }

  static Reading textOfInteger(const Conversion&, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    std::int64_t value = 0;
    return from.integerAt(row, value) ? keepInt(row, cell) : Reading::kBad;
  }
  static Reading ofText(const Conversion& how, const ArrayView& from, std::int64_t row, std::uint64_t& cell) {
    std::string_view text;
    if (!from.textAt(row, text)) return Reading::kBad;
    if (text.empty()) return Reading::kUnknown;
    if (const std::uint64_t* const member = how.memberOf(text)) return keep(*member, cell);
    const auto value = parseInputValue(*how.program_, *how.zone_, how.field_, text);
    if (!value) return Reading::kBad;
    if (!value->isKnown()) return Reading::kUnknown;
    return how.field_.type.kind == TypeKind::kText ? keepInt(row, cell) : keep(value->cell.bits, cell);
  }

  template <auto kOne>
  static void all(const Conversion& how, const ArrayView& from, std::int64_t first, std::uint32_t rows,
                  std::uint64_t* cells, std::uint64_t* known, BadValues& bad) {
    from.knownIn(first, rows, known);
    for (std::uint32_t i = 0; i < rows; ++i) {
      cells[i] = 0;
      const std::uint64_t bit = std::uint64_t{1} << (i % 64);
      if ((known[i / 64] & bit) == 0) continue;
      const Reading reading = kOne(how, from, first + i, cells[i]);
      if (reading == Reading::kKnown) continue;
      known[i / 64] &= ~bit;
      if (reading == Reading::kBad && bad.count++ == 0) bad.first = first + i;
    }
  }

  template <auto kOne>
  static void use(Conversion& how) {
    how.one_ = kOne;
    how.run_ = all<kOne>;
  }

  static bool choose(Conversion& how, const ArrowType& type);
};

/// What a column can be made into: false if nothing fits.
bool Values::choose(Conversion& how, const ArrowType& type) {
  const Layout layout = type.layout;
  const bool isFloat = layout == Layout::kFloat32 || layout == Layout::kFloat64;
  const auto when = [&how](bool fits, void (*use)(Conversion&)) {
    if (fits && how.one_ == nullptr) use(how);
  };
  when(layout == Layout::kNull, use<none>);
  when(isText(layout), use<ofText>);
  switch (how.field_.type.kind) {
    case TypeKind::kNumber:
      when(layout == Layout::kFloat64, use<numberOfDouble>);
      when(layout == Layout::kFloat32, use<numberOfFloat>);
      when(isInteger(layout), use<numberOfInteger>);
      when(isDecimal(layout), use<numberOfDecimals>);
      how.isCell_ = layout == Layout::kFloat64;
      break;
    case TypeKind::kMoney:
      when(isFloat, use<exactOfDouble<kMoneyScale>>);
      when(isInteger(layout), use<exactOfInteger<kMoneyScale>>);
      when(isDecimal(layout), use<exactOfDecimals<4>>);
      how.isCell_ = layout == Layout::kDecimal64 && type.scale == 4;
      break;
    case TypeKind::kPercent:
      when(isFloat, use<exactOfDouble<kOneE8>>);
      when(isInteger(layout), use<exactOfInteger<kOneE8>>);
      when(isDecimal(layout), use<exactOfDecimals<8>>);
      how.isCell_ = layout == Layout::kDecimal64 && type.scale == 8;
      break;
    case TypeKind::kFlag:
      when(layout == Layout::kBool, use<flagOfBool>);
      when(isInteger(layout), use<flagOfInteger>);
      break;
    case TypeKind::kDate:
      when(layout == Layout::kDate32, use<dateOfDays>);
      when(layout == Layout::kDate64 || layout == Layout::kTimestamp, use<dateOfMs>);
      break;
    case TypeKind::kInstant:
      when(layout == Layout::kTimestamp, use<instantOfMs>);
      when(layout == Layout::kDate32, use<instantOfDays>);
      break;
    case TypeKind::kDuration: when(layout == Layout::kDuration, use<durationOfMs>); break;
    case TypeKind::kPeriod: when(layout == Layout::kMonths, use<periodOfMonths>); break;
    case TypeKind::kText: when(isInteger(layout), use<textOfInteger>); break;
    case TypeKind::kChoice:
    case TypeKind::kError: break;
  }
  return how.one_ != nullptr;
}

const std::uint64_t* Conversion::memberOf(std::string_view name) const {
  constexpr std::size_t kFew = 16;  // one look at each, most of which differ in length, takes less than halving
  const auto isBefore = [](const auto& one, std::string_view wanted) { return one.first < wanted; };
  auto member = members_.begin();
  if (members_.size() > kFew)
    member = std::lower_bound(member, members_.end(), name, isBefore);
  else
    while (member != members_.end() && member->first != name) ++member;
  return member != members_.end() && member->first == name ? &member->second : nullptr;
}

Result<Conversion> Conversion::of(const ir::Program& program, const Zone& zone, Type wanted, const ArrayView& column) {
  Conversion how;
  how.program_ = &program;
  how.zone_ = &zone;
  how.field_.type = wanted;
  if (wanted.kind == TypeKind::kChoice) {
    const ir::Choice& choice = program.choices[wanted.choice];
    for (std::size_t i = 0; i < choice.members.size(); ++i) how.members_.emplace_back(choice.members[i].name, i);
    std::sort(how.members_.begin(), how.members_.end());
  }
  const ArrayView* const values = column.dictionary() != nullptr ? column.dictionary() : &column;
  if (!Values::choose(how, values->type()))
    return invalid(
        fmt::format("it holds {}, but the rules take it as {}", wordsFor(values->type()), kindName(wanted.kind)));
  how.isCell_ = how.isCell_ && column.dictionary() == nullptr;
  return how;
}

Chunk Conversion::chunkOf(ArrayView view) const {
  Chunk chunk{std::move(view), {}};
  const ArrayView* const dictionary = chunk.view.dictionary();
  if (dictionary == nullptr) return chunk;
  for (std::int64_t row = 0; row < dictionary->length(); ++row) {
    auto& [cell, reading] = chunk.entries.emplace_back(0, Reading::kUnknown);
    if (dictionary->isKnown(row)) reading = one_(*this, *dictionary, row, cell);
  }
  return chunk;
}

void Conversion::run(const Chunk& from, std::int64_t first, std::uint32_t rows, std::uint64_t* cells,
                     std::uint64_t* known, BadValues& bad) const {
  if (from.view.dictionary() == nullptr) return run_(*this, from.view, first, rows, cells, known, bad);
  from.view.knownIn(first, rows, known);
  const bool isOfText = field_.type.kind == TypeKind::kText;
  for (std::uint32_t i = 0; i < rows; ++i) {
    cells[i] = 0;
    const std::uint64_t bit = std::uint64_t{1} << (i % 64);
    if ((known[i / 64] & bit) == 0) continue;
    std::int64_t place = 0;
    const bool sound =
        from.view.integerAt(first + i, place) && place >= 0 && place < static_cast<std::int64_t>(from.entries.size());
    const Reading reading = sound ? from.entries[static_cast<std::size_t>(place)].second : Reading::kBad;
    if (reading == Reading::kKnown) {
      cells[i] = isOfText ? static_cast<std::uint64_t>(first + i) : from.entries[static_cast<std::size_t>(place)].first;
      continue;
    }
    known[i / 64] &= ~bit;
    if (reading == Reading::kBad && bad.count++ == 0) bad.first = first + i;
  }
}

const std::uint64_t* Conversion::inPlace(const Chunk& from, std::int64_t first, std::uint32_t rows) const {
  if (!isCell_ || from.view.hasNulls() || rows == 0) return nullptr;
  const void* const place = from.view.placeOf64(first);
  if (reinterpret_cast<std::uintptr_t>(place) % alignof(std::uint64_t) != 0) return nullptr;
  const auto* const cells = static_cast<const std::uint64_t*>(place);
  if (field_.type.kind != TypeKind::kNumber) return cells;
  constexpr std::uint64_t kExponent = 0x7FF0'0000'0000'0000U, kMinusZero = 0x8000'0000'0000'0000U;
  bool areNumbers = true;
  for (std::uint32_t i = 0; i < rows; ++i) areNumbers &= (cells[i] & kExponent) != kExponent && cells[i] != kMinusZero;
  return areNumbers ? cells : nullptr;
}

std::string_view Conversion::textAt(const Chunk& from, std::int64_t row, std::string& made) {
  const ArrayView* view = &from.view;
  std::int64_t place = row;
  if (view->dictionary() != nullptr) {
    REGARD_CHECK(view->integerAt(row, place), row);
    view = view->dictionary();
  }
  std::string_view text;
  if (isText(view->type().layout)) {
    REGARD_CHECK(view->textAt(place, text), place);
    return text;
  }
  std::int64_t digits = 0;
  REGARD_CHECK(view->integerAt(place, digits), place);
  made = fmt::format("{}", digits);
  return made;
}

}  // namespace regard::columns
