#include "engine/selection/selection.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/chance.h"
#include "engine/arbitrate/arbitrate.h"
#include "engine/exact/candidate.h"
#include "engine/reference/reference.h"
#include "engine/selection/contest.h"

namespace regard::selection {
namespace {

constexpr double kStraightWithin = 3;  ///< 10⁻⁴: what rounding does to a line
constexpr double kSlopeLeast = 1'000;  ///< below, so few priorities are different that ties matter

/// Chances as they are gathered: by action, then place.
class Table {
 public:
  Table(std::size_t actions, std::uint32_t places) : places_(places), at_(actions * places) {}
  void add(const Decision& decision, double weight) {
    for (std::size_t place = 0; place < decision.kept.size(); ++place)
      at_[decision.kept[place].action * std::size_t{places_} + place] += weight;
  }
  Chances finish(Method method, std::uint32_t draws) const {
    Chances chances{method, draws, places_, {}, {}};
    for (std::size_t action = 0; action * places_ < at_.size(); ++action) {
      const auto row = at_.begin() + static_cast<std::ptrdiff_t>(action * places_);
      if (std::all_of(row, row + places_, [](double p) { return p == 0; })) continue;
      chances.actions.push_back(static_cast<std::uint32_t>(action));
      chances.at.insert(chances.at.end(), row, row + places_);
    }
    return chances;
  }

 private:
  std::uint32_t places_;
  std::vector<double> at_;
};

class Chooser {
 public:
  Chooser(const Plan& plan, const Inputs& frame, Scratch& scratch)
      : plan_(plan), program_(*plan.program), frame_(frame), scratch_(scratch) {
    for (const reference::Outcome& outcome : reference::evaluate(program_, frame).outcomes)
      if (outcome.hasScore) ranked_.push_back(outcome.scored);
    std::sort(ranked_.begin(), ranked_.end(), ranksBefore);
    mandatory_ = static_cast<std::uint32_t>(
        std::count_if(ranked_.begin(), ranked_.end(), [](const Scored& one) { return one.mandatory; }));
  }

  /// Each that chance can lift, as often as it does, and none for the rest.
  Chances counted() {
    Table table = emptyTable();
    const auto among = static_cast<std::uint32_t>(ranked_.size()) - mandatory_;
    const double share = static_cast<double>(program_.arbitration.epsilon.e8) / static_cast<double>(kOneE8);
    const auto add = [&](std::uint32_t lifted, double weight) {
      std::vector<Scored> survivors = ranked_;
      arbitrateLifting(program_, lifted, survivors, decision_);
      table.add(decision_, weight);
    };
    add(ir::kNone, among == 0 ? 1 : 1 - share);
    for (std::uint32_t lifted = 0; lifted < among; ++lifted) add(lifted, share / among);
    return table.finish(Method::kCounted, 0);
  }

  Chances drawn(std::uint32_t draws) {
    Table table = emptyTable();
    Inputs frame = frame_;
    Draws seeds(*frame_.seed, DrawFor::kSelection);
    for (std::uint32_t i = 0; i < draws; ++i) {
      frame.seed = seeds.bits();
      decide(plan_, frame, scratch_, decision_);
      table.add(decision_, 1);
    }
    Chances chances = table.finish(Method::kDraws, draws);
    for (double& probability : chances.at) probability /= draws;
    return chances;
  }

  /// Nothing where the quadrature does not apply.
  std::optional<Chances> integrated(std::uint32_t most) {
    const auto rules = rulesOf();
    if (!rules) return std::nullopt;
    std::vector<Entrant> entrants;
    std::uint32_t drawn = 0;
    for (const Scored& one : ranked_) {
      const auto entrant = entrantOf(one, *rules);
      if (!entrant) return std::nullopt;
      drawn += entrant->slope == 0 ? 0U : 1U;
      entrants.push_back(*entrant);
    }
    if (drawn > most) return std::nullopt;
    const std::vector<double> at = placesOf(entrants, *rules);
    Chances chances{drawn == 0 ? Method::kCertain : Method::kQuadrature, 0, places(), {}, {}};
    std::vector<std::size_t> byAction(ranked_.size());
    for (std::size_t i = 0; i < byAction.size(); ++i) byAction[i] = i;
    std::sort(byAction.begin(), byAction.end(),
              [&](std::size_t a, std::size_t b) { return ranked_[a].action < ranked_[b].action; });
    const std::size_t width = places();
    for (const std::size_t i : byAction) {
      chances.actions.push_back(ranked_[i].action);
      const auto row = at.begin() + static_cast<std::ptrdiff_t>(i * width);
      chances.at.insert(chances.at.end(), row, row + static_cast<std::ptrdiff_t>(width));
    }
    return chances;
  }

 private:
  std::uint32_t places() const {
    const auto others = static_cast<std::uint32_t>(ranked_.size()) - mandatory_;
    return mandatory_ + std::min(program_.arbitration.keep, others);
  }
  Table emptyTable() const { return {program_.actions.size(), std::max<std::uint32_t>(places(), 1)}; }

