#include "engine/door/trial.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/nearest.h"

namespace regard {

std::size_t Trial::armOf(std::string_view customer) const { return partAt(stickyPoint(draw, name, customer), shares); }

bool Trial::sharesOutAs(const Trial& other) const {
  return draw == other.draw && name == other.name && arms == other.arms && shares == other.shares &&
         issues == other.issues;
}

std::vector<Trial> trialsOf(const ir::Program& program) {
  std::vector<Trial> trials;
  for (const ir::Experiment& one : program.experiments) {
    Trial& trial = trials.emplace_back();
    trial.name = one.name;
    trial.title = one.title;
    for (const auto& member : program.choices[one.choice].members) trial.arms.push_back(member.name);
    trial.shares = one.shares;
    trial.measure = one.measure;
    trial.withinMs = one.withinMs;
  }
  for (const ir::HoldOut& one : program.holdOuts) {
    Trial& trial = trials.emplace_back();
    trial.draw = StickyDraw::kHoldOut;
    trial.name = one.name;
    trial.arms = {"held_out", "others"};
    trial.shares = {one.share, {kOneE8 - one.share.e8}};
    for (const std::uint32_t issue : one.issues)
      trial.issues.push_back(program.choices[ir::kIssueChoice].members[issue].name);
  }
  return trials;
}

Result<Trial> trialNamed(const ir::Program& program, const std::string& name) {
  std::vector<Trial> trials = trialsOf(program);
  if (trials.empty())
    return invalid(
        fmt::format("`{}` has no experiment and holds nobody out: there is nothing to compare", program.name));
  std::vector<std::string> names;
  for (const Trial& trial : trials) names.push_back(trial.name);
  if (name.empty() && trials.size() == 1) return std::move(trials.front());
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return std::move(trials[static_cast<std::size_t>(found - names.begin())]);
  if (name.empty()) return invalid(fmt::format("which one? There are {}", fmt::join(names, ", ")));
  const std::string nearest = didYouMean(name, names);
  return invalid(fmt::format("there is no experiment or hold-out `{}`: {}", name,
                             nearest.empty() ? fmt::format("there are {}", fmt::join(names, ", ")) : nearest));
}

}  // namespace regard
