// Decision tables of every hit policy: with one result, with several, and with rows for a result.

#include <map>

#include "tests/agree/book_writer.h"

namespace regard::agree {
namespace {

const std::vector<std::string> kSizes = {"small", "medium", "large"};

}  // namespace

/// Every hit policy with a type of result that it can have.
void BookWriter::table(const std::string& name) {
  struct Policy {
    const char* hit;
    std::vector<TypeKind> kinds;
  };
  static const std::vector<TypeKind> kAny = {TypeKind::kFlag, TypeKind::kNumber, TypeKind::kPercent, TypeKind::kMoney,
                                             TypeKind::kText, TypeKind::kDate,   TypeKind::kPeriod};
  static const std::vector<TypeKind> kSums = {TypeKind::kNumber, TypeKind::kPercent, TypeKind::kMoney,
                                              TypeKind::kDuration, TypeKind::kPeriod};
  static const std::vector<TypeKind> kOrders = {TypeKind::kNumber, TypeKind::kPercent,  TypeKind::kMoney,
                                                TypeKind::kDate,   TypeKind::kDuration, TypeKind::kPeriod};
  static const std::vector<Policy> kPolicies = {{"unique", kAny},         {"any", kAny},
                                                {"first", kAny},          {"priority", {TypeKind::kChoice}},
                                                {"collect sum", kSums},   {"collect min", kOrders},
                                                {"collect max", kOrders}, {"collect count", {TypeKind::kNumber}}};
  static const std::map<TypeKind, const char*> kWords = {
      {TypeKind::kFlag, "flag"},     {TypeKind::kNumber, "number"},     {TypeKind::kPercent, "percent"},
      {TypeKind::kMoney, "money"},   {TypeKind::kText, "text"},         {TypeKind::kDate, "date"},
      {TypeKind::kPeriod, "period"}, {TypeKind::kDuration, "duration"}, {TypeKind::kChoice, "size"}};
  const Policy& policy = random_.oneOf(kPolicies);
  const std::string hit = policy.hit;
  const TypeKind kind = random_.oneOf(policy.kinds);
  // A choice with an order and one without, so that both of its priorities are met.
  const bool unordered = kind == TypeKind::kChoice && random_.chance(50);
  const std::vector<std::string> members = unordered ? std::vector<std::string>{"inbound", "outbound"}
                                                     : std::vector<std::string>{"small", "medium", "large"};
  std::vector<RandomExpr::Column> columns;
  if (hit == "unique") columns.push_back(expr_.comparableColumn());
  for (std::size_t i = columns.empty() ? random_.between(1, 2) : random_.below(2); i > 0; --i)
    columns.push_back(expr_.column());
  std::string inputs;
  for (const RandomExpr::Column& column : columns) inputs += (inputs.empty() ? "" : ", ") + column.input;
  line("table " + name + " (" + inputs + ") -> " + (unordered ? "direction" : kWords.at(kind)) + " " + hit + " {");
  const std::vector<std::string> few = {expr_.literal(kind == TypeKind::kChoice ? TypeKind::kFlag : kind),
                                        expr_.literal(kind == TypeKind::kChoice ? TypeKind::kFlag : kind)};
  for (std::size_t rows = random_.between(2, 5); rows > 0; --rows) {
    std::string row = "  |";
    for (const RandomExpr::Column& column : columns)
      row +=
          " " + (hit == "unique" && &column == columns.data() ? expr_.opaqueCell(column) : expr_.cell(column)) + " |";
    if (kind == TypeKind::kChoice)
      row += " " + random_.oneOf(members) + " |";
    else if (hit != "collect count")
      row += " " + (random_.chance(70) ? random_.oneOf(few) : expr_.of(kind, 1)) + " |";
    line(row);
  }
  line("}");
  if (kind != TypeKind::kChoice) return expr_.declare(kind, name);
  expr_.choices().push_back({members, !unordered, {name}});
}

std::string BookWriter::rowsOfTable(const std::vector<RandomExpr::Column>& columns,
                                    const std::vector<Output>& outputs) {
  std::string rows;
  for (std::size_t count = random_.between(2, 5); count > 0; --count) {
    rows += "  |";
    for (const RandomExpr::Column& column : columns) rows += " " + expr_.cell(column) + " |";
    for (const Output& output : outputs) {
      const bool written = output.kind != TypeKind::kChoice && random_.chance(60);
      rows += " " +
              (output.kind == TypeKind::kChoice ? random_.oneOf(kSizes)
               : written                        ? expr_.literal(output.kind)
                                                : expr_.of(output.kind, 1)) +
              " |";
    }
    rows += "\n";
  }
  return rows + "}";
}

std::vector<BookWriter::Output> BookWriter::outputsOf(const std::string& table, bool canBeAddedUp) {
  static const std::vector<Output> kOutputs = {
      {TypeKind::kMoney, "money", ""},       {TypeKind::kNumber, "number", ""}, {TypeKind::kPercent, "percent", ""},
      {TypeKind::kDuration, "duration", ""}, {TypeKind::kText, "text", ""},     {TypeKind::kDate, "date", ""},
      {TypeKind::kPeriod, "period", ""},     {TypeKind::kFlag, "flag", ""}};
  constexpr std::size_t kCanBeAddedUp = 4;  // the first ones
  std::vector<Output> outputs;
  for (std::size_t i = random_.between(1, 3); i > 0; --i) {
    outputs.push_back(canBeAddedUp ? kOutputs[random_.below(kCanBeAddedUp)] : random_.oneOf(kOutputs));
    outputs.back().name = "of_" + table + "_" + std::to_string(i);
  }
  return outputs;
}

std::string BookWriter::headOfTable(const std::string& name, const std::vector<RandomExpr::Column>& columns,
                                    const std::vector<Output>& outputs, const std::string& hit) {
  std::string inputs, fields;
  for (const RandomExpr::Column& column : columns) inputs += (inputs.empty() ? "" : ", ") + column.input;
  for (const Output& output : outputs) fields += (fields.empty() ? "" : ", ") + output.name + " : " + output.type;
  return "table " + name + " (" + inputs + ") -> record { " + fields + " } " + hit + " {";
}

/// Several results: of the row that decides, or each collected by itself.
void BookWriter::tableOfSeveral(const std::string& name) {
  static const std::vector<std::string> kHits = {"first", "first", "any", "priority", "collect sum"};
  const std::vector<RandomExpr::Column> columns = {expr_.column(), expr_.column()};
  const std::string hit = random_.oneOf(kHits);
  std::vector<Output> outputs = outputsOf(name, hit == "collect sum");
  if (hit == "priority")
    for (const char* end : {"_0", "_00"})
      outputs.insert(outputs.begin(), {TypeKind::kChoice, "size", "of_" + name + end});
  line(headOfTable(name, columns, outputs, hit));
  line(rowsOfTable(columns, outputs));
  for (const Output& output : outputs) {
    const std::string field = name + "." + output.name;
    if (output.kind != TypeKind::kChoice)
      expr_.declare(output.kind, field);
    else
      expr_.choices().push_back({kSizes, true, {field}});
  }
}

/// Every row that matches, to be asked as rows are: records, or single values.
void BookWriter::tableOfRows(const std::string& name) {
  static const std::vector<std::string> kHits = {"collect", "rule order", "output order"};
  const std::vector<RandomExpr::Column> columns = {expr_.column(), expr_.column()};
  std::vector<Output> outputs = outputsOf(name, false);
  RowText rows{RowText::Kind::kList, name};
  if (random_.chance(30)) {
    outputs.resize(1);
    line("table " + name + " (" + columns[0].input + ", " + columns[1].input + ") -> " + outputs[0].type +
         " collect {");
    outputs[0].name = "item";
  } else {
    outputs.insert(outputs.begin(), {TypeKind::kChoice, "size", "of_" + name + "_0"});
    line(headOfTable(name, columns, outputs, random_.oneOf(kHits)));
    rows.choices.emplace_back(sizes_, outputs.front().name);
  }
  line(rowsOfTable(columns, outputs));
  for (const Output& output : outputs)
    if (output.kind != TypeKind::kChoice) rows.columns.emplace_back(output.kind, output.name);
  for (int often = 0; often < 3; ++often) expr_.declareRows(rows);
}

}  // namespace regard::agree
