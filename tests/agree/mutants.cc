#include "tests/agree/mutants.h"

#include <algorithm>

namespace regard::agree {
namespace {

using ir::Op;

/// One operator taken for another of the same operands.
Mutation mistaken(const char* name, Op from, Op to) {
  return {name, [from, to](ir::Program& program) {
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

/// Something wrong with every instruction of one kind.
Mutation wrong(const char* name, Op op, void (*change)(ir::Program&, ir::Inst&)) {
  return {name, [op, change](ir::Program& program) {
            bool planted = false;
            for (ir::Inst& inst : program.insts)
              if (inst.op == op) {
                change(program, inst);
                planted = true;
              }
            return planted;
          }};
}

Mutation mistakenHit(const char* name, ir::TableHit from, ir::TableHit to) {
  return {name, [from, to](ir::Program& program) {
            bool planted = false;
            for (const ir::Inst& inst : program.insts) {
              if (inst.op != Op::kTable || program.operands[inst.a] != static_cast<std::uint32_t>(from)) continue;
              program.operands[inst.a] = static_cast<std::uint32_t>(to);
              planted = true;
            }
            return planted;
          }};
}

Mutation wrongAction(const char* name, bool (*change)(ir::Action&)) {
  return {name, [change](ir::Program& program) {
            bool planted = false;
            for (ir::Action& action : program.actions) planted = change(action) || planted;
            return planted;
          }};
}

void useOtherRangeEnd(ir::Program& program, ir::Inst& inst) {
  for (std::uint32_t i = 0; i < program.operands[inst.b]; ++i) {
    std::uint32_t& mode = program.operands[inst.b + 3 + 3 * i];
    if (mode != static_cast<std::uint32_t>(ir::RangeMode::kEqual))
      mode = static_cast<std::uint32_t>(ir::RangeMode::kClosed) + static_cast<std::uint32_t>(ir::RangeMode::kHalfOpen) -
             mode;
  }
}

}  // namespace

std::vector<Mutation> valueMutations() {
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
      wrong("else the wrong way round", Op::kElse, [](ir::Program&, ir::Inst& inst) { std::swap(inst.a, inst.b); }),
      wrong("then for else", Op::kIf,
            [](ir::Program& p, ir::Inst& inst) { std::swap(p.operands[inst.a + 1], p.operands[inst.a + 2]); }),
      wrong("a range's end in for out", Op::kInSet, useOtherRangeEnd),
      wrong("unknown rungs forgotten or invented", Op::kLadder,
            [](ir::Program&, ir::Inst& inst) { inst.flags ^= ir::kLadderAlsoUnknown; }),
      wrong("a scorecard's last row left out", Op::kScorecard,
            [](ir::Program& p, ir::Inst& inst) { --p.operands[inst.a + 3]; }),
      wrong("a scorecard's start and low end swapped", Op::kScorecard,
            [](ir::Program& p, ir::Inst& inst) { std::swap(p.operands[inst.a], p.operands[inst.a + 1]); }),
      wrong("a table's last row left out", Op::kTable,
            [](ir::Program& p, ir::Inst& inst) { --p.operands[inst.a + 1]; }),
      wrong("a table's first row takes the output of the last", Op::kTable,
            [](ir::Program& p, ir::Inst& inst) {
              p.operands[inst.a + 3] = p.operands[inst.a + 1 + 2 * p.operands[inst.a + 1]];
            }),
      mistakenHit("any row for the only one", ir::TableHit::kUnique, ir::TableHit::kAny),
      mistakenHit("the first row for any", ir::TableHit::kAny, ir::TableHit::kFirst),
      mistakenHit("the only row for the first", ir::TableHit::kFirst, ir::TableHit::kUnique),
      mistakenHit("the first row for the sum", ir::TableHit::kSum, ir::TableHit::kFirst),
      mistakenHit("the greatest for the least", ir::TableHit::kMin, ir::TableHit::kMax),
      mistakenHit("the first row for the greatest", ir::TableHit::kMax, ir::TableHit::kFirst),
  };
}

std::vector<Mutation> decisionMutations() {
  return {
      {"one kept too many", [](ir::Program& p) { return ++p.arbitration.keep > 0; }},
      {"caps ignored",
       [](ir::Program& p) {
         const bool any = !p.arbitration.caps.empty();
         p.arbitration.caps.clear();
         return any;
       }},
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
      wrongAction("clauses ignored", [](ir::Action& a) { return std::exchange(a.clauseCount, 0U) > 0; }),
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
  };
}

}  // namespace regard::agree
