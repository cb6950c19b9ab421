#include "engine/ledger/attribute.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/format.h"
#include "base/nearest.h"
#include "engine/gather/history.h"
#include "engine/ledger/contact_row.h"
#include "engine/ledger/due.h"
#include "engine/ledger/learned.h"
#include "engine/ledger/reserve.h"

namespace regard::ledger {
namespace {

/// By so much the clock of whoever tells may be behind that of whoever decided.
constexpr std::int64_t kSkewMs = 60'000;

/// What is known of one offer before the outcome that is told now.
struct Standing {
  bool isPresented = false;
  std::optional<std::size_t> answer;  ///< the latest that somebody gave, or silence; a member of kOutcomeChoice
  std::int64_t answerAtMs = 0;
};

class Attributing {
 public:
  Attributing(Transaction& store, const Catalog& history, const ir::Program& program, const Zone& zone,
              const LoggedDecision& decision, const Scored& offered)
      : store_(store),
        history_(history),
        p_(program),
        zone_(zone),
        decision_(decision),
        offered_(offered),
        action_(program.actions[offered.action]) {}

  Result<Attribution> tell(const ToldOutcome& told, std::size_t outcome) {
    auto known = outcomesOf(store_, decision_.id, told.action);
    if (!known) return known.fault();
    for (const NamedOutcome& one : *known)
      if (one.outcome == told.outcome && !one.row.bySilence) return Attribution::kDuplicate;
    const Standing before = standing(*known);
    const bool isAnswer = outcome != static_cast<std::size_t>(ir::kOutcomePresented);
    if (!before.isPresented)
      if (auto done = present(told.atMs, !isAnswer); !done) return done.fault();
    if (isAnswer)
      if (auto done = answer(told, outcome, before); !done) return done.fault();
    if (auto put = putOutcome(store_, decision_.id, told.action, told.outcome, {told.atMs, told.amount}); !put)
      return put.fault();
    return Attribution::kAttributed;
  }

 private:
  const std::string& nameOf(std::size_t outcome) const { return p_.choices[ir::kOutcomeChoice].members[outcome].name; }

  Standing standing(const std::vector<NamedOutcome>& known) const {
    Standing now;
    for (const NamedOutcome& one : known) {
      now.isPresented = true;
      const auto& members = p_.choices[ir::kOutcomeChoice].members;
      for (std::size_t i = ir::kBuiltinOutcomes; i < members.size(); ++i) {
        if (members[i].name != one.outcome) continue;
        if (now.answer && one.row.atMs < now.answerAtMs) continue;
        now.answer = i;
        now.answerAtMs = one.row.atMs;
      }
    }
    return now;
  }

  Status present(std::int64_t atMs, bool tellsIt) {
    if (auto done = confirm(atMs); !done) return done;
    if (tellsIt)
      if (auto done = contact(static_cast<std::size_t>(ir::kOutcomePresented)); !done) return done;
    auto promise = promiseRecord(history_, p_, offered_, decision_.id, atMs);
    if (!promise) return promise.fault();
    if (*promise)
      if (auto added = store_.apply(AddRows{decision_.customer, {**std::move(promise)}}); !added) return added.fault();
    return tellsIt ? awaitSilence() : Status(Done{});
  }

  /// What was reserved stays taken. Of what lapsed, or was never reserved, the contact was made all the same.
  Status confirm(std::int64_t atMs) {
    const Due lapse{decision_.nowMs + kReservationMs, decision_.id, DueKind::kLapse, action_.name};
    auto waits = store_.get(Table::kDue, lapse.key());
    if (!waits) return waits.fault();
    if (*waits) return eraseDue(store_, lapse);
    for (const CounterUse& use : usesOf(p_, decision_.frame, offered_))
      if (auto taken = take(store_, p_, zone_, use.counter, use.amount, atMs); !taken) return taken.fault();
    return Done{};
  }

  Status contact(std::size_t outcome) {
    auto row = contactRecord(history_, p_, offered_,
                             {decision_.id, decision_.nowMs, decision_.frame.outbound, nameOf(outcome)});
    if (!row) return row.fault();
    auto added = store_.apply(AddRows{decision_.customer, {*std::move(row)}, true});
    return added ? Status(Done{}) : Status(added.fault());
  }

