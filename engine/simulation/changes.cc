#include "engine/simulation/changes.h"

#include <algorithm>

namespace regard::simulation {
namespace {

bool holds(const std::vector<std::uint32_t>& actions, std::uint32_t action) {
  return std::find(actions.begin(), actions.end(), action) != actions.end();
}

}  // namespace

/// Actions stand sorted by name in both.
Changes::Changes(const ir::Program& after, const ir::Program& before) {
  std::uint32_t a = 0, b = 0;
  while (a < after.actions.size() || b < before.actions.size()) {
    const int order = a == after.actions.size()    ? 1
                      : b == before.actions.size() ? -1
                                                   : after.actions[a].name.compare(before.actions[b].name);
    SameAction same;
    if (order <= 0) {
      same.after = a++;
      ofAfter_.push_back(static_cast<std::uint32_t>(actions_.size()));
    }
    if (order >= 0) {
      same.before = b++;
      ofBefore_.push_back(static_cast<std::uint32_t>(actions_.size()));
    }
    actions_.push_back(same);
  }
}

void Changes::add(const batch::Decided& decided) {
  const batch::Decisions &now = decided.decisions[0], &then = decided.decisions[1];
  const auto read = [](const batch::Decisions& from, std::uint32_t row, const std::vector<std::uint32_t>& places,
                       std::vector<std::uint32_t>& into) {
    into.clear();
    for (std::uint32_t i = from.first[row]; i < from.first[row + 1]; ++i) into.push_back(places[from.kept[i].action]);
  };
  for (std::uint32_t row = 0; row < decided.rows; ++row) {
    read(now, row, ofAfter_, after_);
    read(then, row, ofBefore_, before_);
    if (after_ == before_) continue;
    ++changed_;
    unserved_ += after_.empty() ? 1U : 0U;
    newlyServed_ += before_.empty() ? 1U : 0U;
    for (const std::uint32_t action : after_)
      if (!holds(before_, action)) ++actions_[action].gained;
    for (const std::uint32_t action : before_)
      if (!holds(after_, action)) ++actions_[action].lost;
    const std::uint32_t from = before_.empty() ? kNoAction : before_.front();
    const std::uint32_t to = after_.empty() ? kNoAction : after_.front();
    if (from == to) continue;
    FirstChange& first = firsts_[{from, to}];
    ++first.customers;
    if (to != kNoAction) first.value += now.kept[now.first[row]].value.e4;
    if (from != kNoAction) first.value -= then.kept[then.first[row]].value.e4;
    if (first.examples.size() < kExamples) first.examples.emplace_back(decided.customers.key(row));
  }
}

}  // namespace regard::simulation
