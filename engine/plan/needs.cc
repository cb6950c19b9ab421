#include "engine/plan/needs.h"

#include <algorithm>
#include <utility>

#include "base/scalar_ops.h"

namespace regard {
namespace {

using ir::Inst;
using ir::InstIndex;
using ir::Op;

const RangeSet kAnything = {{kLowestKey, kHighestKey}};

/// Comparisons by what they leave of the left side, given the right one's key; `mirrored` is the same seen from the
/// right.
struct Comparison {
  ScalarOp op, mirrored;
  RangeSet (*leaves)(std::int64_t key);
};
RangeSet equal(std::int64_t key) { return {{key, key}}; }
RangeSet other(std::int64_t key) { return unite(below(key), above(key)); }
RangeSet atMost(std::int64_t key) { return {{kLowestKey, key}}; }
RangeSet atLeast(std::int64_t key) { return {{key, kHighestKey}}; }
constexpr Comparison kComparisons[] = {
    {ScalarOp::EqNumber, ScalarOp::EqNumber, equal}, {ScalarOp::NeNumber, ScalarOp::NeNumber, other},
    {ScalarOp::LtNumber, ScalarOp::GtNumber, below}, {ScalarOp::LeNumber, ScalarOp::GeNumber, atMost},
    {ScalarOp::GtNumber, ScalarOp::LtNumber, above}, {ScalarOp::GeNumber, ScalarOp::LeNumber, atLeast},
    {ScalarOp::EqInt, ScalarOp::EqInt, equal},       {ScalarOp::NeInt, ScalarOp::NeInt, other},
    {ScalarOp::LtInt, ScalarOp::GtInt, below},       {ScalarOp::LeInt, ScalarOp::GeInt, atMost},
    {ScalarOp::GtInt, ScalarOp::LtInt, above},       {ScalarOp::GeInt, ScalarOp::LeInt, atLeast},
};

const Comparison* comparisonOf(ScalarOp op) {
  const auto* found =
      std::find_if(std::begin(kComparisons), std::end(kComparisons), [op](const auto& row) { return row.op == op; });
  return found == std::end(kComparisons) ? nullptr : found;
}

std::int64_t keyOf(TypeKind kind, Cell cell) {
  return kind == TypeKind::kNumber ? keyOfNumber(cell.asDouble()) : cell.asInt();
}

constexpr std::size_t kAlternativesMax = 4, kEitherMax = 8;  // beyond, a condition is not worth more of them

Needs whatever() { return {false, false}; }
Needs decided(Truth truth) { return {truth != Truth::True, true}; }

Needs only(Subject subject, Region region) {
  if (!region.unknown && region.values.empty()) return {true, true};
  if (region == Region{true, kAnything}) return {};
  return {false, true, {{subject, std::move(region)}}, {}};
}

void addAlternatives(Needs& needs, Alternatives alternatives) {
  const bool fits = alternatives.size() <= kAlternativesMax && needs.either.size() < kEitherMax;
  needs.complete = needs.complete && fits;
  if (fits) needs.either.push_back(std::move(alternatives));
}

/// All that is needed, as alternatives: of what stands alone there is one.
std::vector<Alternatives> clausesOf(const Needs& needs) {
  std::vector<Alternatives> clauses = needs.either;
  for (const Need& need : needs.all) clauses.push_back({need});
  return clauses;
}

/// One of these or of those. Nothing where that holds of nearly everything: not of an error, so it is not always true.
Alternatives oneOf(const Alternatives& these, const Alternatives& those) {
  Alternatives all = these;
  for (const Need& need : those) {
    const auto at = std::lower_bound(all.begin(), all.end(), need,
                                     [](const Need& a, const Need& b) { return a.subject < b.subject; });
    if (at == all.end() || at->subject != need.subject) {
      all.insert(at, need);
      continue;
    }
    at->region = {at->region.unknown || need.region.unknown, unite(at->region.values, need.region.values)};
    if (at->region == Region{true, kAnything}) return {};
  }
  return all;
}

}  // namespace

Region intersect(const Region& a, const Region& b) { return {a.unknown && b.unknown, intersect(a.values, b.values)}; }

const Needs& NeedsFinder::of(InstIndex condition, std::uint32_t action) {
  action_ = action;
  if (!analysis_.isOfFrame(condition)) return last_ = find(condition, 0);
  const auto [found, isNew] = known_.try_emplace(condition);
  if (isNew) found->second = find(condition, 0);
  return found->second;
}

Needs NeedsFinder::about(InstIndex index, Region region) const {
  const Inst& inst = program_.insts[index];
  if (inst.op == Op::kCandidate) {
    switch (static_cast<ir::CandidateField>(inst.a)) {
      case ir::CandidateField::kChannel: return only(kChannelSubject, std::move(region));
      case ir::CandidateField::kDirection: return only(kDirectionSubject, std::move(region));
      default: return whatever();
    }
  }
  return analysis_.isOfFrame(index) ? only(index, std::move(region)) : whatever();
}

Needs NeedsFinder::comparison(const Inst& inst) {
  const ScalarOp op = ir::scalarOf(inst.op);
  const Comparison* row = comparisonOf(op);
  if (row == nullptr) return whatever();
  const Scalar left = constant(inst.a), right = constant(inst.b);
  if (left.isKnown() && right.isKnown()) return decided(apply(op, left, right).truth());
  if (right.isKnown()) return about(inst.a, {false, row->leaves(keyOf(program_.insts[inst.b].type, right.cell))});
  if (!left.isKnown()) return whatever();
  return about(inst.b, {false, comparisonOf(row->mirrored)->leaves(keyOf(program_.insts[inst.a].type, left.cell))});
}

Needs NeedsFinder::membership(const Inst& inst, bool negated) {
  const TypeKind kind = program_.insts[inst.a].type;
  if (kind == TypeKind::kText) return whatever();
  RangeSet inside, outside = kAnything;
  for (std::uint32_t i = 0; i < program_.operands[inst.b]; ++i) {
    const std::uint32_t* member = &program_.operands[inst.b + 1 + 3 * i];
    const auto mode = static_cast<ir::RangeMode>(member[2]);
    const Scalar low = constant(member[0]), high = mode == ir::RangeMode::kEqual ? low : constant(member[1]);
    if (!low.isKnown() || !high.isKnown()) return whatever();
    const RangeSet upTo =
        mode == ir::RangeMode::kHalfOpen ? below(keyOf(kind, high.cell)) : atMost(keyOf(kind, high.cell));
    const RangeSet range = intersect(atLeast(keyOf(kind, low.cell)), upTo);
    inside = unite(inside, range);
    for (const Range& r : range) outside = intersect(outside, unite(below(r.low), above(r.high)));
  }
  const RangeSet& wanted = negated ? outside : inside;
  const Scalar value = constant(inst.a);
  if (!value.isKnown()) return about(inst.a, {false, wanted});
  return decided(truthOf(!intersect(wanted, equal(keyOf(kind, value.cell))).empty()));
}

/// False if nothing is left that this subject may be.
bool NeedsFinder::addNeed(Needs& needs, Need need) {
  const auto same = std::find_if(needs.all.begin(), needs.all.end(),
                                 [&](const Need& other) { return other.subject == need.subject; });
  if (same == needs.all.end()) {
    needs.all.push_back(std::move(need));
    return true;
  }
  same->region = intersect(same->region, need.region);
  return same->region.unknown || !same->region.values.empty();
}

Needs NeedsFinder::conjunction(InstIndex a, InstIndex b, int depth) {
  Needs left = find(a, depth);
  Needs right = find(b, depth);
  if (left.never || right.never) return decided(Truth::False);
  left.complete = left.complete && right.complete;
  for (Need& need : right.all)
    if (!addNeed(left, std::move(need))) return decided(Truth::False);
  for (Alternatives& alternatives : right.either) addAlternatives(left, std::move(alternatives));
  return left;
}

/// Whatever each side needs, one of the two must hold: every pair of what they need.
Needs NeedsFinder::disjunction(InstIndex a, InstIndex b, int depth) {
  const Needs left = find(a, depth);
  if (left.saysAll() && !left.never && left.all.empty()) return left;  // always true
  const Needs right = find(b, depth);
  if (left.never || (!right.never && right.saysAll() && right.all.empty())) return right;
  if (right.never) return left;
  Needs either{false, left.complete && right.complete};
  for (const Alternatives& these : clausesOf(left))
    for (const Alternatives& those : clausesOf(right)) {
      Alternatives alternatives = oneOf(these, those);
      if (alternatives.empty())
        either.complete = false;
      else if (alternatives.size() > 1)
        addAlternatives(either, std::move(alternatives));
      else if (!addNeed(either, std::move(alternatives.front())))
        return decided(Truth::False);
    }
  return either;
}

Needs NeedsFinder::find(InstIndex condition, int depth) {
  const Inst& inst = program_.insts[condition];
  if (depth > kDepthMax) return whatever();
  if (const Scalar value = constant(condition); value.isKnown()) return decided(value.truth());
  if (ir::isScalar(inst.op)) return comparison(inst);
  switch (inst.op) {
    case Op::kAnd: return conjunction(inst.a, inst.b, depth + 1);
    case Op::kOr: return disjunction(inst.a, inst.b, depth + 1);
    case Op::kInSet: return membership(inst, false);
    case Op::kInput: return about(condition, {false, equal(1)});
    case Op::kIsKnown: return constant(inst.a).isKnown() ? Needs{} : about(inst.a, {false, kAnything});
    case Op::kIsUnknown: return about(inst.a, {true, {}});
    case Op::kNot: {
      const Inst& operand = program_.insts[inst.a];
      if (operand.op == Op::kInput) return about(inst.a, {false, equal(0)});
      return operand.op == Op::kInSet ? membership(operand, true) : whatever();
    }
    default: return whatever();
  }
}

}  // namespace regard
