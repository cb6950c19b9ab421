#include "dsl/sema/check.h"

#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

constexpr std::string_view kKindWord[] = {"formula", "scorecard", "ladder", "segment", "table", "journey"};

/// A library offers more than one rulebook uses.
void warnUnused(Context& c) {
  for (const Entry& entry : c.entries)
    if (!entry.used && entry.output == 0 && !c.sources.isLibrary(entry.name->span.file))
      c.sink.report(Code::W0602, entry.name->span,
                    "the " + std::string(kKindWord[static_cast<std::size_t>(entry.kind)]) + " " +
                        quoted(entry.name->text) + " is never used",
                    "use it or delete it");
}

/// Names got the index of their entry; lowering wants them in dependency order.
void renumber(Context& c) {
  std::vector<std::uint32_t> position(c.entries.size(), 0);
  for (std::uint32_t i = 0; i < c.done.size(); ++i) {
    const Entry& entry = c.entries[c.done[i]];
    position[c.done[i]] = i;
    c.out.named.push_back({entry.kind, entry.item, entry.type, entry.output});
  }
  for (Resolved& resolved : c.out.resolved)
    if (resolved.kind == Resolved::Kind::kNamed) resolved.index = position[resolved.index];
  for (ir::Threshold& threshold : c.out.thresholds)
    if (threshold.rung >= 0) threshold.ladder = position[threshold.ladder];
}

}  // namespace

CheckedBook check(const SourceSet& sources, ast::Book& book, DiagnosticSink& sink) {
  CheckedBook out;
  out.book = &book;
  Context c{sources, book, sink, out, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 0, ir::kNone, ir::kNone};
  collectRulebook(c);
  collectChoices(c);
  collectEvents(c);
  collectFields(c);
  collectFollowers(c);
  c.symbols.emplace("today", Symbol{Resolved::Kind::kInput, c.todayInput, {}});
  out.programStreams = static_cast<std::uint32_t>(out.streams.size());
  collectEntries(c);  // From here on every name is known.
  parseTexts(c);      // From here on no expression is added.
  attachModelColumns(c);
  out.types.resize(book.exprs.size());
  out.resolved.resize(book.exprs.size());
  checkEntries(c);
  checkModels(c);
  checkActions(c);
  checkArbitrate(c);
  checkPolicies(c);
  checkProactive(c);
  checkTests(c);
  checkProtected(c);
  checkDependencies(c);
  checkCandidateFree(c);
  noteMisnamed(c);
  if (!sink.hasErrors()) {
    warnUnused(c);  // a faulty name may be what would have used them
    warnOddOnes(c);
  }
  renumber(c);
  for (ModelEntry& model : c.modelEntries) out.modelColumns.push_back(std::move(model.columns));
  return out;
}

}  // namespace regard::dsl
