// A decision as a marketer reads it. Every number that made the priority is shown, in the order in which it counted;
// what was held back stands under its stage.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>
#include <vector>

#include "apps/render/decision.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

struct StageHeading {
  std::string_view stage, heading;
};
// In the order in which the stages come.
constexpr StageHeading kStages[] = {{"in effect", "Not in effect"},      {"eligible", "Not eligible"},
                                    {"applicable", "Not applicable"},    {"suitable", "Not suitable"},
                                    {"policy", "Held back by a policy"}, {"propensity", "Without a propensity"},
                                    {"rank", "Could not be ranked"},     {"diversity", "Behind another of its kind"},
                                    {"keep", "Ranked below those kept"}};

std::size_t stageOrder(std::string_view stage) {
  const auto* found = std::find_if(std::begin(kStages), std::end(kStages), [&](auto& s) { return s.stage == stage; });
  return static_cast<std::size_t>(found - std::begin(kStages));
}

std::string stageHeading(std::string_view stage) {
  const std::size_t at = stageOrder(stage);
  return at < std::size(kStages) ? std::string(kStages[at].heading) : "Withheld at " + std::string(stage);
}

/// 2026-03-02T10:00:00-05:00 as 2026-03-02 10:00.
std::string clockText(const std::string& now) {
  const bool isInstant = now.size() >= 16 && now[10] == 'T';
  return isInstant ? now.substr(0, 10) + ' ' + now.substr(11, 5) : now;
}

std::string titleOf(const std::string& title, const std::string& name) {
  return printable(title.empty() ? name : title);
}

/// Parts that are there, with a dot between.
std::string joined(std::initializer_list<std::string> parts, const Style& style) {
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += fmt::format(" {} ", style.glyphs().dot);
    out += part;
  }
  return out;
}

std::string quoted(const std::string& title) { return title.empty() ? "" : fmt::format("\"{}\"", printable(title)); }

std::string channelText(const OfferedAction& action) {
  if (action.treatment.empty()) return action.channel;
  return action.channel.empty() ? quoted(action.treatment) : action.channel + ' ' + quoted(action.treatment);
}

/// The `rank by` formula with its factors' numbers in place of their names: 18% × (60% × $40 − $9).
std::string withNumbers(const OfferedAction& action, const Style& style) {
  const std::pair<std::string_view, const Figure*> factors[] = {{"propensity", &action.propensity},
                                                                {"value", &action.value},
                                                                {"benefit", &action.benefit},
                                                                {"cost", &action.cost}};
  const auto isNameByte = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
  };
  const std::string_view formula = action.formula;
  std::string out;
  for (std::size_t at = 0; at < formula.size();) {
    const char c = formula[at];
    if (isNameByte(c)) {
      std::size_t end = at;
      while (end < formula.size() && isNameByte(formula[end])) ++end;
      const std::string_view name = formula.substr(at, end - at);
      const auto* found =
          std::find_if(std::begin(factors), std::end(factors), [&](auto& f) { return f.first == name; });
      out.append(found == std::end(factors) ? std::string(name) : found->second->text());
      at = end;
      continue;
    }
    const bool alone = at > 0 && formula[at - 1] == ' ';
    if (c == '*') {
      out += style.glyphs().times;
    } else if (c == '/') {
      out += style.glyphs().divide;
    } else if (c == '-' && alone) {
      out += style.glyphs().minus;
    } else {
      out += c;
    }
    ++at;
  }
  return out;
}

bool isWeighted(const OfferedAction& action) { return !action.levers.empty() || action.weight.text() != "100%"; }

const char* weightSign(const OfferedAction& action, const Style& style) {
  return action.score.text().starts_with('-') ? style.glyphs().divide : style.glyphs().times;
}

void appendTexts(std::string& out, const OfferedAction& action, std::size_t indent, const Style& style) {
  Table table{.rows = {}, .tones = {Tone::quiet}, .indent = indent, .wrapped = 1};
  for (const TreatmentText& text : action.texts) table.rows.push_back({text.field, printable(text.text)});
  out += tableText(table, style);
}

/// The rule's text, which as a rule says the change itself.
std::string leverText(const LeverEffect& lever) {
  const std::string reason = printable(lever.reason);
  return reason.find(lever.change) == std::string::npos ? lever.change + ' ' + reason : reason;
}

