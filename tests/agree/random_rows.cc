// What expressions ask of rows, and of how customers stand among all others.

#include <algorithm>

#include "tests/agree/random_expr.h"

namespace regard::agree {
namespace {

/// The longest ones reach back before anything was recorded.
const std::vector<std::string> kWindows = {"in last 1 hour",  "in last 1 day",   "in last 7 days",   "in last 30 days",
                                           "in last 6 weeks", "in last 1 month", "in last 3 months", "in last 1 year",
                                           "this day",        "this week",       "this month",       "this year"};
const std::vector<std::string> kOrders = {"=", "!=", "<", "<=", ">", ">="};

bool canBeAdded(TypeKind kind) {
  return kind == TypeKind::kNumber || kind == TypeKind::kPercent || kind == TypeKind::kMoney ||
         kind == TypeKind::kDuration || kind == TypeKind::kPeriod;
}

std::vector<std::string> functionsOf(TypeKind kind) {
  std::vector<std::string> all = {"first", "latest"};
  if (kind != TypeKind::kFlag && kind != TypeKind::kText) all.insert(all.end(), {"min", "max"});
  if (canBeAdded(kind)) all.insert(all.end(), {"sum", "sum"});
  if (canBeAdded(kind) && kind != TypeKind::kPeriod) all.push_back("average");
  return all;
}

}  // namespace

std::string RandomExpr::aboutRow(const RowText& rows, int depth) {
  const RandomExpr& outside = outside_ == nullptr ? *this : *outside_;  // another row's columns mean nothing in here
  RandomExpr inRow = outside;
  inRow.outside_ = &outside;
  for (const auto& [kind, column] : rows.columns)
    for (int twice = 0; twice < 2; ++twice) inRow.declare(kind, column);
  for (const auto& [choice, column] : rows.choices) inRow.choices_[choice].values.push_back(column);
  return inRow.flag(depth);
}

std::string RandomExpr::windowAndFilter(const RowText& rows, int depth) {
  std::string text;
  if (rows.kind != RowText::Kind::kList && random_.chance(75)) text += " " + random_.oneOf(kWindows);
  if (random_.chance(70)) text += " where " + aboutRow(rows, depth);
  return text;
}

std::string RandomExpr::countOf(int depth) {
  if (rows_.empty()) return leaf(TypeKind::kNumber);
  const RowText& rows = random_.oneOf(rows_);
  const bool open = rows.kind == RowText::Kind::kCase && random_.chance(40);
  if (open) return "count(open " + rows.name + (random_.chance(60) ? " where " + aboutRow(rows, depth - 1) : "") + ")";
  return "count(" + rows.name + windowAndFilter(rows, depth - 1) + ")";
}

std::string RandomExpr::compareCount(int depth) {
  const std::string limit =
      random_.chance(70) ? std::to_string(random_.below(4)) : of(TypeKind::kNumber, std::min(depth - 1, 1));
  const std::string counted = countOf(depth), op = random_.oneOf(kOrders);
  return random_.chance(80) ? "(" + counted + " " + op + " " + limit + ")"
                            : "(" + limit + " " + op + " " + counted + ")";
}

/// Membership of a list of single values; in a condition about a row, of what is not the row's, as a contact's channel.
std::string RandomExpr::inList(int depth) {
  RandomExpr asked = outside_ == nullptr ? *this : *outside_;
  for (const RowText& rows : rows_) {
    if (rows.columns.size() != 1 || !rows.choices.empty() || !random_.chance(50)) continue;
    const std::string value = asked.of(rows.columns.front().first, depth - 1);
    if (outside_ != nullptr && value.find("[channel]") != std::string::npos) continue;
    return "(" + value + (random_.chance(30) ? " not in " : " in ") + rows.name + ")";
  }
  return compareCount(depth);
}

std::string RandomExpr::askRows(int depth) {
  if (rows_.empty()) return compare(depth);
  const RowText& rows = random_.oneOf(rows_);
  switch (random_.below(9)) {
    case 0: return "any(" + rows.name + windowAndFilter(rows, depth - 1) + ")";
    case 1: return "every(" + rows.name + " where " + aboutRow(rows, depth - 1) + ")";
    case 2: {
      const std::string asked = windowAndFilter(rows, depth - 1);
      return asked.find(" where ") == std::string::npos ? "(no " + rows.name + asked + ")"
                                                        : "(no (" + rows.name + asked + "))";
    }
    case 3:
      if (rows.kind != RowText::Kind::kCase) return inList(depth);
      return (random_.chance(50) ? "open(" : "overdue(") + rows.name + windowAndFilter(rows, depth - 1) + ")";
    case 4: return inList(depth);
    case 5: return valueFromRows(TypeKind::kFlag, depth);
    default: return compareCount(depth);
  }
}

std::string RandomExpr::valueFromRows(TypeKind kind, int depth) {
  if (kind == TypeKind::kNumber && random_.chance(50)) return countOf(depth);
  std::vector<std::pair<const RowText*, std::string>> columns;
  for (const RowText& rows : rows_)
    for (const auto& [of, column] : rows.columns)
      if (of == kind) columns.emplace_back(&rows, column);
  if (columns.empty()) return leaf(kind);
  const auto& [rows, column] = random_.oneOf(columns);
  const bool single = rows->columns.size() == 1 && rows->choices.empty();
  return random_.oneOf(functionsOf(kind)) + "(" + rows->name + (single ? "" : "." + column) +
         windowAndFilter(*rows, depth - 1) + ")";
}

std::string RandomExpr::ranked() {
  static const std::vector<std::string> kShares = {"top 5%", "top 20%", "bottom 10%", "top 10", "bottom 3"};
  if (figures_.empty()) return leaf(TypeKind::kFlag);
  const std::string of = !rungs_.empty() && random_.chance(40) ? " of " + random_.oneOf(rungs_) : "";
  return "(" + random_.oneOf(figures_) + (random_.chance(25) ? " not in " : " in ") + random_.oneOf(kShares) + of + ")";
}

}  // namespace regard::agree
