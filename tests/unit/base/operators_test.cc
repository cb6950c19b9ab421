// Every scalar operator: the table of tests/spec, strictness over every pair of states, and laws on random values.
#include <catch2/catch.hpp>

#include <array>
#include <fstream>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/format.h"
#include "base/literals.h"
#include "base/scalar_ops.h"
#include "tests/unit/base/any_int.h"

namespace regard {
namespace {

std::vector<ScalarOp> allOps() {
  std::vector<ScalarOp> ops;
  for (std::uint8_t i = 0; i < static_cast<std::uint8_t>(ScalarOp::kCount); ++i)
    ops.push_back(static_cast<ScalarOp>(i));
  return ops;
}

std::optional<ScalarOp> opNamed(const std::string& name) {
  for (const ScalarOp op : allOps()) {
    if (infoOf(op).name == name) return op;
  }
  return std::nullopt;
}

std::optional<ValueError> errorNamed(const std::string& text) {
  for (const ValueError e :
       {ValueError::kDivideByZero, ValueError::kOverflow, ValueError::kDateOutOfRange, ValueError::kNotANumber}) {
    if (text == std::string("error: ") + errorText(e)) return e;
  }
  return std::nullopt;
}

// -- The table of tests/spec

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// The kind that a piece of rule text is of: what the …Int operators need, whose operands may be of any kind.
TypeKind kindOf(const std::string& text) {
  if (parseMoney(text, Dialect::kRule).ok()) return TypeKind::kMoney;
  if (parsePercent(text, Dialect::kRule).ok()) return TypeKind::kPercent;
  if (parseDate(text, Dialect::kRule).ok()) return TypeKind::kDate;
  if (parseDateTime(text, Dialect::kRule).ok()) return TypeKind::kInstant;
  if (parseFlag(text, Dialect::kRule).ok()) return TypeKind::kFlag;
  const auto quantity = parseQuantity(text, Dialect::kRule);
  REQUIRE(quantity.ok());
  return quantity->isPeriod ? TypeKind::kPeriod : TypeKind::kDuration;
}

Scalar valueOf(const std::string& text, TypeKind kind) {
  if (text == "unknown" || text == "none") return Scalar::unknown();
  if (const auto error = errorNamed(text)) return Scalar::error(*error);
  switch (kind == TypeKind::kError ? kindOf(text) : kind) {
    case TypeKind::kFlag: return Scalar::known(Cell::ofBool(parseFlag(text, Dialect::kRule).value()));
    case TypeKind::kNumber: return Scalar::known(Cell::ofDouble(parseNumber(text, Dialect::kRule).value()));
    case TypeKind::kPercent: return Scalar::known(Cell::ofInt(parsePercent(text, Dialect::kRule)->e8));
    case TypeKind::kMoney: return Scalar::known(Cell::ofInt(parseMoney(text, Dialect::kRule)->amount.e4));
    case TypeKind::kDate: return Scalar::known(Cell::ofInt(parseDate(text, Dialect::kRule).value()));
    case TypeKind::kInstant: {
      const auto at = parseDateTime(text, Dialect::kRule).value();
      return Scalar::known(Cell::ofInt(at.day * kMsPerDay + at.msOfDay - at.offsetMs));
    }
    default: break;
  }
  return Scalar::known(Cell::ofInt(parseQuantity(text, Dialect::kRule)->amount));
}

std::string textOf(Scalar value, TypeKind kind) {
  if (value.state == State::kUnknown) return "unknown";
  if (value.state == State::kError) return std::string("error: ") + errorText(value.cell.asError());
  const std::int64_t v = value.cell.asInt();
  switch (kind) {
    case TypeKind::kFlag: return formatFlag(value.cell.asBool());
    case TypeKind::kNumber: return formatNumber(value.cell.asDouble());
    case TypeKind::kPercent: return formatPercent({v});
    case TypeKind::kMoney: return formatMoney({v}, "GBP");
    case TypeKind::kDate: return formatDate(static_cast<Day>(v));
    case TypeKind::kInstant: return formatInstant(v, Zone::utc());
    case TypeKind::kDuration: return formatDuration(v);
    default: return formatPeriod(v);
  }
}

TEST_CASE("operators do what their table says, and the table covers them all") {
  std::ifstream file(REGARD_SPEC_DIR "/01-operators.csv");
  REQUIRE(file.is_open());
  std::set<std::string> missing;
  for (const ScalarOp op : allOps()) missing.insert(infoOf(op).name);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line[0] == '#' || line.rfind("operator ;", 0) == 0) continue;
    std::istringstream cells(line);
    std::array<std::string, 4> cell;
    for (std::string& c : cell) {
      std::getline(cells, c, ';');
      c = trimmed(c);
    }
    CAPTURE(number, line);
    const auto op = opNamed(cell[0]);
    REQUIRE(op.has_value());
    const ScalarOpInfo& info = infoOf(*op);
    CHECK(info.binary == (cell[2] != "none"));
    const Scalar result = apply(*op, valueOf(cell[1], info.left), valueOf(cell[2], info.right));
    CHECK(textOf(result, info.result) == textOf(valueOf(cell[3], info.result), info.result));
    missing.erase(cell[0]);
  }
  CHECK(missing == std::set<std::string>{});
}

