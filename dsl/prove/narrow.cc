#include "dsl/prove/narrow.h"

#include <algorithm>
#include <utility>

namespace regard::dsl {
namespace {

using ir::Op;

constexpr int kRoundsMax = 12;  ///< of going back and forth; what converges more slowly is left to trying cases

/// Moves the two apart. Only what is surely a value stands in an order.
void keepOrder(Box& box, Ordered ordered) {
  Possible &more = box[ordered.more], &less = box[ordered.less];
  if (more.values.empty() || less.values.empty()) return;
  const std::int64_t most = more.highest(), least = less.lowest();
  if (more.isKnown()) less.values = intersect(less.values, {{kLowestKey, most}});
  if (less.isKnown()) more.values = intersect(more.values, {{least, kHighestKey}});
}

class Narrowing {
 public:
  Narrowing(const Cone& cone, Box& box)
      : cone_(cone), box_(box), forward_(cone.instCount(), false), backward_(cone.instCount(), false) {}

  void everythingChanged() {
    forward_.assign(forward_.size(), true);
    backward_.assign(backward_.size(), true);
    isPending_ = true;
  }
  /// What reads the place may be less now, and so may what else that reads, and what the place itself reads.
  void changed(Place place) {
    if (place < cone_.instCount()) backward_[place] = true;
    for (const Place user : cone_.users(place)) forward_[user] = backward_[user] = true;
    isPending_ = true;
  }

  /// The place at which nothing is left, or kNowhere.
  Place run(std::uint64_t& visits) {
    for (int round = 0; round < kRoundsMax && isPending_; ++round) {
      isPending_ = false;
      if (const Place nothing = forwards(visits); nothing != kNowhere) return nothing;
      if (const Place nothing = backwards(visits); nothing != kNowhere) return nothing;
    }
    return kNowhere;
  }

 private:
  Place forwards(std::uint64_t& visits) {
    for (Place place = 0; place < cone_.instCount(); ++place) {
      if (!forward_[place]) continue;
      ++visits;
      const Comparison* comparison = cone_.comparison(place);
      if (comparison != nullptr && comparison->order != kNowhere) keep(comparison->order, ordersOf(*comparison, box_));
      if (cone_.at(place).op == Op::kQuery && !cone_.readsRow(place)) rowsOf(place);
      forward_[place] = false;
      if (!cone_.isLeaf(place)) keep(place, forward(cone_, box_, place));
      if (box_[place].empty()) return place;
    }
    return kNowhere;
  }

  Place backwards(std::uint64_t& visits) {
    for (Place place = cone_.instCount(); place-- > 0;) {
      if (!backward_[place]) continue;
      backward_[place] = false;
      if (cone_.isLeaf(place) || cone_.readsRow(place)) continue;
      ++visits;
      if (const Place nothing = backwardsFrom(place); nothing != kNowhere) return nothing;
    }
    for (const Ordered ordered : cone_.ordered())
      watch({ordered.more, ordered.less}, [&] { keepOrder(box_, ordered); });
    for (const Count& count : cone_.counts())
      if (box_[count.low].empty() || (box_[count.high].empty() && !box_[count.low].error))
        return cone_.placeOf(count.query);
    return kNowhere;
  }

  Place backwardsFrom(Place place) {
    const auto parts = cone_.parts(place);
    std::vector<Place> reached(parts.begin(), parts.end());
    if (const Comparison* comparison = cone_.comparison(place)) reached.push_back(comparison->order);
    if (const CountTest* test = cone_.countTest(place)) {
      const Count& count = cone_.counts()[test->count];
      reached = {count.low, count.high};
    }
    watch(reached, [&] { backward(cone_, box_, place); });
    const auto nothing = std::find_if(parts.begin(), parts.end(), [&](Place part) { return box_[part].empty(); });
    return nothing == parts.end() ? kNowhere : *nothing;
  }

  /// Does something to places, and passes on which of them it changed.
  template <class Change>
  void watch(const std::vector<Place>& places, Change change) {
    std::vector<Possible> before;
    for (const Place place : places) before.push_back(box_[place]);
    change();
    for (std::size_t i = 0; i < places.size(); ++i)
      if (!(box_[places[i]] == before[i])) changed(places[i]);
  }

  void keep(Place place, const Possible& what) {
    Possible left = intersect(box_[place], what);
    if (left == box_[place]) return;
    box_[place] = std::move(left);
    changed(place);
  }

  /// What its rows tell of a query: none is an error, none is taken, none is undecided.
  void rowsOf(Place place) {
    bool mayFail = false;
    for (const Place part : cone_.parts(place)) mayFail = mayFail || box_[part].error;
    const ir::Inst& query = cone_.at(place);
    const auto how = static_cast<ir::Aggregate>(ir::queryWord(cone_.program(), query, ir::kAggregateWord));
    const bool adds = how == ir::Aggregate::kSum || how == ir::Aggregate::kAverage;  // it may add up to too much
    const CountTest* test = cone_.countTest(place);
    if (test != nullptr) {
      const Count& count = cone_.counts()[test->count];
      watch({count.low, count.high}, [&] { countedRows(count, mayFail); });
    } else if (!mayFail && !adds) {
      watch({place}, [&] { box_[place].error = false; });
    }
  }

  void countedRows(const Count& count, bool mayFail) {
    Possible &low = box_[count.low], &high = box_[count.high];
    if (!mayFail) low.error = false;
    const ir::InstIndex filter = filterOf(cone_.program(), count.query);
    const Truths truths = filter == ir::kNone ? kTrueOnly : truthsOf(box_[cone_.placeOf(filter)]);
    if ((truths & kTrueOnly) == 0) low.values = intersect(low.values, {{0, 0}});
    const bool mayMiss = !high.values.empty() && high.highest() == kNoEnd;
    if ((truths & kUnknownOnly) == 0 && !mayMiss && low.isKnown())
      low.values = high.values = intersect(low.values, high.values);
  }

  const Cone& cone_;
  Box& box_;
  std::vector<bool> forward_, backward_;  ///< by place: what is to be looked at again, which way
  bool isPending_ = false;
};

}  // namespace

Place narrow(const Cone& cone, Box& box, std::uint64_t& visits, Place changed) {
  Narrowing narrowing(cone, box);
  if (changed == kNowhere)
    narrowing.everythingChanged();
  else
    narrowing.changed(changed);
  return narrowing.run(visits);
}

}  // namespace regard::dsl
