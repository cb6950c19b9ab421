#pragma once
// The fast evaluator beside the law, on a random customer of a rulebook.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/decide/decide.h"
#include "engine/reference/reference.h"
#include "tests/agree/tally.h"

namespace regard::agree {

/// Everything about a customer follows from the rulebook's seed and the customer's number.
Inputs customerOf(const ir::Program& program, std::uint64_t seed, int customer);

/// The plans that one program can have: as it is used, without an index, and with as coarse and as full an index as can
/// be, where every clause that is decided by chance would show.
std::vector<Plan> plansOf(const std::shared_ptr<const ir::Program>& program);

/// Compares one customer after another; keeps what was met.
class Comparison {
 public:
  /// What differs, in words: a value, or the decision by any of the plans. Empty if nothing does. `eachAlone`: every
  /// instruction is also evaluated by a machine that has computed nothing yet, and every explanation compared.
  std::string difference(const std::vector<Plan>& plans, std::uint64_t seed, int customer, bool eachAlone);

  /// The same of the batch evaluator, for all customers compared since the last time: decisions and drop stages.
  std::string batchDifference(const Plan& plan);

  Tally tally;

 private:
  std::string valueDifference(const Plan& plan, const Inputs& inputs, std::uint64_t seed, int customer, bool eachAlone);

  Scratch scratch_;
  Decision decision_;
  std::vector<Inputs> customers_;  ///< since the last time …
  std::vector<reference::Result> laws_;
};

/// The first difference on any of the seed's customers. Empty too if the text does not compile.
std::string anyDifference(const std::string& text, std::uint64_t seed, int customers);

/// What to look at when customers of this rulebook differ: the seed, the first difference, and the shortest rulebook
/// that still shows one.
std::string failureReport(const std::string& text, std::uint64_t seed, int customers);

}  // namespace regard::agree
