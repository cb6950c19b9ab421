#include "dsl/prove/cone.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "dsl/ir/rows.h"

namespace regard::dsl {
namespace {

using ir::Inst;
using ir::InstIndex;
using ir::Op;

/// Which orders of the left and the right side make a comparison true; nothing if it is none.
const std::array<bool, 3>* ordersOf(Op op) {
  static constexpr std::array<bool, 3> kLess{true, false, false}, kNotMore{true, true, false},
      kEqual{false, true, false}, kUnequal{true, false, true}, kNotLess{false, true, true}, kMore{false, false, true};
  if (op == Op::kEqText) return &kEqual;
  if (op == Op::kNeText) return &kUnequal;
  if (!ir::isScalar(op)) return nullptr;
  switch (ir::scalarOf(op)) {
    case ScalarOp::EqNumber:
    case ScalarOp::EqInt: return &kEqual;
    case ScalarOp::NeNumber:
    case ScalarOp::NeInt: return &kUnequal;
    case ScalarOp::LtNumber:
    case ScalarOp::LtInt: return &kLess;
    case ScalarOp::LeNumber:
    case ScalarOp::LeInt: return &kNotMore;
    case ScalarOp::GtNumber:
    case ScalarOp::GtInt: return &kMore;
    case ScalarOp::GeNumber:
    case ScalarOp::GeInt: return &kNotLess;
    default: return nullptr;
  }
}

/// A number of rows nearest to a constant.
std::int64_t wholeRows(double number) {
  constexpr double kMost = 1e15;  // more rows than anybody has
  return static_cast<std::int64_t>(std::clamp(number, -1.0, kMost));
}

/// The counts that a comparison with `n` takes.
CountTest testOf(ir::Aggregate how, double n) {
  using enum ir::Aggregate;
  switch (how) {
    case kCountGe: return {0, wholeRows(std::ceil(n)), kNoEnd, false};
    case kCountGt: return {0, wholeRows(std::floor(n) + 1), kNoEnd, false};
    case kCountLt: return {0, 0, wholeRows(std::ceil(n) - 1), false};
    case kCountLe: return {0, 0, wholeRows(std::floor(n)), false};
    default: break;
  }
  const bool isWhole = n == std::floor(n) && n >= 0;
  return {0, isWhole ? wholeRows(n) : 1, isWhole ? wholeRows(n) : 0, how == kCountNe};
}

/// Whether every row in window `inner` is in window `outer` too.
bool liesIn(const ir::Window& inner, const ir::Window& outer) {
  if (inner == outer || outer.kind == ir::WindowKind::kAll) return true;
  return inner.kind == outer.kind && inner.kind != ir::WindowKind::kThis && inner.amount <= outer.amount;
}

/// The parts that must all be true for a filter to be.
std::vector<InstIndex> conjuncts(const ir::Program& p, InstIndex filter) {
  std::vector<InstIndex> found, open;
  if (filter != ir::kNone) open.push_back(filter);
  while (!open.empty()) {
    const InstIndex inst = open.back();
    open.pop_back();
    if (p.insts[inst].op == Op::kAnd)
      open.insert(open.end(), {p.insts[inst].a, p.insts[inst].b});
    else
      found.push_back(inst);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

Cone::Cone(const ir::Program& program, const std::vector<InstIndex>& roots, std::uint32_t stream) : program_(program) {
  collect(roots, stream);
  size_ = instCount();
  comparisonAt_.assign(instCount(), -1);
  countTestAt_.assign(instCount(), -1);
  Orders orders;
  for (Place place = 0; place < instCount(); ++place) {
    compare(place, orders);
    count(place);
  }
  orderCounts();
  orderInputs();
  findUsers();
}

void Cone::findUsers() {
  std::vector<std::pair<Place, Place>> uses;
  for (Place place = 0; place < instCount(); ++place) {
    for (const Place part : parts(place)) uses.emplace_back(part, place);
    if (const Comparison* it = comparison(place); it != nullptr && it->order != kNowhere)
      uses.emplace_back(it->order, place);
    if (const CountTest* test = countTest(place); test != nullptr) {
      uses.emplace_back(counts_[test->count].low, place);
      uses.emplace_back(counts_[test->count].high, place);
    }
  }
  std::sort(uses.begin(), uses.end());
  for (Place place = 0; place <= size_; ++place) {
    firstUser_.push_back(static_cast<Place>(users_.size()));
    while (users_.size() < uses.size() && uses[users_.size()].first == place)
      users_.push_back(uses[users_.size()].second);
  }
}

void Cone::collect(const std::vector<InstIndex>& roots, std::uint32_t stream) {
  std::unordered_set<InstIndex> seen(roots.begin(), roots.end());
  std::vector<InstIndex> open(seen.begin(), seen.end());
  while (!open.empty()) {
    const InstIndex inst = open.back();
    open.pop_back();
    insts_.push_back(inst);
    ir::forEachOperand(program_, program_.insts[inst], [&](InstIndex part) {
      if (seen.insert(part).second) open.push_back(part);
    });
  }
  std::sort(insts_.begin(), insts_.end());
  for (Place place = 0; place < instCount(); ++place) {
    const Inst& inst = at(place);
    firstPart_.push_back(static_cast<Place>(parts_.size()));
    bool reads = inst.op == Op::kColumn && inst.a != stream;
    ir::forEachOperand(program_, inst, [&](InstIndex part) {
      parts_.push_back(placeOf(part));
      reads = reads || (inst.op != Op::kQuery && readsRow_[parts_.back()]);
    });
    readsRow_.push_back(reads);
  }
  firstPart_.push_back(static_cast<Place>(parts_.size()));
}

Place Cone::placeOf(InstIndex inst) const {
  const auto found = std::lower_bound(insts_.begin(), insts_.end(), inst);
  return found == insts_.end() || *found != inst ? kNowhere : static_cast<Place>(found - insts_.begin());
}

bool Cone::isLeaf(Place place) const {
  if (place >= instCount()) return false;
  switch (at(place).op) {
    case Op::kInput:
    case Op::kCandidate:
    case Op::kColumn:
    case Op::kLearned: return true;
    case Op::kQuery: return countTestAt_[place] < 0;
    default: return false;
  }
}

const Comparison* Cone::comparison(Place place) const {
  return comparisonAt_[place] < 0 ? nullptr : &comparisons_[static_cast<std::size_t>(comparisonAt_[place])];
}

const CountTest* Cone::countTest(Place place) const {
  return countTestAt_[place] < 0 ? nullptr : &countTests_[static_cast<std::size_t>(countTestAt_[place])];
}

void Cone::compare(Place place, Orders& known) {
  const std::array<bool, 3>* orders = ordersOf(at(place).op);
  if (orders == nullptr) return;
  Comparison found{parts(place)[0], parts(place)[1], kNowhere, *orders};
  if (found.left > found.right) {
    std::swap(found.left, found.right);
    std::swap(found.trueFor[0], found.trueFor[2]);
  }
  if (!readsRow_[place]) {
    const auto [variable, isNew] = known.try_emplace({found.left, found.right}, size_);
    found.order = variable->second;
    if (isNew) ++size_;
  }
  comparisonAt_[place] = static_cast<std::int32_t>(comparisons_.size());
  comparisons_.push_back(found);
}

void Cone::count(Place place) {
  const Inst& query = at(place);
  if (query.op != Op::kQuery) return;
  const auto how = static_cast<ir::Aggregate>(ir::queryWord(program_, query, ir::kAggregateWord));
  if (!ir::comparesCount(how)) return;
  const Inst& number = program_.insts[ir::queryWord(program_, query, ir::kItemWord)];
  if (number.op != Op::kConst) return;
  const auto sameRows = [&](const Count& other) {
    const Inst& before = program_.insts[other.query];
    return ir::queryWord(program_, before, ir::kStreamWord) == ir::queryWord(program_, query, ir::kStreamWord) &&
           ir::queryWord(program_, before, ir::kWindowWord) == ir::queryWord(program_, query, ir::kWindowWord) &&
           filterOf(program_, other.query) == filterOf(program_, insts_[place]);
  };
  const auto found = std::find_if(counts_.begin(), counts_.end(), sameRows);
  CountTest test = testOf(how, program_.constants[number.a].cell.asDouble());
  test.count = static_cast<std::uint32_t>(found - counts_.begin());
  if (found == counts_.end()) {
    counts_.push_back({insts_[place], size_, size_ + 1});
    size_ += 2;
  }
  countTestAt_[place] = static_cast<std::int32_t>(countTests_.size());
  countTests_.push_back(test);
}

/// What surely happened may have happened; and of rows that are all among others there are not more.
void Cone::orderCounts() {
  for (const Count& inner : counts_) {
    ordered_.push_back({inner.high, inner.low});
    const Inst& query = program_.insts[inner.query];
    const ir::Window& window = program_.windows[ir::queryWord(program_, query, ir::kWindowWord)];
    const std::vector<InstIndex> filter = conjuncts(program_, filterOf(program_, inner.query));
    for (const Count& outer : counts_) {
      const Inst& other = program_.insts[outer.query];
      if (&inner == &outer ||
          ir::queryWord(program_, query, ir::kStreamWord) != ir::queryWord(program_, other, ir::kStreamWord))
        continue;
      const ir::Window& around = program_.windows[ir::queryWord(program_, other, ir::kWindowWord)];
      const std::vector<InstIndex> wider = conjuncts(program_, filterOf(program_, outer.query));
      if (!liesIn(window, around) || !std::includes(filter.begin(), filter.end(), wider.begin(), wider.end())) continue;
      ordered_.push_back({outer.low, inner.low});
      // Of all time there is what there is; a window may reach back before anybody took notes.
      if (around.kind != ir::WindowKind::kAll || window == around) ordered_.push_back({outer.high, inner.high});
    }
  }
}

/// The top 5% begin at no less than the top 20%; and whoever asks on a channel is answered there.
void Cone::orderInputs() {
  Place requested = kNowhere, channel = kNowhere;
  std::vector<Place> thresholds;
  for (Place place = 0; place < instCount(); ++place) {
    const Inst& inst = at(place);
    if (inst.op == Op::kCandidate && static_cast<ir::CandidateField>(inst.a) == ir::CandidateField::kChannel)
      channel = place;
    if (inst.op != Op::kInput) continue;
    const ir::Input& input = program_.inputs[inst.a];
    if (input.source == ir::InputSource::kThreshold) thresholds.push_back(place);
    if (input.source == ir::InputSource::kRequest && input.name == "channel" &&
        input.type == Type{TypeKind::kChoice, ir::kChannelChoice})
      requested = place;
  }
  if (requested != kNowhere && channel != kNowhere) {
    ordered_.push_back({requested, channel});
    ordered_.push_back({channel, requested});
  }
  for (const Place a : thresholds)
    for (const Place b : thresholds) {
      const ir::Threshold &one = program_.thresholds[program_.inputs[at(a).a].detail],
                          &other = program_.thresholds[program_.inputs[at(b).a].detail];
      ir::Threshold alike = other;
      alike.share = one.share;
      if (alike == one && one.share < other.share) ordered_.push_back(one.top ? Ordered{a, b} : Ordered{b, a});
    }
}

}  // namespace regard::dsl
