// Calls: what they ask of rows (`count(complaint in last 90 days where …)`), of text, of a model.

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "dsl/sema/context.h"
#include "dsl/sema/operators.h"
#include "dsl/sema/walk.h"

namespace regard::dsl {
namespace {

/// What a function makes of rows. `ofColumn`: of one column of them, `sum(order.amount)`; else of the rows themselves.
struct RowFunction {
  std::string_view name;
  ir::Aggregate aggregate;
  bool ofColumn;
};
constexpr std::array<RowFunction, 11> kRowFunctions = {{{"count", ir::Aggregate::kCount, false},
                                                        {"any", ir::Aggregate::kCountGe, false},
                                                        {"every", ir::Aggregate::kCountEq, false},
                                                        {"open", ir::Aggregate::kCountGe, false},
                                                        {"overdue", ir::Aggregate::kCountGe, false},
                                                        {"sum", ir::Aggregate::kSum, true},
                                                        {"average", ir::Aggregate::kAverage, true},
                                                        {"min", ir::Aggregate::kMin, true},
                                                        {"max", ir::Aggregate::kMax, true},
                                                        {"first", ir::Aggregate::kFirst, true},
                                                        {"latest", ir::Aggregate::kLatest, true}}};
struct TextFunction {
  std::string_view name;
  ir::Op op;
};
constexpr std::array<TextFunction, 3> kTextFunctions = {
    {{"starts_with", ir::Op::kStartsWith}, {"ends_with", ir::Op::kEndsWith}, {"contains", ir::Op::kContains}}};

std::vector<std::string> functionNames() {
  std::vector<std::string> names{"decile", "quintile"};
  for (const RowFunction& row : kRowFunctions) names.emplace_back(row.name);
  for (const TextFunction& text : kTextFunctions) names.emplace_back(text.name);
  return names;
}

/// What a query's rows come from: those of a table from the table.
Resolved sourceOf(const Context& c, const Query& query) {
  if (query.stream >= c.out.programStreams)
    return {Resolved::Kind::kNamed, c.tableEntries[query.stream - c.out.programStreams], 0};
  if (query.column == ir::kNone) return {Resolved::Kind::kStream, query.stream, 0};
  return {Resolved::Kind::kColumn, query.column, query.stream};
}

struct Caller {
  Context& c;
  ast::ExprId id;
  const ast::CallExpr& call;
  Where where;

  Span span() const { return c.book.at(id).span; }
  Type refuse(Code code, Span at, std::string fact, std::string hint) const {
    c.sink.report(code, at, std::move(fact), std::move(hint));
    return {};
  }

  /// The name of rows and, after a dot, of a column.
  struct Subject {
    ast::Word rows, column;
  };
  Subject subjectOf(const ast::CallArg& arg) const {
    if (arg.role == ast::CallArg::Role::kOpen) return {arg.open, {}};
    if (arg.value == ast::kNoExpr) return {};
    const ast::Expr& expr = c.book.at(arg.value);
    if (const auto* name = std::get_if<ast::NameExpr>(&expr.node)) return {{name->name, expr.span}, {}};
    const auto* member = std::get_if<ast::MemberExpr>(&expr.node);
    const auto* object = member == nullptr ? nullptr : std::get_if<ast::NameExpr>(&c.book.at(member->object).node);
    if (object == nullptr) return {};
    return {{object->name, c.book.at(member->object).span}, member->member};
  }

  Type rows(const RowFunction& function) const {
    const std::string example =
        function.ofColumn ? "sum(order.amount in last 90 days)" : "count(order in last 90 days)";
    if (call.args.size() != 1)
      return refuse(Code::E0212, span(), quoted(call.name.text) + " asks one thing of rows",
                    "write it as in " + quoted(example));
    const ast::CallArg& arg = call.args.front();
    const bool rowsMeant = arg.role == ast::CallArg::Role::kValue || arg.role == ast::CallArg::Role::kOpen;
    const Subject subject = rowsMeant ? subjectOf(arg) : Subject{};
    if (subject.rows.empty())
      return refuse(Code::E0212, arg.span, quoted(c, arg.span) + " has no rows",
                    "name an event or a list, as in " + quoted(example));
    const std::uint32_t stream = requireStream(c, subject.rows);
    if (stream == ir::kNone) return {};
    Query query;
    query.aggregate = function.aggregate;
    query.stream = stream;
    query.where = arg.where;
    const std::optional<std::uint32_t> window = windowIndex(c, arg.window, c.out.streams[stream]);
    const Type column = columnOf(function, subject, query);
    const bool flagged = takeFlag(arg, query);
    if (arg.where != ast::kNoExpr) {
      const RowScope scope(c, stream);
      typeCondition(c, arg.where, where);
    }
    if (!window || !flagged || column.kind == TypeKind::kError) return {};
    query.window = *window;
    if (arg.value != ast::kNoExpr)  // so that whoever follows a value to its source finds the rows
      c.out.resolved[arg.value] = sourceOf(c, query);
    const Type type = resultOf(function, query, column);
    c.out.queries.emplace(id, query);
    return type;
  }

