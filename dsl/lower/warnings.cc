// Warnings that need the program: equal conditions are one instruction there, whatever their spelling.

#include "dsl/lower/warnings.h"

#include <array>
#include <set>
#include <unordered_map>

#include "dsl/ir/print.h"
#include "dsl/lower/satisfiable.h"
#include "dsl/lower/table_rows.h"

namespace regard::dsl {
namespace {

using ir::InstIndex;

struct Warner {
  const CheckedBook& checked;
  const ir::Program& p;
  DiagnosticSink& sink;
  /// Places already pointed at. What makes a segment empty is said there, not of everything that reads the segment.
  std::set<std::array<std::uint32_t, 6>> said = {};

  std::string textOf(Span span) const { return "`" + ir::excerpt(p, span) + "`"; }

  void contradiction(const std::vector<Part>& parts, const std::string& consequence) {
    const std::optional<Contradiction> found = findContradiction(p, parts);
    if (!found) return;
    const auto& [part, earlier] = *found;
    const Span other = earlier ? earlier->span : Span{};
    if (!said.insert({part.span.file, part.span.begin, part.span.end, other.file, other.begin, other.end}).second)
      return;
    const std::string fact = earlier ? textOf(part.span) + " and " + textOf(earlier->span) + " are never true together"
                                     : textOf(part.span) + " is never true here";
    Diagnostic& d = sink.report(Code::W0601, part.span, fact + ": " + consequence,
                                earlier ? "change one of them, or join them with `or` if either is enough"
                                        : "change it so that it can be true");
    if (earlier) d.notes.push_back({earlier->span, "the other one"});
  }

  void condition(InstIndex inst, Span span, const std::string& consequence) {
    if (inst != ir::kNone) contradiction({{inst, span}}, consequence);
  }

  /// Conditions in a row, of a ladder or a scorecard: contradictory ones, and ones that repeat an earlier.
  template <class Rows>
  void rows(const Rows& rows, const std::uint32_t* conditions, std::size_t stride, Code code, const char* fact,
            const char* hint, const char* consequence) {
    std::unordered_map<InstIndex, Span> seen;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].when == ast::kNoExpr) continue;
      const InstIndex inst = conditions[i * stride];
      const Span span = checked.book->at(rows[i].when).span;
      condition(inst, span, consequence);
      const auto [first, isNew] = seen.emplace(inst, span);
      if (!isNew)
        sink.report(code, span, textOf(span) + fact, hint).notes.push_back({first->second, "the earlier one"});
    }
  }

  void named(std::size_t i) {
    const ast::Item& item = checked.book->items[checked.named[i].item];
    const ir::Inst& inst = p.insts[p.names[i].inst];
    if (const auto* segment = std::get_if<ast::Segment>(&item))
      condition(p.names[i].inst, checked.book->at(segment->when).span,
                "nobody is ever in `" + segment->name.text + "`");
    if (const auto* ladder = std::get_if<ast::Ladder>(&item))
      rows(ladder->rungs, p.operands.data() + inst.a + 1, 1, Code::W0603, " took these customers on an earlier rung",
           "change the condition or delete the rung", "nobody ever stands on this rung");
    const auto* table = std::get_if<ast::Table>(&item);
    if (table != nullptr && checked.named[i].output == 0) judgeRows(*table, p, p.names[i], sink);
    if (const auto* card = std::get_if<ast::Scorecard>(&item))
      rows(card->rows, p.operands.data() + inst.a + 4, 2, Code::W0604, " counts in an earlier row too",
           "change the condition, or add the points in one row", "this row never counts");
  }

  void action(const ir::Action& action) {
    std::vector<Part> parts;
    for (std::uint32_t k = action.firstClause; k < action.firstClause + action.clauseCount; ++k)
      parts.push_back({p.clauses[k].expr, p.spans[p.clauses[k].span]});
    contradiction(parts, "nobody can ever get `" + action.name + "`");
    for (const ir::Lever& lever : action.levers)
      if (lever.when != ir::kNone) condition(lever.when, p.spans[p.insts[lever.when].span], "this weight never counts");
    for (const ir::Treatment& treatment : action.treatments)
      if (treatment.when != ir::kNone)
        condition(treatment.when, p.spans[p.insts[treatment.when].span], "this treatment is never used");
  }
};

}  // namespace

void warn(const CheckedBook& checked, const ir::Program& program, DiagnosticSink& sink) {
  Warner warner{checked, program, sink};
  for (std::size_t i = 0; i < program.names.size(); ++i) warner.named(i);
  for (const ir::Action& action : program.actions) warner.action(action);
}

}  // namespace regard::dsl
