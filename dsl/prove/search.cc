#include "dsl/prove/search.h"

#include <algorithm>
#include <numeric>

#include "dsl/prove/open_conditions.h"

namespace regard::dsl {
namespace {

using ir::Inst;
using ir::Op;

constexpr std::size_t kMembersTriedMax = 8;

/// What has few values first, because all of them are tried; then the moment, so that what is worked out from it finds
/// it given; rows last.
int turnOf(const ir::Program& program, const Inst& inst) {
  if (inst.op == Op::kQuery) return 3;
  if (inst.type == TypeKind::kFlag || inst.type == TypeKind::kChoice) return 0;
  if (inst.op != Op::kInput) return 2;
  const ir::InputSource source = program.inputs[inst.a].source;
  return source == ir::InputSource::kToday || source == ir::InputSource::kNow ? 1 : 2;
}

}  // namespace

Search::Search(const Cone& cone, const DomainOf& domainOf, SearchLimits limits) : cone_(cone), limits_(limits) {
  everything_.resize(cone.size(), {{{-1, 1}}, true, true});  // how two sides stand to each other, unless said below
  for (Place place = 0; place < cone.instCount(); ++place) {
    const Inst& inst = cone.at(place);
    everything_[place] = cone.isLeaf(place) ? domainOf(inst) : anythingOf(cone.program(), cone.typeAt(place));
    if (cone.isLeaf(place) && !cone.readsRow(place)) leaves_.push_back(place);
    if (inst.op == Op::kConst && inst.type == TypeKind::kText) texts_.push_back(inst.a);
  }
  std::stable_sort(leaves_.begin(), leaves_.end(), [&](Place a, Place b) {
    return turnOf(cone_.program(), cone_.at(a)) < turnOf(cone_.program(), cone_.at(b));
  });
  for (const Count& count : cone.counts()) {
    everything_[count.low] = {{{0, kNoEnd - 1}}, false, true};
    everything_[count.high] = {{{0, kNoEnd}}};
    leaves_.insert(leaves_.end(), {count.low, count.high});
  }
}

Outcome Search::isPossible(const std::vector<Goal>& goals) {
  accept_ = nullptr;
  return run(goals);
}

Outcome Search::find(const std::vector<Goal>& goals, const Accept& accept) {
  accept_ = &accept;
  return run(goals);
}

Outcome Search::run(const std::vector<Goal>& goals) {
  outcome_ = Outcome::kNone;
  blame_ = ir::kNone;
  goals_.clear();
  Box box = everything_;
  for (const Goal& goal : goals) {
    const Place place = cone_.placeOf(goal.inst);
    goals_.push_back(place);
    box[place] = intersect(box[place], goal.wanted);
  }
  split(std::move(box), kNowhere);
  return outcome_;
}

bool Search::stop(Outcome outcome) {
  outcome_ = outcome;
  return true;
}

/// Whether the search has come to its end.
bool Search::split(Box box, Place changed) {
  if (visits_ > limits_.visitsMax) return stop(Outcome::kTooLarge);
  if (narrow(cone_, box, visits_, changed) != kNowhere) return false;
  const Place open = openCondition(cone_, box, goals_);
  if (open != kNowhere) {
    for (Possible& one : casesOf(cone_, box, open)) {
      Box next = box;
      next[open] = std::move(one);
      if (split(std::move(next), open)) return true;
    }
    return false;
  }
  if (accept_ == nullptr) return stop(Outcome::kPossible);
  tries_ = 0;
  return assign(std::move(box));
}

bool Search::assign(Box box) {
  const auto next = std::find_if(leaves_.begin(), leaves_.end(), [&](Place place) { return !box[place].isDecided(); });
  ir::InstIndex blame = ir::kNone;
  if (next == leaves_.end()) {
    if ((*accept_)(box, blame)) return stop(Outcome::kFound);
    if (outcome_ == Outcome::kNone) blame_ = blame;
    outcome_ = Outcome::kOpen;
    return false;
  }
  const Possible left = box[*next];
  std::uint64_t values = left.unknown + left.error, tried = 0;
  for (const Range& range : left.values) {
    const auto size = static_cast<std::uint64_t>(range.high) - static_cast<std::uint64_t>(range.low);
    values = size >= limits_.visitsMax ? limits_.visitsMax : values + size + 1;
  }
  Place conflict = kNowhere;
  for (const Possible& one : candidates(left, *next)) {
    if (++tries_ > limits_.triesMax || visits_ > limits_.visitsMax) break;
    ++tried;
    Box given = box;
    given[*next] = one;
    const Place clash = narrow(cone_, given, visits_, *next);
    if (clash != kNowhere)
      conflict = clash;
    else if (assign(std::move(given)))
      return true;
  }
  if (tried >= values) return false;  // each was tried
  if (outcome_ == Outcome::kNone && conflict < cone_.instCount()) blame_ = cone_.instAt(conflict);
  outcome_ = Outcome::kOpen;
  return false;
}

std::vector<Possible> Search::candidates(const Possible& left, Place place) const {
  std::vector<Possible> found;
  const auto add = [&](std::int64_t key) {
    const Possible one = onlyValue(key);
    if (isWithin(one, left) && std::find(found.begin(), found.end(), one) == found.end()) found.push_back(one);
  };
  const bool isInst = place < cone_.instCount();
  const Type type = isInst ? cone_.typeAt(place) : Type{TypeKind::kDuration, 0};
  if (!left.values.empty()) {
    if (type.kind == TypeKind::kText) {
      add(-1 - static_cast<std::int64_t>(place));
      for (const std::int64_t text : texts_) add(text);
    } else if (isInst) {
      add(plainKey(type, left.values.front()));
      add(plainKey(type, left.values.back()));
    }
    for (const Range& range : left.values)
      for (std::size_t i = 0; i < kMembersTriedMax && type.kind == TypeKind::kChoice; ++i)
        add(range.low + static_cast<std::int64_t>(i));
    for (const Range& range : {left.values.front(), left.values.back()}) {
      add(range.low);
      add(range.high);
      if (isInst) add(std::midpoint(range.low, range.high));
    }
  }
  if (left.unknown) found.push_back(onlyUnknown());
  if (left.error) found.push_back({{}, false, true});
  return found;
}

}  // namespace regard::dsl
