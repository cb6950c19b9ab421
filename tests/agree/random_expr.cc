#include "tests/agree/random_expr.h"

#include <algorithm>
#include <cstddef>

namespace regard::agree {
namespace {

const std::vector<TypeKind> kComparable = {TypeKind::kNumber,  TypeKind::kPercent,  TypeKind::kMoney, TypeKind::kDate,
                                           TypeKind::kInstant, TypeKind::kDuration, TypeKind::kPeriod};
const std::vector<TypeKind> kAnyKind = {TypeKind::kFlag,     TypeKind::kNumber, TypeKind::kPercent,
                                        TypeKind::kMoney,    TypeKind::kText,   TypeKind::kDate,
                                        TypeKind::kDuration, TypeKind::kPeriod, TypeKind::kInstant};

/// Literals of a kind in ascending order, the ends among them near what the kind can hold.
const std::vector<std::string>& literals(TypeKind kind) {
  static const std::map<TypeKind, std::vector<std::string>> kAll = {
      {TypeKind::kFlag, {"no", "yes"}},
      {TypeKind::kNumber, {"0", "0.5", "1", "2", "3", "12", "100", "1_000_000", "100000000000000000000"}},
      {TypeKind::kPercent, {"0%", "0.000001%", "5%", "12.5%", "50%", "100%", "250%", "90000000000%"}},
      {TypeKind::kMoney, {"£0", "£0.0001", "£1", "£9.99", "£40", "£1,250.50", "£900000000000000"}},
      {TypeKind::kText, {"\"\"", "\"north\"", "\"south\"", "\"É\""}},
      {TypeKind::kDate, {"0001-01-01", "2024-02-29", "2025-12-31", "2026-01-01", "2026-06-30", "9999-12-31"}},
      {TypeKind::kInstant,
       {"0001-01-01T00:00", "2025-12-01T00:00", "2025-12-31T23:00", "2026-01-01T12:00", "9999-12-31T23:59"}},
      {TypeKind::kDuration, {"0 days", "1 day", "30 days", "52 weeks", "3000000 days", "100000000000 days"}},
      {TypeKind::kPeriod, {"0 months", "1 month", "12 months", "5 years", "100000 years"}},
  };
  return kAll.at(kind);
}

}  // namespace

std::string RandomExpr::literal(TypeKind kind) { return random_.oneOf(literals(kind)); }

std::string RandomExpr::leaf(TypeKind kind) {
  const std::vector<std::string>&names = names_[kind], &terms = terms_[kind];
  if (!terms.empty() && random_.chance(15)) return random_.oneOf(terms);
  if (!names.empty() && random_.chance(75)) return random_.oneOf(names);
  const std::string written = literal(kind);
  return written == "no" ? "(no)" : written;  // by itself it would ask for the rows that the next line begins with
}

std::string RandomExpr::binary(TypeKind left, const char* op, TypeKind right, int depth) {
  return "(" + of(left, depth - 1) + " " + op + " " + of(right, depth - 1) + ")";
}

std::string RandomExpr::of(TypeKind kind, int depth) {
  if (kind == TypeKind::kFlag) return flag(depth);
  if (depth <= 0 || random_.chance(25)) return leaf(kind);
  if (random_.chance(12)) return valueFromRows(kind, depth - 1);
  return compound(kind, depth);
}

std::string RandomExpr::compound(TypeKind kind, int depth) {
  if (random_.chance(12)) return binary(kind, "else", kind, depth);
  if (random_.chance(12))
    return "(if " + flag(depth - 1) + " then " + of(kind, depth - 1) + " else " + of(kind, depth - 1) + ")";
  return arithmetic(kind, depth);
}

std::string RandomExpr::arithmetic(TypeKind kind, int depth) {
  switch (kind) {
    case TypeKind::kNumber: return number(depth);
    case TypeKind::kPercent: return percent(depth);
    case TypeKind::kMoney: return money(depth);
    case TypeKind::kDate: return date(depth);
    case TypeKind::kInstant: return instant(depth);
    case TypeKind::kDuration: return duration(depth);
    case TypeKind::kPeriod: return period(depth);
    default: return leaf(kind);
  }
}

/// A sum of products with constants, as scores are written that come out of a regression.
std::string RandomExpr::linear() {
  std::string sum = literal(TypeKind::kNumber);
  for (std::size_t terms = random_.between(1, 3); terms > 0; --terms) {
    const std::string name = random_.oneOf(names_[TypeKind::kNumber]);
    const std::string value = random_.chance(60) ? "(" + name + " else " + literal(TypeKind::kNumber) + ")" : name;
    sum += (random_.chance(60) ? " + " : " - ") +
           (random_.chance(80) ? literal(TypeKind::kNumber) + " * " + value : value);
  }
  return "(" + sum + ")";
}

std::string RandomExpr::number(int depth) {
  switch (random_.below(10)) {
    case 9: return linear();
    case 0: return binary(TypeKind::kNumber, "+", TypeKind::kNumber, depth);
    case 1: return binary(TypeKind::kNumber, "-", TypeKind::kNumber, depth);
    case 2: return binary(TypeKind::kNumber, "*", TypeKind::kNumber, depth);
    case 3: return binary(TypeKind::kNumber, "/", TypeKind::kNumber, depth);
    case 4: return binary(TypeKind::kMoney, "/", TypeKind::kMoney, depth);
    case 5: return binary(TypeKind::kPercent, "/", TypeKind::kPercent, depth);
    case 6: return binary(TypeKind::kDuration, "/", TypeKind::kDuration, depth);
    case 7: return binary(TypeKind::kPeriod, "/", TypeKind::kPeriod, depth);
    default: return "(-" + of(TypeKind::kNumber, depth - 1) + ")";
  }
}

std::string RandomExpr::percent(int depth) {
  switch (random_.below(6)) {
    case 0: return binary(TypeKind::kPercent, "+", TypeKind::kPercent, depth);
    case 1: return binary(TypeKind::kPercent, "-", TypeKind::kPercent, depth);
    case 2: return binary(TypeKind::kPercent, "*", TypeKind::kPercent, depth);
    case 3: return binary(TypeKind::kPercent, "*", TypeKind::kNumber, depth);
    case 4: return binary(TypeKind::kPercent, "/", TypeKind::kNumber, depth);
    default: return "(-" + of(TypeKind::kPercent, depth - 1) + ")";
  }
}

std::string RandomExpr::money(int depth) {
  switch (random_.below(7)) {
    case 0: return binary(TypeKind::kMoney, "+", TypeKind::kMoney, depth);
    case 1: return binary(TypeKind::kMoney, "-", TypeKind::kMoney, depth);
    case 2: return binary(TypeKind::kPercent, "*", TypeKind::kMoney, depth);
    case 3: return binary(TypeKind::kMoney, "*", TypeKind::kNumber, depth);
    case 4: return binary(TypeKind::kMoney, "/", TypeKind::kNumber, depth);
    case 5: return binary(TypeKind::kMoney, "/", TypeKind::kPercent, depth);
    default: return "(-" + of(TypeKind::kMoney, depth - 1) + ")";
  }
}

std::string RandomExpr::date(int depth) {
  const char* op = random_.chance(50) ? "+" : "-";
  return binary(TypeKind::kDate, op, random_.chance(50) ? TypeKind::kDuration : TypeKind::kPeriod, depth);
}

std::string RandomExpr::instant(int depth) {
  return binary(TypeKind::kInstant, random_.chance(50) ? "+" : "-", TypeKind::kDuration, depth);
}

std::string RandomExpr::duration(int depth) {
  static const std::vector<std::string> kUnits = {"(seconds", "(minutes", "(hours", "(days", "(weeks"};
  switch (random_.below(11)) {
    case 0: return binary(TypeKind::kDuration, "+", TypeKind::kDuration, depth);
    case 1: return binary(TypeKind::kDuration, "-", TypeKind::kDuration, depth);
    case 2: return binary(TypeKind::kDuration, "*", TypeKind::kNumber, depth);
    case 3: return binary(TypeKind::kDuration, "/", TypeKind::kNumber, depth);
    case 4: return binary(TypeKind::kDate, "-", TypeKind::kDate, depth);
    case 5: return "(-" + of(TypeKind::kDuration, depth - 1) + ")";
    case 6: return binary(TypeKind::kInstant, "-", TypeKind::kInstant, depth);
    case 7:
      return random_.oneOf(kUnits) + " from " + of(TypeKind::kInstant, depth - 1) + " to " +
             of(TypeKind::kInstant, depth - 1) + ")";
    default:
      return std::string(random_.chance(50) ? "(days" : "(weeks") + " from " + of(TypeKind::kDate, depth - 1) + " to " +
             of(TypeKind::kDate, depth - 1) + ")";
  }
}

std::string RandomExpr::period(int depth) {
  switch (random_.below(4)) {
    case 0: return binary(TypeKind::kPeriod, "+", TypeKind::kPeriod, depth);
    case 1: return binary(TypeKind::kPeriod, "-", TypeKind::kPeriod, depth);
    case 2: return "(-" + of(TypeKind::kPeriod, depth - 1) + ")";
    default:
      return std::string(random_.chance(50) ? "(months" : "(years") + " from " + of(TypeKind::kDate, depth - 1) +
             " to " + of(TypeKind::kDate, depth - 1) + ")";
  }
}

std::string RandomExpr::flag(int depth) {
  if (depth <= 0) {
    if (random_.chance(50)) return compare(0);
    return leaf(TypeKind::kFlag);
  }
  switch (random_.below(16)) {
    case 0:
    case 1: return "(" + flag(depth - 1) + " and " + flag(depth - 1) + ")";
    case 2:
    case 3: return "(" + flag(depth - 1) + " or " + flag(depth - 1) + ")";
    case 4: return "(not " + flag(depth - 1) + ")";
    case 5: return compareChoice(depth);
    case 6: return random_.chance(50) ? inChoiceSet() : inSet(depth);
    case 7: return isKnown(depth);
    case 8: return compound(TypeKind::kFlag, depth);
    case 9:
    case 10:
    case 11: return askRows(depth);
    case 12: return random_.chance(50) ? compareText(depth) : ranked();
    default: return compare(depth);
  }
}

std::string RandomExpr::compare(int depth) {
  static const std::vector<std::string> kOrders = {"=", "!=", "<", "<=", ">", ">="};
  const bool equality = random_.chance(20);
  const TypeKind kind = equality ? random_.oneOf(kAnyKind) : random_.oneOf(kComparable);
  const std::string op = random_.oneOf(kOrders);
  return binary(kind, equality ? (random_.chance(50) ? "=" : "!=") : op.c_str(), kind, depth);
}

std::string RandomExpr::compareText(int depth) {
  static const std::vector<std::string> kFunctions = {"starts_with", "ends_with", "contains"};
  return random_.oneOf(kFunctions) + "(" + of(TypeKind::kText, depth - 1) + ", " + of(TypeKind::kText, depth - 1) + ")";
}

/// One that something has a value of: of the outcomes, only contacts have.
const ChoiceText& RandomExpr::anyChoice() {
  for (;;) {
    const ChoiceText& choice = random_.oneOf(choices_);
    if (!choice.values.empty() || !choice.terms.empty()) return choice;
  }
}

std::string RandomExpr::valueOf(const ChoiceText& choice) {
  const bool term = choice.values.empty() || (!choice.terms.empty() && random_.chance(30));
  return random_.oneOf(term ? choice.terms : choice.values);
}

std::string RandomExpr::choiceValue(const ChoiceText& choice, int depth) {
  const std::string name = valueOf(choice);
  if (depth <= 0 || random_.chance(70)) return name;
  if (random_.chance(50)) return "(" + name + " else " + random_.oneOf(choice.members) + ")";
  return "(if " + flag(depth - 1) + " then " + name + " else " + valueOf(choice) + ")";
}

std::string RandomExpr::compareChoice(int depth) {
  static const std::vector<std::string> kOrders = {"=", "!=", "<", "<=", ">", ">="};
  const ChoiceText& choice = anyChoice();
  const std::string op = kOrders[random_.below(choice.ordered ? 6 : 2)];
  return "(" + choiceValue(choice, depth) + " " + op + " " +
         (random_.chance(80) ? random_.oneOf(choice.members) : valueOf(choice)) + ")";
}

std::string RandomExpr::inSet(int depth) {
  const TypeKind kind = random_.chance(15) ? TypeKind::kText : random_.oneOf(kComparable);
  const std::vector<std::string>& known = literals(kind);
  std::string members;
  for (std::size_t i = random_.between(1, 4); i > 0; --i) {
    if (kind == TypeKind::kText || random_.chance(40)) {
      members += random_.chance(70) ? literal(kind) : of(kind, depth - 1);
    } else if (random_.chance(70)) {
      const std::size_t low = random_.below(known.size() - 1);
      members += known[low] + (random_.chance(50) ? ".." : "..<") + known[random_.between(low + 1, known.size() - 1)];
    } else {  // ends that are not both constants may stand either way round
      members += "(" + random_.oneOf(names_[kind]) + ")" + (random_.chance(50) ? ".." : "..<") + of(kind, depth - 1);
    }
    if (i > 1) members += ", ";
  }
  return "(" + of(kind, depth - 1) + (random_.chance(30) ? " not in { " : " in { ") + members + " })";
}

std::string RandomExpr::inChoiceSet() {
  const ChoiceText& choice = anyChoice();
  const std::size_t first = random_.below(choice.members.size());
  std::string members = choice.members[first];
  if (choice.ordered && first + 1 < choice.members.size() && random_.chance(50))
    members += (random_.chance(50) ? ".." : "..<") + choice.members.back();
  else if (random_.chance(50))
    members += ", " + random_.oneOf(choice.members);
  return "(" + valueOf(choice) + (random_.chance(30) ? " not in { " : " in { ") + members + " })";
}

std::string RandomExpr::isKnown(int depth) {
  static const std::vector<std::string> kAsked = {" is known", " is unknown", " is not known", " is not unknown"};
  const std::string asked = random_.oneOf(kAsked);
  if (random_.chance(20)) return "(" + valueOf(anyChoice()) + asked + ")";
  const TypeKind kind = random_.oneOf(kAnyKind);
  return "(" + (random_.chance(40) ? leaf(kind) : of(kind, depth - 1)) + asked + ")";
}

RandomExpr::Column RandomExpr::column() {
  if (random_.chance(40)) {
    std::size_t choice = random_.below(choices_.size());
    while (choices_[choice].values.empty()) choice = random_.below(choices_.size());
    return {random_.oneOf(choices_[choice].values), TypeKind::kChoice, choice};
  }
  const TypeKind kind = random_.oneOf(kAnyKind);
  return {random_.oneOf(names_[kind]), kind, 0};
}

RandomExpr::Column RandomExpr::comparableColumn() {
  const TypeKind kind = random_.oneOf(kComparable);
  return {field(kind), kind, 0};
}

/// A field of the profile: two of each kind are declared before all else. Formulas may be constants.
const std::string& RandomExpr::field(TypeKind kind) { return names_[kind][random_.below(2)]; }

std::string RandomExpr::opaqueCell(const Column& column) {
  static const std::vector<std::string> kOrders = {"=", "!=", "<", "<=", ">", ">="};
  return random_.oneOf(kOrders) + " (" + field(column.kind) + ")";
}

std::string RandomExpr::cell(const Column& column) {
  static const std::vector<std::string> kOrders = {"=", "!=", "<", "<=", ">", ">="};
  if (random_.chance(25)) return "-";
  if (random_.chance(12)) return random_.chance(60) ? "unknown" : "not unknown";
  const bool isComparable = std::find(kComparable.begin(), kComparable.end(), column.kind) != kComparable.end();
  if (isComparable && random_.chance(10)) return opaqueCell(column);
  if (isComparable && random_.chance(40)) return random_.oneOf(kOrders) + " " + literal(column.kind);
  return (random_.chance(15) ? "not " : "") + cellMembers(column) + (random_.chance(10) ? ", unknown" : "");
}

std::string RandomExpr::cellMembers(const Column& column) {
  const bool isChoice = column.kind == TypeKind::kChoice;
  const std::vector<std::string>& all = isChoice ? choices_[column.choice].members : literals(column.kind);
  const bool ordered =
      isChoice ? choices_[column.choice].ordered : column.kind != TypeKind::kFlag && column.kind != TypeKind::kText;
  const std::size_t low = random_.below(all.size());
  if (ordered && low + 1 < all.size() && random_.chance(60))
    return all[low] + (random_.chance(50) ? ".." : "..<") + all[random_.between(low + 1, all.size() - 1)];
  return all[low] + (random_.chance(30) ? ", " + random_.oneOf(all) : "");
}

}  // namespace regard::agree
