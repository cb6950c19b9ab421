#pragma once
// The instructions behind some conditions, numbered densely, and what there is to know about them besides their
// values: how the two sides of a comparison stand to each other (one variable for `a < b`, `b <= a` and the rest), and
// between which numbers a count of rows lies (one pair for all comparisons of it).

#include <array>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "dsl/ir/operands.h"
#include "dsl/prove/possible.h"

namespace regard::dsl {

using Place = std::uint32_t;  ///< into Cone::insts, or of a variable behind them
inline constexpr Place kNowhere = 0xFFFF'FFFFU;

/// A comparison of two sides: which of `left < right`, `=`, `>` make it true.
struct Comparison {
  Place left = kNowhere, right = kNowhere;  ///< in the order of the variable, not as written
  Place order = kNowhere;                   ///< its values are -1, 0, 1; kNowhere: differs from row to row
  std::array<bool, 3> trueFor = {};         ///< by order + 1
};

/// How many rows a filter takes: as many as it surely takes, and as many as it may.
struct Count {
  ir::InstIndex query = ir::kNone;  ///< one that asks it: for its stream, window and filter
  Place low = kNowhere, high = kNowhere;
};
inline constexpr std::int64_t kNoEnd = kHighestKey;  ///< of a count: nobody knows how many more there were

/// A comparison of a count with a constant, as the numbers that make it true.
struct CountTest {
  std::uint32_t count = 0;        ///< into Cone::counts
  std::int64_t from = 0, to = 0;  ///< `>= 2`: from 2; `< 3`: to 2
  bool negated = false;           ///< `!=`
};

/// `more` is never less than `less`.
struct Ordered {
  Place more, less;
};

class Cone {
 public:
  /// `stream`: the one whose rows are looked at one by one, so that its columns are values like others; kNone: none.
  Cone(const ir::Program& program, const std::vector<ir::InstIndex>& roots, std::uint32_t stream = ir::kNone);

  const ir::Program& program() const { return program_; }
  /// Places below it are instructions, operands before what reads them; from there on, variables.
  Place instCount() const { return static_cast<Place>(insts_.size()); }
  Place size() const { return size_; }
  ir::InstIndex instAt(Place place) const { return insts_[place]; }
  const ir::Inst& at(Place place) const { return program_.insts[insts_[place]]; }
  Type typeAt(Place place) const { return ir::typeOf(at(place)); }
  Place placeOf(ir::InstIndex inst) const;  ///< kNowhere: not behind the roots
  /// The operands, in the order of evaluation.
  std::span<const Place> parts(Place place) const {
    return std::span(parts_).subspan(firstPart_[place], firstPart_[place + 1] - firstPart_[place]);
  }
  /// What reads a place: instructions; of a variable, those that stand for it.
  std::span<const Place> users(Place place) const {
    return std::span(users_).subspan(firstUser_[place], firstUser_[place + 1] - firstUser_[place]);
  }
  /// Whether its value comes from outside of the program.
  bool isLeaf(Place place) const;
  /// Whether it has a value for each row of a stream, and none for the customer.
  bool readsRow(Place place) const { return readsRow_[place]; }
  const Comparison* comparison(Place place) const;  ///< nullptr: it is none
  const CountTest* countTest(Place place) const;    ///< likewise
  const std::vector<Comparison>& comparisons() const { return comparisons_; }
  const std::vector<Count>& counts() const { return counts_; }
  const std::vector<Ordered>& ordered() const { return ordered_; }

 private:
  void collect(const std::vector<ir::InstIndex>& roots, std::uint32_t stream);
  using Orders = std::map<std::pair<Place, Place>, Place>;  ///< the variable of two sides
  void compare(Place place, Orders& orders);
  void count(Place place);
  void orderCounts();
  void orderInputs();
  void findUsers();

  const ir::Program& program_;
  std::vector<ir::InstIndex> insts_;  ///< rising
  std::vector<Place> parts_, firstPart_, users_, firstUser_;
  std::vector<bool> readsRow_;
  std::vector<std::int32_t> comparisonAt_, countTestAt_;  ///< by place; -1: none
  std::vector<Comparison> comparisons_;
  std::vector<Count> counts_;
  std::vector<CountTest> countTests_;
  std::vector<Ordered> ordered_;
  Place size_ = 0;
};

/// The filter of a count's query, or kNone.
inline ir::InstIndex filterOf(const ir::Program& program, ir::InstIndex query) {
  return ir::queryWord(program, program.insts[query], ir::kFilterWord);
}

}  // namespace regard::dsl