/// What an action does besides its words, for whoever carries it out.
std::vector<std::pair<std::string, std::string>> whatItBrings(const OfferedAction& action) {
  std::vector<std::pair<std::string, std::string>> lines;
  if (!action.mandatory.empty()) lines.emplace_back("mandatory", action.mandatory);
  if (!action.queue.empty())
    lines.emplace_back("hand over", action.queue + (action.skill.empty() ? "" : ", " + action.skill));
  if (!action.question.empty()) lines.emplace_back("ask", action.question);
  if (action.reserved) lines.emplace_back("reserved", "until an outcome says that it was presented, for 24 hours");
  if (!action.promise.empty()) lines.emplace_back("promise", action.promise);
  if (action.effect.empty()) return lines;
  std::string effect = action.effect;
  for (const auto& [name, value] : action.effectDetails) effect += ", " + name + " " + value;
  lines.emplace_back("do", effect + (action.silently ? ", silently" : ""));
  return lines;
}

/// "8.8923% was drawn, 10% is learned: 14 of 140".
std::string drawnText(const OfferedAction& action) {
  return fmt::format("{} was drawn, {} is learned: {:.4g} of {:.4g}", action.propensity.text(),
                     action.learned->mean.text(), action.learned->yes, action.learned->of);
}

std::string offeredText(const OfferedAction& action, const Style& style) {
  const std::string indent(4, ' ');
  const std::string title = titleOf(action.title, action.action);
  const std::string right = "priority " + action.priority.text();
  const std::size_t used = 4 + columnsOf(title) + columnsOf(right);
  const std::string gap(style.width > used + 2 ? style.width - used : 2, ' ');
  std::string out = fmt::format("{:>2}. {}{}{}\n", action.rank, style.paint(Tone::strong, title), gap,
                                style.paint(Tone::strong, right));
  out += indent + style.paint(Tone::quiet, joined({action.action, action.issue, channelText(action)}, style)) + '\n';
  out += fmt::format("{}{} = {}\n", indent, action.score.text(), withNumbers(action, style));
  if (action.learned && action.learned->drawn) out += indent + drawnText(action) + '\n';
  if (!action.chance.empty()) out += indent + printable(action.chance) + '\n';
  if (isWeighted(action)) {
    out += fmt::format("{}{} weight {}{}\n", indent, weightSign(action, style), action.weight.text(),
                       action.levers.empty() ? "" : ":");
    for (const LeverEffect& lever : action.levers)
      for (const std::string& line : wrap(leverText(lever), style.width - 6)) out += "      " + line + '\n';
  }
  appendTexts(out, action, indent.size(), style);
  for (const auto& [name, text] : whatItBrings(action))
    out += fmt::format("{}{}  {}\n", indent, style.paint(Tone::quiet, name), printable(text));
  return out;
}

std::string placeText(const WithheldAction& action) {
  return action.line == 0 ? action.path : fmt::format("{}:{}", action.path, action.line);
}

std::string withheldText(const DecisionResult& result, const Style& style) {
  std::vector<const WithheldAction*> order;
  for (const WithheldAction& action : result.withheld) order.push_back(&action);
  std::stable_sort(order.begin(), order.end(),
                   [](auto* a, auto* b) { return stageOrder(a->stage) < stageOrder(b->stage); });
  Table table{.rows = {}, .tones = {Tone::plain, Tone::plain, Tone::quiet}, .indent = 2, .wrapped = 1};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const WithheldAction& action = *order[i];
    if (i == 0 || order[i - 1]->stage != action.stage) table.rows.push_back({stageHeading(action.stage)});
    const std::string chance = action.chance.empty() ? "" : "; " + action.chance;
    table.rows.push_back({action.action, printable(action.sentence + chance), placeText(action)});
  }
  return tableText(table, style);
}

std::string closingText(const DecisionResult& result) {
  if (result.withheldCount == 0) return "";
  const std::string others = result.offered.empty() ? "" : "other ";
  return fmt::format("{} {}{} withheld; --why tells the reasons.\n", grouped(result.withheldCount), others,
                     result.withheldCount == 1 ? "action was" : "actions were");
}

std::string headerText(const DecisionResult& result, const DecisionRequest& asked, const Style& style) {
  const auto channel = asked.request.find("channel");
  const std::string usable = printable(fmt::format("{}", fmt::join(asked.channels, " or ")));
  std::string out =
      joined({style.paint(Tone::strong, printable(result.customer)), titleOf(result.title, result.rulebook),
              channel == asked.request.end() ? usable : printable(channel->second), clockText(result.now)},
             style) +
      '\n';
  if (!asked.overrides.empty()) {
    std::string assumed;
    for (const auto& [name, value] : asked.overrides)
      assumed += fmt::format("{}{} = {}", assumed.empty() ? "" : ", ", name, printable(value));
    out += "What if " + assumed + '\n';
  }
  if (!result.id.empty()) out += "Logged as " + result.id + '\n';
  for (const std::string& note : result.notes) out += style.paint(Tone::caution, "Note: " + printable(note)) + '\n';
  return out;
}

