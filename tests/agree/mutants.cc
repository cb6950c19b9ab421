#include "tests/agree/mutants.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace regard::agree {
namespace {

using ir::Aggregate;
using ir::Op;

/// A fault planted by `change`, which says of each instruction whether it changed it.
Mutation wrong(const char* name, bool (*change)(ir::Program&, ir::Inst&)) {
  return {name, false, [change](ir::Program& program) {
            bool planted = false;
            for (ir::Inst& inst : program.insts) planted = change(program, inst) || planted;
            return planted;
          }};
}

/// One operator taken for another of the same operands.
Mutation mistaken(const char* name, Op from, Op to) {
  return {name, false, [from, to](ir::Program& program) {
            bool planted = false;
            for (ir::Inst& inst : program.insts)
              if (inst.op == from) {
                inst.op = to;
                planted = true;
              }
            return planted;
          }};
}
Mutation mistaken(const char* name, ScalarOp from, ScalarOp to) { return mistaken(name, ir::opOf(from), ir::opOf(to)); }

/// The first word of an operand list taken for another: a hit policy, an aggregate.
template <class Enum>
Mutation mistakenWord(const char* name, Op op, Enum from, Enum to) {
  return {name, false, [op, from, to](ir::Program& program) {
            bool planted = false;
            for (const ir::Inst& inst : program.insts) {
              if (inst.op != op || program.operands[inst.a] != static_cast<std::uint32_t>(from)) continue;
              program.operands[inst.a] = static_cast<std::uint32_t>(to);
              planted = true;
            }
            return planted;
          }};
}
Mutation mistakenHit(const char* name, ir::TableHit from, ir::TableHit to) {
  return mistakenWord(name, Op::kTable, from, to);
}
Mutation mistakenRows(const char* name, Aggregate from, Aggregate to) {
  return mistakenWord(name, Op::kQuery, from, to);
}

Mutation wrongAction(const char* name, bool (*change)(ir::Action&)) {
  return {name, true, [change](ir::Program& program) {
            bool planted = false;
            for (ir::Action& action : program.actions) planted = change(action) || planted;
            return planted;
          }};
}

/// Clauses of one kind taken for true.
Mutation ignored(const char* name, ir::ClauseKind kind) {
  return {name, true, [kind](ir::Program& program) {
            bool planted = false;
            const auto yes = static_cast<ir::InstIndex>(program.insts.size());
            for (ir::Clause& clause : program.clauses)
              if (clause.kind == kind) {
                clause.expr = yes;
                planted = true;
              }
            program.insts.push_back(
                {Op::kConst, TypeKind::kFlag, 0, static_cast<std::uint32_t>(program.constants.size()), 0, 0});
            program.constants.push_back({{TypeKind::kFlag, 0}, Cell::ofBool(true)});
            return planted;
          }};
}

Mutation misread(const char* name, void (*misread)(const ir::Program&, Inputs&), bool inDecision = false) {
  return {name, inDecision, {}, misread};
}

bool useOtherRangeEnd(ir::Program& program, ir::Inst& inst) {
  if (inst.op != Op::kInSet) return false;
  for (std::uint32_t i = 0; i < program.operands[inst.b]; ++i) {
    std::uint32_t& mode = program.operands[inst.b + 3 + 3 * i];
    if (mode != static_cast<std::uint32_t>(ir::RangeMode::kEqual))
      mode = static_cast<std::uint32_t>(ir::RangeMode::kClosed) + static_cast<std::uint32_t>(ir::RangeMode::kHalfOpen) -
             mode;
  }
  return true;
}

/// The next column of the same type, if there is one.
bool useOtherColumn(ir::Program& program, ir::Inst& inst) {
  if (inst.op != Op::kColumn) return false;
  const std::vector<ir::Column>& columns = program.streams[inst.a].columns;
  for (std::uint32_t other = inst.b + 1; other < columns.size(); ++other)
    if (columns[other].type == columns[inst.b].type) {
      inst.b = other;
      return true;
    }
  return false;
}

void forgetOldest(const ir::Program& program, Inputs& inputs) {
  for (std::size_t i = 0; i < program.streams.size(); ++i) {
    Rows& rows = inputs.rows[i];
    if (rows.count == 0) continue;
    const auto width = static_cast<std::ptrdiff_t>(program.streams[i].columns.size());
    rows.cells.erase(rows.cells.begin(), rows.cells.begin() + width);
    rows.states.erase(rows.states.begin(), rows.states.begin() + width);
    --rows.count;
  }
}

std::vector<Mutation> valueFaults() {
  return {
      mistaken("and for or", Op::kAnd, Op::kOr),
      mistaken("or for and", Op::kOr, Op::kAnd),
      mistaken("known for unknown", Op::kIsKnown, Op::kIsUnknown),
      mistaken("texts differ for equal", Op::kEqText, Op::kNeText),
      mistaken("> for >=", ScalarOp::GeInt, ScalarOp::GtInt),
      mistaken("<= for <", ScalarOp::LtNumber, ScalarOp::LeNumber),
      mistaken("order of bits for order of numbers", ScalarOp::LtNumber, ScalarOp::LtInt),
      mistaken("plus for minus", ScalarOp::SubMoney, ScalarOp::AddMoney),
      mistaken("times a number for times a percent", ScalarOp::MulMoneyPercent, ScalarOp::AddMoney),
      mistaken("weeks for days", ScalarOp::DaysFromTo, ScalarOp::WeeksFromTo),
      mistaken("instants later for earlier", ScalarOp::SubInstantDuration, ScalarOp::AddInstantDuration),
      mistaken("any part for the beginning", Op::kStartsWith, Op::kContains),
      mistaken("the beginning for the end", Op::kEndsWith, Op::kStartsWith),
      mistaken("the end for any part", Op::kContains, Op::kEndsWith),
      wrong("else the wrong way round",
            [](ir::Program&, ir::Inst& inst) {
              if (inst.op == Op::kElse) std::swap(inst.a, inst.b);
              return inst.op == Op::kElse;
            }),
      wrong("then for else",
            [](ir::Program& p, ir::Inst& inst) {
              if (inst.op == Op::kIf) std::swap(p.operands[inst.a + 1], p.operands[inst.a + 2]);
              return inst.op == Op::kIf;
            }),
      wrong("a range's end in for out", useOtherRangeEnd),
      wrong("unknown rungs forgotten or invented",
            [](ir::Program&, ir::Inst& inst) {
              if (inst.op == Op::kLadder) inst.flags ^= ir::kLadderAlsoUnknown;
              return inst.op == Op::kLadder;
            }),
      wrong("a scorecard's last row left out",
            [](ir::Program& p, ir::Inst& inst) { return inst.op == Op::kScorecard && p.operands[inst.a + 3]-- > 0; }),
      wrong("a scorecard's start and low end swapped",
            [](ir::Program& p, ir::Inst& inst) {
              if (inst.op == Op::kScorecard) std::swap(p.operands[inst.a], p.operands[inst.a + 1]);
              return inst.op == Op::kScorecard;
            }),
      wrong("a table's last row left out",
            [](ir::Program& p, ir::Inst& inst) { return inst.op == Op::kTable && p.operands[inst.a + 1]-- > 0; }),
      wrong("a table's first row takes the output of the last",
            [](ir::Program& p, ir::Inst& inst) {
              if (inst.op == Op::kTable) p.operands[inst.a + 3] = p.operands[inst.a + 1 + 2 * p.operands[inst.a + 1]];
              return inst.op == Op::kTable;
            }),
      wrong("the first member's value for that of the one asked for",
            [](ir::Program& p, ir::Inst& inst) {
              if (inst.op == Op::kSelect)
                for (std::uint32_t i = 1; i < p.operands[inst.a + 1]; ++i)
                  p.operands[inst.a + 2 + i] = p.operands[inst.a + 2];
              return inst.op == Op::kSelect;
            }),
      mistakenHit("any row for the only one", ir::TableHit::kUnique, ir::TableHit::kAny),
      mistakenHit("the first row for any", ir::TableHit::kAny, ir::TableHit::kFirst),
      mistakenHit("the only row for the first", ir::TableHit::kFirst, ir::TableHit::kUnique),
      mistakenHit("the first row for the sum", ir::TableHit::kSum, ir::TableHit::kFirst),
      mistakenHit("the greatest for the least", ir::TableHit::kMin, ir::TableHit::kMax),
      mistakenHit("the first row for the greatest", ir::TableHit::kMax, ir::TableHit::kFirst),
  };
}

std::vector<Mutation> rowFaults() {
  return {
      mistakenRows("what is recorded for the count", Aggregate::kCount, Aggregate::kRecorded),
      mistakenRows("the count for what is recorded", Aggregate::kRecorded, Aggregate::kCount),
      mistakenRows("the greatest for the sum", Aggregate::kSum, Aggregate::kMax),
      mistakenRows("the sum for the average", Aggregate::kAverage, Aggregate::kSum),
      mistakenRows("the greatest row for the least", Aggregate::kMin, Aggregate::kMax),
      mistakenRows("the latest for the greatest", Aggregate::kMax, Aggregate::kLatest),
      mistakenRows("the latest for the first", Aggregate::kFirst, Aggregate::kLatest),
      mistakenRows("the first for the latest", Aggregate::kLatest, Aggregate::kFirst),
      mistakenRows("at least for exactly so many", Aggregate::kCountEq, Aggregate::kCountGe),
      mistakenRows("more than for another number", Aggregate::kCountNe, Aggregate::kCountGt),
      mistakenRows("at most for fewer", Aggregate::kCountLt, Aggregate::kCountLe),
      mistakenRows("fewer for at most", Aggregate::kCountLe, Aggregate::kCountLt),
      mistakenRows("at least for more", Aggregate::kCountGt, Aggregate::kCountGe),
      mistakenRows("more for at least", Aggregate::kCountGe, Aggregate::kCountGt),
      wrong("every row taken, whatever the filter",
            [](ir::Program& p, ir::Inst& inst) {
              return inst.op == Op::kQuery &&
                     std::exchange(p.operands[inst.a + ir::kFilterWord], ir::kNone) != ir::kNone;
            }),
      wrong("another field of the row", useOtherColumn),
      wrong("all there is for a window",
            [](ir::Program& p, ir::Inst& inst) {
              for (std::uint32_t i = 0; i < p.windows.size(); ++i)
                if (inst.op == Op::kQuery && p.windows[i].kind == ir::WindowKind::kAll)
                  return std::exchange(p.operands[inst.a + ir::kWindowWord], i) != i;
              return false;
            }),
      {"completeness ignored", false,
       [](ir::Program& p) {
         for (ir::Window& window : p.windows) window.kind = ir::WindowKind::kAll;
         return !p.windows.empty();
       }},
      {"a burst one smaller", false,
       [](ir::Program& p) {
         for (ir::Burst& burst : p.bursts) --burst.count;
         return !p.bursts.empty();
       }},
      {"a burst within twice the time", false,
       [](ir::Program& p) {
         for (ir::Burst& burst : p.bursts) burst.withinMs *= 2;
         return !p.bursts.empty();
       }},
      {"a burst one instant longer", false,
       [](ir::Program& p) {
         for (ir::Burst& burst : p.bursts) ++burst.withinMs;
         return !p.bursts.empty();
       }},
      misread("the border of a window in",
              [](const ir::Program&, Inputs& inputs) {
                for (std::int64_t& after : inputs.windowAfterMs)
                  after -= after > std::numeric_limits<std::int64_t>::min();
              }),
      misread("a history that begins at the border too short",
              [](const ir::Program&, Inputs& inputs) { ++inputs.historyFromMs; }),
      misread("no history for a whole one", [](const ir::Program&, Inputs& inputs) { inputs.hasHistory = false; }),
      misread("a list that nobody knows for an empty one",
              [](const ir::Program&, Inputs& inputs) {
                for (Rows& rows : inputs.rows) rows.state = State::kKnown;
              }),
      misread("the oldest row forgotten", forgetOldest),
  };
}

std::vector<Mutation> decisionFaults() {
  using ir::ClauseKind;
  return {
      {"one kept too many", true, [](ir::Program& p) { return ++p.arbitration.keep > 0; }},
      {"caps of what is kept ignored", true,
       [](ir::Program& p) {
         const bool any = !p.arbitration.caps.empty();
         p.arbitration.caps.clear();
         return any;
       }},
      ignored("conditions ignored", ClauseKind::kCondition),
      ignored("what started it ignored", ClauseKind::kProactive),
      ignored("`never` ignored", ClauseKind::kNever),
      ignored("caps ignored", ClauseKind::kCap),
      ignored("pauses ignored", ClauseKind::kPause),
      ignored("quiet hours ignored", ClauseKind::kQuiet),
      ignored("budgets ignored", ClauseKind::kBudget),
      ignored("hold-outs ignored", ClauseKind::kHoldOut),
      ignored("how far it reaches ignored", ClauseKind::kReach),
      wrongAction("levers ignored", [](ir::Action& a) { return !std::exchange(a.levers, {}).empty(); }),
      wrongAction("levers always on",
                  [](ir::Action& a) {
                    for (ir::Lever& lever : a.levers) lever.when = ir::kNone;
                    return !a.levers.empty();
                  }),
      wrongAction("dates ignored", [](ir::Action& a) { return std::exchange(a.hasActive, false); }),
      wrongAction("last day out",
                  [](ir::Action& a) {
                    --a.activeTo;
                    return a.hasActive;
                  }),
      wrongAction("unknown cost as none", [](ir::Action& a) { return std::exchange(a.cost, ir::kNone) != ir::kNone; }),
      wrongAction("tokens not looked at",
                  [](ir::Action& a) {
                    for (ir::Treatment& treatment : a.treatments) treatment.fields.clear();
                    return !a.treatments.empty();
                  }),
      wrongAction("last treatment first",
                  [](ir::Action& a) {
                    std::reverse(a.treatments.begin(), a.treatments.end());
                    return a.treatments.size() > 1;
                  }),
      wrongAction("what is mandatory not first", [](ir::Action& a) { return !std::exchange(a.mandatory, {}).empty(); }),
      misread(
          "who began it mistaken", [](const ir::Program&, Inputs& inputs) { inputs.outbound = !inputs.outbound; },
          true),
      misread(
          "answers forgotten", [](const ir::Program&, Inputs& inputs) { inputs.evidence.clear(); }, true),
      misread(
          "answers of another channel",
          [](const ir::Program&, Inputs& inputs) {
            for (Evidence& evidence : inputs.evidence) ++evidence.channel;
          },
          true),
      misread(
          "nothing left to chance", [](const ir::Program&, Inputs& inputs) { inputs.seed.reset(); }, true),
      misread(
          "another seed", [](const ir::Program&, Inputs& inputs) { inputs.seed = inputs.seed.value_or(0) + 1; }, true),
      {"draws keyed by another name", true,
       [](ir::Program& p) {
         const bool draws = p.arbitration.explore == ir::ExploreKind::kThompson;
         for (ir::Action& action : p.actions) action.name += "_";
         return draws;
       }},
  };
}

}  // namespace

std::vector<Mutation> mutations() {
  std::vector<Mutation> all = valueFaults();
  for (const auto& more : {rowFaults(), decisionFaults()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace regard::agree
