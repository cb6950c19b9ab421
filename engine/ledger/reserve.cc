#include "engine/ledger/reserve.h"

#include <utility>

#include "engine/gather/history.h"
#include "engine/ledger/contact_row.h"
#include "engine/ledger/due.h"

namespace regard::ledger {

Status reserve(Transaction& store, const Catalog& history, const ir::Program& program, const Zone& zone,
               const LoggedDecision& decision) {
  const Scored& offered = decision.decision.kept.front();
  const ir::Action& action = program.actions[offered.action];
  auto contact = contactRecord(
      history, program, offered,
      {decision.id, decision.nowMs, true, program.choices[ir::kOutcomeChoice].members[ir::kOutcomeReserved].name});
  if (!contact) return contact.fault();

  Due lapse{decision.nowMs + kReservationMs, decision.id, DueKind::kLapse, action.name};
  for (const CounterUse& use : usesOf(program, decision.frame, offered)) {
    auto taken = take(store, program, zone, use.counter, use.amount, decision.nowMs);
    if (!taken) return taken.fault();
    lapse.taken.push_back(*std::move(taken));
  }
  if (auto put = putDue(store, lapse); !put) return put;
  if (auto added = store.apply(AddRows{decision.customer, {*std::move(contact)}}); !added) return added.fault();
  auto logged = store.apply(logCommand(decision.id, decision.customer, decision.rules, decision.seed, true,
                                       decision.decision, decision.frame));
  return logged ? Status(Done{}) : Status(logged.fault());
}

}  // namespace regard::ledger
