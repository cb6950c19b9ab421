// Simulations for programs: JSON, and decisions as CSV.
#include <fmt/format.h>

#include <algorithm>

#include "apps/render/json.h"
#include "apps/render/simulation.h"

namespace regard::render {
namespace {

/// Decimal digits of a count of 10^-places.
std::string digits(std::int64_t count, int places) {
  std::int64_t unit = 1;
  for (int i = 0; i < places; ++i) unit *= 10;
  const auto magnitude = count < 0 ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
  const auto whole = magnitude / static_cast<std::uint64_t>(unit), rest = magnitude % static_cast<std::uint64_t>(unit);
  return fmt::format("{}{}.{:0{}}", count < 0 ? "-" : "", whole, rest, places);
}

/// A CSV field: quoted where it has to be.
std::string field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string names(const std::vector<SimulatedOffer>& offers) {
  std::string out;
  for (const SimulatedOffer& offer : offers) out += (out.empty() ? "" : " ") + std::string(offer.action);
  return out;
}

Json simulationObject(const Simulation& simulation) {
  Json actions = Json::array();
  for (const SimulatedAction& action : simulation.actions) {
    Json dropped = Json::object();
    for (std::size_t i = 0; i < simulation.stages.size(); ++i)
      if (action.dropped[i] > 0) dropped[simulation.stages[i]] = action.dropped[i];
    actions.push_back({{"action", action.action},
                       {"title", orNull(action.title)},
                       {"issue", orNull(action.issue)},
                       {"offered", action.offered},
                       {"first", action.first},
                       {"value", valueJson(action.value)},
                       {"priority", valueJson(action.priority)},
                       {"dropped", std::move(dropped)}});
  }
  return {{"rulebook", simulation.rulebook},
          {"title", orNull(simulation.title)},
          {"rulebook_hash", orNull(simulation.rulebookHash)},
          {"now", simulation.now},
          {"currency", simulation.currency},
          {"customers", simulation.customers},
          {"served", simulation.served},
          {"not_started", simulation.notStarted},
          {"unreadable", simulation.unreadable},
          {"first_unreadable", orNull(simulation.firstUnreadable)},
          {"value", valueJson(simulation.value)},
          {"priority", valueJson(simulation.priority)},
          {"seconds", simulation.seconds},
          {"actions", std::move(actions)},
          {"notes", simulation.notes}};
}

}  // namespace

std::string simulationJson(const Simulation& simulation) { return jsonText(simulationObject(simulation)); }

std::string changeJson(const SimulationChange& change) {
  Json actions = Json::array();
  for (const ChangedAction& action : change.actions)
    actions.push_back({{"action", action.action},
                       {"title", orNull(action.title)},
                       {"new", action.isNew},
                       {"gone", action.isGone},
                       {"before", action.before},
                       {"after", action.after},
                       {"gained", action.gained},
                       {"lost", action.lost},
                       {"value_before", valueJson(action.valueBefore)},
                       {"value_after", valueJson(action.valueAfter)}});
  Json firsts = Json::array();
  for (const ChangedFirst& first : change.firsts)
    firsts.push_back({{"from", orNull(first.from)},
                      {"to", orNull(first.to)},
                      {"customers", first.customers},
                      {"value", valueJson(first.value)},
                      {"examples", first.examples}});
  return jsonText({{"changed", change.changed},
                   {"newly_served", change.newlyServed},
                   {"unserved", change.unserved},
                   {"actions", std::move(actions)},
                   {"first", std::move(firsts)},
                   {"before", simulationObject(change.before)},
                   {"after", simulationObject(change.after)}});
}

std::string csvHeader(bool compares) {
  return compares ? "customer,before,after\n" : "customer,rank,action,channel,priority,value,propensity\n";
}

std::string csvLines(const SimulatedCustomer& customer, bool compares) {
  if (compares) {
    const bool same =
        std::equal(customer.offers.begin(), customer.offers.end(), customer.before.begin(), customer.before.end(),
                   [](const auto& a, const auto& b) { return a.action == b.action; });
    if (same) return {};
    return fmt::format("{},{},{}\n", field(customer.id), names(customer.before), names(customer.offers));
  }
  std::string out;
  for (const SimulatedOffer& offer : customer.offers)
    out += fmt::format("{},{},{},{},{},{},{}\n", field(customer.id), offer.rank, offer.action, offer.channel,
                       digits(offer.priorityE4, 4), digits(offer.valueE4, 4), digits(offer.propensityE8, 8));
  return out;
}

}  // namespace regard::render
