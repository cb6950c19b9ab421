#pragma once
// Every place outside of `insts` that names an instruction, once: pruning, verifying and warnings read this list.

#include "dsl/ir/program.h"

namespace regard::ir {

/// What an instruction named from outside has to be.
enum class RootKind : std::uint8_t { kAny, kFlag, kMoney, kPercent, kRowFlag };  ///< kRowFlag: may read a row

/// Calls visit(InstIndex&, RootKind, bool mayBeNone) for each; `ProgramRef` is Program or const Program.
template <class ProgramRef, class Visit>
void forEachRoot(ProgramRef& program, Visit visit) {
  for (auto& named : program.names) visit(named.inst, RootKind::kAny, false);
  for (auto& model : program.models)
    for (auto& column : model.columns) visit(column, RootKind::kAny, false);
  for (auto& promise : program.promises) visit(promise.filter, RootKind::kRowFlag, true);
  for (auto& kpi : program.kpis) {
    visit(kpi.filter, RootKind::kRowFlag, true);
    visit(kpi.that, RootKind::kRowFlag, false);
  }
  for (auto& trigger : program.triggers) visit(trigger.when, RootKind::kFlag, true);
  for (auto& guarantee : program.guarantees) visit(guarantee.when, RootKind::kFlag, false);
  for (auto& clause : program.clauses) visit(clause.expr, RootKind::kFlag, false);
  for (auto& action : program.actions) {
    visit(action.value, RootKind::kMoney, true);
    visit(action.benefit, RootKind::kMoney, true);
    visit(action.cost, RootKind::kMoney, true);
    visit(action.propensity, RootKind::kPercent, true);
    visit(action.score, RootKind::kMoney, false);
    for (auto& learned : action.learned)
      for (auto& by : learned.by) visit(by, RootKind::kAny, false);
    for (auto& lever : action.levers) visit(lever.when, RootKind::kFlag, true);
    for (auto& treatment : action.treatments) {
      visit(treatment.when, RootKind::kFlag, true);
      for (auto& field : treatment.fields)
        for (auto& part : field.parts) visit(part.token, RootKind::kAny, true);
    }
  }
  for (auto& test : program.tests) {
    for (auto& evidence : test.evidence) visit(evidence.where, RootKind::kFlag, true);
    for (auto& expectation : test.expected) {
      visit(expectation.holds, RootKind::kFlag, expectation.kind != ExpectKind::kHolds);
      visit(expectation.actual, RootKind::kAny, true);
    }
  }
}

}  // namespace regard::ir
