// From what an instruction gives to what it reads. Whatever is taken away could not be, so doing less is never wrong.

#include <algorithm>

#include "dsl/prove/arithmetic.h"
#include "dsl/prove/narrow.h"

namespace regard::dsl {
namespace {

using ir::Inst;
using ir::Op;

/// The values that stand to those of `other` in one of the orders, `orders` seen from the values' side.
RangeSet standing(const RangeSet& values, const RangeSet& orders, const RangeSet& other) {
  const auto has = [&](std::int64_t order) { return !intersect(orders, {{order, order}}).empty(); };
  if (has(-1) && has(0) && has(1)) return values;
  const std::int64_t lowest = other.front().low, highest = other.back().high;
  RangeSet allowed;
  if (has(-1)) allowed = unite(allowed, below(highest));
  if (has(0)) allowed = unite(allowed, other);
  if (has(1)) allowed = unite(allowed, above(lowest));
  return intersect(values, allowed);
}

RangeSet turned(const RangeSet& orders) {
  RangeSet other;
  for (const Range& range : orders) other.insert(other.begin(), {-range.high, -range.low});
  return other;
}

class Backward {
 public:
  Backward(const Cone& cone, Box& box, Place place)
      : cone_(cone),
        p_(cone.program()),
        box_(box),
        inst_(cone.at(place)),
        place_(place),
        result_(box[place]),
        parts_(cone.parts(place)) {}

  void run() {
    if (const Comparison* comparison = cone_.comparison(place_)) return compared(*comparison);
    if (const CountTest* test = cone_.countTest(place_)) return counted(*test);
    if (ir::isScalar(inst_.op)) return scalar();
    structural();
  }

 private:
  Possible& part(std::size_t i) { return box_[parts_[i]]; }
  Truths wanted() const { return truthsOf(result_); }
  void keepTruths(std::size_t i, Truths truths) { part(i) = intersect(part(i), flagOf(truths)); }
  void keep(Possible& of, const Possible& what) { of = intersect(of, what); }

  void compared(const Comparison& comparison) {
    Possible& order = box_[comparison.order];
    RangeSet orders;
    for (std::int64_t one = -1; one <= 1; ++one)
      if ((wanted() & (comparison.trueFor[static_cast<std::size_t>(one + 1)] ? kTrueOnly : kFalseOnly)) != 0)
        orders = unite(orders, {{one, one}});
    keep(order, {orders, result_.unknown, result_.error});
    Possible &left = box_[comparison.left], &right = box_[comparison.right];
    if (!order.error) left.error = right.error = false;
    if (!order.error && !order.unknown) left.unknown = right.unknown = false;
    if (left.isKnown() && !left.values.empty())
      right.values = order.values.empty() ? RangeSet{} : standing(right.values, turned(order.values), left.values);
    if (right.isKnown() && !right.values.empty())
      left.values = order.values.empty() ? RangeSet{} : standing(left.values, order.values, right.values);
  }

  void counted(const CountTest& test) {
    const Count& count = cone_.counts()[test.count];
    Possible &low = box_[count.low], &high = box_[count.high];
    if (!result_.error) low.error = false;
    if (result_.values.empty() && !result_.unknown) low.values.clear();
    const Truths yes = test.negated ? kFalseOnly : kTrueOnly, no = test.negated ? kTrueOnly : kFalseOnly;
    const auto atLeast = [](Possible& of, std::int64_t least) { of.values = intersect(of.values, {{least, kNoEnd}}); };
    const auto atMost = [](Possible& of, std::int64_t most) { of.values = intersect(of.values, {{kLowestKey, most}}); };
    const Truths truths = wanted() & ~kErrorOnly;
    if (truths == yes) {
      atLeast(low, test.from);
      atMost(high, test.to);
    } else if (truths == no && test.from <= test.to) {
      const bool mayBeFewer = !high.values.empty() && high.lowest() < test.from;
      const bool mayBeMore = !low.values.empty() && low.highest() > test.to;
      if (!mayBeMore) atMost(high, test.from - 1);
      if (!mayBeFewer) atLeast(low, test.to + 1);
    } else if (truths == kUnknownOnly) {
      atLeast(high, test.from);
      atMost(low, test.to);
    }
  }

  void scalar() {
    const bool binary = parts_.size() == 2;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (!result_.error) part(i).error = false;
      if (!result_.error && !result_.unknown) part(i).unknown = false;
    }
    if (result_.error || result_ == allOf(p_, ir::typeOf(inst_))) return;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      Partial partial{ir::scalarOf(inst_.op), i == 0, Scalar::known({}), cone_.typeAt(parts_[i]), ir::typeOf(inst_)};
      if (binary) {
        const Possible& other = part(1 - i);
        if (!other.isKnown() || !other.hasOneValue()) continue;
        partial.other = Scalar::known(cellOf(cone_.typeAt(parts_[1 - i]), other.lowest()));
      }
      part(i).values = solved(partial, part(i).values, result_.values);
    }
  }

