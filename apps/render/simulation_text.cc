#include <fmt/format.h>

#include <algorithm>

#include "apps/render/layout.h"
#include "apps/render/quantities.h"
#include "apps/render/simulation.h"

namespace regard::render {
namespace {

constexpr std::size_t kActionsShown = 40, kFirstsShown = 12;

std::string share(std::uint64_t part, std::uint64_t of) {
  return of == 0 ? "-" : fmt::format("{:.1f}%", 100.0 * static_cast<double>(part) / static_cast<double>(of));
}

/// "12 applicable, 5 keep": where it fell, most customers first.
std::string drops(const SimulatedAction& action, const std::vector<std::string>& stages) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (action.dropped[i] > 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return action.dropped[a] > action.dropped[b]; });
  std::string out;
  for (const std::size_t i : order)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", stages[i], grouped(action.dropped[i]));
  return out.empty() ? "nobody" : out;
}

/// Those who took no part.
std::string others(const Simulation& simulation) {
  std::string out;
  if (simulation.notStarted > 0)
    out += fmt::format("{} took no part: what would start a decision never happened to them.\n",
                       counted(simulation.notStarted, "customer"));
  if (simulation.unreadable > 0)
    out += fmt::format("{} could not be read, first {}.\n", counted(simulation.unreadable, "record"),
                       printable(simulation.firstUnreadable));
  for (const std::string& note : simulation.notes) out += "Note: " + printable(note) + ".\n";
  return out;
}

/// Last, on a line of its own: it is all that is not the same when it is done again.
std::string speed(const Simulation& simulation) {
  const double rate = simulation.seconds > 0 ? static_cast<double>(simulation.customers) / simulation.seconds : 0;
  return fmt::format("\nDecided in {}, {} customers/s.\n", durationText(simulation.seconds), rateText(rate));
}

std::string signedCount(std::uint64_t before, std::uint64_t after) {
  if (after == before) return "same";
  return after > before ? "+" + grouped(after - before) : "-" + grouped(before - after);
}

std::string nameOr(const std::string& action) { return action.empty() ? "nothing" : action; }

std::string listed(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : ", ") + printable(id);
  return out;
}

}  // namespace

std::string simulationProgress(std::uint64_t customers, std::uint64_t total, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(customers) / seconds : 0;
  return fmt::format("Deciding  {} of {}, {}/s", grouped(customers), counted(total, "customer"), rateText(rate));
}

std::string simulationText(const Simulation& simulation, const std::string& store, const Style& style) {
  std::string out = fmt::format("{} decides for {} of {} as of {}.\n", style.paint(Tone::strong, simulation.rulebook),
                                counted(simulation.customers, "customer"), store, simulation.now);
  out += fmt::format("{} ({}) are offered something, {} in all: value {}, priority {}.\n", grouped(simulation.served),
                     share(simulation.served, simulation.customers),
                     counted(
                         [&] {
                           std::uint64_t offers = 0;
                           for (const SimulatedAction& action : simulation.actions) offers += action.offered;
                           return offers;
                         }(),
                         "offer"),
                     simulation.value.text, simulation.priority.text);
  out += others(simulation);
  std::vector<const SimulatedAction*> actions;
  for (const SimulatedAction& action : simulation.actions) actions.push_back(&action);
  std::stable_sort(actions.begin(), actions.end(), [](auto a, auto b) { return a->offered > b->offered; });
  Table table{.rows = {{"action", "offered", "share", "first", "value", "fell for others at"}},
              .tones = {Tone::plain, Tone::plain, Tone::plain, Tone::plain, Tone::plain, Tone::quiet},
              .indent = 2,
              .wrapped = 5};
  for (std::size_t i = 0; i < std::min(kActionsShown, actions.size()); ++i) {
    const SimulatedAction& action = *actions[i];
    table.rows.push_back({action.action, grouped(action.offered), share(action.offered, simulation.customers),
                          grouped(action.first), action.value.text, drops(action, simulation.stages)});
  }
  out += '\n' + tableText(table, style);
  if (actions.size() > kActionsShown)
    out += fmt::format("  and {} more; --json shows them\n", actions.size() - kActionsShown);
  return out + speed(simulation);
}

std::string changeText(const SimulationChange& change, const std::string& store, const Style& style) {
  const Simulation &before = change.before, &after = change.after;
  std::string out =
      fmt::format("{} against {}, for {} of {} as of {}.\n", style.paint(Tone::strong, after.rulebook + " after"),
                  before.rulebook + " before", counted(after.customers, "customer"), store, after.now);
  out += fmt::format("{} ({}) are offered other actions, or in another order.\n", grouped(change.changed),
                     share(change.changed, after.customers));
  out += others(after);
  Table sums{.rows = {{"", "before", "after"},
                      {"offered something", grouped(before.served), grouped(after.served)},
                      {"  of them not before", "", grouped(change.newlyServed)},
                      {"  not any more", "", grouped(change.unserved)},
                      {"value", before.value.text, after.value.text},
                      {"priority", before.priority.text, after.priority.text}},
             .tones = {Tone::quiet},
             .indent = 2};
  out += '\n' + tableText(sums, style);
  Table actions{.rows = {{"action", "before", "after", "", "gained", "lost", "value before", "value after"}},
                .tones = {},
                .indent = 2};
  std::size_t left = 0;
  for (const ChangedAction& action : change.actions) {
    if (action.gained == 0 && action.lost == 0 && action.valueBefore.text == action.valueAfter.text) continue;
    if (actions.rows.size() > kActionsShown) {
      ++left;
      continue;
    }
    const std::string mark = action.isNew ? " (new)" : action.isGone ? " (gone)" : "";
    actions.rows.push_back({action.action + mark, grouped(action.before), grouped(action.after),
                            signedCount(action.before, action.after), grouped(action.gained), grouped(action.lost),
                            action.valueBefore.text, action.valueAfter.text});
  }
  if (actions.rows.size() > 1) out += '\n' + tableText(actions, style);
  if (left > 0) out += fmt::format("  and {} more; --json shows them\n", left);
  if (change.firsts.empty()) return out + speed(after);
  Table firsts{.rows = {{"ranked first before", "now", "customers", "value", "such as"}},
               .tones = {Tone::plain, Tone::plain, Tone::plain, Tone::plain, Tone::quiet},
               .indent = 2,
               .wrapped = 4};
  for (std::size_t i = 0; i < std::min(kFirstsShown, change.firsts.size()); ++i) {
    const ChangedFirst& first = change.firsts[i];
    firsts.rows.push_back(
        {nameOr(first.from), nameOr(first.to), grouped(first.customers), first.value.text, listed(first.examples)});
  }
  out += '\n' + tableText(firsts, style);
  if (change.firsts.size() > kFirstsShown)
    out += fmt::format("  and {} more; --json shows them\n", change.firsts.size() - kFirstsShown);
  return out + speed(after);
}

}  // namespace regard::render
