#pragma once
// Who can be kept, by estimates (estimate.h): a list of candidates for a block, of which exact figures are wanted.

#include <cstdint>
#include <vector>

#include "engine/batch/conditions.h"

namespace regard::batch {

class Shortlist {
 public:
  /// `keep`: so many of each customer's are kept, by priority alone. All must outlive this.
  Shortlist(const BatchPlan& plan, Conditions& conditions, std::uint32_t keep);

  static constexpr std::uint32_t kKeepMax = 16;  ///< beyond, the lists of the best cost more than they spare

  void begin(std::uint32_t rows);
  /// Candidates of an action that has an estimate, of whom all is true that must be. Who can be kept goes on the list;
  /// left in `rows` are those of whom doubles cannot tell. REQUIRES no row had a candidate of this action before.
  void consider(std::uint32_t action, std::int16_t channel, RowBits& rows);
  /// A candidate that is not on the list has this priority, so that others must have as much.
  void raise(std::uint32_t row, Money priority);

  /// Candidates of one action on one channel.
  struct Group {
    std::uint32_t action = 0;
    std::int16_t channel = -1;
    std::size_t first = 0;
  };
  /// Calls visit(group, rows) for those who, after all, can be kept. Best after everybody was considered.
  template <class Visit>
  void eachGroup(Visit&& visit) const {
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      RowBits rows = {};
      bool any = false;
      const std::size_t end = g + 1 < groups_.size() ? groups_[g + 1].first : entries_.size();
      for (std::size_t i = groups_[g].first; i < end; ++i) {
        if (entries_[i].most < floors_[entries_[i].row]) continue;
        setBit(rows.words, entries_[i].row);
        any = true;
      }
      if (any) visit(groups_[g], rows);
    }
  }
  /// All actions, those first whose candidates were best so far: what comes after them asks for less work. Any order
  /// gives the same decisions.
  const std::vector<std::uint32_t>& order() const { return order_; }
  /// Learns that order from the block, if it is the first one.
  void learn();

 private:
  static constexpr std::uint32_t kChunk = 256;  ///< rows whose estimates stay in the first level of cache
  struct Entry {
    double most = 0;
    std::uint32_t row = 0;
  };

  bool resolve(const ActionPlan& plan, const RowBits& rows, RowBits& known);
  void keep(std::uint32_t row, double least);
  void note(std::uint32_t action, std::uint32_t count);

  const BatchPlan& plan_;
  Conditions& conditions_;
  std::uint32_t keep_;
  std::vector<double> best_;    ///< [rows][keep]: what the best offer at least, the worst of them first
  std::vector<double> floors_;  ///< by row: the worst of those
  std::vector<Entry> entries_;
  std::vector<Group> groups_;
  std::vector<EstimateTerm> terms_;
  std::vector<std::uint32_t> rows_;
  std::vector<std::uint32_t> order_;
  bool isLearning_ = true;
  std::vector<double> sums_, counts_;  ///< by action, while it learns
  double least_[kChunk], most_[kChunk];
  std::uint64_t unsure_[kChunk / 64], wanted_[kChunk / 64];
};

}  // namespace regard::batch