  /// The column a function is about; of one that is about rows, a number. kError when reported.
  Type columnOf(const RowFunction& function, const Subject& subject, Query& query) const {
    const ir::Stream& stream = c.out.streams[query.stream];
    if (!function.ofColumn) {
      if (subject.column.empty()) return kNumberType;
      return refuse(Code::E0212, subject.column.span,
                    quoted(call.name.text) + " is about rows, not about one of their fields",
                    "write " + quoted(call.name.text + "(" + stream.name + " where …)"));
    }
    const bool single = stream.columns.size() == 1;
    query.column = single && subject.column.empty() ? 0 : columnNamed(stream, subject.column.text);
    if (query.column != ir::kNone) return stream.columns[query.column].type;
    std::vector<std::string> names;
    for (const ir::Column& column : stream.columns) names.push_back(column.name);
    std::string hint = subject.column.empty() ? "" : didYouMean(subject.column.text, names);
    if (hint.empty())
      hint = "say which of its fields, as in " + quoted(call.name.text + "(" + stream.name + "." + names.back() + ")");
    return refuse(Code::E0212, subject.column.empty() ? subject.rows.span : subject.column.span,
                  subject.column.empty() ? quoted(call.name.text) + " is about one field of " + quoted(stream.name)
                                         : quoted(stream.name) + " has no field " + quoted(subject.column.text),
                  std::move(hint));
  }

  /// `open(complaint)`, `count(open complaint)`: only cases are open.
  bool takeFlag(const ast::CallArg& arg, Query& query) const {
    const bool overdue = call.name.text == "overdue";
    const bool isOpen = call.name.text == "open" || arg.role == ast::CallArg::Role::kOpen;
    if (!overdue && !isOpen) return true;
    query.flag = overdue ? ir::kOverdueColumn : ir::kOpenColumn;
    const ir::Stream& stream = c.out.streams[query.stream];
    if (stream.kind == ir::StreamKind::kCase) return true;
    c.sink.report(Code::E0212, arg.span, quoted(stream.name) + " is no case: it is never open",
                  "declare it as `case " + stream.name + " { … } answer within 2 working days`");
    return false;
  }

  Type resultOf(const RowFunction& function, Query& query, Type column) const {
    if (function.name == "count") return kNumberType;
    if (function.name == "every") {
      query.negated = true;
      query.compared = 0;
      if (query.where != ast::kNoExpr) return kFlagType;
      return refuse(Code::E0212, span(), "`every` does not say what every row has to be",
                    "add it, as in `every(products where price > £10)`");
    }
    if (!function.ofColumn) {
      query.compared = 1;
      return kFlagType;
    }
    if (function.name == "first" || function.name == "latest") return column;
    const bool adds = operatorFor(ast::BinaryOp::kAdd, column.kind, column.kind).has_value();
    const bool averages = adds && column.kind != TypeKind::kPeriod;
    const bool orders = isComparable(c, ast::BinaryOp::kLt, column, column);
    const bool fits = function.name == "sum" ? adds : function.name == "average" ? averages : orders;
    if (fits) return column;
    return refuse(Code::E0203, call.args.front().span,
                  quoted(call.name.text) + " takes what can be " +
                      (function.name == "sum" || function.name == "average" ? "added up" : "put in order") + ", and " +
                      quoted(c, c.book.at(call.args.front().value).span) + " is " + typeWord(c, column),
                  "count the rows, or take the `first` or `latest` of them");
  }

