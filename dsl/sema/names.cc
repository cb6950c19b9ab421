// Declarations that make names: the rulebook, choices, issues, groups, actions, ladders, formulas, scorecards,
// segments.

#include <algorithm>

#include "base/nearest.h"
#include "dsl/sema/context.h"
#include "dsl/sema/results.h"

namespace regard::dsl {
namespace {

constexpr std::size_t kChoicesMax = ir::kChoiceMask;

/// Words that mean something of their own where a name of the common namespace could stand.
constexpr std::string_view kTaken[] = {"channel", "issue", "group",   "action", "direction",
                                       "today",   "now",   "trigger", "request"};

void reportTwice(Context& c, const ast::Word& name, std::string_view what, Span first) {
  Diagnostic& d =
      c.sink.report(Code::E0302, name.span, std::string(what) + " " + quoted(name.text) + " is declared twice",
                    "give one of them another name");
  d.notes.push_back({first, "the first one"});
}

template <class Item>
std::vector<std::uint32_t> itemsOf(const Context& c) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < c.book.items.size(); ++i)
    if (std::holds_alternative<Item>(c.book.items[i])) found.push_back(i);
  return found;
}

/// Items of one kind without those whose name was taken by an earlier one.
template <class Item>
std::vector<std::uint32_t> uniqueItems(Context& c, std::string_view what) {
  std::unordered_map<std::string_view, Span> seen;
  std::vector<std::uint32_t> kept;
  for (const std::uint32_t i : itemsOf<Item>(c)) {
    const ast::Word& name = itemAs<Item>(c, i).name;
    const auto [first, isNew] = seen.emplace(name.text, name.span);
    if (isNew)
      kept.push_back(i);
    else
      reportTwice(c, name, what, first->second);
  }
  return kept;
}

bool isCurrencyCode(std::string_view code) {
  return code.size() == 3 && std::all_of(code.begin(), code.end(), [](char ch) { return ch >= 'A' && ch <= 'Z'; });
}

bool isLocale(std::string_view locale) {
  if (locale.empty() || locale.size() > 35) return false;
  return std::all_of(locale.begin(), locale.end(), [](char ch) {
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '-';
  });
}

void takeWorkingHours(Context& c, const ast::Rulebook& book) {
  static constexpr std::string_view kDays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                               "friday", "saturday", "sunday"};
  if (book.workingDays.empty()) return;
  c.out.working = {0, book.workingFrom, book.workingTo};
  for (const ast::Word& word : book.workingDays) {
    const auto* day = std::find(std::begin(kDays), std::end(kDays), word.text);
    if (day != std::end(kDays)) {
      c.out.working.days = static_cast<std::uint8_t>(c.out.working.days | 1U << static_cast<unsigned>(day - kDays));
      continue;
    }
    const std::vector<std::string> known(std::begin(kDays), std::end(kDays));
    std::string hint = didYouMean(word.text, known);
    c.sink.report(Code::E0309, word.span, quoted(word.text) + " is no day of the week",
                  hint.empty() ? "write `monday, tuesday` and so on" : std::move(hint));
  }
  if (c.out.working.days == 0) c.out.working.days = 0x7F;
  if (book.workingFrom < book.workingTo) return;
  c.sink.report(Code::E0309, book.workingDays.front().span, "work ends before it begins",
                "write when it begins and ends, as in `09:00 to 17:30`");
  c.out.working = {};
}

void takeSettings(Context& c, const ast::Rulebook& book) {
  c.out.name = book.name.text;
  c.out.title = book.title.text;
  c.out.doc = book.doc;
  if (!book.currency.empty()) {
    if (isCurrencyCode(book.currency.text))
      c.out.currency = book.currency.text;
    else
      c.sink.report(Code::E0309, book.currency.span, quoted(book.currency.text) + " is not a currency",
                    "write the three letters of its code, as in `currency GBP`");
  }
  if (!book.timezone.empty()) {
    const Result<Zone> zone = Zone::named(book.timezone.text);
    if (zone.ok()) {
      c.out.timezone = book.timezone.text;
      c.out.zone = *zone;
    } else {
      c.sink.report(Code::E0309, book.timezone.span, quoted(book.timezone.text) + " is not a time zone",
                    zone.fault().message);
    }
  }
  takeWorkingHours(c, book);
  if (!book.locale.empty()) {
    if (isLocale(book.locale.text))
      c.out.locale = book.locale.text;
    else
      c.sink.report(Code::E0309, book.locale.span, quoted(book.locale.text) + " is not a locale",
                    "write language and country, as in `locale \"en-GB\"`");
  }
}

