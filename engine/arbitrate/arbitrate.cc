#include "engine/arbitrate/arbitrate.h"

#include <algorithm>

#include "base/chance.h"
#include "base/check.h"

namespace regard {
namespace {

/// Few are kept, so counting them again for each candidate is cheaper than keeping counts.
bool withinCaps(const ir::Program& program, const std::vector<Scored>& kept, std::uint32_t action) {
  return std::all_of(program.arbitration.caps.begin(), program.arbitration.caps.end(), [&](const auto& cap) {
    const std::int64_t own = countedBy(program, cap, action);
    if (own < 0) return true;
    const auto alike = std::count_if(kept.begin(), kept.end(), [&](const Scored& other) {
      return !other.mandatory && countedBy(program, cap, other.action) == own;
    });
    return alike < static_cast<std::ptrdiff_t>(cap.most);
  });
}

// A heap gives the best, then the next best, and is left alone once enough are kept: n + k log n for n survivors. The
// first candidate of an action to come out is its best. A later one of an action that a cap turned away is turned away
// by the same cap, because caps count actions and what is kept only grows; so only kept actions need remembering.
void arbitrateInOrder(const ir::Program& program, std::vector<Scored>& survivors, Decision& into) {
  const auto ranksAfter = [](const Scored& a, const Scored& b) { return ranksBefore(b, a); };
  into.kept.clear();
  std::size_t mandatory = 0;  // kept besides what `keep` and the caps allow; they come out first
  std::make_heap(survivors.begin(), survivors.end(), ranksAfter);
  for (auto end = survivors.end(); end != survivors.begin() && into.kept.size() < program.arbitration.keep + mandatory;
       --end) {
    std::pop_heap(survivors.begin(), end, ranksAfter);
    const Scored& best = *(end - 1);
    const bool seen = std::any_of(into.kept.begin(), into.kept.end(),
                                  [&](const Scored& other) { return other.action == best.action; });
    if (seen || (!best.mandatory && !withinCaps(program, into.kept, best.action))) continue;
    into.kept.push_back(best);
    mandatory += best.mandatory ? 1 : 0;
  }
}

/// In rank order, one candidate of each action. How many of them are not mandatory: they stand last.
std::uint32_t keepBestOfEach(std::vector<Scored>& survivors) {
  std::sort(survivors.begin(), survivors.end(), ranksBefore);
  std::size_t end = 0;
  std::uint32_t ranked = 0;
  for (std::size_t i = 0; i < survivors.size(); ++i) {
    const auto isSame = [&](const Scored& other) { return other.action == survivors[i].action; };
    const auto begin = survivors.begin(), firsts = begin + static_cast<std::ptrdiff_t>(end);
    if (std::any_of(begin, firsts, isSame)) continue;
    ranked += survivors[i].mandatory ? 0U : 1U;
    survivors[end++] = survivors[i];
  }
  survivors.resize(end);
  return ranked;
}

}  // namespace

std::int64_t countedBy(const ir::Program& program, const ir::DiversityCap& cap, std::uint32_t action) {
  switch (cap.per) {
    case ir::CandidateField::kIssue: return program.actions[action].issue;
    case ir::CandidateField::kGroup: return program.actions[action].group;
    default: return action;
  }
}

bool liftsOne(const ir::Program& program, const Inputs& inputs) {
  if (!inputs.explores(program, ir::ExploreKind::kEpsilon)) return false;
  const std::uint64_t drawn = Draws(*inputs.seed, DrawFor::kWhether).below(kOneE8);
  return drawn < static_cast<std::uint64_t>(program.arbitration.epsilon.e8);
}

void arbitrate(const ir::Program& program, const Inputs& inputs, std::vector<Scored>& survivors, Decision& into) {
  if (!liftsOne(program, inputs)) return arbitrateInOrder(program, survivors, into);
  const std::uint32_t among = keepBestOfEach(survivors);
  const std::uint64_t lifted = among == 0 ? ir::kNone : Draws(*inputs.seed, DrawFor::kWhich).below(among);
  arbitrateLifting(program, static_cast<std::uint32_t>(lifted), survivors, into);
}

void arbitrateLifting(const ir::Program& program, std::uint32_t lifted, std::vector<Scored>& survivors,
                      Decision& into) {
  const std::uint32_t among = keepBestOfEach(survivors);
  if (lifted != ir::kNone) {
    REGARD_CHECK(lifted < among, lifted, among);
    const auto first = survivors.end() - among;
    std::rotate(first, first + lifted, first + lifted + 1);
  }
  into.kept.clear();
  std::size_t mandatory = 0;
  for (const Scored& next : survivors) {
    if (!next.mandatory && into.kept.size() == program.arbitration.keep + mandatory) return;
    if (!next.mandatory && !withinCaps(program, into.kept, next.action)) continue;
    into.kept.push_back(next);
    mandatory += next.mandatory ? 1 : 0;
  }
}

}  // namespace regard
