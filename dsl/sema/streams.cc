// What has rows: the events and cases that a rulebook declares, the contacts and promises that every one has, and the
// lists of its profile. Their columns are names only where an expression is about a row.

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

constexpr std::string_view kTimeColumns[] = {"at", "open", "overdue"};

ir::Column columnOf(std::string name, TypeKind kind, std::uint16_t choice = 0) {
  ir::Column column;
  column.name = std::move(name);
  column.type = {kind, choice};
  return column;
}

/// What a contact was about is told in the rulebook's own words, if it has words for it.
Type reasonType(const Context& c) {
  for (const char* name : {"reason", "intent"})
    if (const auto choice = c.choices.find(name); choice != c.choices.end()) return {TypeKind::kChoice, choice->second};
  return {TypeKind::kText, 0};
}

void addBuiltin(Context& c) {
  ir::Stream contact;
  contact.name = "contact";
  contact.columns = {columnOf("at", TypeKind::kInstant),
                     columnOf("direction", TypeKind::kChoice, ir::kDirectionChoice),
                     columnOf("channel", TypeKind::kChoice, ir::kChannelChoice),
                     columnOf("action", TypeKind::kChoice, ir::kActionChoice),
                     columnOf("issue", TypeKind::kChoice, ir::kIssueChoice),
                     columnOf("reason", TypeKind::kText),
                     columnOf("outcome", TypeKind::kChoice, ir::kOutcomeChoice)};
  contact.columns[ir::kContactReason].type = reasonType(c);
  ir::Stream promise;
  promise.name = "promise";
  promise.columns = {columnOf("at", TypeKind::kInstant), columnOf("name", TypeKind::kChoice, ir::kPromiseChoice),
                     columnOf("due", TypeKind::kInstant),
                     columnOf("state", TypeKind::kChoice, ir::kPromiseStateChoice)};
  c.out.streams = {std::move(contact), std::move(promise)};
  for (std::uint32_t i = 0; i < ir::kBuiltinStreams; ++i) c.events.emplace(c.out.streams[i].name, i);
}

/// One column from a field as written; a fault of it is reported.
ir::Column columnFrom(Context& c, const ast::Field& field) {
  ir::Column column;
  column.name = field.name.text;
  column.title = field.title.text;
  column.isPrivate = field.isPrivate;
  column.isProtected = field.isProtected;
  column.span = field.name.span;
  if (field.type.isList || field.type.isRecord || !field.type.by.empty())
    c.sink.report(Code::E0304, field.type.span, "a row has single values, and this is several",
                  "make each of them a field of its own");
  else
    column.type = typeOfRef(c, field.type, field.name.text);
  if (field.fallback)
    c.sink.report(Code::E0306, field.fallback->span, "a row says what was: nothing stands in for what it does not say",
                  "leave `default` out, and write `else` where the value is used");
  return column;
}

void addEvent(Context& c, const ast::Event& event) {
  if (event.name.empty()) return;
  const auto index = static_cast<std::uint32_t>(c.out.streams.size());
  if (const auto [first, isNew] = c.events.emplace(event.name.text, index); !isNew) {
    const bool builtin = first->second < ir::kBuiltinStreams;
    Diagnostic& d = c.sink.report(builtin ? Code::E0310 : Code::E0302, event.name.span,
                                  builtin ? quoted(event.name.text) + " is an event that every rulebook has"
                                          : "the event " + quoted(event.name.text) + " is declared twice",
                                  "give it another name");
    if (!builtin) d.notes.push_back({c.out.streams[first->second].span, "the first one"});
    return;
  }
  ir::Stream stream;
  stream.kind = event.isCase ? ir::StreamKind::kCase : ir::StreamKind::kEvent;
  stream.name = event.name.text;
  stream.title = event.title.text;
  stream.doc = event.doc;
  stream.span = event.name.span;
  stream.columns.push_back(columnOf("at", TypeKind::kInstant));
  if (event.isCase) {
    stream.columns.push_back(columnOf("open", TypeKind::kFlag));
    stream.columns.push_back(columnOf("overdue", TypeKind::kFlag));
  }
  addColumns(c, event.fields, stream);
  if (event.answerWithin) {
    if (event.answerWithin->amount.isPeriod)
      c.sink.report(Code::E0204, event.answerWithin->span, "a time to answer within is exact, and months are not",
                    "write weeks, days or hours, as in `2 working days`");
    stream.answerMs = event.answerWithin->amount.amount;
    stream.answerInWorkingTime = event.answerWithin->working;
  }
  c.out.streams.push_back(std::move(stream));
}

std::string nearestStream(const Context& c, const std::string& name) {
  std::vector<std::string> known;
  for (const ir::Stream& stream : c.out.streams) known.push_back(stream.name);
  std::string hint = didYouMean(name, known);
  if (!hint.empty()) return hint;
  return "rows are those of an event, a case, `contact`, `promise`, a list of the profile or a table that collects";
}

}  // namespace

