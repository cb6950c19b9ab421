#pragma once
// Which actions can still be eligible, as a table. Each value that many conditions ask about (a subject) is cut into at
// most 64 buckets, its axis. A column has a row of bits for each bucket, one bit for each action: whether what the
// action needs of this value can hold somewhere in the bucket. One more row is for an unknown value, one for an error.
// The rows where a customer stands, and-ed together, are the actions worth a look: never too few, sometimes too many.
//
// Where an action needs one of several values to be somewhere (`score >= 40% or loyal`), a group of columns says so:
// their rows are or-ed before they are and-ed to the rest.
//
// Where all ends of a condition's ranges are ends of buckets, the bit is not only possible but true, and the condition
// need not be looked at again; what is left to check are the action's residual clauses.

#include <cstdint>
#include <vector>

#include "dsl/ir/program.h"
#include "engine/plan/needs.h"

namespace regard {

struct Index {
  struct Axis {
    Subject subject = 0;
    std::int32_t input = -1;                   ///< the subject's slot, if it is an input
    TypeKind kind = TypeKind::kError;          ///< kNumber is searched by key, everything else as an integer
    std::uint32_t firstCut = 0, cutCount = 0;  ///< bucket b begins at cut b-1; the first one has no beginning
    std::uint32_t unknownPlace() const { return cutCount + 1; }  ///< buckets, then unknown, then error
    std::uint32_t errorPlace() const { return cutCount + 2; }
  };
  struct Column {
    std::uint32_t axis = 0;
    std::uint32_t firstRow = 0;  ///< of the axis's places, in order
    std::uint32_t actions = 0;   ///< that need something of it
    bool exact = true;           ///< no range ends inside a bucket
  };

  std::vector<Axis> axes;
  std::vector<Column> columns;  ///< `alone` whose rows all count, then those of groups, one after another
  std::uint32_t alone = 0;
  std::vector<std::uint32_t> groups;    ///< how many columns each has, at least two: of their rows one must count
  std::vector<std::int64_t> cuts;       ///< rising within a column
  std::vector<std::uint64_t> rows;      ///< [rows][words], bit i of word i / 64: action i can be eligible
  std::vector<std::uint64_t> everyone;  ///< [words]: actions that any customer could be eligible for
  std::uint32_t words = 0;              ///< of a row; a multiple of kWordsMultiple, the bits beyond the actions are 0
  /// By action, its clauses that the table does not decide: residual[firstResidual[i] … firstResidual[i + 1]).
  std::vector<std::uint32_t> residual, firstResidual;

  static constexpr std::uint32_t kWordsMultiple = 2;

  const std::uint64_t* row(std::uint32_t number) const { return rows.data() + std::size_t{number} * words; }
  std::size_t bytes() const;
};

/// What an index may be. The defaults are what docs/decisions found best.
struct IndexOptions {
  bool columns = true;            ///< false: none, so that everyone is a candidate
  bool everyColumn = false;       ///< also those that are not worth their cost
  std::uint32_t bucketsMax = 64;  ///< of a column; at least 1
};

Index makeIndex(const Analysis& analysis, const IndexOptions& options);

}  // namespace regard
