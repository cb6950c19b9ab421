#pragma once
// One customer in one moment, complete: enough to decide for, and to check what is said of them.

#include <cstdint>
#include <vector>

#include "base/date.h"
#include "dsl/prove/cone.h"

namespace regard::dsl {

struct WitnessRow {
  std::int64_t at = 0;          ///< ms since 1970-01-01T00:00Z; lists: the place
  std::vector<Scalar> columns;  ///< the cell of a text holds its key (dsl/prove/possible.h)
};

struct Witness {
  std::uint32_t action = 0;  ///< the candidate
  std::int64_t direction = ir::kInbound;
  std::int16_t channel = -1;
  std::int64_t nowMs = 0;
  Day today = 0;                              ///< on the rulebook's clock, as all that follows from the time
  std::vector<Scalar> inputs;                 ///< by slot; texts: keys
  std::vector<std::vector<WitnessRow>> rows;  ///< by stream, oldest first
  std::vector<bool> isListKnown;              ///< by stream
  bool hasHistory = true;                     ///< all of it, or nobody took notes
  std::vector<std::int64_t> windowAfterMs;    ///< by window
};

/// The value of everything behind the cone's roots, by place. What differs from row to row is unknown.
std::vector<Scalar> evaluate(const Cone& cone, const Witness& witness);
/// The same with one row of a stream looked at.
std::vector<Scalar> evaluateRow(const Cone& cone, const Witness& witness, std::uint32_t stream, const WitnessRow& row);

}  // namespace regard::dsl
