#pragma once
// Nodes of a tree in the order that our files want: a node before those that it leads to. What a library asks in one
// node may take several questions of ours, and they then stand together.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/trees/tree_file.h"

namespace regard::trees {

/// Where a question leads: to a node by its number in the library's file, or to one of the questions beside it.
struct Way {
  std::uint32_t to = 0;
  bool isBeside = false;
  friend bool operator==(const Way&, const Way&) = default;
};
constexpr Way node(std::uint32_t number) { return {number, false}; }
constexpr Way beside(std::size_t place) { return {static_cast<std::uint32_t>(place), true}; }

struct Question {
  std::int64_t column = -1;  ///< -1: a leaf
  double value = 0;
  Way yes = {}, no = {}, unknown = {};  ///< of a leaf nothing; `unknown` is one of the two
};
inline Question leaf(double value) { return {-1, value, {}, {}, {}}; }

struct LaidOut {
  Tree tree;
  std::size_t depth = 0;  ///< questions of the library on the longest way
};

/// `questionsOf(n)`: what node n asks; a leaf alone. None, and `problem` holds the fact, if a node leads out of the
/// file's `count` nodes or is reached twice, so that the tree would be none. Nothing where questionsOf gives nothing.
std::optional<LaidOut> layOut(std::uint32_t root, std::size_t count,
                              const std::function<std::optional<std::vector<Question>>(std::uint32_t)>& questionsOf,
                              std::string& problem);

}  // namespace regard::trees
