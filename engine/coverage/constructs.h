#pragma once
// What counts as a condition: one row per construct of the language, with where such conditions stand and when a
// decision asks them. Whoever adds a construct with a condition adds a row to constructs.cc.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/ir/program.h"
#include "engine/reference/reference.h"

namespace regard::coverage {

/// One condition in one place where it is asked.
struct Site {
  std::string_view kind;
  std::string owner;  ///< the action or the named thing; may be empty
  ir::InstIndex condition = ir::kNone;
  Span span;                         ///< where it stands
  std::string text;                  ///< as written, blanks folded
  bool forbids = false;              ///< written as what forbids: true where the instruction is false
  ir::InstIndex same = ir::kNone;    ///< sites of one kind at one place are one condition if this is the same too
  std::uint32_t action = ir::kNone;  ///< asked of this action's candidate; kNone: of the customer
  std::uint32_t part = 0;            ///< which clause, treatment, lever, rung or row it is: for `Construct::asked`
  ir::InstIndex whole = ir::kNone;   ///< the ladder or table that it is a part of
};

/// One decision, as one site sees it.
struct Look {
  const ir::Program& program;
  const Inputs& inputs;
  const std::vector<Scalar>& values;  ///< of every instruction, for the candidate if there is one
  const reference::Outcome* outcome;  ///< of the site's action; null for the customer
};

struct Construct {
  /// All its conditions, in any order; kNone conditions (`when` left out) are none.
  void (*sites)(const ir::Program& program, std::vector<Site>& into);
  /// Whether the decision came to this one.
  bool (*asked)(const Site& site, const Look& look);
};

std::span<const Construct> constructs();

}  // namespace regard::coverage
