#include "dsl/prove/prove.h"

#include <algorithm>

#include "dsl/ir/print.h"
#include "dsl/prove/witness_builder.h"
#include "dsl/prove/words.h"

namespace regard::dsl {
namespace {

using ir::InstIndex;

std::vector<InstIndex> rootsOf(const std::vector<Goal>& goals) {
  std::vector<InstIndex> roots;
  for (const Goal& goal : goals) roots.push_back(goal.inst);
  return roots;
}

Search searchOf(const Cone& cone, const Setting& setting, SearchLimits limits) {
  return Search(
      cone, [&](const ir::Inst& leaf) { return domainOf(cone.program(), setting, leaf); }, limits);
}

}  // namespace

SearchLimits Prover::limits() const {
  SearchLimits limits;
  limits.visitsMax = std::min(limits_.visitsMax, limits_.visitsInAll - std::min(visits_, limits_.visitsInAll));
  return limits;
}

std::vector<Goal> Prover::clauses(std::uint32_t action, bool withPolicies) const {
  std::vector<Goal> goals;
  const ir::Action& it = p_.actions[action];
  for (std::uint32_t i = it.firstClause; i < it.firstClause + it.clauseCount; ++i)
    if (withPolicies || p_.clauses[i].stage != ir::Stage::kPolicy)
      goals.push_back({p_.clauses[i].expr, flagOf(kTrueOnly)});
  return goals;
}

Verdict Prover::guarantee(const ir::Guarantee& guarantee) {
  const RangeSet directions = guarantee.direction < 0 ? RangeSet{{ir::kInbound, ir::kOutbound}}
                                                      : RangeSet{{guarantee.direction, guarantee.direction}};
  for (const std::uint32_t action : guarantee.actions) {
    Claim claim{action, directions, clauses(action, true), true};
    claim.goals.push_back({guarantee.when, flagOf(kAnyTruth & ~kFalseOnly)});
    if (Verdict verdict = refute(claim); verdict.proof != Proof::kProved) return verdict;
  }
  return {};
}

Verdict Prover::neverForbidden(std::uint32_t action) {
  const ir::Action& it = p_.actions[action];
  for (std::uint32_t i = it.firstClause; i < it.firstClause + it.clauseCount; ++i) {
    if (p_.clauses[i].kind != ir::ClauseKind::kNever) continue;
    const Claim claim{
        action, {{ir::kInbound, ir::kOutbound}}, {{p_.clauses[i].expr, flagOf(kAnyTruth & ~kTrueOnly)}}, false};
    Verdict verdict = refute(claim);
    verdict.clauseSpan = p_.clauses[i].span;
    if (verdict.proof != Proof::kProved) return verdict;
  }
  return {};
}

std::optional<std::string> Prover::alwaysForbidden(std::uint32_t action) {
  constexpr SearchLimits kCheap{20'000, 20};
  const std::vector<Goal> all = clauses(action, true), own = clauses(action, false);
  if (all.size() == own.size()) return std::nullopt;
  const Setting anyhow{action, {{ir::kInbound, ir::kOutbound}}, allChannels(p_)};
  const Cone cone(p_, rootsOf(all));
  if (searchOf(cone, anyhow, kCheap).isPossible(all) != Outcome::kNone) return std::nullopt;
  for (const std::int64_t direction : {ir::kInbound, ir::kOutbound}) {
    const Claim claim{action, {{direction, direction}}, own, true};
    if (const Verdict verdict = refute(claim); verdict.proof == Proof::kDisproved)
      return verdict.words.who + verdict.words.way;
  }
  return std::nullopt;
}

/// First all ways at once, which is enough for nearly every proof.
Verdict Prover::refute(const Claim& claim) {
  const Setting anyhow{claim.action, claim.directions, allChannels(p_)};
  const Cone cone(p_, rootsOf(claim.goals));
  Search search = searchOf(cone, anyhow, limits());
  const Outcome outcome = search.isPossible(claim.goals);
  visits_ += search.visits();
  if (outcome == Outcome::kNone) return {};
  Verdict verdict;
  verdict.action = claim.action;
  const std::vector<ir::Treatment>& treatments = p_.actions[claim.action].treatments;
  for (const Range& range : claim.directions)
    for (std::int64_t direction = range.low; direction <= range.high; ++direction) {
      if (!claim.asCandidate || treatments.empty()) refuteOneWay(claim, direction, nullptr, verdict);
      for (const ir::Treatment& treatment : treatments)
        if (claim.asCandidate && verdict.proof != Proof::kDisproved)
          refuteOneWay(claim, direction, &treatment, verdict);
      if (verdict.proof == Proof::kDisproved) return verdict;
    }
  return verdict;
}

void Prover::refuteOneWay(const Claim& claim, std::int64_t direction, const ir::Treatment* treatment,
                          Verdict& verdict) {
  const ir::Action& action = p_.actions[claim.action];
  Setting setting{claim.action, {{direction, direction}}, allChannels(p_)};
  std::vector<Goal> goals = claim.goals;
  if (claim.asCandidate && action.hasActive) setting.days = {action.activeFrom, action.activeTo};
  if (treatment != nullptr) {
    setting.channels = {{treatment->channel, treatment->channel}};
    if (treatment->when != ir::kNone) goals.push_back({treatment->when, flagOf(kTrueOnly)});
    for (const ir::TreatmentField& field : treatment->fields)
      for (const ir::TextPart& part : field.parts)
        if (part.token != ir::kNone) goals.push_back({part.token, allOf(p_, ir::typeOf(p_.insts[part.token]))});
  }
  const Cone cone(p_, rootsOf(goals));
  Search search = searchOf(cone, setting, limits());
  const Outcome outcome = search.find(goals, [&](const Box& box, InstIndex& blame) {
    verdict.witness = buildWitness(cone, box, setting, goals, blame);
    if (verdict.witness) verdict.words = describe(cone, search.everything(), box, *verdict.witness, goals);
    return verdict.witness.has_value();
  });
  visits_ += search.visits();
  if (outcome == Outcome::kFound) {
    verdict.proof = Proof::kDisproved;
  } else if (outcome == Outcome::kTooLarge) {
    verdict.proof = Proof::kTooLarge;
  } else if (outcome == Outcome::kOpen && verdict.proof == Proof::kProved) {
    verdict.proof = Proof::kOpen;
    verdict.blame = search.blame();
  }
}

}  // namespace regard::dsl