// -- Strictness

Scalar sampleOf(TypeKind kind) { return Scalar::known(kind == TypeKind::kNumber ? Cell::ofDouble(1) : Cell::ofInt(1)); }

TEST_CASE("every operator is strict: the left error, the right error, unknown, in this order") {
  for (const ScalarOp op : allOps()) {
    const ScalarOpInfo& info = infoOf(op);
    CAPTURE(info.name);
    const Scalar left = sampleOf(info.left);
    const Scalar right = sampleOf(info.right);
    const Scalar leftError = Scalar::error(ValueError::kDateOutOfRange);
    const Scalar rightError = Scalar::error(ValueError::kNotANumber);
    const Scalar unknown = Scalar::unknown();
    CHECK(apply(op, left, right).isKnown());
    CHECK(apply(op, leftError, right) == leftError);
    CHECK(apply(op, leftError, unknown) == leftError);
    CHECK(apply(op, leftError, rightError) == leftError);
    CHECK(apply(op, unknown, right) == unknown);
    if (!info.binary) {
      CHECK(apply(op, left, rightError) == apply(op, left, right));
      continue;
    }
    CHECK(apply(op, unknown, unknown) == unknown);
    CHECK(apply(op, left, unknown) == unknown);
    CHECK(apply(op, left, rightError) == rightError);
    CHECK(apply(op, unknown, rightError) == rightError);
  }
}

// -- Laws

TEST_CASE("sums and products of exact values commute, and differences undo sums") {
  std::mt19937_64 random(8);
  for (int i = 0; i < 10'000; ++i) {
    const Scalar a = Scalar::known(Cell::ofInt(anyInt(random)));
    const Scalar b = Scalar::known(Cell::ofInt(anyInt(random)));
    CAPTURE(a.cell.asInt(), b.cell.asInt());
    CHECK(apply(ScalarOp::MulPercentPercent, a, b) == apply(ScalarOp::MulPercentPercent, b, a));
    const Scalar sum = apply(ScalarOp::AddMoney, a, b);
    CHECK(sum == apply(ScalarOp::AddMoney, b, a));
    if (sum.isKnown()) CHECK(apply(ScalarOp::SubMoney, sum, b) == a);
    const Scalar hundred = Scalar::known(Cell::ofInt(kOneE8));
    CHECK(apply(ScalarOp::MulMoneyPercent, a, hundred) == a);
    CHECK(apply(ScalarOp::DivMoneyPercent, a, hundred) == a);
    CHECK(apply(ScalarOp::MulMoneyNumber, a, Scalar::known(Cell::ofDouble(1))) == a);
  }
}

TEST_CASE("exactly one of less, equal and greater holds, and the other three deny them") {
  std::mt19937_64 random(9);
  for (int i = 0; i < 2'000; ++i) {
    const std::int64_t x = anyInt(random);
    const std::int64_t y = i % 3 == 0 ? x : anyInt(random);
    const auto holds = [&](ScalarOp op) {
      return apply(op, Scalar::known(Cell::ofInt(x)), Scalar::known(Cell::ofInt(y))).cell.asBool();
    };
    CAPTURE(x, y);
    CHECK(holds(ScalarOp::LtInt) == (x < y));
    CHECK(holds(ScalarOp::EqInt) == (x == y));
    CHECK(holds(ScalarOp::GtInt) == (x > y));
    CHECK(holds(ScalarOp::GeInt) != holds(ScalarOp::LtInt));
    CHECK(holds(ScalarOp::NeInt) != holds(ScalarOp::EqInt));
    CHECK(holds(ScalarOp::LeInt) != holds(ScalarOp::GtInt));
  }
}

}  // namespace
}  // namespace regard
