// From what an instruction reads to what it gives. Where all parts are decided, the result is exactly what
// dsl/prove/meaning.h says; elsewhere it may hold too much, never too little.

#include <algorithm>
#include <cmath>
#include <optional>

#include "dsl/prove/arithmetic.h"
#include "dsl/prove/meaning.h"
#include "dsl/prove/narrow.h"

namespace regard::dsl {
namespace {

using ir::Inst;
using ir::Op;

/// Whether an order of -1, 0 or 1 is among those that make a comparison true, as the truths it gives.
Truths truthsOfOrders(const std::array<bool, 3>& trueFor, const Possible& order) {
  Truths truths = (order.unknown ? kUnknownOnly : 0U) | (order.error ? kErrorOnly : 0U);
  for (const Range& range : order.values)
    for (std::int64_t one = range.low; one <= range.high; ++one)
      truths |= trueFor[static_cast<std::size_t>(one + 1)] ? kTrueOnly : kFalseOnly;
  return truths;
}

/// What one row of a scorecard or a sum may add: its points, or nothing where it may not count.
Range termOf(Truths condition, const Possible& points) {
  const bool surely = condition == kTrueOnly && points.isKnown();
  Range term = surely ? Range{points.lowest(), points.highest()} : Range{0, 0};
  if (surely || points.values.empty()) return term;
  return {std::min<std::int64_t>(0, points.lowest()), std::max<std::int64_t>(0, points.highest())};
}

class Forward {
 public:
  Forward(const Cone& cone, const Box& box, Place place)
      : cone_(cone), p_(cone.program()), box_(box), place_(place), inst_(cone.at(place)), parts_(cone.parts(place)) {}

  Possible run() const {
    if (const Comparison* comparison = cone_.comparison(place_))
      return flagOf(
          truthsOf(*comparison, comparison->order == kNowhere ? ordersOf(*comparison, box_) : box_[comparison->order]));
    if (const CountTest* test = cone_.countTest(place_)) {
      const Count& count = cone_.counts()[test->count];
      return flagOf(truthsOf(*test, box_[count.low], box_[count.high]));
    }
    if (ir::isScalar(inst_.op)) return scalar();
    return structural();
  }

 private:
  const Possible& part(std::size_t i) const { return box_[parts_[i]]; }
  Truths truths(std::size_t i) const { return dsl::truthsOf(part(i)); }
  Possible anything() const { return anythingOf(p_, ir::typeOf(inst_)); }

  Possible scalar() const {
    static const Possible kNothing = onlyValue(0);
    const bool binary = parts_.size() == 2;
    return applied(p_, ir::scalarOf(inst_.op), ir::typeOf(inst_), cone_.typeAt(parts_[0]), part(0),
                   cone_.typeAt(parts_[binary ? 1 : 0]), binary ? part(1) : kNothing);
  }

  bool allDecided() const {
    return std::all_of(parts_.begin(), parts_.end(), [&](Place part) { return box_[part].isDecided(); });
  }
  Possible exactly() const {
    const ValueOf valueOf = [&](ir::InstIndex inst) {
      const Place part = cone_.placeOf(inst);
      return dsl::scalarOf(cone_.typeAt(part), box_[part]);
    };
    return possibleOf(ir::typeOf(inst_), meaningOf(p_, inst_, valueOf));
  }

  Possible inSet() const {
    const Possible& x = part(0);
    const bool isConstant =
        std::all_of(parts_.begin() + 1, parts_.end(), [&](Place member) { return cone_.at(member).op == Op::kConst; });
    const RangeSet inside = isConstant ? membersOf(cone_, place_) : RangeSet{};
    if (isConstant && parts_.size() > 1) {
      const RangeSet in = intersect(x.values, inside);
      return flagOf((x.unknown ? kUnknownOnly : 0U) | (x.error ? kErrorOnly : 0U) | (in.empty() ? 0U : kTrueOnly) |
                    (in == x.values ? 0U : kFalseOnly));
    }
    static constexpr std::array<bool, 3> kEqual{false, true, false}, kNotMore{true, true, false},
        kLess{true, false, false};
    Truths any = kFalseOnly;
    for (std::size_t m = 1; m < parts_.size(); m += 2) {
      const auto mode = static_cast<ir::RangeMode>(p_.operands[inst_.b + 3 * ((m + 1) / 2)]);
      Truths hit = truthsOfOrders(kEqual, ordersOf(x, part(m)));
      if (mode != ir::RangeMode::kEqual)
        hit = combine(truthAnd, truthsOfOrders(kNotMore, ordersOf(part(m), x)),
                      truthsOfOrders(mode == ir::RangeMode::kClosed ? kNotMore : kLess, ordersOf(x, part(m + 1))));
      any = combine(truthOr, any, hit);
    }
    return flagOf(any);
  }

