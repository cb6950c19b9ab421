#include "engine/coverage/constructs.h"

#include <array>
#include <utility>

#include "dsl/ir/print.h"

namespace regard::coverage {
namespace {

using reference::Outcome;

void add(std::vector<Site>& into, Site site) {
  if (site.condition != ir::kNone) into.push_back(std::move(site));
}

// ---- actions: asked of a candidate, in the order of the stages ----------------------------------------------------

void treatmentConditions(const ir::Program& program, std::vector<Site>& into) {
  for (std::uint32_t action = 0; action < program.actions.size(); ++action) {
    const auto& treatments = program.actions[action].treatments;
    for (std::uint32_t i = 0; i < treatments.size(); ++i)
      add(into, {"treatment", program.actions[action].name, treatments[i].when, treatments[i].span,
                 ir::excerpt(program, treatments[i].span), action, i});
  }
}
/// Those on the candidate's channel down to the first that can be used.
bool treatmentAsked(const Site& site, const Look& look) {
  const bool outOfDates =
      look.outcome->stage == ir::Stage::kInEffect &&
      (look.outcome->why == Outcome::Why::kNotYetActive || look.outcome->why == Outcome::Why::kNoLongerActive);
  const std::int16_t chosen = look.outcome->scored.treatment;
  const ir::Treatment& treatment = look.program.actions[site.action].treatments[site.part];
  return !outOfDates && treatment.channel == look.outcome->channel &&
         (chosen < 0 || site.part <= static_cast<std::uint32_t>(chosen));
}

void clauses(const ir::Program& program, std::vector<Site>& into) {
  for (std::uint32_t i = 0; i < program.clauses.size(); ++i) {
    const ir::Clause& clause = program.clauses[i];
    const Span span = program.spans[clause.span];
    add(into, {ir::stageName(clause.stage), program.actions[clause.action].name, clause.expr, span,
               ir::excerpt(program, span), clause.action, i});
  }
}
bool clauseAsked(const Site& site, const Look& look) {
  const ir::Stage stage = look.program.clauses[site.part].stage, reached = look.outcome->stage;
  const bool failed = look.outcome->why == Outcome::Why::kClause;
  return stage < reached || (stage == reached && failed && site.part <= look.outcome->clause);
}

/// A `favour` belongs to no action, though its condition is asked of those it favours.
void levers(const ir::Program& program, std::vector<Site>& into) {
  for (std::uint32_t action = 0; action < program.actions.size(); ++action)
    for (const ir::Lever& lever : program.actions[action].levers) {
      std::string text = ir::excerpt(program, lever.span);
      std::string owner = text.starts_with("favour") ? std::string() : program.actions[action].name;
      add(into, {"lever", std::move(owner), lever.when, lever.span, std::move(text), action});
    }
}
bool leverAsked(const Site&, const Look& look) { return look.outcome->hasScore; }

// ---- named things: asked of the customer --------------------------------------------------------------------------

/// Part `i` of a named thing: its condition, where it stands, what it is called.
Site partOf(const ir::Program& program, const ir::Named& named, std::string_view kind, ir::InstIndex condition,
            std::uint32_t i) {
  const Span span = i < named.parts.size() ? named.parts[i] : named.span;
  return {kind, named.name, condition, span, ir::excerpt(program, span), ir::kNone, i, named.inst};
}

void segments(const ir::Program& program, std::vector<Site>& into) {
  for (const ir::Named& named : program.names)
    if (named.kind == ir::NameKind::kSegment) add(into, partOf(program, named, "segment", named.inst, 0));
}

/// The conditions of a ladder, a scorecard or a table, wherever they stand among its operands.
struct Row {
  ir::Op op;
  std::string_view kind;
  std::uint32_t count, first, step;  ///< words: where the number of rows stands, and the conditions
};
constexpr Row kRung{ir::Op::kLadder, "rung", 0, 1, 1};
constexpr Row kScorecardRow{ir::Op::kScorecard, "scorecard row", 3, 4, 2};
constexpr Row kTableRow{ir::Op::kTable, "table row", 1, 2, 2};

template <const Row& kRow>
void rows(const ir::Program& program, std::vector<Site>& into) {
  for (const ir::Named& named : program.names) {
    const ir::Inst& inst = program.insts[named.inst];
    if (inst.op != kRow.op) continue;
    const std::uint32_t* words = &program.operands[inst.a];
    for (std::uint32_t i = 0; i < words[kRow.count]; ++i)
      add(into, partOf(program, named, kRow.kind, words[kRow.first + kRow.step * i], i));
  }
}

template <const Row& kRow>
bool noRowAboveHolds(const Site& site, const Look& look) {
  const std::uint32_t* words = &look.program.operands[look.program.insts[site.whole].a];
  for (std::uint32_t i = 0; i < site.part; ++i)
    if (look.values[words[kRow.first + kRow.step * i]].truth() == Truth::True) return false;
  return true;
}

/// Only `first` stops at a row that matches.
bool tableRowAsked(const Site& site, const Look& look) {
  const std::uint32_t hit = look.program.operands[look.program.insts[site.whole].a];
  return static_cast<ir::TableHit>(hit) != ir::TableHit::kFirst || noRowAboveHolds<kTableRow>(site, look);
}

bool always(const Site&, const Look&) { return true; }

constexpr std::array kConstructs = {
    Construct{treatmentConditions, treatmentAsked},  //
    Construct{clauses, clauseAsked},                 //
    Construct{levers, leverAsked},                   //
    Construct{segments, always},                     //
    Construct{rows<kRung>, noRowAboveHolds<kRung>},  //
    Construct{rows<kScorecardRow>, always},          //
    Construct{rows<kTableRow>, tableRowAsked},
};

}  // namespace

std::span<const Construct> constructs() { return kConstructs; }

}  // namespace regard::coverage
