#include "engine/ingest/cell_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/literals.h"
#include "base/nearest.h"
#include "engine/store/record.h"

namespace regard {

namespace {

constexpr std::size_t kMembersShown = 8;

bool equalsIgnoringCase(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

/// The parsed literal as a scalar, or its fault in `reason`.
template <class T, class ToCell>
std::optional<Scalar> scalarOf(Result<T>&& parsed, std::string& reason, ToCell&& toCell) {
  if (parsed.ok()) [[likely]]
    return Scalar::known(toCell(*parsed));
  reason = parsed.fault().message;
  return {};
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool saysNothing(std::string_view cell) {
  cell = trimmed(cell);
  if (cell.empty()) return true;
  const char first = cell.front();
  if (cell.size() > 7 || (first != 'u' && first != 'U' && first != 'n' && first != 'N')) return false;
  return equalsIgnoringCase(cell, "unknown") || equalsIgnoringCase(cell, "null") || equalsIgnoringCase(cell, "na") ||
         equalsIgnoringCase(cell, "n/a");
}

CellReader::CellReader(const CatalogField& attribute, std::string_view currency, const Zone* zone)
    : attribute_(&attribute), currency_(currency), zone_(zone), spellings_(attribute.members) {
  REGARD_CHECK(attribute.kind != TypeKind::kError, attribute.name);
}

CellOutcome CellReader::read(std::string_view cell, Scalar& value, std::string& reason) {
  if (attribute_->kind == TypeKind::kText) return readText(cell, value, reason);
  if (attribute_->kind == TypeKind::kChoice) return readChoice(cell, value, reason);
  if (saysNothing(cell)) return CellOutcome::kUnknown;
  const std::optional<Scalar> parsed = parse(cell, reason);
  if (parsed) [[likely]] {
    value = *parsed;
    return CellOutcome::kKnown;
  }
  if (attribute_->isPrivate)
    reason = fmt::format("cannot be read as {} (the value is private)", kindName(attribute_->kind));
  return CellOutcome::kFault;
}

std::optional<Scalar> CellReader::parse(std::string_view cell, std::string& reason) const {
  switch (attribute_->kind) {
    case TypeKind::kFlag:
      return scalarOf(parseFlag(cell, Dialect::kData), reason, [](bool flag) { return Cell::ofBool(flag); });
    case TypeKind::kNumber:
      return scalarOf(parseNumber(cell, Dialect::kData), reason, [](double number) { return Cell::ofDouble(number); });
    case TypeKind::kPercent:
      return scalarOf(parsePercent(cell, Dialect::kData), reason, [](Percent p) { return Cell::ofInt(p.e8); });
    case TypeKind::kDate:
      return scalarOf(parseDate(cell, Dialect::kData), reason, [](Day day) { return Cell::ofInt(day); });
    case TypeKind::kMoney: {
      const Result<MoneyLiteral> money = parseMoney(cell, Dialect::kData);
      if (!money.ok()) {
        reason = money.fault().message;
      } else if (money->currency[0] != '\0' && currency_ != std::string_view(money->currency)) {
        reason = fmt::format("`{}` is in {}, this store holds {}", cell, std::string_view(money->currency), currency_);
      } else {
        return Scalar::known(Cell::ofInt(money->amount.e4));
      }
      return {};
    }
    case TypeKind::kInstant: {
      const Result<DateTimeLiteral> time = parseDateTime(cell, Dialect::kData);
      if (!time.ok()) {
        reason = time.fault().message;
      } else if (!time->hasOffset && zone_ != nullptr) {
        return Scalar::known(Cell::ofInt(zone_->instantOf(time->day * kMsPerDay + time->msOfDay)));
      } else if (!time->hasOffset) {
        reason = fmt::format("`{}` does not say which clock it is on: write the offset, as in 2026-03-01T10:00Z", cell);
      } else {
        return Scalar::known(Cell::ofInt(time->day * kMsPerDay + time->msOfDay - time->offsetMs));
      }
      return {};
    }
    case TypeKind::kDuration:
    case TypeKind::kPeriod: {
      const Result<QuantityLiteral> quantity = parseQuantity(cell, Dialect::kData);
      const bool wantsPeriod = attribute_->kind == TypeKind::kPeriod;
      if (!quantity.ok()) {
        reason = quantity.fault().message;
      } else if (quantity->isPeriod != wantsPeriod) {
        reason = fmt::format("`{}` is not a {}: write {}", cell, kindName(attribute_->kind),
                             wantsPeriod ? "months or years" : "seconds, minutes, hours, days or weeks");
      } else {
        return Scalar::known(Cell::ofInt(quantity->amount));
      }
      return {};
    }
    case TypeKind::kError:
    case TypeKind::kText:
    case TypeKind::kChoice: break;
  }
  REGARD_CHECK(false, attribute_->name);
  return {};
}

CellOutcome CellReader::readText(std::string_view cell, Scalar& value, std::string& reason) const {
  if (trimmed(cell).empty()) return CellOutcome::kUnknown;
  if (cell.size() > kTextBytesMax) {
    reason = fmt::format("is longer than {} bytes", kTextBytesMax);
    return CellOutcome::kFault;
  }
  value = Scalar::known({});
  return CellOutcome::kKnown;
}

CellOutcome CellReader::readChoice(std::string_view cell, Scalar& value, std::string& reason) {
  std::optional<std::uint32_t> member = spellings_.exactly(cell);
  if (!member) {
    if (saysNothing(cell)) return CellOutcome::kUnknown;
    member = spellings_.loosely(cell);
  }
  if (member) [[likely]] {
    value = Scalar::known(Cell::ofInt(*member));
    return CellOutcome::kKnown;
  }
  reason = attribute_->isPrivate ? "is not a member of the choice (the value is private)" : notAMember(cell);
  return CellOutcome::kFault;
}

std::string CellReader::notAMember(std::string_view cell) const {
  std::vector<std::string> spellings;
  std::string shown;
  for (const CatalogMember& member : attribute_->members) {
    const std::string& spelling = member.title.empty() ? member.name : member.title;
    if (spellings.size() < kMembersShown) shown += (shown.empty() ? "" : ", ") + spelling;
    spellings.push_back(spelling);
  }
  if (spellings.size() > kMembersShown) shown += ", …";
  const std::string hint = didYouMean(cell, spellings);
  return fmt::format("`{}` is not one of {{ {} }}{}{}", cell, shown, hint.empty() ? "" : ": ", hint);
}

}  // namespace regard