std::vector<Span> spansOf(const std::vector<ast::MemberDecl>& members) {
  std::vector<Span> spans;
  for (const ast::MemberDecl& member : members) spans.push_back(member.name.span);
  return spans;
}

void declareChoice(Context& c, const ast::Choice& declared) {
  ir::Choice choice{declared.name.text, declared.ordered, {}};
  for (const ast::MemberDecl& member : declared.members)
    choice.members.push_back({member.name.text, member.title.text});
  if (declared.name.text == "channel") {
    const std::uint16_t at = addChoice(c, std::move(choice), spansOf(declared.members), declared.name.span);
    std::swap(c.out.choices[ir::kChannelChoice], c.out.choices[at]);
    std::swap(c.out.members[ir::kChannelChoice], c.out.members[at]);
    c.out.choices.pop_back();
    c.out.members.pop_back();
    return;
  }
  if (c.choices.contains(declared.name.text)) {
    c.sink.report(Code::E0310, declared.name.span, quoted(declared.name.text) + " is a choice that every rulebook has",
                  "give yours another name");
    return;
  }
  const std::uint16_t at = addChoice(c, std::move(choice), spansOf(declared.members), declared.name.span);
  c.choices.emplace(declared.name.text, at);
}

void declareIssues(Context& c) {
  ir::Choice& choice = c.out.choices[ir::kIssueChoice];
  std::unordered_map<std::string_view, Span> seen;
  for (const std::uint32_t i : itemsOf<ast::Issues>(c))
    for (const ast::Word& name : itemAs<ast::Issues>(c, i).names) {
      const auto [first, isNew] = seen.emplace(name.text, name.span);
      if (!isNew) {
        reportTwice(c, name, "issue", first->second);
        continue;
      }
      c.out.members[ir::kIssueChoice].emplace(name.text, static_cast<std::uint32_t>(choice.members.size()));
      choice.members.push_back({name.text, {}});
      c.out.issues.push_back({name.text, name.span});
    }
}

template <class Item>
void declareMembers(Context& c, std::uint16_t choice, const std::vector<std::uint32_t>& items) {
  for (const std::uint32_t i : items) {
    const Item& item = itemAs<Item>(c, i);
    c.out.members[choice].emplace(item.name.text, static_cast<std::uint32_t>(c.out.choices[choice].members.size()));
    c.out.choices[choice].members.push_back({item.name.text, item.title.text});
  }
}

void declareLadder(Context& c, const ast::Ladder& ladder) {
  ir::Choice choice{ladder.name.text, true, {}};
  std::vector<Span> spans;
  for (auto rung = ladder.rungs.rbegin(); rung != ladder.rungs.rend(); ++rung) {
    choice.members.push_back({rung->name.text, rung->title.text});
    spans.push_back(rung->name.span);
  }
  const bool clashes = c.choices.contains(ladder.name.text);
  const std::uint16_t at = addChoice(c, std::move(choice), spans, ladder.name.span);
  if (!clashes) c.choices.emplace(ladder.name.text, at);
}

void addMember(Context& c, std::uint16_t choice, const std::string& name, const std::string& title = {}) {
  ir::Choice& into = c.out.choices[choice];
  if (c.out.members[choice].emplace(name, static_cast<std::uint32_t>(into.members.size())).second)
    into.members.push_back({name, title});
}

void declareOutcome(Context& c, const ast::Outcome& outcome) {
  if (const std::int32_t known = memberOf(c.out, ir::kOutcomeChoice, outcome.name.text);
      known >= 0 && known < static_cast<std::int32_t>(ir::kBuiltinOutcomes)) {
    c.sink.report(Code::E0302, outcome.name.span, "every rulebook has an outcome " + quoted(outcome.name.text),
                  "leave it out, or give yours another name");
    return;
  }
  if (memberOf(c.out, ir::kOutcomeChoice, outcome.name.text) >= 0) {
    c.sink.report(Code::E0302, outcome.name.span, "outcome " + quoted(outcome.name.text) + " is declared twice",
                  "leave one of them out");
    return;
  }
  addMember(c, ir::kOutcomeChoice, outcome.name.text);
  ir::Outcome& out = c.out.outcomes.emplace_back();
  out.isYes = outcome.isYes;
  if (!outcome.after) return;
  if (outcome.after->amount.isPeriod || outcome.after->working)
    c.sink.report(Code::E0204, outcome.after->span, "silence is waited for exactly so long",
                  "write days or weeks, as in `after 14 days`");
  out.afterMs = outcome.after->amount.amount;
}

