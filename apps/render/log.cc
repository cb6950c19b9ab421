#include "apps/render/log.h"

#include <fmt/format.h>

#include <cmath>

#include "apps/render/decision.h"
#include "apps/render/json.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

constexpr const char* kMasked = "***";
constexpr double kMsPerSecond = 1'000;

const char* stateText(LogState state) {
  constexpr const char* kNames[] = {"whole", "erased", "unreadable"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string keptText(const LogEntry& entry) {
  if (entry.state == LogState::erased) return "its customer is erased";
  if (entry.state == LogState::unreadable) return printable(entry.problem);
  std::string kept;
  for (const OfferedAction& action : entry.offered)
    kept += fmt::format("{}{}{}", kept.empty() ? "" : ", ", action.action,
                        action.channel.empty() ? "" : " by " + action.channel);
  return kept.empty() ? "nothing to offer" : kept;
}

/// "accepted £45.00", "ignored, by silence".
std::string outcomeText(const ToldOutcome& one) {
  std::string text = printable(one.outcome);
  if (one.amount.state == ValueState::known) text += ' ' + one.amount.text;
  return one.bySilence ? text + ", by silence" : text;
}

/// What came of one action, or of all, each with its name.
std::string cameOf(const std::vector<ToldOutcome>& outcomes, const std::string* action) {
  std::string text, last;
  for (const ToldOutcome& one : outcomes) {
    if (action != nullptr && one.action != *action) continue;
    const bool isNamed = action == nullptr && one.action != last;
    text += (text.empty() ? "" : "; ") + (isNamed ? printable(one.action) + ' ' : std::string()) + outcomeText(one);
    last = one.action;
  }
  return text;
}

Json outcomesJson(const std::vector<ToldOutcome>& outcomes) {
  Json out = Json::array();
  for (const ToldOutcome& one : outcomes)
    out.push_back({{"action", one.action},
                   {"outcome", one.outcome},
                   {"at", one.at},
                   {"amount", valueJson(one.amount)},
                   {"by_silence", one.bySilence}});
  return out;
}

const char* methodText(Selection::Method method) {
  constexpr const char* kNames[] = {"certain", "counted", "quadrature", "draws"};
  return kNames[static_cast<std::size_t>(method)];
}

/// Ten digits: more than any method is exact to, and few enough to read.
double rounded(double probability) { return std::round(probability * 1e10) / 1e10; }

Json selectionJson(const Selection& selection) {
  Json places = Json::array();
  for (const auto& place : selection.places) {
    Json chances = Json::object();
    for (const Selection::Chance& chance : place) chances[chance.action] = rounded(chance.probability);
    places.push_back(std::move(chances));
  }
  return {{"method", methodText(selection.method)},
          {"draws", selection.draws == 0 ? Json() : Json(selection.draws)},
          {"places", places}};
}

Json entryJson(const LogEntry& entry, const std::string& customer) {
  Json out = {{"id", entry.id},
              {"logged_at", entry.loggedAt},
              {"state", stateText(entry.state)},
              {"problem", orNull(entry.problem)},
              {"customer", orNull(customer)},
              {"now", orNull(entry.now)},
              {"rulebook", orNull(entry.rulebook)},
              {"rulebook_hash", orNull(entry.rulebookHash)},
              {"seed", entry.seed},
              {"reserved", entry.reserved},
              {"locale", orNull(entry.locale)},
              {"offered", Json::array()}};
  for (const OfferedAction& action : entry.offered) {
    Json offered = offeredJson(action, entry.currency);
    for (const char* absent : {"texts", "because", "chance"}) offered.erase(absent);
    if (entry.selection) {
      const Selection::Chance chance = entry.selection->at(action.action, action.rank);
      offered["selection_probability"] = rounded(chance.probability);
      offered["selection_error"] = rounded(chance.error);
    }
    out["offered"].push_back(std::move(offered));
  }
  if (entry.selection) out["selection"] = selectionJson(*entry.selection);
  out["outcomes"] = outcomesJson(entry.outcomes);
  return out;
}

std::string customerOf(const LogEntry& entry) {
  return entry.customerIsPrivate && !entry.customer.empty() ? kMasked : entry.customer;
}

struct CsvColumn {
  const char* name;
  std::string (*of)(const LogEntry& entry, const OfferedAction* action);
};

/// A column of the actions: empty where none was kept.
template <auto Of>
std::string ofAction(const LogEntry&, const OfferedAction* action) {
  if constexpr (std::is_same_v<std::remove_cvref_t<decltype(std::declval<OfferedAction>().*Of)>, Figure>)
    return action == nullptr ? "" : (action->*Of).digits();
  else
    return action == nullptr ? "" : action->*Of;
}

std::string chanceCell(const LogEntry& entry, const OfferedAction* action, double Selection::Chance::*of) {
  if (!entry.selection || action == nullptr) return "";
  return fmt::format("{}", rounded(entry.selection->at(action->action, action->rank).*of));
}

constexpr CsvColumn kColumns[] = {
    {"id", [](const LogEntry& e, const OfferedAction*) { return e.id; }},
    {"logged_at", [](const LogEntry& e, const OfferedAction*) { return e.loggedAt; }},
    {"state", [](const LogEntry& e, const OfferedAction*) { return std::string(stateText(e.state)); }},
    {"customer", [](const LogEntry& e, const OfferedAction*) { return customerOf(e); }},
    {"now", [](const LogEntry& e, const OfferedAction*) { return e.now; }},
    {"rulebook", [](const LogEntry& e, const OfferedAction*) { return e.rulebook; }},
    {"rulebook_hash", [](const LogEntry& e, const OfferedAction*) { return e.rulebookHash; }},
    {"seed", [](const LogEntry& e, const OfferedAction*) { return std::to_string(e.seed); }},
    {"reserved", [](const LogEntry& e, const OfferedAction*) { return std::string(e.reserved ? "yes" : "no"); }},
    {"currency", [](const LogEntry& e, const OfferedAction*) { return e.currency; }},
    {"kept", [](const LogEntry& e, const OfferedAction*) { return std::to_string(e.offered.size()); }},
    {"rank", [](const LogEntry&, const OfferedAction* a) { return a == nullptr ? "" : std::to_string(a->rank); }},
    {"action", ofAction<&OfferedAction::action>},
    {"issue", ofAction<&OfferedAction::issue>},
    {"group", ofAction<&OfferedAction::group>},
    {"channel", ofAction<&OfferedAction::channel>},
    {"treatment", ofAction<&OfferedAction::treatment>},
    {"mandatory", ofAction<&OfferedAction::mandatory>},
    {"priority", ofAction<&OfferedAction::priority>},
    {"score", ofAction<&OfferedAction::score>},
    {"weight", ofAction<&OfferedAction::weight>},
    {"propensity", ofAction<&OfferedAction::propensity>},
    {"value", ofAction<&OfferedAction::value>},
    {"benefit", ofAction<&OfferedAction::benefit>},
    {"cost", ofAction<&OfferedAction::cost>},
    {"learned_mean",
     [](const LogEntry&, const OfferedAction* a) {
       return a != nullptr && a->learned ? a->learned->mean.digits() : "";
     }},
    {"learned_yes",
     [](const LogEntry&, const OfferedAction* a) {
       return a != nullptr && a->learned ? fmt::format("{}", a->learned->yes) : "";
     }},
    {"learned_of",
     [](const LogEntry&, const OfferedAction* a) {
       return a != nullptr && a->learned ? fmt::format("{}", a->learned->of) : "";
     }},
    {"selection_probability",
     [](const LogEntry& e, const OfferedAction* a) { return chanceCell(e, a, &Selection::Chance::probability); }},
    {"selection_error",
     [](const LogEntry& e, const OfferedAction* a) { return chanceCell(e, a, &Selection::Chance::error); }},
    {"selection_method",
     [](const LogEntry& e, const OfferedAction*) {
       return e.selection ? std::string(methodText(e.selection->method)) : "";
     }},
    {"outcomes",
     [](const LogEntry& e, const OfferedAction* a) { return a == nullptr ? "" : cameOf(e.outcomes, &a->action); }},
};

std::string csvRow(const LogEntry& entry, const OfferedAction* action) {
  std::string row;
  for (const CsvColumn& column : kColumns) row += csvCell(column.of(entry, action)) + ',';
  row.back() = '\r';
  return row + '\n';
}

struct Factor {
  const char* name;
  Figure OfferedAction::*figure;
};
constexpr Factor kFactors[] = {{"propensity", &OfferedAction::propensity}, {"value", &OfferedAction::value},
                               {"benefit", &OfferedAction::benefit},       {"cost", &OfferedAction::cost},
                               {"score", &OfferedAction::score},           {"weight", &OfferedAction::weight},
                               {"priority", &OfferedAction::priority}};

/// "refund by call, £96.00"; what stands in no rank is "nothing".
std::string placeText(const OfferedAction* action) {
  if (action == nullptr) return "nothing";
  std::string text = action->action;
  if (!action->channel.empty()) text += " by " + action->channel;
  if (!action->treatment.empty()) text += fmt::format(" \"{}\"", printable(action->treatment));
  return text + ", " + action->priority.text();
}

/// What differs in one rank: who is there, else which figures.
std::string rankDifference(const OfferedAction* was, const OfferedAction* is) {
  const bool sameAction = was != nullptr && is != nullptr && was->action == is->action && was->channel == is->channel &&
                          was->treatment == is->treatment;
  if (!sameAction) return fmt::format("was {}; is {}", placeText(was), placeText(is));
  std::string figures;
  for (const auto& [name, figure] : kFactors)
    if (was->*figure != is->*figure)
      figures += fmt::format("{}{} was {}, is {}", figures.empty() ? "" : "; ", name, (was->*figure).text(),
                             (is->*figure).text());
  return figures.empty() ? fmt::format("{}: what counted differs", was->action)
                         : fmt::format("{}: {}", was->action, figures);
}

bool isSame(const OfferedAction& a, const OfferedAction& b) {
  if (a.action != b.action || a.channel != b.channel || a.treatment != b.treatment) return false;
  for (const auto& [name, figure] : kFactors)
    if (a.*figure != b.*figure) return false;
  return a.levers.size() == b.levers.size();
}

std::string differenceText(const ReplayDifference& difference, const Style& style) {
  std::string out = fmt::format("\n{} {}  {}\n", style.paint(Tone::bad, style.glyphs().cross), difference.id,
                                printable(difference.customer));
  const auto at = [](const std::vector<OfferedAction>& all, std::size_t i) {
    return i < all.size() ? &all[i] : nullptr;
  };
  Table table{.rows = {}, .tones = {Tone::quiet}, .indent = 2, .wrapped = 1};
  for (std::size_t i = 0; i < std::max(difference.was.size(), difference.is.size()); ++i) {
    const OfferedAction *was = at(difference.was, i), *is = at(difference.is, i);
    if (was == nullptr || is == nullptr || !isSame(*was, *is))
      table.rows.push_back({fmt::format("rank {}", i + 1), rankDifference(was, is)});
  }
  return out + tableText(table, style);
}

/// "30 days", "12 hours": in the largest unit that it is a whole number of.
std::string keepText(std::uint64_t ms) {
  constexpr std::pair<std::uint64_t, const char*> kUnits[] = {
      {86'400'000, "day"}, {3'600'000, "hour"}, {60'000, "minute"}, {1'000, "second"}, {1, "millisecond"}};
  for (const auto& [unit, name] : kUnits)
    if (ms % unit == 0) return counted(ms / unit, name);
  return {};
}

}  // namespace

std::string logText(const std::vector<LogEntry>& entries, const Style& style) {
  if (entries.empty()) return "No such decision is logged.\n";
  Table table{.rows = {}, .tones = {Tone::quiet, Tone::plain, Tone::strong}, .indent = 0};
  for (const LogEntry& entry : entries)
    table.rows.push_back(
        {entry.id, entry.loggedAt, printable(entry.customer), keptText(entry), cameOf(entry.outcomes, nullptr)});
  return tableText(table, style);
}

std::string toldText(const ToldDecision& told, const Style& style) {
  std::string out = decisionText(told.result, told.asked, style);
  if (told.outcomes.empty()) return out;
  Table table{.rows = {{"What came of it"}}, .tones = {}, .indent = 2};
  for (const ToldOutcome& one : told.outcomes) table.rows.push_back({one.action, outcomeText(one), one.at});
  return out + '\n' + tableText(table, style);
}

std::string toldJson(const ToldDecision& told) {
  Json out = decisionDocument(told.result, told.asked);
  out["outcomes"] = outcomesJson(told.outcomes);
  return jsonText(out);
}

std::string logJson(const std::vector<LogEntry>& entries) {
  Json decisions = Json::array();
  for (const LogEntry& entry : entries) decisions.push_back(entryJson(entry, entry.customer));
  return jsonText({{"decisions", decisions}});
}

std::string logLine(const LogEntry& entry) {
  Json out = entryJson(entry, customerOf(entry));
  out["inputs"] = Json::object();
  out["rows"] = Json::object();
  for (const AttributeValue& input : entry.inputs) {
    const bool isList = input.value.kind == ValueKind::list;
    (isList ? out["rows"] : out["inputs"])[input.name] = isList ? rowsJson(input) : valueJson(input.value);
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string logCsvHead() {
  std::string head;
  for (const CsvColumn& column : kColumns) head += std::string(column.name) + ',';
  head.back() = '\r';
  return head + '\n';
}

std::string logCsv(const LogEntry& entry) {
  if (entry.offered.empty()) return csvRow(entry, nullptr);
  std::string rows;
  for (const OfferedAction& action : entry.offered) rows += csvRow(entry, &action);
  return rows;
}

std::string logFactsText(const LogFacts& facts, const LogFactsAsked& asked) {
  const LogRetention& kept = facts.retention;
  std::string out =
      fmt::format("{}: {} in {}", asked.store, counted(facts.decisions, "decision"), bytesText(facts.bytes));
  if (facts.decisions > 0) out += fmt::format(", from {} to {}", facts.oldest, facts.newest);
  out += fmt::format("\nKept {}{}.\n", kept.keepMs == 0 ? "for ever" : "for " + keepText(kept.keepMs),
                     kept.quotaBytes == 0 ? "" : ", in at most " + bytesText(kept.quotaBytes));
  if (asked.letGo) out += fmt::format("{} let go.\n", counted(*asked.letGo, "decision"));
  return out;
}

std::string logFactsJson(const LogFacts& facts, const LogFactsAsked& asked) {
  const auto orUnlimited = [](std::uint64_t limit) { return limit == 0 ? Json() : Json(limit); };
  return jsonText(
      {{"store", asked.store},
       {"decisions", facts.decisions},
       {"bytes", facts.bytes},
       {"oldest", orNull(facts.oldest)},
       {"newest", orNull(facts.newest)},
       {"keep_seconds",
        facts.retention.keepMs == 0 ? Json() : Json(static_cast<double>(facts.retention.keepMs) / kMsPerSecond)},
       {"quota_bytes", orUnlimited(facts.retention.quotaBytes)},
       {"let_go", asked.letGo ? Json(*asked.letGo) : Json()}});
}

std::string replayText(const ReplayReport& report, const Style& style) {
  if (report.all() == 0) return "No decision is logged there.\n";
  std::string out = fmt::format("Made {} again in {}: {} the same", counted(report.all(), "decision"),
                                durationText(report.seconds), grouped(report.same));
  if (report.different > 0) out += fmt::format(", {} different", grouped(report.different));
  if (report.erased > 0) out += fmt::format(", {} erased", grouped(report.erased));
  if (report.unreadable > 0) out += fmt::format(", {} not readable", grouped(report.unreadable));
  out += ".\n";
  for (const ReplayDifference& difference : report.differences) out += differenceText(difference, style);
  if (report.different > report.differences.size())
    out += fmt::format("\nand {} more\n", grouped(report.different - report.differences.size()));
  if (!report.unreadables.empty()) out += '\n';
  for (const auto& [id, why] : report.unreadables)
    out += fmt::format("{} {}\n", style.paint(Tone::bad, style.glyphs().cross), printable(why));
  return out;
}

std::string replayJson(const ReplayReport& report) {
  const auto offered = [](const std::vector<OfferedAction>& all, const std::string& currency) {
    Json out = Json::array();
    for (const OfferedAction& action : all) out.push_back(offeredJson(action, currency));
    return out;
  };
  Json out = {{"decisions", report.all()},       {"same", report.same},
              {"different", report.different},   {"erased", report.erased},
              {"unreadable", report.unreadable}, {"seconds", report.seconds}};
  out["differences"] = Json::array();
  for (const ReplayDifference& difference : report.differences)
    out["differences"].push_back({{"id", difference.id},
                                  {"customer", difference.customer},
                                  {"was", offered(difference.was, difference.currency)},
                                  {"is", offered(difference.is, difference.currency)}});
  out["unreadables"] = Json::array();
  for (const auto& [id, why] : report.unreadables) out["unreadables"].push_back({{"id", id}, {"problem", why}});
  return jsonText(out);
}

std::string replayProgress(std::uint64_t done, double seconds) {
  return fmt::format("Made {} again, {} a second", counted(done, "decision"),
                     rateText(seconds > 0 ? static_cast<double>(done) / seconds : 0));
}

}  // namespace regard::render