  /// Rung by rung: of the rungs before, all were false, or one was unknown, or one was an error.
  Possible ladder() const {
    const bool alsoUnknown = (inst_.flags & ir::kLadderAlsoUnknown) != 0;
    Possible found;
    const auto undecided = [&] {
      if (alsoUnknown)
        found.values = unite(found.values, {{0, 0}});
      else
        found.unknown = true;
    };
    Truths before = kFalseOnly;
    for (std::size_t i = 0; i < parts_.size() && before != 0; ++i) {
      const Truths rung = truths(i);
      if ((rung & kTrueOnly) != 0) {
        const auto ordinal = static_cast<std::int64_t>(parts_.size() - 1 - i);
        if ((before & kFalseOnly) != 0) found.values = unite(found.values, {{ordinal, ordinal}});
        if ((before & kUnknownOnly) != 0) undecided();
        if ((before & kErrorOnly) != 0) found.error = true;
      }
      before = combine(truthOr, before, rung & ~kTrueOnly);
    }
    if ((before & (kFalseOnly | kUnknownOnly)) != 0) undecided();
    if ((before & kErrorOnly) != 0) found.error = true;
    return found;
  }

  /// Terms from `from` on, added to what is there: their least and greatest sum. Nothing if it may be too large, or if
  /// the order of rounding could matter.
  std::optional<Range> sum(Range sum, std::size_t from, bool& mayOverflow) const {
    const Type type = ir::typeOf(inst_);
    const auto add = [&](std::int64_t a, std::int64_t b) {
      return apply(addOf(type.kind), Scalar::known(cellOf(type, a)), Scalar::known(cellOf(type, b)));
    };
    for (std::size_t i = from; i < parts_.size(); i += 2) {
      if (truths(i) == kFalseOnly) continue;
      const Range term = termOf(truths(i), part(i + 1));
      const Scalar low = add(sum.low, term.low), high = add(sum.high, term.high);
      mayOverflow = !low.isKnown() || !high.isKnown();
      if (mayOverflow) return std::nullopt;
      sum = {keyOf(type, low.cell), keyOf(type, high.cell)};
      if (type.kind == TypeKind::kNumber && !(isWhole(sum) && isWhole(term))) return std::nullopt;
    }
    return sum;
  }
  /// Whether the numbers are such that sums of them are not rounded.
  static bool isWhole(Range range) {
    constexpr double kMost = 1e12;
    const auto whole = [](double x) { return x >= -kMost && x <= kMost && x == std::floor(x); };
    return whole(numberOfKey(range.low)) && whole(numberOfKey(range.high));
  }

  /// What the row at `i` adds to unknown and error: an undecided condition, points that nobody knows.
  void addUndecided(Possible& to, std::size_t i) const {
    const Truths condition = truths(i);
    if (condition == kFalseOnly) return;
    to.unknown = to.unknown || (condition & kUnknownOnly) != 0 || part(i + 1).unknown;
    to.error = to.error || (condition & kErrorOnly) != 0 || part(i + 1).error;
  }

  Possible scorecard() const {
    const Possible &start = part(0), &low = part(1), &high = part(2);
    if (!start.isKnown() || !low.isKnown() || !high.isKnown()) return anything();
    Possible found{{{low.lowest(), high.highest()}}};
    for (std::size_t i = 3; i < parts_.size(); i += 2) addUndecided(found, i);
    bool mayOverflow = false;
    if (const auto total = sum({start.lowest(), start.highest()}, 3, mayOverflow)) {
      const std::int64_t least = std::clamp(total->low, low.lowest(), high.highest());
      found.values = {{least, std::clamp(total->high, least, high.highest())}};
    }
    found.error = found.error || mayOverflow;
    return found;
  }

  Possible table() const {
    const auto hit = static_cast<ir::TableHit>(p_.operands[inst_.a]);
    Possible found;
    if (hit == ir::TableHit::kSum) {
      for (std::size_t i = 0; i < parts_.size(); i += 2) addUndecided(found, i);
      bool mayOverflow = false;
      const auto total = sum({0, 0}, 0, mayOverflow);
      return {total ? RangeSet{*total} : allOf(p_, ir::typeOf(inst_)).values, found.unknown,
              found.error || mayOverflow};
    }
    bool mustMatch = false;
    std::size_t mayMatch = 0;
    for (std::size_t i = 0; i < parts_.size(); i += 2) {
      if (truths(i) == kFalseOnly) continue;
      ++mayMatch;
      addUndecided(found, i);
      if ((truths(i) & kTrueOnly) != 0) found = unite(found, part(i + 1));
      mustMatch = mustMatch || truths(i) == kTrueOnly;
      if (mustMatch && hit == ir::TableHit::kFirst) break;
    }
    const bool mayClash = hit == ir::TableHit::kUnique || hit == ir::TableHit::kAny;
    return {found.values, found.unknown || !mustMatch, found.error || (mayClash && mayMatch > 1)};
  }

  Possible select() const {
    const Possible& which = part(0);
    Possible found{{}, which.unknown, which.error};
    for (const Range& range : which.values)
      for (std::int64_t member = range.low; member <= range.high; ++member)
        found = unite(found, part(static_cast<std::size_t>(member) + 1));
    return found;
  }

  Possible choose(Truths condition, const Possible& then, const Possible& otherwise) const {
    Possible found{{}, (condition & kUnknownOnly) != 0, (condition & kErrorOnly) != 0};
    if ((condition & kTrueOnly) != 0) found = unite(found, then);
    if ((condition & kFalseOnly) != 0) found = unite(found, otherwise);
    return found;
  }

