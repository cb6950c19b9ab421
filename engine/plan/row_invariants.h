#pragma once
// What a query reads that is the same for each of its rows: computed before its first row, and only once. So a query
// inside of another's `where` is never begun while the other goes through rows, however deep they nest.

#include <cstdint>
#include <span>
#include <vector>

#include "dsl/ir/program.h"

namespace regard {

struct RowInvariants {
  std::vector<ir::InstIndex> insts;
  std::vector<std::uint32_t> begin;  ///< by instruction, and one more: where its own start

  std::span<const ir::InstIndex> of(ir::InstIndex query) const {
    return std::span(insts).subspan(begin[query], begin[query + 1] - begin[query]);
  }
};

/// The outermost instructions below each query that have one value for all of its rows. `dependence`: by instruction.
RowInvariants rowInvariants(const ir::Program& program, const std::vector<std::uint8_t>& dependence);

}  // namespace regard
