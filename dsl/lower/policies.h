#pragma once
// What forbids an action, as clauses of it: whatever a policy says comes down to conditions that must be true.

#include <map>
#include <vector>

#include "dsl/lower/expressions.h"

namespace regard::dsl {

/// In the order written, which is that of the program's policies.
std::vector<const ast::Policy*> policiesOf(const ast::Book& book);

/// What all actions share while their clauses are made.
struct PolicyLowering {
  Lowering& l;
  std::vector<const ast::Policy*> written = policiesOf(*l.checked.book);
  std::map<const ast::Limit*, std::uint32_t> counters = {};  ///< of budgets over everyone

  /// The clause that lets an outbound decision take only what a rule offers on what happened. kNone: nothing in the
  /// rulebook ever starts one.
  ir::InstIndex offered(std::uint32_t action);
  /// The clauses of stage kPolicy, appended to the program. `group` may be null. REQUIRES the action's figures.
  void append(std::uint32_t action, const ast::ActionBody* group, const ast::ActionBody& own);
};

/// Promises, triggers, bundles, indicators, hold-outs and policies as tables of the program.
void lowerProactive(Lowering& l);
/// What is claimed. REQUIRES the actions.
void lowerGuarantees(Lowering& l);

}  // namespace regard::dsl