std::string offeredDetail(const OfferedAction& action, const Style& style) {
  std::string out = fmt::format("{} is offered, rank {}.\n", style.paint(Tone::strong, action.action), action.rank);
  out += style.paint(Tone::quiet,
                     "  " + joined({quoted(action.title), action.issue, action.group, channelText(action)}, style));
  out += '\n';
  if (!action.because.empty()) {
    out += "\nLet through by\n";
    Table table{.rows = {}, .tones = {}, .indent = 2, .wrapped = 0};
    for (const std::string& clause : action.because) table.rows.push_back({printable(clause)});
    out += tableText(table, style);
  }
  out += "\nPriority\n";
  const bool isDrawn = action.learned && action.learned->drawn;
  if (!action.chance.empty()) out += "  " + printable(action.chance) + '\n';
  Table steps{.rows = {{"propensity", isDrawn ? drawnText(action) : action.propensity.text()},
                       {"value", action.value.text()},
                       {"benefit", action.benefit.text()},
                       {"cost", action.cost.text()},
                       {"rank by", action.formula},
                       {"score", fmt::format("{} = {}", action.score.text(), withNumbers(action, style))}},
              .tones = {Tone::quiet},
              .indent = 2,
              .wrapped = 1};
  steps.rows.push_back({"weight", action.weight.text()});
  for (const LeverEffect& lever : action.levers) steps.rows.push_back({"", leverText(lever)});
  steps.rows.push_back({"priority", fmt::format("{} = {} {} {}", action.priority.text(), action.score.text(),
                                                weightSign(action, style), action.weight.text())});
  out += tableText(steps, style);
  if (!action.texts.empty()) {
    out += "\nText\n";
    appendTexts(out, action, 2, style);
  }
  return out;
}

std::string withheldDetail(const WithheldAction& action, const Style& style) {
  std::string stage = stageHeading(action.stage);
  stage[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(stage[0])));
  std::string out = fmt::format("{} is withheld: {}.\n", style.paint(Tone::strong, action.action), stage);
  out += style.paint(Tone::quiet, "  " + joined({quoted(action.title), action.issue, action.channel}, style)) + "\n\n";
  Table facts{.rows = {}, .tones = {}, .indent = 2, .wrapped = 2};
  for (const ReasonFact& fact : action.facts)
    facts.rows.push_back({printable(fact.subject), "is " + printable(fact.found),
                          fact.needed.empty() ? "" : "needs " + printable(fact.needed)});
  if (facts.rows.empty()) facts.rows.push_back({printable(action.sentence), "", ""});
  if (!action.chance.empty()) facts.rows.push_back({printable(action.chance), "", ""});
  out += tableText(facts, style);
  Table rule{.rows = {}, .tones = {Tone::quiet}, .indent = 2, .wrapped = 1};
  if (!action.clause.empty()) rule.rows.push_back({"rule", printable(action.clause)});
  if (!action.path.empty()) rule.rows.push_back({"at", placeText(action)});
  return rule.rows.empty() ? out : out + '\n' + tableText(rule, style);
}

}  // namespace

std::string decisionText(const DecisionResult& result, const DecisionRequest& asked, const Style& style) {
  std::string out = headerText(result, asked, style);
  for (const OfferedAction& action : result.offered) out += '\n' + offeredText(action, style);
  for (const OfferedBundle& bundle : result.bundles)
    out += fmt::format("\nTogether: {} ({})\n", titleOf(bundle.title, bundle.bundle), fmt::join(bundle.actions, ", "));
  if (result.offered.empty()) out += "\nNothing to offer.\n";
  out += '\n';
  return out + (result.withheld.empty() ? closingText(result) : withheldText(result, style));
}

std::string actionText(const DecisionResult& result, std::string_view action, const Style& style) {
  for (const OfferedAction& offered : result.offered)
    if (offered.action == action) return offeredDetail(offered, style);
  for (const WithheldAction& withheld : result.withheld)
    if (withheld.action == action) return withheldDetail(withheld, style);
  return "";
}

}  // namespace regard::render
