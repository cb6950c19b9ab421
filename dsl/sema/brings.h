#pragma once
// What an action brings along besides its words, for check(), tests and lowering.

#include <functional>
#include <string>

#include "dsl/sema/check.h"

namespace regard::dsl {

/// As the program holds it; of several of a kind the first. `textOf` gives what is written in a place.
ir::Brings bringsOf(const CheckedBook& checked, const ast::Brings& written,
                    const std::function<std::string(Span)>& textOf);

}  // namespace regard::dsl
