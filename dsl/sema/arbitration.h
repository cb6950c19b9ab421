#pragma once
// What `favour` and `at most n per …` mean, for check() and for lowering.

#include <optional>
#include <string_view>

#include "dsl/ir/program.h"
#include "dsl/syntax/ast.h"

namespace regard::dsl {

/// The book's `arbitrate`, or nullptr.
const ast::Arbitrate* arbitrateOf(const ast::Book& book);
/// issue, group or action; nothing for any other word.
std::optional<ir::CandidateField> capField(std::string_view word);
/// Whether a `favour` names the action, its group or its issue. `group`: the action's, or nullptr.
bool isFavoured(const ast::Favour& favour, const ast::Action& action, const ast::Group* group);

}  // namespace regard::dsl
