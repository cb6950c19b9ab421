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

/// A column to be, before its axis is cut.
struct Draft {
  Subject subject = 0;
  std::vector<Constraint> constraints;  ///< rising by action
};

/// Columns of the same subjects, of which an action needs one: at most one time, so that a second time is for another
/// group of the same.
struct Group {
  std::vector<Draft> columns;
  bool isWorthIt = false;
};

/// A clause with all that it needs, or that is itself a subject where it is shared and not understood.
struct ClauseNeeds {
  std::uint32_t clause = 0;
  Needs needs;
  std::vector<std::size_t> groups = {};  ///< of needs.either
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
      chooseColumns();
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
  std::size_t groupFor(std::uint32_t action, const Alternatives& alternatives);
  void shareWholeClauses();
  void chooseColumns();
  void addAxis(Subject subject, const std::vector<const Draft*>& drafts);
  std::vector<std::int64_t> chooseCuts(std::vector<std::int64_t> ends) const;
  void addColumn(const Draft& draft, bool isFirst);
  void fillRows(const Index::Column& column, const Draft& draft, bool isFirst);
  void listResiduals();
  bool isDecided(const ClauseNeeds& clause) const;
  bool isDecided(const Need& need) const;
  bool isCut(const Index::Axis& axis, const Region& region) const;

  const Analysis& analysis_;
  const ir::Program& program_;
  const IndexOptions& options_;
  NeedsFinder finder_;
  Index index_;
  std::vector<ClauseNeeds> clauses_;  ///< of actions that can be eligible, in order
  std::map<Subject, Draft> drafts_;   ///< what must hold alone
  std::vector<Group> groups_;
  std::map<std::vector<Subject>, std::vector<std::size_t>> groupsOf_;  ///< of the same subjects
  std::map<Subject, std::uint32_t> axisOf_;
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
  Draft& draft = drafts_[need.subject];
  draft.subject = need.subject;
  std::vector<Constraint>& constraints = draft.constraints;
  if (constraints.empty() || constraints.back().action != action) {
    constraints.push_back({action, std::move(need.region)});
  } else {
    constraints.back().region = intersect(constraints.back().region, need.region);
  }
}

/// The group that says that one of these must hold.
std::size_t IndexMaker::groupFor(std::uint32_t action, const Alternatives& alternatives) {
  std::vector<Subject> subjects;
  for (const Need& need : alternatives) subjects.push_back(need.subject);
  std::vector<std::size_t>& same = groupsOf_[subjects];
  const auto isOpen = [&](std::size_t group) { return groups_[group].columns[0].constraints.back().action != action; };
  auto found = std::find_if(same.begin(), same.end(), isOpen);
  if (found == same.end()) {
    found = same.insert(same.end(), groups_.size());
    groups_.emplace_back();
    for (const Subject subject : subjects) groups_.back().columns.push_back({subject, {}});
  }
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    Region region = alternatives[i].region;
    region.unknown = region.unknown || subjects[i] == kChannelSubject;
    groups_[*found].columns[i].constraints.push_back({action, std::move(region)});
  }
  return *found;
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
    for (std::size_t at = before; at < clauses_.size(); ++at) {
      for (const Need& need : clauses_[at].needs.all) constrain(i, need);
      for (const Alternatives& one : clauses_[at].needs.either) clauses_[at].groups.push_back(groupFor(i, one));
    }
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
    clause.needs = {false, true, {{said.expr, {false, {{1, 1}}}}}, {}};
    clause.groups.clear();
    constrain(said.action, clause.needs.all.front());
  }
}

/// What is worth its cost, and an axis for each subject of that.
void IndexMaker::chooseColumns() {
  std::map<Subject, std::vector<const Draft*>> wanted;
  const auto isWorthIt = [&](const Draft& draft, std::size_t columns) {
    return isWorthAColumn(draft.constraints.size() / columns, isComputed(draft.subject));
  };
  std::erase_if(drafts_, [&](const auto& entry) { return !isWorthIt(entry.second, 1); });
  for (const auto& [subject, draft] : drafts_) wanted[subject].push_back(&draft);
  for (Group& group : groups_) {
    group.isWorthIt = std::all_of(group.columns.begin(), group.columns.end(),
                                  [&](const Draft& draft) { return isWorthIt(draft, group.columns.size()); });
    if (!group.isWorthIt) continue;
    for (const Draft& draft : group.columns) wanted[draft.subject].push_back(&draft);
  }
  for (const auto& [subject, drafts] : wanted) addAxis(subject, drafts);
  for (const auto& [subject, draft] : drafts_) addColumn(draft, true);
  index_.alone = static_cast<std::uint32_t>(index_.columns.size());
  for (const Group& group : groups_) {
    if (!group.isWorthIt) continue;
    index_.groups.push_back(static_cast<std::uint32_t>(group.columns.size()));
    for (const Draft& draft : group.columns) addColumn(draft, &draft == &group.columns.front());
  }
}

