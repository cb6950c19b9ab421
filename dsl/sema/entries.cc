// Formulas, scorecards, tables, ladders and segments, each after the ones it uses.
//
// What an entry uses is first read off its names alone, in one walk without recursion; that may take a choice member
// for an entry of the same name, so it says too much, but it gives an order in which nearly every name is typed before
// it is used. What remains are names that seem to need each other: those are typed on demand, and a name that is met
// again while it is being typed closes a real cycle.

#include <array>

#include "dsl/sema/context.h"
#include "dsl/sema/walk.h"

namespace regard::dsl {
namespace {

constexpr std::size_t kOnDemandDepthMax = 64;
constexpr std::size_t kCycleNamesShown = 8;

std::vector<std::uint32_t> usesOf(const Context& c, std::uint32_t entry) {
  std::vector<std::uint32_t> uses;
  forEachExprOf(c.book, c.book.items[c.entries[entry].item], [&](ast::ExprId id) {
    const auto* member = std::get_if<ast::MemberExpr>(&c.book.at(id).node);
    const auto* name = std::get_if<ast::NameExpr>(&c.book.at(member == nullptr ? id : member->object).node);
    if (name == nullptr) return;
    const auto symbol = c.symbols.find(name->name);
    if (symbol == c.symbols.end()) return;
    const auto [kind, index, span] = symbol->second;
    if (kind == Resolved::Kind::kNamed || kind == Resolved::Kind::kRecord) uses.push_back(index);
    if (kind == Resolved::Kind::kStream && index >= c.out.programStreams)
      uses.push_back(c.tableEntries[index - c.out.programStreams]);
  });
  return uses;
}

/// Entries so that each stands after those it seems to use, as far as there is no cycle.
std::vector<std::uint32_t> roughOrder(const Context& c) {
  struct Step {
    std::uint32_t entry;
    std::vector<std::uint32_t> uses;
    std::size_t next = 0;
  };
  std::vector<bool> seen(c.entries.size(), false);
  std::vector<std::uint32_t> order;
  std::vector<Step> stack;
  const auto open = [&](std::uint32_t entry) {
    if (seen[entry]) return;
    seen[entry] = true;
    stack.push_back({entry, usesOf(c, entry)});
  };
  for (std::uint32_t i = 0; i < c.entries.size(); ++i) {
    open(i);
    while (!stack.empty()) {
      Step& top = stack.back();
      if (top.next < top.uses.size()) {
        open(top.uses[top.next++]);
        continue;
      }
      order.push_back(top.entry);
      stack.pop_back();
    }
  }
  return order;
}

void reportCycle(Context& c, std::uint32_t entry, Span use) {
  std::size_t from = 0;
  while (from < c.busy.size() && c.busy[from] != entry) ++from;
  const bool closed = from < c.busy.size();
  if (!closed) from = 0;
  std::string path;
  for (std::size_t i = from; i < c.busy.size() && i < from + kCycleNamesShown; ++i)
    path += quoted(c.entries[c.busy[i]].name->text) + " needs ";
  if (c.busy.size() > from + kCycleNamesShown) path += "… needs ";
  path += quoted(c.entries[entry].name->text);
  c.sink.report(Code::E0303, use, path, "break the circle: none of them can be computed first");
}

Type formulaType(Context& c, const ast::Formula& formula) {
  if (!formula.type) return typeExpr(c, formula.expr, Where::kRule);
  const Type declared = typeOfRef(c, *formula.type, formula.name.text);
  typeAs(c, formula.expr, Where::kRule, declared, "the formula " + quoted(formula.name.text));
  return declared;
}

bool isScoreKind(TypeKind kind) {
  return kind == TypeKind::kPercent || kind == TypeKind::kNumber || kind == TypeKind::kMoney;
}

/// The kind of a scorecard is that of its `start`.
Type scorecardType(Context& c, const ast::Scorecard& card) {
  const auto* literal = std::get_if<ast::Literal>(&card.start.value);
  const std::optional<Type> type = literal == nullptr ? std::nullopt : literalType(*literal);
  if (!type || !isScoreKind(type->kind)) {
    c.sink.report(Code::E0409, card.start.span, quoted(c, card.start.span) + " is nothing to start a score from",
                  "a score is a percent, a number or an amount of money, as in `start 10%`");
    return {};
  }
  std::array<std::optional<Scalar>, 3> bounds;
  const std::array<const ast::Constant*, 3> written = {&card.low, &card.start, &card.high};
  for (std::size_t i = 0; i < bounds.size(); ++i) bounds[i] = constantOf(c, *written[i], *type, Code::E0409);
  for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
    if (!bounds[i] || !bounds[i + 1]) continue;
    const Cell a = bounds[i]->cell, b = bounds[i + 1]->cell;
    const bool rises = type->kind == TypeKind::kNumber ? a.asDouble() <= b.asDouble() : a.asInt() <= b.asInt();
    if (rises) continue;
    c.sink.report(Code::E0409, card.start.span,
                  "the start " + quoted(c, card.start.span) + " is not between " + quoted(c, card.low.span) + " and " +
                      quoted(c, card.high.span),
                  "write the lower end after `from`, the higher after `to`, and start between them");
    break;
  }
  return *type;
}

Type checkScorecard(Context& c, const ast::Scorecard& card) {
  const Type type = scorecardType(c, card);
  for (const ast::ScoreRow& row : card.rows) {
    typeAs(c, row.points, Where::kRule, type, "the points of " + quoted(card.name.text));
    typeCondition(c, row.when, Where::kRule);
  }
  return type;
}

Type checkLadder(Context& c, const ast::Ladder& ladder, std::uint16_t choice) {
  for (std::size_t i = 0; i < ladder.rungs.size(); ++i) {
    const ast::Rung& rung = ladder.rungs[i];
    typeCondition(c, rung.when, Where::kRule);
    if (rung.when == ast::kNoExpr && i + 1 < ladder.rungs.size())
      c.sink.report(Code::E0410, rung.span, "rungs after `otherwise` can never be reached",
                    "put " + quoted(rung.name.text) + " last");
  }
  return {TypeKind::kChoice, choice};
}

Type checkEntry(Context& c, const Entry& entry) {
  const ast::Item& item = c.book.items[entry.item];
  switch (entry.kind) {
    case ir::NameKind::kFormula: return formulaType(c, std::get<ast::Formula>(item));
    case ir::NameKind::kScorecard: return checkScorecard(c, std::get<ast::Scorecard>(item));
    case ir::NameKind::kLadder: return checkLadder(c, std::get<ast::Ladder>(item), entry.choice);
    case ir::NameKind::kTable: return checkTable(c, entry, std::get<ast::Table>(item));
    case ir::NameKind::kJourney: return checkJourney(c, std::get<ast::Journey>(item), entry.choice);
    case ir::NameKind::kSegment:
      typeCondition(c, std::get<ast::Segment>(item).when, Where::kRule);
      return {TypeKind::kFlag, 0};
  }
  return {};
}

}  // namespace

Type needEntry(Context& c, std::uint32_t index, Span use) {
  c.entries[index].used = true;
  if (c.entries[index].state == Entry::State::kDone) return c.entries[index].type;
  if (c.entries[index].state == Entry::State::kBusy || c.busy.size() >= kOnDemandDepthMax) {
    reportCycle(c, index, use);
    return {};
  }
  c.entries[index].state = Entry::State::kBusy;
  c.busy.push_back(index);
  const Type type = checkEntry(c, c.entries[index]);
  c.busy.pop_back();
  c.entries[index].state = Entry::State::kDone;
  c.entries[index].type = type;
  c.done.push_back(index);
  return type;
}

void checkEntries(Context& c) {
  for (const std::uint32_t entry : roughOrder(c)) {
    const bool wasUsed = c.entries[entry].used;
    needEntry(c, entry, c.entries[entry].name->span);
    c.entries[entry].used = wasUsed;
  }
}

}  // namespace regard::dsl
