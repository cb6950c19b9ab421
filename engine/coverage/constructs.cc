#include "engine/coverage/constructs.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dsl/ir/print.h"

namespace regard::coverage {
namespace {

using reference::Outcome;

void add(std::vector<Site>& into, Site site) {
  if (site.condition != ir::kNone) into.push_back(std::move(site));
}

Site siteOf(const ir::Program& program, std::string_view kind, std::string owner, ir::InstIndex condition, Span span,
            std::uint32_t action, std::uint32_t part) {
  Site site;
  site.kind = kind;
  site.owner = std::move(owner);
  site.condition = site.same = condition;
  site.span = span;
  site.text = ir::excerpt(program, span);
  site.action = action;
  site.part = part;
  return site;
}

// ---- actions: asked of a candidate, in the order of the stages ----------------------------------------------------

void treatmentConditions(const ir::Program& program, std::vector<Site>& into) {
  for (std::uint32_t action = 0; action < program.actions.size(); ++action) {
    const auto& treatments = program.actions[action].treatments;
    for (std::uint32_t i = 0; i < treatments.size(); ++i)
      add(into, siteOf(program, "treatment", program.actions[action].name, treatments[i].when, treatments[i].span,
                       action, i));
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

/// What a clause is called: by its stage, or by what it came from.
std::string_view nameOf(const ir::Clause& clause) {
  switch (clause.kind) {
    case ir::ClauseKind::kNever: return "never";
    case ir::ClauseKind::kCap: return "at most";
    case ir::ClauseKind::kPause: return "pause";
    case ir::ClauseKind::kQuiet: return "quiet";
    case ir::ClauseKind::kBudget: return "budget";
    case ir::ClauseKind::kHoldOut: return "hold out";
    case ir::ClauseKind::kReach: return "reaching";
    case ir::ClauseKind::kCondition:
    case ir::ClauseKind::kProactive: break;
  }
  return ir::stageName(clause.stage);
}

/// Of a policy's clause every action has its own form; it is still one line of rules.
void clauses(const ir::Program& program, std::vector<Site>& into) {
  for (std::uint32_t i = 0; i < program.clauses.size(); ++i) {
    const ir::Clause& clause = program.clauses[i];
    if (clause.kind == ir::ClauseKind::kProactive) continue;  // proactiveRules below
    Site site;
    site.kind = nameOf(clause);
    site.owner = clause.policy < 0 ? program.actions[clause.action].name
                                   : program.policies[static_cast<std::size_t>(clause.policy)].name;
    site.condition = clause.expr;
    site.span = program.spans[clause.span];
    site.text = ir::excerpt(program, site.span);
    site.forbids = clause.kind == ir::ClauseKind::kNever;
    site.same = clause.kind == ir::ClauseKind::kCondition ? clause.expr : ir::kNone;
    site.action = clause.action;
    site.part = i;
    add(into, std::move(site));
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
      Site site = siteOf(program, "lever", program.actions[action].name, lever.when, lever.span, action, 0);
      if (site.text.starts_with("favour")) site.owner.clear();
      add(into, std::move(site));
    }
}
bool leverAsked(const Site&, const Look& look) { return look.outcome->hasScore; }

// ---- named things: asked of the customer --------------------------------------------------------------------------

/// Part `i` of a named thing: its condition, where it stands, what it is called.
Site partOf(const ir::Program& program, const ir::Named& named, std::string_view kind, ir::InstIndex condition,
            std::uint32_t i) {
  const Span span = i < named.parts.size() ? named.parts[i] : named.span;
  Site site = siteOf(program, kind, named.name, condition, span, ir::kNone, i);
  site.whole = named.inst;
  return site;
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

// ---- proactive rules: asked when what they wait for has happened --------------------------------------------------

void proactiveRules(const ir::Program& program, std::vector<Site>& into) {
  for (std::uint32_t i = 0; i < program.triggers.size(); ++i) {
    const ir::Trigger& trigger = program.triggers[i];
    add(into, siteOf(program, "proactive rule", program.actions[trigger.action].name, trigger.when, trigger.span,
                     ir::kNone, i));
  }
}
bool happened(const Site& site, const Look& look) {
  const auto& inputs = look.program.inputs;
  const auto slot = std::find_if(inputs.begin(), inputs.end(),
                                 [](const ir::Input& input) { return input.source == ir::InputSource::kTrigger; });
  if (slot == inputs.end()) return false;
  const Scalar event = look.inputs.at(static_cast<std::uint32_t>(slot - inputs.begin()));
  return event.isKnown() && event.cell.asInt() == look.program.triggers[site.part].event;
}

bool always(const Site&, const Look&) { return true; }

constexpr std::array kConstructs = {
    Construct{treatmentConditions, treatmentAsked},  //
    Construct{clauses, clauseAsked},                 //
    Construct{levers, leverAsked},                   //
    Construct{proactiveRules, happened},             //
    Construct{segments, always},                     //
    Construct{rows<kRung>, noRowAboveHolds<kRung>},  //
    Construct{rows<kScorecardRow>, always},          //
    Construct{rows<kTableRow>, tableRowAsked},
};

}  // namespace

std::span<const Construct> constructs() { return kConstructs; }

}  // namespace regard::coverage