  void inSet() {
    if (parts_.size() == 1) return;
    if (!result_.error) part(0).error = false;
    if (!result_.error && !result_.unknown) part(0).unknown = false;
    const bool isConstant =
        std::all_of(parts_.begin() + 1, parts_.end(), [&](Place member) { return cone_.at(member).op == Op::kConst; });
    if (!isConstant) return;
    const RangeSet inside = membersOf(cone_, place_);
    if ((wanted() & kFalseOnly) == 0) part(0).values = intersect(part(0).values, inside);
    if ((wanted() & kTrueOnly) != 0) return;
    RangeSet outside{{kLowestKey, kHighestKey}};
    for (const Range& range : inside) outside = intersect(outside, unite(below(range.low), above(range.high)));
    part(0).values = intersect(part(0).values, outside);
  }

  /// As long as all rungs before are false, a rung says what the ladder gives.
  void ladder() {
    const bool alsoUnknown = (inst_.flags & ir::kLadderAlsoUnknown) != 0;
    const auto mayBe = [&](std::size_t rung) {
      const auto ordinal = static_cast<std::int64_t>(parts_.size() - 1 - rung);
      return !intersect(result_.values, {{ordinal, ordinal}}).empty();
    };
    const bool mayBeUndecided = alsoUnknown ? mayBe(parts_.size() - 1) : result_.unknown;
    std::size_t last = 0;  // rung that may be the answer
    for (std::size_t i = 0; i < parts_.size(); ++i)
      if (mayBe(i)) last = i + 1;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const bool laterMayAnswer = i + 1 < last || mayBeUndecided || result_.error;
      keepTruths(i, (mayBe(i) ? kTrueOnly : 0U) | (laterMayAnswer ? kFalseOnly : 0U) |
                        (mayBeUndecided || result_.error ? kUnknownOnly : 0U) | (result_.error ? kErrorOnly : 0U));
      if (truthsOf(part(i)) != kFalseOnly) break;
    }
  }

  void choose() {
    Truths condition = truthsOf(part(0));
    if (!result_.unknown) condition &= ~kUnknownOnly;
    if (!result_.error) condition &= ~kErrorOnly;
    if (intersect(part(1), result_).empty()) condition &= ~kTrueOnly;
    if (intersect(part(2), result_).empty()) condition &= ~kFalseOnly;
    keepTruths(0, condition);
    if (condition == kTrueOnly) keep(part(1), result_);
    if (condition == kFalseOnly) keep(part(2), result_);
  }

  void select() {
    Possible& which = part(0);
    if (!result_.unknown) which.unknown = false;
    if (!result_.error) which.error = false;
    RangeSet left;
    for (const Range& range : which.values)
      for (std::int64_t member = range.low; member <= range.high; ++member)
        if (!intersect(part(static_cast<std::size_t>(member) + 1), result_).empty())
          left = unite(left, {{member, member}});
    // An unknown selector gives unknown, an unknown value too: what the selector is stays open then.
    const bool byValue = which.isKnown();
    which.values = left;
    if (byValue && which.hasOneValue()) keep(part(static_cast<std::size_t>(which.lowest()) + 1), result_);
  }

  void elseOr() {
    Possible &first = part(0), &second = part(1);
    if (intersect(second, result_).empty()) first.unknown = false;
    keep(first, {result_.values, true, result_.error});
    if (!first.empty() && first == onlyUnknown()) keep(second, result_);
  }

  void structural() {
    switch (inst_.op) {
      case Op::kNot: {
        const Truths result = wanted();
        return keepTruths(0, (result & (kUnknownOnly | kErrorOnly)) | ((result & kTrueOnly) != 0 ? kFalseOnly : 0U) |
                                 ((result & kFalseOnly) != 0 ? kTrueOnly : 0U));
      }
      case Op::kAnd:
      case Op::kOr: {
        const auto operation = inst_.op == Op::kAnd ? truthAnd : truthOr;
        keepTruths(0, explaining(operation, truthsOf(part(0)), truthsOf(part(1)), wanted()));
        return keepTruths(1, explaining(operation, truthsOf(part(1)), truthsOf(part(0)), wanted()));
      }
      case Op::kIsKnown:
      case Op::kIsUnknown: {
        const Truths known = inst_.op == Op::kIsKnown ? kTrueOnly : kFalseOnly;
        if ((wanted() & known) == 0) part(0).values.clear();
        if ((wanted() & (kTrueOnly | kFalseOnly) & ~known) == 0) part(0).unknown = false;
        if (!result_.error) part(0).error = false;
        return;
      }
      case Op::kElse: return elseOr();
      case Op::kIf: return choose();
      case Op::kInSet: return inSet();
      case Op::kLadder: return ladder();
      case Op::kSelect: return select();
      default: return;  // scorecards, tables, parts of texts: what they read is tried case by case
    }
  }

  const Cone& cone_;
  const ir::Program& p_;
  Box& box_;
  const Inst& inst_;
  Place place_;
  const Possible result_;  ///< a copy: a place may read itself through nothing, but its box moves
  std::span<const Place> parts_;
};

}  // namespace

void backward(const Cone& cone, Box& box, Place place) { Backward(cone, box, place).run(); }

}  // namespace regard::dsl