/// Outcomes, promises, and whatever can start a proactive rule.
void declareBuiltinMembers(Context& c) {
  for (const char* state : {"open", "kept", "broken"}) addMember(c, ir::kPromiseStateChoice, state);
  for (const char* outcome : {"reserved", "presented"}) addMember(c, ir::kOutcomeChoice, outcome);
  c.out.outcomes.resize(ir::kBuiltinOutcomes);
  for (const std::uint32_t i : itemsOf<ast::Outcomes>(c))
    for (const ast::Outcome& outcome : itemAs<ast::Outcomes>(c, i).outcomes) declareOutcome(c, outcome);
  for (const std::uint32_t i : itemsOf<ast::Promise>(c))
    addMember(c, ir::kPromiseChoice, itemAs<ast::Promise>(c, i).name.text, itemAs<ast::Promise>(c, i).title.text);
  for (const std::uint32_t i : itemsOf<ast::Event>(c)) {
    const auto& event = itemAs<ast::Event>(c, i);
    addMember(c, ir::kTriggerChoice, event.name.text, event.title.text);
    if (event.isCase) addMember(c, ir::kTriggerChoice, event.name.text + "_overdue");
  }
  for (const char* name : {"contact", "promise_broken", "day", "week", "month"}) addMember(c, ir::kTriggerChoice, name);
}

template <class Item>
void enter(Context& c, ir::NameKind kind, std::uint32_t item) {
  const ast::Word& name = itemAs<Item>(c, item).name;
  Entry entry{kind, item, &name, 0, ir::kNone, 0, Entry::State::kNew, {}, false};
  const auto index = static_cast<std::uint32_t>(c.entries.size());
  if (const auto choice = c.choices.find(name.text); kind == ir::NameKind::kLadder && choice != c.choices.end())
    entry.choice = choice->second;
  c.entries.push_back(entry);
  addSymbol(c, name, {Resolved::Kind::kNamed, index, name.span});
}

/// A table that gives rows is rows; one with several outputs has an entry for each. Others are values like a formula.
void enterTable(Context& c, std::uint32_t item) {
  const auto& table = itemAs<ast::Table>(c, item);
  if (!table.givesRows() && !table.type.isRecord) return enter<ast::Table>(c, ir::NameKind::kTable, item);
  ir::Stream stream;
  stream.kind = ir::StreamKind::kList;
  stream.name = table.name.text;
  stream.title = table.title.text;
  stream.span = table.name.span;
  const auto index = static_cast<std::uint32_t>(c.out.streams.size());
  const auto first = static_cast<std::uint32_t>(c.entries.size());
  c.out.streams.push_back(std::move(stream));
  c.out.tableItems.push_back(item);
  c.tableEntries.push_back(first);
  const std::size_t entries = table.givesRows() ? 1 : resultsOf(table);
  for (std::uint32_t output = 0; output < entries; ++output)
    c.entries.push_back({ir::NameKind::kTable, item, &table.name, 0, index, output, Entry::State::kNew, {}, false});
  addSymbol(c, table.name,
            table.givesRows() ? Symbol{Resolved::Kind::kStream, index, table.name.span}
                              : Symbol{Resolved::Kind::kRecord, first, table.name.span});
}

}  // namespace

std::int32_t memberOf(const CheckedBook& checked, std::uint16_t choice, const std::string& name) {
  const auto found = checked.members[choice].find(name);
  return found == checked.members[choice].end() ? -1 : static_cast<std::int32_t>(found->second);
}

std::uint16_t addChoice(Context& c, ir::Choice choice, const std::vector<Span>& memberSpans, Span span) {
  if (c.out.choices.size() >= kChoicesMax) {
    c.sink.report(Code::E0311, span, "more than " + std::to_string(kChoicesMax) + " choices in one rulebook",
                  "share declared choices between fields");
    return ir::kChannelChoice;
  }
  MemberIndex index;
  std::vector<ir::ChoiceMember> members;
  for (std::size_t i = 0; i < choice.members.size(); ++i) {
    if (index.emplace(choice.members[i].name, static_cast<std::uint32_t>(members.size())).second)
      members.push_back(std::move(choice.members[i]));
    else
      c.sink.report(Code::E0302, memberSpans[i],
                    quoted(choice.members[i].name) + " stands twice in " + quoted(choice.name),
                    "leave one of them out");
  }
  choice.members = std::move(members);
  c.out.choices.push_back(std::move(choice));
  c.out.members.push_back(std::move(index));
  return static_cast<std::uint16_t>(c.out.choices.size() - 1);
}

