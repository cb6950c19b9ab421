#pragma once
// What a search found, as people say it: "a customer with arrears unknown, vulnerable no".

#include <string>

#include "dsl/prove/search.h"
#include "dsl/prove/witness.h"

namespace regard::dsl {

/// What an instruction is called in the rules: the attribute, the formula, or the expression as written.
std::string nameOf(const ir::Program& program, ir::InstIndex inst);
/// A value as rule text would spell it.
std::string spellKey(const ir::Program& program, Type type, std::int64_t key);

/// A witness in words: who it is, as far as that makes the goals come out, and on which way.
struct Description {
  std::string who;  ///< "a customer with arrears £1, vulnerable no"
  std::string way;  ///< " outbound by email", or nothing where that does not matter
};
/// `everything`: the box of all that is possible, `found`: the witness's.
Description describe(const Cone& cone, const Box& everything, const Box& found, const Witness& witness,
                     const std::vector<Goal>& goals);

}  // namespace regard::dsl
