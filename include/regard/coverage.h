#pragma once
/// What a rulebook's own tests have shown of its conditions.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "regard/result.h"
#include "regard/rulebook.h"

namespace regard {

/// A condition of the rules: a clause, a treatment's or a lever's `when`, a segment, a rung, a row.
struct CoveredCondition {
  struct Outcome {
    bool possible = true;  ///< for some customer; `x is known` is never unknown
    bool seen = false;     ///< in some test where the decision came to this condition
  };
  std::string kind;   ///< "eligible", "applicable", "suitable", "treatment", "lever", "segment", "rung" …
  std::string owner;  ///< the action, the group if several actions share it, or the named thing; may be empty
  std::string text;   ///< as written, blanks folded
  std::string path;   ///< relative to the rulebook's folder
  std::uint32_t line = 0;
  Outcome isTrue, isFalse, isUnknown;
};

struct Coverage {
  struct Count {
    std::size_t seen = 0, possible = 0;
  };
  std::vector<CoveredCondition> conditions;  ///< by file and line
  Count isTrue, isFalse, isUnknown;          ///< over all conditions

  Count all() const {
    return {isTrue.seen + isFalse.seen + isUnknown.seen, isTrue.possible + isFalse.possible + isUnknown.possible};
  }
};

/// Runs every test of the rulebook on the reference evaluator. An Error only if the rulebook cannot run at all.
[[nodiscard]] Expected<Coverage> coverageOf(const Rulebook& rulebook);

}  // namespace regard
