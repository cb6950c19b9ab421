#include "engine/plan/index.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace regard {
namespace {

// What a column must be good for. Asking a column costs a search and a row of words for every decision; a condition
// that is not in the index costs a comparison for each action that is still in question. Values that must be computed
// cost an evaluation beside that. In nanoseconds, measured; docs/decisions has what came of other choices.
constexpr std::size_t kComparisonCost = 4, kSearchCost = 6, kWordsACost = 4, kEvaluationCost = 60;

struct Constraint {
  std::uint32_t action = 0;
  Region region;
};

/// A clause with all that it needs, or that is itself a subject where it is shared and not understood.
struct ClauseNeeds {
  std::uint32_t clause = 0;
  Needs needs;
};

class IndexMaker {
 public:
  IndexMaker(const Analysis& analysis, const IndexOptions& options)
      : analysis_(analysis), program_(analysis.program), options_(options), finder_(analysis) {}

  Index make() {
    index_.words = wordsFor(program_.actions.size());
    index_.everyone.assign(index_.words, 0);
    collect();
    if (options_.columns) {
      shareWholeClauses();
      for (const auto& [subject, constraints] : bySubject_) addColumn(subject, constraints);
    }
    listResiduals();
    return std::move(index_);
  }

 private:
  static std::uint32_t wordsFor(std::size_t actions) {
    constexpr std::size_t kBits = 64 * std::size_t{Index::kWordsMultiple};
    return static_cast<std::uint32_t>((actions + kBits - 1) / kBits * Index::kWordsMultiple);
  }

  bool isWorthAColumn(std::size_t actions, bool computed) const {
    if (options_.everyColumn) return true;
    return kComparisonCost * actions >=
           kSearchCost + index_.words / kWordsACost + (computed ? kEvaluationCost : std::size_t{0});
  }
  bool isComputed(Subject subject) const {
    return subject < kFirstSpecialSubject && program_.insts[subject].op != ir::Op::kInput;
  }
  TypeKind kindOf(Subject subject) const {
    return subject < kFirstSpecialSubject ? program_.insts[subject].type : TypeKind::kDate;
  }

  void collect();
  void constrain(std::uint32_t action, Need need);
  void constrainInEffect(std::uint32_t action);
  void shareWholeClauses();
  void addColumn(Subject subject, const std::vector<Constraint>& constraints);
  std::vector<std::int64_t> chooseCuts(const std::vector<Constraint>& constraints) const;
  void fillRows(const Index::Column& column, const std::vector<Constraint>& constraints);
  void listResiduals();
  bool isDecided(const Needs& needs) const;

