#include "engine/coverage/coverage.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "dsl/ir/operands.h"

namespace regard::coverage {
namespace {

constexpr reference::Candidate kNobody{ir::kNone, -1, {}, {}, {}, {}};

/// By instruction: whether its value is another for another candidate.
std::vector<bool> readsCandidate(const ir::Program& program) {
  std::vector<bool> reads(program.insts.size());
  for (std::size_t i = 0; i < reads.size(); ++i) {
    bool any = program.insts[i].op == ir::Op::kCandidate;
    ir::forEachOperand(program, program.insts[i], [&](ir::InstIndex operand) { any = any || reads[operand]; });
    reads[i] = any;
  }
  return reads;
}

/// What the law saw for an action's candidate, its figures included where it came that far.
std::vector<Scalar> valuesFor(const ir::Program& program, const Inputs& inputs, const reference::Outcome& outcome) {
  const reference::Candidate candidate{outcome.action, outcome.channel, {}, {}, {}, {}};
  std::vector<Scalar> values = reference::evaluateAll(program, inputs, candidate);
  if (outcome.stage < ir::Stage::kRank) return values;
  return reference::evaluateAll(program, inputs, reference::withFigures(program, values, candidate));
}

/// `never … when c` becomes the condition that c be false; people read c.
TruthSet asWritten(const Site& site, TruthSet truths) { return site.forbids ? truths.negated() : truths; }

/// Whom a condition that several actions ask belongs to: the group that gives it to them, or nobody (a `favour`).
std::string sharedBy(const ir::Program& program, std::uint32_t first, std::uint32_t second) {
  const std::int32_t group = program.actions[first].group;
  const bool together = group >= 0 && group == program.actions[second].group;
  return together ? program.groups[static_cast<std::size_t>(group)].name : std::string();
}

}  // namespace

Counter::Counter(const ir::Program& program) : program_(program), ofAction_(program.actions.size()) {
  const std::vector<TruthSet> possible = possibleTruths(program);
  const std::vector<bool> depends = readsCandidate(program);
  std::map<std::tuple<std::string_view, std::uint32_t, std::uint32_t, ir::InstIndex>, std::uint32_t> known;
  std::vector<std::uint32_t> firstAction;
  std::vector<Site> sites;
  for (const Construct& construct : constructs()) {
    sites.clear();
    construct.sites(program, sites);
    for (Site& site : sites) {
      const auto next = static_cast<std::uint32_t>(conditions_.size());
      const auto [at, isNew] = known.try_emplace({site.kind, site.span.file, site.span.begin, site.same}, next);
      if (isNew) {
        conditions_.push_back({site.kind, site.owner, site.span, site.text, {}, {}});
        firstAction.push_back(site.action);
      }
      Condition& condition = conditions_[at->second];
      condition.possible = condition.possible | asWritten(site, possible[site.condition]);
      const bool isActions = site.action != ir::kNone && site.owner == program.actions[site.action].name;
      if (!isNew && isActions && !condition.owner.empty())
        condition.owner = sharedBy(program, firstAction[at->second], site.action);
      const auto place = static_cast<std::uint32_t>(placed_.size());
      std::vector<std::uint32_t>& list = site.action != ir::kNone  ? ofAction_[site.action]
                                         : depends[site.condition] ? ofAnyCandidate_
                                                                   : ofCustomer_;
      list.push_back(place);
      placed_.push_back({std::move(site), &construct, at->second});
    }
  }
}

void Counter::look(const std::vector<std::uint32_t>& places, const Look& at) {
  for (const std::uint32_t place : places) {
    const Placed& placed = placed_[place];
    if (!placed.construct->asked(placed.site, at)) continue;
    Condition& condition = conditions_[placed.condition];
    const TruthSet found = asWritten(placed.site, TruthSet::of(at.values[placed.site.condition].truth()));
    condition.seen = condition.seen | (found & condition.possible);
  }
}

void Counter::see(const Inputs& inputs, const reference::Result& law) {
  const std::vector<Scalar> ofNobody = reference::evaluateAll(program_, inputs, kNobody);
  look(ofCustomer_, {program_, inputs, ofNobody, nullptr});
  for (const reference::Outcome& outcome : law.outcomes) {
    const std::vector<Scalar> values = valuesFor(program_, inputs, outcome);
    look(ofAction_[outcome.action], {program_, inputs, values, &outcome});
    look(ofAnyCandidate_, {program_, inputs, values, nullptr});
  }
}

std::vector<Condition> Counter::conditions() const {
  std::vector<Condition> sorted = conditions_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Condition& a, const Condition& b) {
    return std::tuple(a.span.file, a.span.begin) < std::tuple(b.span.file, b.span.begin);
  });
  return sorted;
}

}  // namespace regard::coverage
