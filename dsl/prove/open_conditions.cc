// A condition that came out as wanted is explained by those parts that make it so: one true part of an `or`, the rungs
// of a ladder down to the one that is true. Parts that explain nothing stay open; to try them would double the work for
// nothing.

#include "dsl/prove/open_conditions.h"

#include <numeric>

namespace regard::dsl {
namespace {

using ir::Op;

constexpr std::uint64_t kMembersMax = 64;  ///< of a choice tried one by one

bool isSmall(Range range) {
  return static_cast<std::uint64_t>(range.high) - static_cast<std::uint64_t>(range.low) < kMembersMax;
}

/// Down to an open condition that is not made of conditions.
Place openBelow(const Cone& cone, const Box& box, Place place) {
  for (;;) {
    const auto parts = cone.parts(place);
    const auto isOpen = [&](std::size_t part) { return !box[parts[part]].isDecided(); };
    Place deeper = kNowhere;
    switch (cone.at(place).op) {
      case Op::kNot:
      case Op::kAnd:
      case Op::kOr:
      case Op::kElse:
        for (std::size_t part = parts.size(); part-- > 0;)
          if (isOpen(part)) deeper = parts[part];
        break;
      case Op::kIf: {
        const Truths condition = truthsOf(box[parts[0]]);
        const std::size_t branch = condition == kTrueOnly ? 1 : condition == kFalseOnly ? 2 : 0;
        if (isOpen(branch)) deeper = parts[branch];
        break;
      }
      default: break;
    }
    if (deeper == kNowhere) return place;
    if (cone.at(deeper).type != TypeKind::kFlag) return deeper;
    place = deeper;
  }
}

class Explainer {
 public:
  Explainer(const Cone& cone, const Box& box, const std::vector<Place>& goals)
      : cone_(cone), box_(box), open_(goals), seen_(cone.instCount(), false) {}

  Place run() {
    while (!open_.empty() && found_ == kNowhere) {
      const Place place = open_.back();
      open_.pop_back();
      if (seen_[place]) continue;
      seen_[place] = true;
      explain(place);
    }
    return found_;
  }

 private:
  void later(Place place) { open_.push_back(place); }
  bool isDecided(Place place) const { return box_[place].isDecided(); }
  Truths truths(Place place) const { return truthsOf(box_[place]); }

  /// Whether it is decided; if not, it is found.
  bool condition(Place place) {
    if (isDecided(place)) {
      later(place);
      return true;
    }
    found_ = openBelow(cone_, box_, place);
    return false;
  }

  void junction(Place place, Truths enough) {
    const auto parts = cone_.parts(place);
    if (truths(place) == enough) {
      for (const Place part : parts)
        if (truths(part) == enough) return later(part);
      for (const Place part : parts)
        if (!isDecided(part)) return void(condition(part));
    }
    for (const Place part : parts)
      if (!condition(part)) return;
  }

  /// Conditions and what goes with them, `stride` apart, up to the first that is true if nothing behind it counts.
  void rows(std::size_t from, std::size_t stride, bool firstCounts) {
    for (std::size_t i = from; i < parts_.size(); i += stride) {
      if (!condition(parts_[i])) return;
      if (truths(parts_[i]) != kTrueOnly) continue;
      if (stride == 2) later(parts_[i + 1]);
      if (firstCounts) return;
    }
  }

  void explain(Place place) {
    const ir::Inst& inst = cone_.at(place);
    if (inst.type == TypeKind::kFlag && !isDecided(place)) return void(condition(place));
    parts_ = cone_.parts(place);
    switch (inst.op) {
      case Op::kQuery: return;  // what its rows are is asked when it is known how many are needed
      case Op::kAnd: return junction(place, kFalseOnly);
      case Op::kOr: return junction(place, kTrueOnly);
      case Op::kLadder: return rows(0, 1, true);
      case Op::kScorecard: return rows(3, 2, false);
      case Op::kTable:
        return rows(0, 2, static_cast<ir::TableHit>(cone_.program().operands[inst.a]) == ir::TableHit::kFirst);
      case Op::kIf:
        if (condition(parts_[0]) && box_[parts_[0]].hasOneValue())
          later(parts_[truths(parts_[0]) == kTrueOnly ? 1 : 2]);
        return;
      case Op::kElse: {
        const Possible& first = box_[parts_[0]];
        if (first.unknown && first != onlyUnknown())
          found_ = parts_[0];
        else
          later(parts_[first.unknown ? 1 : 0]);
        return;
      }
      case Op::kSelect: {
        const Possible& which = box_[parts_[0]];
        if (!which.isDecided()) found_ = parts_[0];
        if (which.isDecided() && which.hasOneValue()) later(parts_[static_cast<std::size_t>(which.lowest()) + 1]);
        later(parts_[0]);
        return;
      }
      default:
        for (const Place part : parts_) later(part);
    }
  }

  const Cone& cone_;
  const Box& box_;
  std::vector<Place> open_;
  std::vector<bool> seen_;
  std::span<const Place> parts_;
  Place found_ = kNowhere;
};

}  // namespace

Place openCondition(const Cone& cone, const Box& box, const std::vector<Place>& goals) {
  return Explainer(cone, box, goals).run();
}

std::vector<Possible> casesOf(const Cone& cone, const Box& box, Place place) {
  const Possible& all = box[place];
  std::vector<Possible> cases;
  if (cone.at(place).type == TypeKind::kFlag) {
    for (const Truths one : {kTrueOnly, kFalseOnly, kUnknownOnly, kErrorOnly})
      if ((truthsOf(all) & one) != 0) cases.push_back(flagOf(one));
    return cases;
  }
  if (!all.values.empty() && (all.unknown || all.error)) {
    cases.push_back({all.values, false, false});
  } else if (!all.values.empty() && isSmall({all.lowest(), all.highest()})) {
    for (const Range& range : all.values)
      for (std::int64_t key = range.low; key <= range.high; ++key) cases.push_back(onlyValue(key));
  } else if (!all.values.empty()) {
    const std::int64_t middle = std::midpoint(all.lowest(), all.highest());
    cases.push_back({intersect(all.values, {{kLowestKey, middle}}), false, false});
    cases.push_back({intersect(all.values, {{middle + 1, kHighestKey}}), false, false});
  }
  if (all.unknown) cases.push_back(onlyUnknown());
  if (all.error) cases.push_back({{}, false, true});
  return cases;
}

}  // namespace regard::dsl