  const Analysis& analysis_;
  const ir::Program& program_;
  const IndexOptions& options_;
  NeedsFinder finder_;
  Index index_;
  std::vector<ClauseNeeds> clauses_;                      ///< of actions that can be eligible, in order
  std::map<Subject, std::vector<Constraint>> bySubject_;  ///< constraints rise by action
  std::map<Subject, std::size_t> columnOf_;
};

void forEachEnd(const Region& region, const auto& visit) {
  for (const Range& range : region.values) {
    if (range.low != kLowestKey) visit(range.low);
    if (range.high != kHighestKey) visit(range.high + 1);
  }
}

/// The channel is unknown where several are asked for: then everything may be true of one of them.
void IndexMaker::constrain(std::uint32_t action, Need need) {
  if (need.subject == kChannelSubject) need.region.unknown = true;
  std::vector<Constraint>& constraints = bySubject_[need.subject];
  if (constraints.empty() || constraints.back().action != action) {
    constraints.push_back({action, std::move(need.region)});
  } else {
    constraints.back().region = intersect(constraints.back().region, need.region);
  }
}

/// Dates, and a treatment on the channel. Both are looked at again for each candidate, which costs nearly nothing.
void IndexMaker::constrainInEffect(std::uint32_t index) {
  const ir::Action& action = program_.actions[index];
  if (action.hasActive) constrain(index, {kTodaySubject, {false, {{action.activeFrom, action.activeTo}}}});
  if (action.treatments.empty()) return;
  Region channels;
  for (const ir::Treatment& treatment : action.treatments)
    channels.values = unite(channels.values, {{treatment.channel, treatment.channel}});
  constrain(index, {kChannelSubject, std::move(channels)});
}

void IndexMaker::collect() {
  for (std::uint32_t i = 0; i < program_.actions.size(); ++i) {
    const ir::Action& action = program_.actions[i];
    const std::size_t before = clauses_.size();
    bool never = action.hasActive && action.activeFrom > action.activeTo;
    for (std::uint32_t c = action.firstClause; !never && c < action.firstClause + action.clauseCount; ++c) {
      clauses_.push_back({c, finder_.of(program_.clauses[c].expr, i)});
      never = clauses_.back().needs.never;
    }
    if (never) {
      clauses_.resize(before);
      continue;
    }
    index_.everyone[i / 64] |= std::uint64_t{1} << (i % 64);
    constrainInEffect(i);
    for (std::size_t at = before; at < clauses_.size(); ++at)
      for (const Need& need : clauses_[at].needs.all) constrain(i, need);
  }
}

/// A condition that is not understood but stands in many actions is evaluated once, as a flag with a column of its own.
void IndexMaker::shareWholeClauses() {
  std::unordered_map<ir::InstIndex, std::size_t> uses;
  const auto isShareable = [&](const ClauseNeeds& clause) {
    return !clause.needs.complete && analysis_.isOfFrame(program_.clauses[clause.clause].expr);
  };
  for (const ClauseNeeds& clause : clauses_)
    if (isShareable(clause)) ++uses[program_.clauses[clause.clause].expr];
  for (ClauseNeeds& clause : clauses_) {
    const ir::Clause& said = program_.clauses[clause.clause];
    if (!isShareable(clause) || !isWorthAColumn(uses[said.expr], true)) continue;
    clause.needs = {false, true, {{said.expr, {false, {{1, 1}}}}}};
    constrain(said.action, clause.needs.all.front());
  }
}

/// All ends of ranges, if they fit; else those that leave the same number of ends in each bucket.
std::vector<std::int64_t> IndexMaker::chooseCuts(const std::vector<Constraint>& constraints) const {
  std::vector<std::int64_t> ends;
  for (const Constraint& constraint : constraints)
    forEachEnd(constraint.region, [&](std::int64_t end) { ends.push_back(end); });
  std::sort(ends.begin(), ends.end());
  std::vector<std::int64_t> cuts = ends;
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  if (cuts.size() < options_.bucketsMax) return cuts;
  cuts.clear();
  for (std::size_t bucket = 1; bucket < options_.bucketsMax; ++bucket)
    cuts.push_back(ends[bucket * ends.size() / options_.bucketsMax]);
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return cuts;
}

void IndexMaker::fillRows(const Index::Column& column, const std::vector<Constraint>& constraints) {
  const std::uint32_t rowCount = column.cutCount + 3;
  for (std::uint32_t row = 0; row < rowCount; ++row)
    index_.rows.insert(index_.rows.end(), index_.everyone.begin(), index_.everyone.end());
  const auto clear = [&](std::uint32_t row, std::uint32_t action) {
    index_.rows[std::size_t{row} * index_.words + action / 64] &= ~(std::uint64_t{1} << (action % 64));
  };
  const std::int64_t* cuts = index_.cuts.data() + column.firstCut;
  for (const Constraint& constraint : constraints) {
    auto range = constraint.region.values.begin();
    for (std::uint32_t bucket = 0; bucket <= column.cutCount; ++bucket) {
      const std::int64_t low = bucket == 0 ? kLowestKey : cuts[bucket - 1];
      const std::int64_t high = bucket == column.cutCount ? kHighestKey : cuts[bucket] - 1;
      while (range != constraint.region.values.end() && range->high < low) ++range;
      if (range == constraint.region.values.end() || range->low > high)
        clear(column.firstRow + bucket, constraint.action);
    }
    if (!constraint.region.unknown) clear(column.unknownRow(), constraint.action);
    clear(column.errorRow(), constraint.action);
  }
}

void IndexMaker::addColumn(Subject subject, const std::vector<Constraint>& constraints) {
  if (!isWorthAColumn(constraints.size(), isComputed(subject))) return;
  const std::vector<std::int64_t> cuts = chooseCuts(constraints);
  Index::Column column;
  column.subject = subject;
  if (subject < kFirstSpecialSubject && !isComputed(subject))
    column.input = static_cast<std::int32_t>(program_.insts[subject].a);
  column.kind = kindOf(subject);
  column.firstCut = static_cast<std::uint32_t>(index_.cuts.size());
  column.cutCount = static_cast<std::uint32_t>(cuts.size());
  column.firstRow = index_.words == 0 ? 0 : static_cast<std::uint32_t>(index_.rows.size() / index_.words);
  column.actions = static_cast<std::uint32_t>(constraints.size());
  for (const Constraint& constraint : constraints)
    forEachEnd(constraint.region, [&](std::int64_t end) {
      column.exact = column.exact && std::binary_search(cuts.begin(), cuts.end(), end);
    });
  index_.cuts.insert(index_.cuts.end(), cuts.begin(), cuts.end());
  fillRows(column, constraints);
  columnOf_.emplace(subject, index_.columns.size());
  index_.columns.push_back(column);
}

/// Whether the rows' bits say it all.
bool IndexMaker::isDecided(const Needs& needs) const {
  if (!needs.complete) return false;
  return std::all_of(needs.all.begin(), needs.all.end(), [&](const Need& need) {
    const auto found = columnOf_.find(need.subject);
    if (found == columnOf_.end() || need.subject == kChannelSubject) return false;
    const Index::Column& column = index_.columns[found->second];
    const auto first = index_.cuts.begin() + column.firstCut;
    bool exact = true;
    forEachEnd(need.region,
               [&](std::int64_t end) { exact = exact && std::binary_search(first, first + column.cutCount, end); });
    return exact;
  });
}

void IndexMaker::listResiduals() {
  auto next = clauses_.begin();
  for (std::uint32_t i = 0; i < program_.actions.size(); ++i) {
    index_.firstResidual.push_back(static_cast<std::uint32_t>(index_.residual.size()));
    for (; next != clauses_.end() && program_.clauses[next->clause].action == i; ++next)
      if (!isDecided(next->needs)) index_.residual.push_back(next->clause);
  }
  index_.firstResidual.push_back(static_cast<std::uint32_t>(index_.residual.size()));
}

}  // namespace

std::size_t Index::bytes() const {
  return columns.size() * sizeof(Column) + cuts.size() * sizeof(std::int64_t) +
         (rows.size() + everyone.size()) * sizeof(std::uint64_t) +
         (residual.size() + firstResidual.size()) * sizeof(std::uint32_t);
}

Index makeIndex(const Analysis& analysis, const IndexOptions& options) { return IndexMaker(analysis, options).make(); }

}  // namespace regard