void IndexMaker::addAxis(Subject subject, const std::vector<const Draft*>& drafts) {
  std::vector<std::int64_t> ends;
  for (const Draft* draft : drafts)
    for (const Constraint& constraint : draft->constraints)
      forEachEnd(constraint.region, [&](std::int64_t end) { ends.push_back(end); });
  const std::vector<std::int64_t> cuts = chooseCuts(std::move(ends));
  Index::Axis axis;
  axis.subject = subject;
  if (subject < kFirstSpecialSubject && !isComputed(subject))
    axis.input = static_cast<std::int32_t>(program_.insts[subject].a);
  axis.kind = kindOf(subject);
  axis.firstCut = static_cast<std::uint32_t>(index_.cuts.size());
  axis.cutCount = static_cast<std::uint32_t>(cuts.size());
  index_.cuts.insert(index_.cuts.end(), cuts.begin(), cuts.end());
  axisOf_.emplace(subject, static_cast<std::uint32_t>(index_.axes.size()));
  index_.axes.push_back(axis);
}

/// All ends of ranges, if they fit; else those that leave the same number of ends in each bucket.
std::vector<std::int64_t> IndexMaker::chooseCuts(std::vector<std::int64_t> ends) const {
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

/// Whether buckets end where the region does.
bool IndexMaker::isCut(const Index::Axis& axis, const Region& region) const {
  const auto first = index_.cuts.begin() + axis.firstCut;
  bool exact = true;
  forEachEnd(region, [&](std::int64_t end) { exact = exact && std::binary_search(first, first + axis.cutCount, end); });
  return exact;
}

/// Whoever needs nothing here is let through by the first column of a group.
void IndexMaker::fillRows(const Index::Column& column, const Draft& draft, bool isFirst) {
  const Index::Axis& axis = index_.axes[column.axis];
  std::vector<std::uint64_t> others(index_.words);
  if (isFirst) others = index_.everyone;
  for (const Constraint& constraint : draft.constraints)
    others[constraint.action / 64] &= ~(std::uint64_t{1} << (constraint.action % 64));
  for (std::uint32_t place = 0; place <= axis.errorPlace(); ++place)
    index_.rows.insert(index_.rows.end(), others.begin(), others.end());
  const auto allow = [&](std::uint32_t place, std::uint32_t action) {
    index_.rows[std::size_t{column.firstRow + place} * index_.words + action / 64] |= std::uint64_t{1} << (action % 64);
  };
  const std::int64_t* cuts = index_.cuts.data() + axis.firstCut;
  for (const Constraint& constraint : draft.constraints) {
    auto range = constraint.region.values.begin();
    for (std::uint32_t bucket = 0; bucket <= axis.cutCount; ++bucket) {
      const std::int64_t low = bucket == 0 ? kLowestKey : cuts[bucket - 1];
      const std::int64_t high = bucket == axis.cutCount ? kHighestKey : cuts[bucket] - 1;
      while (range != constraint.region.values.end() && range->high < low) ++range;
      if (range != constraint.region.values.end() && range->low <= high) allow(bucket, constraint.action);
    }
    if (constraint.region.unknown) allow(axis.unknownPlace(), constraint.action);
  }
}

void IndexMaker::addColumn(const Draft& draft, bool isFirst) {
  Index::Column column;
  column.axis = axisOf_.at(draft.subject);
  column.firstRow = index_.words == 0 ? 0 : static_cast<std::uint32_t>(index_.rows.size() / index_.words);
  column.actions = static_cast<std::uint32_t>(draft.constraints.size());
  column.exact = std::all_of(draft.constraints.begin(), draft.constraints.end(), [&](const Constraint& constraint) {
    return isCut(index_.axes[column.axis], constraint.region);
  });
  fillRows(column, draft, isFirst);
  index_.columns.push_back(column);
}

/// Whether the rows' bits say it all.
bool IndexMaker::isDecided(const ClauseNeeds& clause) const {
  if (!clause.needs.complete) return false;
  for (const Need& need : clause.needs.all)
    if (!drafts_.contains(need.subject) || !isDecided(need)) return false;
  for (std::size_t i = 0; i < clause.groups.size(); ++i) {
    const Alternatives& either = clause.needs.either[i];
    if (!groups_[clause.groups[i]].isWorthIt) return false;
    if (!std::all_of(either.begin(), either.end(), [&](const Need& need) { return isDecided(need); })) return false;
  }
  return true;
}

/// REQUIRES its subject to have an axis, if there are columns at all.
bool IndexMaker::isDecided(const Need& need) const {
  const auto found = axisOf_.find(need.subject);
  return found != axisOf_.end() && need.subject != kChannelSubject && isCut(index_.axes[found->second], need.region);
}

void IndexMaker::listResiduals() {
  auto next = clauses_.begin();
  for (std::uint32_t i = 0; i < program_.actions.size(); ++i) {
    index_.firstResidual.push_back(static_cast<std::uint32_t>(index_.residual.size()));
    for (; next != clauses_.end() && program_.clauses[next->clause].action == i; ++next)
      if (!isDecided(*next)) index_.residual.push_back(next->clause);
  }
  index_.firstResidual.push_back(static_cast<std::uint32_t>(index_.residual.size()));
}

}  // namespace

std::size_t Index::bytes() const {
  return axes.size() * sizeof(Axis) + columns.size() * sizeof(Column) + groups.size() * sizeof(std::uint32_t) +
         cuts.size() * sizeof(std::int64_t) + (rows.size() + everyone.size()) * sizeof(std::uint64_t) +
         (residual.size() + firstResidual.size()) * sizeof(std::uint32_t);
}

Index makeIndex(const Analysis& analysis, const IndexOptions& options) { return IndexMaker(analysis, options).make(); }

}  // namespace regard
