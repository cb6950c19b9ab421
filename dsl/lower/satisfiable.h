#pragma once
// Whether conditions can be true together, as far as comparisons of one value with constants tell.

#include <optional>
#include <vector>

#include "dsl/ir/program.h"

namespace regard::dsl {

/// A part of a conjunction, with the place to show for it.
struct Part {
  ir::InstIndex inst = 0;
  Span span;
};

struct Contradiction {
  Part part;                    ///< with this one nothing is left
  std::optional<Part> earlier;  ///< the one that excludes it by itself; none: it is false alone, or several do together
};

/// The first contradiction among parts that must all be true; `and` below them is looked through.
std::optional<Contradiction> findContradiction(const ir::Program& program, const std::vector<Part>& parts);

}  // namespace regard::dsl
