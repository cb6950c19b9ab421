#include "dsl/prove/narrow.h"

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
  Narrowing(const Cone& cone, Box& box) : cone_(cone), box_(box) {}

  /// Each returns the place at which nothing is left, or kNowhere.
  Place forwards() {
    for (Place place = 0; place < cone_.instCount(); ++place) {
      const Comparison* comparison = cone_.comparison(place);
      if (comparison != nullptr && comparison->order != kNowhere)
        keep(comparison->order, ordersOf(box_[comparison->left], box_[comparison->right]));
      if (!cone_.isLeaf(place)) keep(place, forward(cone_, box_, place));
      if (cone_.at(place).op == Op::kQuery && !cone_.readsRow(place)) rowsOf(place);
      if (box_[place].empty()) return place;
    }
    return kNowhere;
  }

  Place backwards() {
    for (Place place = cone_.instCount(); place-- > 0;) {
      if (cone_.isLeaf(place) || cone_.readsRow(place)) continue;
      backward(cone_, box_, place);
      for (const Place part : cone_.parts(place))
        if (box_[part].empty()) return part;
    }
    for (const Ordered ordered : cone_.ordered()) keepOrder(box_, ordered);
    for (const Count& count : cone_.counts())
      if (box_[count.low].empty() || (box_[count.high].empty() && !box_[count.low].error))
        return cone_.placeOf(count.query);
    return kNowhere;
  }

 private:
  void keep(Place place, const Possible& what) { box_[place] = intersect(box_[place], what); }

  /// What its rows tell of a query: none is an error, none is taken, none is undecided.
  void rowsOf(Place place) {
    bool mayFail = false;
    for (const Place part : cone_.parts(place)) mayFail = mayFail || box_[part].error;
    const ir::Inst& query = cone_.at(place);
    const auto how = static_cast<ir::Aggregate>(ir::queryWord(cone_.program(), query, ir::kAggregateWord));
    const bool adds = how == ir::Aggregate::kSum || how == ir::Aggregate::kAverage;  // it may add up to too much
    const CountTest* test = cone_.countTest(place);
    if (!mayFail && !adds && test == nullptr) box_[place].error = false;
    if (test == nullptr) return;
    const Count& count = cone_.counts()[test->count];
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
};

}  // namespace

Place narrow(const Cone& cone, Box& box, std::uint64_t& visits) {
  Narrowing narrowing(cone, box);
  for (int round = 0; round < kRoundsMax; ++round) {
    const Box before = box;
    visits += 2 * std::uint64_t{cone.instCount()};
    if (const Place nothing = narrowing.forwards(); nothing != kNowhere) return nothing;
    if (const Place nothing = narrowing.backwards(); nothing != kNowhere) return nothing;
    if (box == before) break;
  }
  return kNowhere;
}

}  // namespace regard::dsl