  /// Keep, and the one cap that binds; nothing if several do.
  std::optional<Rules> rulesOf() {
    Rules rules{places() - mandatory_, {}};
    for (const ir::DiversityCap& cap : program_.arbitration.caps) {
      if (cap.per == ir::CandidateField::kAction && cap.most > 0) continue;  // an action is kept once anyway
      if (cap_ != nullptr) return std::nullopt;
      cap_ = &cap;
      rules.mostOfKind = cap.most;
    }
    return rules;
  }

  /// Else the action's channels would compete with each other first.
  bool hasOneChannel(const ir::Action& action) const {
    if (program_.choices[ir::kChannelChoice].members.size() < 2) return true;
    if (plan_.channelInput >= 0 && frame_.at(static_cast<std::uint32_t>(plan_.channelInput)).isKnown()) return true;
    if (frame_.channels.size() == 1) return true;
    const auto& all = action.treatments;
    return !all.empty() && std::all_of(all.begin(), all.end(),
                                       [&](const ir::Treatment& one) { return one.channel == all.front().channel; });
  }

  std::optional<Entrant> entrantOf(const Scored& one, const Rules& rules) {
    Entrant entrant;
    entrant.start = static_cast<double>(one.priority.e4);
    entrant.mandatory = one.mandatory;
    if (rules.mostOfKind) entrant.kind = countedBy(program_, *cap_, one.action);
    const ir::Action& action = program_.actions[one.action];
    if (action.learned.empty() || ranked_.size() == 1) return entrant;
    if (!hasOneChannel(action)) return std::nullopt;
    const ir::Learned& learned = action.learned.front();
    const auto isIts = [&](const Evidence& e) { return e.action == one.action && e.channel == one.channel; };
    const auto answers = std::find_if(frame_.evidence.begin(), frame_.evidence.end(), isIts);
    const bool any = answers != frame_.evidence.end();
    const double worth = learned.answers + (any ? answers->of : 0);
    const double yes = static_cast<double>(learned.prior.e8) / static_cast<double>(kOneE8) * learned.answers +
                       (any ? answers->yes : 0);
    if (!(yes > 0) || !(worth - yes > 0)) return entrant;  // known for sure: nothing is drawn
    entrant.posterior = {yes / worth, worth};
    return straighten(one, entrant) ? std::optional(entrant) : std::nullopt;
  }

  /// Makes the priority a line in the share, if it is one.
  bool straighten(const Scored& one, Entrant& entrant) {
    constexpr int kSteps = 16;
    const auto first = priorityAt(one, 0), last = priorityAt(one, kOneE8);
    if (!first || !last) return false;
    entrant.start = *first;
    entrant.slope = *last - *first;
    for (int step = 1; step < kSteps; ++step) {
      const auto found = priorityAt(one, kOneE8 * step / kSteps);
      if (!found || std::abs(*found - (*first + entrant.slope * step / kSteps)) > kStraightWithin) return false;
    }
    return entrant.slope == 0 || std::abs(entrant.slope) >= kSlopeLeast;
  }

  std::optional<double> priorityAt(Scored one, std::int64_t propensityE8) {
    exact::Machine machine(plan_, frame_, scratch_.single.machine);
    machine.beginCandidate(one.action, one.channel);
    one.propensity = {propensityE8};
    one.levers = 0;
    if (!exact::prioritise(program_.actions[one.action], machine, one)) return std::nullopt;
    return static_cast<double>(one.priority.e4);
  }

  const Plan& plan_;
  const ir::Program& program_;
  const Inputs& frame_;
  Scratch& scratch_;
  std::vector<Scored> ranked_;
  std::uint32_t mandatory_ = 0;
  const ir::DiversityCap* cap_ = nullptr;
  Decision decision_;
};

}  // namespace

double Chances::of(std::uint32_t action, std::uint32_t place) const {
  const auto found = std::lower_bound(actions.begin(), actions.end(), action);
  if (found == actions.end() || *found != action || place >= places) return 0;
  return at[static_cast<std::size_t>(found - actions.begin()) * places + place];
}

double Chances::error(double probability) const {
  return method == Method::kDraws ? std::sqrt(probability * (1 - probability) / draws) : 0;
}

Chances chancesOf(const Plan& plan, const Inputs& frame, Scratch& scratch, const Effort& effort) {
  const ir::Program& program = *plan.program;
  if (frame.explores(program, ir::ExploreKind::kEpsilon)) return Chooser(plan, frame, scratch).counted();
  if (frame.explores(program, ir::ExploreKind::kThompson)) {
    Chooser chooser(plan, frame, scratch);
    if (auto exactly = chooser.integrated(effort.quadratureMost)) return *std::move(exactly);
    return chooser.drawn(effort.drawsMax);
  }
  Decision decision;
  decide(plan, frame, scratch, decision);
  const auto kept = static_cast<std::uint32_t>(decision.kept.size());
  Table table(program.actions.size(), std::max<std::uint32_t>(kept, 1));
  table.add(decision, 1);
  return table.finish(Method::kCertain, 0);
}

}  // namespace regard::selection