  Type text(const TextFunction& function) const {
    if (call.args.size() != 2)
      return refuse(Code::E0212, span(), quoted(call.name.text) + " compares two texts",
                    "write it as in " + quoted(call.name.text + "(name, \"Mc\")"));
    for (const ast::CallArg& arg : call.args) {
      if (arg.role != ast::CallArg::Role::kValue || arg.where != ast::kNoExpr ||
          arg.window.kind != ast::Window::Kind::kAll)
        return refuse(Code::E0212, arg.span, "a text has no rows",
                      "write it as in " + quoted(call.name.text + "(name, \"Mc\")"));
      typeAs(c, arg.value, where, kTextType, "what " + quoted(call.name.text) + " looks at");
    }
    c.out.textOps.emplace(id, function.op);
    return kFlagType;
  }
};

}  // namespace

Type typeCall(Context& c, ast::ExprId id, const ast::CallExpr& call, Where where) {
  if (call.object != ast::kNoExpr) return typeModelCall(c, id, call);
  const Caller caller{c, id, call, where};
  if (call.name.text == "decile" || call.name.text == "quintile") return typeDecile(c, id, call, where);
  for (const RowFunction& row : kRowFunctions)
    if (row.name == call.name.text) return caller.rows(row);
  for (const TextFunction& text : kTextFunctions)
    if (text.name == call.name.text) return caller.text(text);
  std::string hint = didYouMean(call.name.text, functionNames());
  if (hint.empty())
    hint =
        "there are count, sum, average, min, max, first, latest, any, every, open, overdue, decile, quintile, "
        "starts_with, ends_with and contains";
  return caller.refuse(Code::E0301, call.name.span, "there is no function " + quoted(call.name.text), std::move(hint));
}

Type typeNo(Context& c, ast::ExprId id, const ast::NoExpr& no, Where where) {
  const std::uint32_t stream = requireStream(c, no.source.name);
  if (stream == ir::kNone) return {};
  const std::optional<std::uint32_t> window = windowIndex(c, no.source.window, c.out.streams[stream]);
  {
    const RowScope scope(c, stream);
    typeCondition(c, no.source.where, where);
  }
  if (!window) return {};
  Query query;
  query.aggregate = ir::Aggregate::kCountEq;
  query.stream = stream;
  query.window = *window;
  query.where = no.source.where;
  query.compared = 0;
  c.out.resolved[id] = sourceOf(c, query);
  c.out.queries.emplace(id, query);
  return kFlagType;
}

Type typeIndex(Context& c, ast::ExprId id, const ast::IndexExpr& index, Where where) {
  const auto* object = std::get_if<ast::NameExpr>(&c.book.at(index.object).node);
  const auto symbol = object == nullptr ? c.symbols.end() : c.symbols.find(object->name);
  if (symbol == c.symbols.end() || symbol->second.kind != Resolved::Kind::kMap) {
    c.sink.report(Code::E0301, c.book.at(index.object).span,
                  quoted(c, c.book.at(index.object).span) + " has no value for each member of a choice",
                  "declare it so, as in `consent : flag by channel`");
    return {};
  }
  const MapField& map = c.out.maps[symbol->second.index];
  const Type wanted{TypeKind::kChoice, map.choice};
  const Type found = typeExpr(c, index.index, where, wanted);
  if (found.kind == TypeKind::kError) return {};
  if (found != wanted) {
    c.sink.report(Code::E0203, c.book.at(index.index).span,
                  quoted(map.name) + " has a value for each " + quoted(c.out.choices[map.choice].name) + ", and " +
                      quoted(c, c.book.at(index.index).span) + " is " + typeWord(c, found),
                  "name one of " + memberList(c.out.choices[map.choice]));
    return {};
  }
  c.out.resolved[id] = {Resolved::Kind::kMap, symbol->second.index, 0};
  return map.type;
}

namespace {

/// The part of an expression that differs from row to row, or kNoExpr. What a query asks of its own rows does not.
ast::ExprId partOfRow(const Context& c, ast::ExprId root) {
  std::vector<ast::ExprId> open{root};
  while (!open.empty()) {
    const ast::ExprId id = open.back();
    open.pop_back();
    if (c.out.queries.contains(id)) continue;
    if (c.out.resolved[id].kind == Resolved::Kind::kColumn) return id;
    pushParts(c.book.at(id), open);
  }
  return ast::kNoExpr;
}

}  // namespace

Type typeInName(Context& c, ast::ExprId id, const ast::InNameExpr& in, Where where) {
  const auto symbol = c.symbols.find(in.name.text);
  const bool hasRows = symbol != c.symbols.end() && symbol->second.kind == Resolved::Kind::kStream;
  if (hasRows && requireStream(c, in.name) == ir::kNone) return {};
  const bool isList = hasRows && c.out.streams[symbol->second.index].columns.size() == 1;
  if (!isList) {
    c.sink.report(Code::E0301, in.name.span, quoted(in.name.text) + " is no list of single values",
                  "list the members, as in `in { a, b }`, or declare `" + in.name.text + " : list of …`");
    typeExpr(c, in.value, where);
    return {};
  }
  const std::uint32_t stream = symbol->second.index;
  const Type item = c.out.streams[stream].columns.front().type;
  const Type value = typeExpr(c, in.value, where, item);
  if (value.kind == TypeKind::kError || item.kind == TypeKind::kError) return {};
  if (value != item) {
    c.sink.report(Code::E0203, c.book.at(id).span,
                  quoted(c, c.book.at(in.value).span) + " is " + typeWord(c, value) + ", and " + quoted(in.name.text) +
                      " holds " + typeWord(c, item),
                  "compare values of one kind");
    return {};
  }
  if (const ast::ExprId part = c.row == ir::kNone ? ast::kNoExpr : partOfRow(c, in.value); part != ast::kNoExpr) {
    c.sink.report(Code::E0215, c.book.at(id).span,
                  "whether " + quoted(in.name.text) + " holds it would have to be asked for each row anew, because " +
                      quoted(c, c.book.at(part).span) + " is a field of the row",
                  "list the members, as in `in { a, b }`");
    return {};
  }
  Query query;
  query.aggregate = ir::Aggregate::kCountGe;
  query.stream = stream;
  query.window = windowOf(c.out, {});
  query.compared = 1;
  query.column = 0;
  c.out.resolved[id] = sourceOf(c, query);
  c.out.queries.emplace(id, query);
  return kFlagType;
}

}  // namespace regard::dsl
