#include "engine/door/values.h"

#include <chrono>
#include <cstdlib>
#include <string>

#include "base/check.h"
#include "base/format.h"

namespace regard {
namespace {

static_assert(static_cast<int>(TypeKind::kFlag) == static_cast<int>(ValueKind::flag) + 1 &&
                  static_cast<int>(TypeKind::kChoice) == static_cast<int>(ValueKind::choice) + 1,
              "the door's kinds are the language's, without the faulty one");
static_assert(static_cast<int>(FaultKind::kInvalid) == static_cast<int>(ErrorKind::invalid) &&
                  static_cast<int>(FaultKind::kIo) == static_cast<int>(ErrorKind::io),
              "the door's error kinds are ours");

std::string spell(TypeKind kind, Cell cell, std::string_view text, std::string_view currency, const Zone& zone) {
  switch (kind) {
    case TypeKind::kFlag: return formatFlag(cell.asBool());
    case TypeKind::kNumber: return formatNumber(cell.asDouble());
    case TypeKind::kPercent: return formatPercent(Percent{cell.asInt()});
    case TypeKind::kMoney: return formatMoney(Money{cell.asInt()}, currency);
    case TypeKind::kDate: return formatDate(static_cast<Day>(cell.asInt()));
    case TypeKind::kInstant: return formatInstant(cell.asInt(), zone);
    case TypeKind::kDuration: return formatDuration(cell.asInt());
    case TypeKind::kPeriod: return formatPeriod(cell.asInt());
    case TypeKind::kText:
    case TypeKind::kChoice: return std::string(text);
    case TypeKind::kError: break;
  }
  REGARD_CHECK(false, "a value without a type");
  std::abort();
}

}  // namespace

std::int64_t clockMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

Error errorOf(const Fault& fault) { return {static_cast<ErrorKind>(fault.kind), fault.message}; }

Value valueOf(TypeKind kind, Scalar value, std::string_view text, std::string_view currency, const Zone& zone) {
  REGARD_CHECK(kind != TypeKind::kError);
  Value out;
  out.kind = static_cast<ValueKind>(static_cast<int>(kind) - 1);
  switch (value.state) {
    case State::kUnknown: out.text = "unknown"; return out;
    case State::kError:
      out.state = ValueState::error;
      out.text = errorText(value.cell.asError());
      return out;
    case State::kKnown: break;
  }
  out.state = ValueState::known;
  out.text = spell(kind, value.cell, text, currency, zone);
  if (kind == TypeKind::kMoney) out.digits = formatMoneyPlain(Money{value.cell.asInt()});
  if (kind == TypeKind::kPercent) out.digits = formatPercentPlain(Percent{value.cell.asInt()});
  if (kind == TypeKind::kNumber) out.digits = out.text;
  return out;
}

Value valueOf(const ir::Program& program, const Inputs& inputs, const Zone& zone, Type type, Scalar value) {
  std::string_view text;
  if (value.isKnown() && type.kind == TypeKind::kText) text = textOf(program, inputs, value.cell.asText());
  if (value.isKnown() && type.kind == TypeKind::kChoice)
    text = program.choices[type.choice].members[static_cast<std::size_t>(value.cell.asInt())].name;
  return valueOf(type.kind, value, text, program.currency, zone);
}

Value moneyValue(Money amount, std::string_view currency) {
  return valueOf(TypeKind::kMoney, Scalar::known(Cell::ofInt(amount.e4)), {}, currency, Zone::utc());
}

Figure Figure::money(std::int64_t e4, std::string_view currency) {
  Figure figure;
  figure.units_ = e4;
  currency.copy(figure.currency_.data(), figure.currency_.size());
  figure.isMoney_ = true;
  figure.state_ = ValueState::known;
  return figure;
}

Figure Figure::share(std::int64_t e8) {
  Figure figure;
  figure.units_ = e8;
  figure.state_ = ValueState::known;
  return figure;
}

std::string Figure::text() const {
  if (!isKnown()) return "unknown";
  if (!isMoney_) return formatPercent({units_});
  const std::string_view letters(currency_.data(), currency_.size());
  return formatMoney({units_}, letters.substr(0, letters.find('\0')));
}

std::string Figure::digits() const {
  if (!isKnown()) return {};
  return isMoney_ ? formatMoneyPlain({units_}) : formatPercentPlain({units_});
}

}  // namespace regard
