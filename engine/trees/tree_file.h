#pragma once
// A file of trees that another library trained, as this project's model files have them (docs/formats/model.md).

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "dsl/ir/model.h"

namespace regard::trees {

/// The five lists of a tree, an entry of each for a node.
struct Tree {
  std::vector<std::int64_t> column;  ///< -1: a leaf
  std::vector<double> value;
  std::vector<std::uint32_t> yes, no, unknown;
};

struct TreeColumn {
  std::string feature;  ///< as the library calls it
  std::string of;       ///< an expression of the rules
};

struct TreeFile {
  std::string library, version, objective;
  ir::TreeArithmetic arithmetic = ir::TreeArithmetic::kXgboost;
  bool isEstimate = false;
  double begin = 0, scale = 1;
  std::vector<TreeColumn> columns;   ///< those that trees ask for, in the order of the features
  std::vector<std::string> unasked;  ///< features that no tree asks for
  std::vector<Tree> trees;
  std::size_t nodes = 0, depth = 0;           ///< of all trees; questions on the longest way to a leaf
  std::uint32_t rounds = 0, roundsThere = 0;  ///< of boosting: taken, in the file
  std::uint32_t bestRounds =
      0;  ///< where training saw no more gain, if the file says so and holds more; 0: it does not
};

struct TreeOptions {
  std::vector<std::pair<std::string, std::string>> columns;  ///< feature, expression of the rules
  std::uint32_t rounds = 0;                                  ///< the first so many; 0: all
};

inline constexpr std::size_t kFileBytesMax = std::size_t{512} << 20U;

/// XGBoost's JSON (since 1.0) or LightGBM's text (since 3.0), told apart by looking. kNotFound, kIo, kInvalid (damaged:
/// where, and what should be there), kUnsupported (what this project's trees cannot say, by name).
Result<TreeFile> readTreeFile(const std::string& path, const TreeOptions& options);

}  // namespace regard::trees