  Possible structural() const {
    switch (inst_.op) {
      case Op::kNot: {
        const Truths operand = truths(0);
        return flagOf((operand & (kUnknownOnly | kErrorOnly)) | ((operand & kTrueOnly) != 0 ? kFalseOnly : 0U) |
                      ((operand & kFalseOnly) != 0 ? kTrueOnly : 0U));
      }
      case Op::kAnd: return flagOf(combine(truthAnd, truths(0), truths(1)));
      case Op::kOr: return flagOf(combine(truthOr, truths(0), truths(1)));
      case Op::kIsKnown:
      case Op::kIsUnknown: {
        const bool asksKnown = inst_.op == Op::kIsKnown;
        return flagOf((part(0).values.empty() ? 0U
                       : asksKnown            ? kTrueOnly
                                              : kFalseOnly) |
                      (part(0).unknown ? (asksKnown ? kFalseOnly : kTrueOnly) : 0U) |
                      (part(0).error ? kErrorOnly : 0U));
      }
      case Op::kElse: {
        const Possible first{part(0).values, false, part(0).error};
        return part(0).unknown ? unite(first, part(1)) : first;
      }
      case Op::kIf: return choose(truths(0), part(1), part(2));
      case Op::kInSet: return inSet();
      case Op::kLadder: return ladder();
      case Op::kSelect: return select();
      default: break;
    }
    if (allDecided()) return exactly();
    if (inst_.op == Op::kScorecard) return scorecard();
    if (inst_.op == Op::kTable) return table();
    const Possible known = ordersOf(part(0), part(1));  // parts of texts: as strict as a comparison
    return {known.values.empty() ? RangeSet{} : RangeSet{{0, 1}}, known.unknown, known.error};
  }

  const Cone& cone_;
  const ir::Program& p_;
  const Box& box_;
  Place place_;
  const Inst& inst_;
  std::span<const Place> parts_;
};

}  // namespace

Possible forward(const Cone& cone, const Box& box, Place place) { return Forward(cone, box, place).run(); }

Possible ordersOf(const Possible& left, const Possible& right) {
  Possible order;
  order.error = left.error || right.error;
  order.unknown = (left.unknown && (right.unknown || !right.values.empty())) || (right.unknown && !left.values.empty());
  if (left.values.empty() || right.values.empty()) return order;
  const bool sameValue = left.hasOneValue() && right.hasOneValue() && left.values == right.values;
  if (left.lowest() < right.highest()) order.values.push_back({-1, -1});
  if (!intersect(left.values, right.values).empty()) order.values = unite(order.values, {{0, 0}});
  if (left.highest() > right.lowest() && !sameValue) order.values = unite(order.values, {{1, 1}});
  return order;
}

Possible ordersOf(const Comparison& comparison, const Box& box) {
  Possible order = ordersOf(box[comparison.left], box[comparison.right]);
  if (comparison.left == comparison.right) order.values = intersect(order.values, {{0, 0}});
  return order;
}

Truths truthsOf(const Comparison& comparison, const Possible& order) {
  return truthsOfOrders(comparison.trueFor, order);
}

/// Some of the least and greatest counts may not go together; that they do not is not asked here.
Truths truthsOf(const CountTest& test, const Possible& low, const Possible& high) {
  Truths truths = low.error ? kErrorOnly : 0U;
  if (low.values.empty() || high.values.empty()) return truths;
  const Truths yes = test.negated ? kFalseOnly : kTrueOnly, no = test.negated ? kTrueOnly : kFalseOnly;
  const bool holdsNothing = test.from > test.to;
  if (!holdsNothing && low.highest() >= test.from && high.lowest() <= test.to) truths |= yes;
  if (holdsNothing || high.lowest() < test.from || low.highest() > test.to) truths |= no;
  if (!holdsNothing && high.highest() >= test.from && low.lowest() <= test.to &&
      (low.lowest() < test.from || high.highest() > test.to))
    truths |= kUnknownOnly;
  return truths;
}

RangeSet membersOf(const Cone& cone, Place place) {
  const ir::Program& p = cone.program();
  const Inst& in = cone.at(place);
  const auto keyOfConstant = [&](std::uint32_t word) {
    const Inst& inst = p.insts[p.operands[word]];
    const Type type = ir::typeOf(inst);
    return type.kind == TypeKind::kText ? std::int64_t{inst.a} : keyOf(type, p.constants[inst.a].cell);
  };
  RangeSet members;
  for (std::uint32_t member = in.b + 1; member < in.b + 1 + 3 * p.operands[in.b]; member += 3) {
    const std::int64_t low = keyOfConstant(member), end = keyOfConstant(member + 1);
    const bool halfOpen = p.operands[member + 2] == static_cast<std::uint32_t>(ir::RangeMode::kHalfOpen);
    if (halfOpen && end == kLowestKey) continue;
    const std::int64_t high = halfOpen ? end - 1 : end;
    if (low <= high) members = unite(members, {{low, high}});
  }
  return members;
}

}  // namespace regard::dsl
