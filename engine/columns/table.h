#pragma once
// Batches of Arrow columns as a rulebook's profile: which column is which attribute, and how it is read.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/columns/conversion.h"
#include "engine/plan/plan.h"

namespace regard::columns {

/// A column of the rows, or of the values of a list: by batch.
struct BoundColumn {
  Conversion how;
  std::vector<Chunk> chunks;
};

struct BoundInput : BoundColumn {
  std::uint32_t input = 0;
  std::string name;  ///< of the column
};

struct BoundList {
  std::uint32_t stream = 0;
  std::string name;
  std::vector<ArrayView> lists;                     ///< by batch
  std::vector<std::optional<BoundColumn>> columns;  ///< by column of the stream; nothing: always unknown
};

/// Immutable: shared between threads.
struct Table {
  std::vector<std::int64_t> rows;   ///< by batch
  BoundColumn key;                  ///< text
  std::vector<BoundInput> inputs;   ///< those that the rules read
  std::vector<BoundList> lists;     ///< likewise
  std::vector<std::string> absent;  ///< what the rules read and no column has
  std::vector<std::string> unused;  ///< columns that no attribute takes
};

/// A column finds its attribute by name, by title, or by snakeName(); a field of a struct is called `struct.field`, as
/// members of a map are. kInvalid, naming the column, if no column is the key, two are the same attribute, values
/// cannot be of the attribute's type, or the structs are not sound. `plan` must be of an empty catalog; it and the
/// memory of the columns must outlive the table.
Result<Table> bindTable(const Plan& plan, const ArrowSchema& schema, std::span<const ArrowArray* const> batches);

}  // namespace regard::columns
