#include <filesystem>
#include <utility>

#include "engine/door/values.h"
#include "engine/trees/tree_file.h"
#include "regard/model.h"

namespace regard {

Expected<ImportedTrees> importTrees(const TreesRequest& request) {
  auto file = trees::readTreeFile(request.path, {request.columns, request.rounds});
  if (!file) return errorOf(file.fault());
  if (file->isEstimate)
    return Error{ErrorKind::unsupported, request.path + ": its objective is " + file->objective +
                                             ", which tells a number: trees of rules tell a probability"};
  ImportedTrees out;
  out.source = std::filesystem::path(request.path).filename().string();
  out.library = std::move(file->library);
  out.version = std::move(file->version);
  out.objective = std::move(file->objective);
  out.arithmetic = file->arithmetic == ir::TreeArithmetic::kXgboost ? "xgboost" : "lightgbm";
  out.answer = file->isEstimate ? "estimate" : "probability";
  out.begin = file->begin;
  out.scale = file->scale;
  for (trees::TreeColumn& column : file->columns) {
    out.columns.push_back(std::move(column.of));
    out.features.push_back(std::move(column.feature));
  }
  out.unasked = std::move(file->unasked);
  for (trees::Tree& tree : file->trees)
    out.trees.push_back({std::move(tree.column), std::move(tree.value), std::move(tree.yes), std::move(tree.no),
                         std::move(tree.unknown)});
  out.nodes = file->nodes;
  out.depth = file->depth;
  out.rounds = file->rounds;
  out.roundsThere = file->roundsThere;
  out.bestRounds = file->bestRounds;
  return out;
}

}  // namespace regard