void addSymbol(Context& c, const ast::Word& name, Symbol symbol) {
  if (std::find(std::begin(kTaken), std::end(kTaken), name.text) != std::end(kTaken)) {
    c.sink.report(Code::E0310, name.span, quoted(name.text) + " has a meaning of its own in every rule",
                  "name it otherwise, as in `customer_" + name.text + "`");
    return;
  }
  const auto [first, isNew] = c.symbols.emplace(name.text, symbol);
  if (isNew) return;
  Diagnostic& d = c.sink.report(Code::E0302, name.span, "the name " + quoted(name.text) + " is taken",
                                "fields, formulas, scorecards, tables, ladders and segments share one set of names");
  d.notes.push_back({first->second.span, "by this one"});
}

void collectRulebook(Context& c) {
  const std::vector<std::uint32_t> books = itemsOf<ast::Rulebook>(c);
  if (books.empty()) {
    c.sink.report(Code::E0308, {}, "there is no `rulebook` declaration",
                  "begin with `rulebook my_rules \"My rules\" { currency GBP timezone \"Europe/London\" }`");
    return;
  }
  takeSettings(c, itemAs<ast::Rulebook>(c, books.front()));
  for (std::size_t i = 1; i < books.size(); ++i) {
    const ast::Rulebook& again = itemAs<ast::Rulebook>(c, books[i]);
    c.sink.report(Code::E0308, again.name.span, "a second `rulebook` declaration", "a folder is one rulebook: keep one")
        .notes.push_back({itemAs<ast::Rulebook>(c, books.front()).name.span, "the first one"});
  }
}

void collectChoices(Context& c) {
  static constexpr const char* kBuiltin[] = {"channel", "issue",   "group",         "action", "direction",
                                             "outcome", "promise", "promise_state", "trigger"};
  c.out.members.resize(ir::kBuiltinChoices);
  for (std::uint16_t i = 0; i < ir::kBuiltinChoices; ++i) {
    c.out.choices.push_back({kBuiltin[i], false, {}});
    c.choices.emplace(kBuiltin[i], i);
  }
  c.out.choices[ir::kDirectionChoice].members = {{"inbound", {}}, {"outbound", {}}};
  c.out.members[ir::kDirectionChoice] = {{"inbound", 0}, {"outbound", 1}};
  for (const std::uint32_t i : uniqueItems<ast::Choice>(c, "choice")) declareChoice(c, itemAs<ast::Choice>(c, i));
  declareIssues(c);
  c.out.groupItems = uniqueItems<ast::Group>(c, "group");
  declareMembers<ast::Group>(c, ir::kGroupChoice, c.out.groupItems);
  c.out.actions = uniqueItems<ast::Action>(c, "action");
  std::sort(c.out.actions.begin(), c.out.actions.end(), [&](std::uint32_t a, std::uint32_t b) {
    return itemAs<ast::Action>(c, a).name.text < itemAs<ast::Action>(c, b).name.text;
  });
  declareMembers<ast::Action>(c, ir::kActionChoice, c.out.actions);
  for (const std::uint32_t i : itemsOf<ast::Ladder>(c)) declareLadder(c, itemAs<ast::Ladder>(c, i));
  declareBuiltinMembers(c);
}

void collectEntries(Context& c) {
  for (std::uint32_t i = 0; i < c.book.items.size(); ++i) {
    const ast::Item& item = c.book.items[i];
    if (std::holds_alternative<ast::Formula>(item)) enter<ast::Formula>(c, ir::NameKind::kFormula, i);
    if (std::holds_alternative<ast::Scorecard>(item)) enter<ast::Scorecard>(c, ir::NameKind::kScorecard, i);
    if (std::holds_alternative<ast::Table>(item)) enterTable(c, i);
    if (std::holds_alternative<ast::Ladder>(item)) enter<ast::Ladder>(c, ir::NameKind::kLadder, i);
    if (std::holds_alternative<ast::Segment>(item)) enter<ast::Segment>(c, ir::NameKind::kSegment, i);
    if (const auto* journey = std::get_if<ast::Journey>(&item)) {
      enter<ast::Journey>(c, ir::NameKind::kJourney, i);
      c.entries.back().choice = declareJourney(c, *journey);
    }
  }
}

}  // namespace regard::dsl
