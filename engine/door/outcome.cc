// What came of a decision, told from outside.

#include <fmt/format.h>

#include "base/literals.h"
#include "engine/door/store_impl.h"
#include "engine/door/values.h"
#include "engine/ledger/attribute.h"
#include "engine/ledger/due.h"

namespace regard {
namespace {

constexpr std::size_t kSweptEach = 64;

Result<std::int64_t> instantOf(const OutcomeRequest& request) {
  const std::int64_t now = clockMs();
  if (!request.at) return now;
  const auto parsed = parseDateTime(*request.at, Dialect::kData);
  if (!parsed) return invalid("at: " + parsed.fault().message);
  if (!parsed->hasOffset)
    return invalid(
        fmt::format("`{}` does not say on which clock: add Z or an offset, as in 2026-03-02T10:00Z", *request.at));
  const std::int64_t at = parsed->day * kMsPerDay + parsed->msOfDay - parsed->offsetMs;
  if (at > now) return invalid(fmt::format("{} is in the future: only what has happened is an outcome", *request.at));
  return at;
}

Result<std::optional<Money>> amountOf(const OutcomeRequest& request, const std::string& currency) {
  if (request.amount.empty()) return std::optional<Money>();
  const auto parsed = parseMoney(request.amount, Dialect::kData);
  if (!parsed) return invalid("amount: " + parsed.fault().message);
  const std::string_view written = parsed->currency;
  if (!written.empty() && written != currency)
    return invalid(fmt::format("`{}` is in {}, but money is in {} here", request.amount, written, currency));
  return std::optional(parsed->amount);
}

}  // namespace

Expected<OutcomeReceipt> Store::outcome(const OutcomeRequest& request) {
  if (!impl_->store->isWriter())
    return Error{ErrorKind::invalid, fmt::format("the store `{}` was opened for reading", impl_->path)};
  const auto decision = DecisionId::parse(request.decision);
  if (!decision) return errorOf(decision.fault());
  const auto catalog = impl_->store->catalog();
  if (!catalog) return errorOf(catalog.fault());
  if (request.action.empty() || request.outcome.empty())
    return Error{ErrorKind::invalid, "an outcome says of which action it is, and which outcome it is"};
  const auto at = instantOf(request);
  if (!at) return errorOf(at.fault());
  const auto amount = amountOf(request, catalog->currency());
  if (!amount) return errorOf(amount.fault());

  const ledger::ToldOutcome told{request.action, request.outcome, *at, *amount};
  OutcomeReceipt receipt;
  const auto work = [&](Transaction& tables) -> Result<Sequence> {
    if (auto swept = ledger::sweep(tables, told.atMs, kSweptEach); !swept) return swept.fault();
    auto logged = findLogged(tables, *decision, impl_->sealer);
    if (!logged && logged.fault().kind != FaultKind::kNotFound) return logged.fault();
    Result<ledger::Attribution> done = ledger::Attribution::kDuplicate;
    if (!logged) {
      done = ledger::keepOrphan(tables, *decision, told);
    } else {
      auto history = tables.historyCatalog();
      if (!history) return history.fault();
      auto rules = impl_->rules.of(tables, logged->rules);
      if (!rules) return rules.fault();
      receipt.customer = logged->customer;
      done = ledger::attribute(tables, **history, *(*rules)->program, (*rules)->zone, *logged, told);
    }
    if (!done) return done.fault();
    receipt.result = *done == ledger::Attribution::kDuplicate ? OutcomeResult::duplicate
                     : logged.ok()                            ? OutcomeResult::attributed
                                                              : OutcomeResult::orphan;
    return Sequence{};
  };
  const auto done = impl_->store->writer().submit(InTransaction{work}).get();
  if (!done) return errorOf(done.fault());
  receipt.at = valueOf(TypeKind::kInstant, Scalar::known(Cell::ofInt(*at)), {}, {}, Zone::utc());
  return receipt;
}

}  // namespace regard
