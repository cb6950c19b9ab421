// Decisions that take what they offer.

#include "engine/ledger/reserve.h"

#include <fmt/format.h>

#include "engine/door/engine_impl.h"
#include "engine/door/journeys.h"
#include "engine/door/values.h"
#include "engine/ledger/due.h"
#include "engine/log/logged_rules.h"

namespace regard {
namespace {

/// What has come due is swept up by whoever writes next, a little at a time.
constexpr std::size_t kSweptEach = 64;

}  // namespace

// Decided on the writer's thread, where the caps and budgets that it reads cannot move before what it takes is written:
// docs/decisions/0010-reservations.md.
Result<std::optional<DecisionId>> Engine::Impl::reserve(const DecisionRequest& request, const Moment& moment,
                                                        Session& session) const {
  if (!store->store->isWriter())
    return invalid(fmt::format("the store `{}` was opened for reading, and to reserve is to write", store->path));
  if (!moment.trigger)
    return invalid("there is nothing to reserve: caps and budgets bind only what nobody asked for, which `on` starts");
  if (!request.overrides.empty())
    return invalid("what if reserves nothing: it is no decision about the customer as they are");
  if (moment.nowMs > clockMs()) return invalid("a contact is reserved now, not for a later time");
  if (auto ready = logger->putRules(); !ready) return ready.fault();
  if (plan.historySlots.empty())
    return invalid(fmt::format("the store `{}` has no room for contacts yet: adopt the rules first", store->path));

  const DecisionId id = store->ids.next(clockMs());
  bool isReserved = false;
  const auto work = [&](Transaction& tables) -> Result<Sequence> {
    isReserved = false;
    if (auto swept = ledger::sweep(tables, moment.nowMs, kSweptEach); !swept) return swept.fault();
    if (auto gathered = gatherInto(session, request.customer, moment, tables); !gathered) return gathered.fault();
    decide(session);
    const auto steps = stepsOf(plan, session);
    if (auto done = ledger::recordSteps(tables, *plan.program, request.customer, steps, moment.nowMs); !done)
      return done.fault();
    if (session.decision.kept.empty()) return Sequence{};
    auto history = tables.historyCatalog();
    if (!history) return history.fault();
    const LoggedDecision decision{id,   bytesOfHex(rulebookHash), request.customer, moment.nowMs, moment.seed,
                                  true, session.decision,         session.inputs};
    if (auto done = ledger::reserve(tables, **history, *plan.program, plan.zone, decision); !done) return done.fault();
    isReserved = true;
    return Sequence{};
  };
  const auto done = store->store->writer().submit(InTransaction{work}).get();
  if (!done) return done.fault();
  return isReserved ? std::optional(id) : std::nullopt;
}

}  // namespace regard