void addColumns(Context& c, const std::vector<ast::Field>& fields, ir::Stream& stream) {
  for (const ast::Field& field : fields) {
    const bool reserved =
        stream.kind != ir::StreamKind::kList &&
        std::find(std::begin(kTimeColumns), std::end(kTimeColumns), field.name.text) != std::end(kTimeColumns);
    const std::uint32_t first = reserved ? ir::kNone : columnNamed(stream, field.name.text);
    if (reserved) {
      c.sink.report(Code::E0310, field.name.span, quoted(field.name.text) + " is what every event says by itself",
                    "name it otherwise");
    } else if (first != ir::kNone) {
      c.sink
          .report(Code::E0302, field.name.span, quoted(stream.name) + " has " + quoted(field.name.text) + " twice",
                  "leave one of them out")
          .notes.push_back({stream.columns[first].span, "the first one"});
    } else {
      stream.columns.push_back(columnFrom(c, field));
    }
  }
}

void addItem(Context& c, const ast::TypeRef& type, const ast::Word& owner, ir::Stream& stream) {
  stream.columns.push_back(columnOf("item", TypeKind::kError));
  stream.columns.front().type = typeOfRef(c, type, owner.text);
  stream.columns.front().span = owner.span;
}

std::uint32_t columnNamed(const ir::Stream& stream, std::string_view name) {
  const auto found = std::find_if(stream.columns.begin(), stream.columns.end(),
                                  [&](const ir::Column& column) { return column.name == name; });
  return found == stream.columns.end() ? ir::kNone : static_cast<std::uint32_t>(found - stream.columns.begin());
}

void collectEvents(Context& c) {
  addBuiltin(c);
  for (const ast::Item& item : c.book.items)
    if (const auto* event = std::get_if<ast::Event>(&item)) addEvent(c, *event);
}

std::uint32_t addList(Context& c, const ast::Field& field) {
  ir::Stream stream;
  stream.kind = ir::StreamKind::kList;
  stream.name = field.name.text;
  stream.title = field.title.text;
  stream.doc = field.doc;
  stream.isPrivate = field.isPrivate;
  stream.span = field.name.span;
  if (field.type.isRecord) {
    addColumns(c, field.type.fields, stream);
  } else {
    ast::TypeRef item = field.type;
    item.isList = false;
    addItem(c, item, field.name, stream);
  }
  for (ir::Column& column : stream.columns) {
    column.isPrivate = column.isPrivate || field.isPrivate;
    column.isProtected = column.isProtected || field.isProtected;
  }
  if (c.events.contains(stream.name))
    c.sink.report(Code::E0302, field.name.span, "the name " + quoted(stream.name) + " is taken by an event",
                  "rows of a list and of an event are asked for in the same way: rename one of them");
  if (field.fallback) c.sink.report(Code::E0306, field.fallback->span, "a list has no default", "leave `default` out");
  c.out.streams.push_back(std::move(stream));
  return static_cast<std::uint32_t>(c.out.streams.size() - 1);
}

std::uint32_t requireStream(Context& c, const ast::Word& name) {
  if (name.empty()) return ir::kNone;
  if (const auto event = c.events.find(name.text); event != c.events.end()) return event->second;
  const auto symbol = c.symbols.find(name.text);
  if (symbol != c.symbols.end() && symbol->second.kind == Resolved::Kind::kStream) {
    const std::uint32_t stream = symbol->second.index;
    if (stream < c.out.programStreams) return stream;
    const std::uint32_t entry = c.tableEntries[stream - c.out.programStreams];
    return needEntry(c, entry, name.span).kind == TypeKind::kError ? ir::kNone : stream;
  }
  c.sink.report(Code::E0301, name.span, "there are no rows called " + quoted(name.text), nearestStream(c, name.text));
  return ir::kNone;
}

std::uint32_t windowOf(CheckedBook& checked, ir::Window window) {
  const auto found = std::find(checked.windows.begin(), checked.windows.end(), window);
  const auto index = static_cast<std::uint32_t>(found - checked.windows.begin());
  if (found == checked.windows.end()) checked.windows.push_back(window);
  return index;
}

std::optional<std::uint32_t> windowIndex(Context& c, const ast::Window& window, const ir::Stream& stream) {
  using Kind = ast::Window::Kind;
  if (window.kind == Kind::kAll) return windowOf(c.out, {});
  if (stream.kind == ir::StreamKind::kList) {
    c.sink.report(Code::E0211, window.span, quoted(stream.name) + " is a list: its rows have no time",
                  "choose rows by their fields, with `where`");
    return std::nullopt;
  }
  if (window.kind == Kind::kThis) {
    static constexpr std::array kUnits = {ast::Unit::kDays, ast::Unit::kWeeks, ast::Unit::kMonths, ast::Unit::kYears};
    const auto unit = std::find(kUnits.begin(), kUnits.end(), window.unit);
    if (unit != kUnits.end()) return windowOf(c.out, {ir::WindowKind::kThis, unit - kUnits.begin()});
    c.sink.report(Code::E0211, window.span, "the calendar has nothing finer than a day",
                  "write `this day`, or a rolling window as in `in last 1 hour`");
    return std::nullopt;
  }
  if (window.last.working || window.last.amount.amount <= 0) {
    c.sink.report(Code::E0211, window.span,
                  window.last.working ? "a window is as long as the clock says" : "this window holds nothing",
                  "write how far back to look, as in `in last 30 days`");
    return std::nullopt;
  }
  const bool months = window.last.amount.isPeriod;
  return windowOf(c.out,
                  {months ? ir::WindowKind::kRollingMonths : ir::WindowKind::kRolling, window.last.amount.amount});
}

}  // namespace regard::dsl
