// Groups, actions and what decides over them: policies, rules that start a decision, arbitration.

#include <algorithm>

#include "tests/agree/book_writer.h"

namespace regard::agree {
namespace {

const std::vector<std::string> kIssues = {"service", "sales", "retention"};
const std::vector<std::string> kChannels = {"call", "chat", "email"};
const std::vector<std::string> kSpans = {"in 1 day", "in 7 days", "in 30 days", "in 2 months",
                                         "per day",  "per week",  "per month"};

}  // namespace

std::string BookWriter::lever() {
  static const std::vector<std::string> kChanges = {"+20%", "+50%", "-30%", "-99.5%", "+2000%", "+90000000000%"};
  return random_.oneOf(kChanges) + (random_.chance(70) ? " when " + condition() : "");
}

std::string BookWriter::limit() {
  std::string what = random_.oneOf(std::vector<std::string>{"", "contacts ", "sales ", "service "});
  if (random_.chance(40)) what = actionName() + " ";
  if (groups_ > 0 && random_.chance(20)) what = "group_" + std::to_string(random_.below(groups_)) + " ";
  if (channels_ > 0 && random_.chance(25)) what = kChannels[random_.below(channels_)] + " ";
  const std::string span = random_.oneOf(kSpans);
  if (random_.chance(20)) return "at most £100 cost of " + actionName() + " " + span + " over everyone";
  return "at most " + std::to_string(random_.between(0, 3)) + " " + what + span +
         (random_.chance(20) ? " over everyone" : "");
}

std::string BookWriter::pause() {
  static const std::vector<std::string> kOutcomes = {"accepted", "declined", "ignored"};
  static const std::vector<std::string> kTimes = {"1 day", "7 days", "30 days", "2 months"};
  const std::string burst = random_.chance(50) ? "" : std::to_string(random_.between(2, 4)) + " ";
  return "pause " + random_.oneOf(kTimes) + " after " + burst + random_.oneOf(kOutcomes) +
         (burst.empty()        ? ""
          : random_.chance(50) ? " in 1 day"
                               : " in 8 days");
}

void BookWriter::group(std::size_t i) {
  line("group group_" + std::to_string(i) + " {");
  if (random_.chance(60)) line("  issue " + random_.oneOf(kIssues));
  body(10);
  if (random_.chance(6)) line("  mandatory \"the law\"");
  line("}");
}

void BookWriter::action(std::size_t i) {
  const bool inGroup = groups_ > 0 && random_.chance(60);
  line("action action_" + std::to_string(i) + (inGroup ? " in group_" + std::to_string(random_.below(groups_)) : "") +
       " {");
  if (random_.chance(60)) line("  issue " + random_.oneOf(kIssues));
  body(20);
  rareClauses();
  treatments();
  line("}");
}

void BookWriter::body(int conditionPercent) {
  static const std::vector<std::string> kPeriods = {"2020-01-01 to 2024-12-31", "2024-02-29 to 2026-06-30",
                                                    "2026-06-30 to 9999-12-31", "2026-01-01 to 2026-01-01"};
  for (const char* stage : {"eligible", "applicable", "suitable"})
    if (random_.chance(conditionPercent)) line(std::string("  ") + stage + " when " + condition());
  figures();
  limits();
  if (random_.chance(40)) line("  weight " + lever());
  if (random_.chance(15)) line("  weight " + lever());
  if (random_.chance(12)) line("  active " + random_.oneOf(kPeriods));
}

void BookWriter::figures() {
  for (const char* figure : {"value", "benefit", "cost"})
    if (random_.chance(35)) line(std::string("  ") + figure + " " + figureAmount());
  if (random_.chance(25)) {
    std::vector<std::string> by = {random_.oneOf(kept_)};
    if (random_.chance(50)) by.push_back(random_.oneOf(kept_));
    const bool isNew = by.size() == 2 && by[0] < by[1];  // no more chance than before: other books stay the same
    line("  propensity learned by " + listed(by) + " prior 12% from 50 answers" +
         (isNew ? " forgetting half in 90 days reaching 40% until 200 answers" : ""));
  } else if (random_.chance(50)) {
    line("  propensity " + (random_.chance(50) ? "12%" : figureShare()));
  }
}

std::string BookWriter::figureAmount() {
  if (random_.chance(40)) return "£12.34";
  return random_.chance(30) ? "£10 * " + expr_.linear() : money();
}

/// Any percent, or a number kept within ends, as propensities are written.
std::string BookWriter::figureShare() {
  if (random_.chance(60)) return expr_.of(TypeKind::kPercent, 2);
  const std::string likely = expr_.linear();
  return "if " + likely + " < 0.01 then 1% else (if " + likely + " > 0.99 then 99% else 100% * " + likely + ")";
}

void BookWriter::limits() {
  if (random_.chance(20)) line("  " + limit());
  if (random_.chance(12)) line("  " + pause());
}

/// What an action brings along; only `mandatory` changes what is decided.
void BookWriter::rareClauses() {
  if (random_.chance(10)) line("  mandatory \"the law\"");
  if (random_.chance(10)) line("  handover to queue \"desk\" skill \"billing\"");
  if (random_.chance(10)) line("  ask \"What should we change?\" as idea");
  if (random_.chance(10)) line("  promise callback");
  if (random_.chance(10)) line("  do credit { amount £5 } silently");
}

/// A text with tokens; a token's own quotes are escaped, because it stands inside a string.
std::string BookWriter::treatmentText() {
  static const std::vector<TypeKind> kShown = {TypeKind::kMoney, TypeKind::kText, TypeKind::kDate, TypeKind::kNumber};
  std::string text = "Hello";
  for (std::size_t tokens = random_.below(3); tokens > 0; --tokens) {
    std::string token;
    for (const char c : expr_.of(random_.oneOf(kShown), static_cast<int>(random_.below(2))))
      token += c == '"' ? std::string("\\\"") : std::string(1, c);
    text += " {{" + token + "}}";
  }
  return text;
}

void BookWriter::treatments() {
  if (channels_ == 0 || random_.chance(30)) return;
  for (std::size_t i = random_.between(1, 4); i > 0; --i)
    line("  treatment " + kChannels[random_.below(channels_)] + (random_.chance(40) ? " when " + condition() : "") +
         " { script \"" + treatmentText() + "\" }");
}

/// A condition in which fields of the event that starts a decision are terms; one of them surely stands in it.
std::string BookWriter::aboutTrigger(const RowText& rows) {
  RandomExpr inRule = unasked_;
  for (const auto& [kind, column] : rows.columns)
    if (column != "at") inRule.declareTerm(kind, rows.name + "." + column);
  const std::string field = rows.name + "." + random_.oneOf(rows.columns).second;
  if (field == rows.name + ".at") return inRule.flag(2);
  return field + (random_.chance(50) ? " is known" : " is unknown") + (random_.chance(50) ? " and " : " or ") +
         inRule.flag(1);
}

/// A rule that starts a decision, by what happened or by the clock.
void BookWriter::trigger() {
  static const std::vector<std::string> kStarts = {"on complaint", "on complaint_overdue", "on promise_broken",
                                                   "every day at 09:00", "every week"};
  static const std::vector<std::string> kTimes = {"", " within 4 hours", " after 1 hour", " after 1 hour within 1 day"};
  std::string start = random_.oneOf(kStarts), when = random_.chance(45) ? " when " + unasked_.flag(2) : "";
  if (random_.chance(60)) {
    start = random_.chance(50) ? "on order" : "on outage";
    for (const RowText& rows : unasked_.rows())
      if (start == "on " + rows.name && random_.chance(60)) when = " when " + aboutTrigger(rows);
  }
  std::string by;
  if (channels_ > 0 && random_.chance(25)) by = " by " + kChannels[random_.below(channels_)];
  if (!by.empty() && random_.chance(50)) by += ", " + kChannels[random_.below(channels_)];
  line(start + when + " offer " + actionName() + random_.oneOf(kTimes) + by);
}

void BookWriter::never() {
  static const std::vector<std::string> kDirections = {"", "inbound ", "outbound "};
  std::string target = random_.oneOf(std::vector<std::string>{"", "issue sales ", "issue service, retention "});
  if (random_.chance(40)) target = "action " + actionName() + " ";
  if (groups_ > 0 && random_.chance(20)) target = "group group_" + std::to_string(random_.below(groups_)) + " ";
  line("  never " + random_.oneOf(kDirections) + target + "when " + sure_.flag(1));
}

void BookWriter::policy(std::size_t i) {
  static const std::vector<std::string> kHours = {"21:00 to 08:00", "09:00 to 17:30"};
  line("policy policy_" + std::to_string(i) + " {");
  for (std::size_t n = random_.below(3); n > 0; --n) never();
  for (std::size_t n = random_.below(3); n > 0; --n) line("  " + limit());
  for (std::size_t n = random_.below(2); n > 0; --n) line("  " + pause());
  if (random_.chance(35))
    line("  quiet from " + random_.oneOf(kHours) + (random_.chance(60) ? " unless " + condition(1) : ""));
  line("}");
}

/// What says something about decisions without changing any.
void BookWriter::besides() {
  const auto contact = std::find_if(expr_.rows().begin(), expr_.rows().end(),
                                    [](const RowText& rows) { return rows.name == "contact"; });
  if (random_.chance(30)) line("bundle both { needs action_0  may add action_1 }");
  if (random_.chance(30))
    line("kpi resolved = share of (contact in last 30 days where " + expr_.aboutRow(*contact, 1) + ") that " +
         condition(1));
}

void BookWriter::arbitrate() {
  line("arbitrate {");
  if (random_.chance(70)) {
    RandomExpr inRank = expr_;
    for (const char* figure : {"value", "benefit", "cost", "value", "benefit"})
      inRank.declare(TypeKind::kMoney, figure);
    inRank.declare(TypeKind::kPercent, "propensity");
    line("  rank by " + (random_.chance(40) ? "propensity * (60% * benefit + 40% * value - cost)"
                         : random_.chance(15)
                             ? "£900000000000000 - cost"  // as much as weights leave room for, and less
                             : inRank.of(TypeKind::kMoney, 3)));
  }
  for (std::size_t i = random_.below(3); i > 0; --i) {
    const bool byIssue = random_.chance(50);
    line("  favour " + (byIssue ? random_.oneOf(kIssues) : "action_" + std::to_string(random_.below(actions_))) + " " +
         lever());
  }
  if (random_.chance(80)) line("  keep " + std::to_string(random_.between(1, 4)));
  if (random_.chance(30)) line(random_.chance(50) ? "  explore thompson" : "  explore epsilon 40%");
  if (random_.chance(30)) line("  hold out 10% of sales, service as control");
  static const std::vector<std::string> kPer = {"issue", "group", "action"};
  for (std::size_t i = random_.below(3); i > 0; --i)
    line("  at most " + std::to_string(random_.chance(75) ? 1 : 2) + " per " + random_.oneOf(kPer));
  line("}");
}

}  // namespace regard::agree
