#pragma once
// Rules that take: letters of which there are only so many for everybody, and mails, few to each customer. By hand, so
// that whoever runs them needs no compiler.

#include <memory>

#include "base/check.h"
#include "dsl/bundle/bundle.h"
#include "regard/rulebook.h"
#include "tests/support/program_builder.h"

namespace regard::support::letters {

inline constexpr int kCapEach = 3;  ///< contacts of a customer in seven days
inline constexpr int kPerDay = 700, kPerWeek = 900;

/// Two actions offered every day: a letter as long as two budgets last, one per day and one in seven days, and else a
/// mail; either while the customer had fewer than three contacts within seven days.
inline ir::Program program() {
  ProgramBuilder build;
  ir::Program& p = build.program();
  p.name = "letters";
  p.profileName = "customer";
  p.keyName = "id";
  const auto members = [&](std::uint16_t choice, const char* name, std::initializer_list<const char*> all) {
    p.choices[choice].name = name;
    for (const char* one : all) p.choices[choice].members.push_back({one, ""});
  };
  members(ir::kChannelChoice, "channel", {});
  members(ir::kIssueChoice, "issue", {});
  members(ir::kGroupChoice, "group", {});
  members(ir::kActionChoice, "action", {"letter", "mail"});
  members(ir::kDirectionChoice, "direction", {"inbound", "outbound"});
  members(ir::kOutcomeChoice, "outcome", {"accepted"});
  members(ir::kPromiseChoice, "promise", {});
  members(ir::kPromiseStateChoice, "state", {"open", "kept", "broken"});
  members(ir::kTriggerChoice, "trigger", {"contact", "promise_broken", "day", "week", "month"});
  p.outcomes.push_back({true, -1});
  constexpr std::int64_t kWeekMs = 7 * 86'400'000LL;
  p.windows = {{ir::WindowKind::kRolling, kWeekMs},
               {ir::WindowKind::kThis, static_cast<std::int64_t>(ir::CalendarUnit::kDay)}};
  p.counters = {{"used today", "letters per day", false, 1, -1, {}},
                {"used in a week", "letters in 7 days", false, 0, -1, {}}};

  build.input("id", kText);
  const auto counter = [&](const char* name, std::uint32_t detail) {
    const auto inst = build.input(name, kNumber, ir::InputSource::kCounter);
    p.inputs.back().detail = detail;
    return inst;
  };
  const auto flag = [&](ir::InstIndex inst) {
    p.insts[inst].type = TypeKind::kFlag;
    return inst;
  };
  const auto below = [&](ir::InstIndex used, int most) {
    const auto limit = build.number(most);
    return flag(build.scalar(ScalarOp::LtNumber, used, limit));
  };
  const auto today = below(counter("used today", 0), kPerDay);
  const auto week = below(counter("used in a week", 1), kPerWeek);
  const auto contacts = build.list(
      ir::Op::kQuery, kNumber,
      {static_cast<std::uint32_t>(ir::Aggregate::kRecorded), ir::kContactStream, 0, ir::kNone, ir::kNone, ir::kNone});
  const auto seldom = below(contacts, kCapEach);
  const auto two = build.money(2), one = build.money(1);
  const auto policy = [&](ir::ClauseKind kind, ir::InstIndex expr) {
    build.clause(ir::Stage::kPolicy, expr);
    p.clauses.back().kind = kind;
  };
  build.action("letter", two);
  policy(ir::ClauseKind::kCap, seldom);
  policy(ir::ClauseKind::kBudget, today);
  policy(ir::ClauseKind::kBudget, week);
  build.action("mail", one);
  policy(ir::ClauseKind::kCap, seldom);
  p.arbitration.keep = 1;
  return p;
}

inline Rulebook rulebook() {
  auto made = std::make_shared<const ir::Program>(program());
  const auto hash = bundle::hashOf(*made);
  REGARD_CHECK(hash.ok(), hash.ok());
  return Rulebook(made, *hash);
}

}  // namespace regard::support::letters
