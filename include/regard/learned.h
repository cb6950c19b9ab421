#pragma once
/// What answers have taught: the cells behind `propensity learned by …`.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "regard/result.h"
#include "regard/rulebook.h"
#include "regard/store.h"

namespace regard {

/// Answers to an action that are alike in what the cell says.
struct LearnedCell {
  std::string action;
  std::string cell;           ///< "tier = gold, channel = email"; empty: all answers to the action
  double yes = 0, of = 0;     ///< answers, older ones counting less
  std::string lastAt;         ///< 2026-03-02T10:00:00Z
  double mean = 0;            ///< the propensity that a customer of this cell has now, 0 … 1
  double low = 0, high = 0;   ///< it lies between them by 90%
  double lift = 0;            ///< mean ÷ that of the coarser cell (of the first: the prior) - 1
  double halfLifeDays = 180;  ///< by which the answers are forgotten
  double reach = 1;           ///< the part of all customers that the action may be offered to by now
  bool isInRules = true;      ///< false: the rules have no such action that learns, so there is no prior
};

/// By action and cell. `action`: of this one only; empty: of all. `now`: as of when; empty: now. Errors:
/// notFound (no such action), invalid, corrupt.
[[nodiscard]] Expected<std::vector<LearnedCell>> learnedCells(const Store& store, const Rulebook& rulebook,
                                                              const std::string& action = {},
                                                              const std::optional<std::string>& now = {});

/// Forgets all answers to an action, on disk when this returns; how many cells there were.
[[nodiscard]] Expected<std::size_t> forgetLearned(Store& store, const std::string& action);

/// Sets cells to what a table says, on disk and all at once when this returns; how many. Columns: action, cell,
/// yes, answers, last. Other cells stay.
[[nodiscard]] Expected<std::size_t> importLearned(Store& store, const std::string& path);

}  // namespace regard