  /// The outcome that silence is, if it can be one. A contact counts from its decision, so silence does too.
  Due silence() const {
    Due due;
    for (std::size_t i = 0; i < p_.outcomes.size(); ++i) {
      const std::int64_t afterMs = p_.outcomes[i].afterMs;
      if (afterMs < 0 || (!due.outcome.empty() && afterMs >= due.atMs - decision_.nowMs)) continue;
      due = {decision_.nowMs + afterMs, decision_.id, DueKind::kSilence, action_.name, {}, nameOf(i)};
    }
    return due;
  }
  Status awaitSilence() {
    Due due = silence();
    if (due.outcome.empty()) return Done{};
    due.cells = cellsOf(p_, decision_.frame, offered_);
    due.halfLifeMs = halfLifeOf(action_);
    return putDue(store_, due);
  }

  Status answer(const ToldOutcome& told, std::size_t outcome, const Standing& before) {
    if (const Due due = silence(); !due.outcome.empty())
      if (auto gone = eraseDue(store_, due); !gone) return gone;
    if (before.answer && told.atMs < before.answerAtMs) return Done{};  // a later answer is known: that one holds
    if (auto done = contact(outcome); !done) return done;
    const auto yesOf = [&](std::size_t which) { return p_.outcomes[which].isYes ? 1.0 : 0.0; };
    const auto cells = cellsOf(p_, decision_.frame, offered_);
    if (before.answer)
      if (auto back = learn(store_, cells, {-yesOf(*before.answer), -1, before.answerAtMs, halfLifeOf(action_)}); !back)
        return back;
    return learn(store_, cells, {yesOf(outcome), 1, told.atMs, halfLifeOf(action_)});
  }

  Transaction& store_;
  const Catalog& history_;
  const ir::Program& p_;
  const Zone& zone_;
  const LoggedDecision& decision_;
  const Scored& offered_;
  const ir::Action& action_;
};

Result<std::size_t> outcomeNamed(const ir::Program& program, const std::string& name) {
  const auto& members = program.choices[ir::kOutcomeChoice].members;
  std::vector<std::string> names;
  for (std::size_t i = static_cast<std::size_t>(ir::kOutcomePresented); i < members.size(); ++i)
    names.push_back(members[i].name);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end())
    return static_cast<std::size_t>(found - names.begin()) + static_cast<std::size_t>(ir::kOutcomePresented);
  const std::string nearest = didYouMean(name, names);
  return invalid(
      fmt::format("there is no outcome `{}`: {}", name,
                  nearest.empty() ? fmt::format("what can come of it is {}", fmt::join(names, ", ")) : nearest));
}

}  // namespace

Result<Attribution> attribute(Transaction& store, const Catalog& history, const ir::Program& program, const Zone& zone,
                              const LoggedDecision& decision, const ToldOutcome& told) {
  if (decision.isErased())
    return Fault{FaultKind::kNotFound,
                 fmt::format("decision {} is erased: its customer was, and no outcome can be theirs any more",
                             decision.id.text())};
  if (told.atMs + kSkewMs < decision.nowMs)
    return invalid(fmt::format("the outcome would be from before the decision, which was made at {}",
                               formatInstant(decision.nowMs, zone)));
  auto outcome = outcomeNamed(program, told.outcome);
  if (!outcome) return outcome.fault();
  std::vector<std::string> kept;
  for (const Scored& offered : decision.decision.kept) {
    kept.push_back(program.actions[offered.action].name);
    if (kept.back() == told.action)
      return Attributing(store, history, program, zone, decision, offered).tell(told, *outcome);
  }
  return invalid(fmt::format(
      "decision {} did not offer `{}`: {}", decision.id.text(), told.action,
      kept.empty() ? std::string("it offered nothing") : fmt::format("it offered {}", fmt::join(kept, ", "))));
}

Result<Attribution> keepOrphan(Transaction& store, const DecisionId& decision, const ToldOutcome& told) {
  auto known = outcomesOf(store, decision, told.action);
  if (!known) return known.fault();
  for (const NamedOutcome& one : *known)
    if (one.outcome == told.outcome) return Attribution::kDuplicate;
  OutcomeRow row{told.atMs, told.amount};
  row.isOrphan = true;
  if (auto put = putOutcome(store, decision, told.action, told.outcome, row); !put) return put.fault();
  return Attribution::kAttributed;
}

}  // namespace regard::ledger
