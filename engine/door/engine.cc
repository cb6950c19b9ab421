#include "regard/engine.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "engine/door/decision_result.h"
#include "engine/door/engine_impl.h"
#include "engine/door/journeys.h"
#include "engine/door/population.h"
#include "engine/door/request.h"
#include "engine/door/values.h"
#include "engine/gather/trigger.h"
#include "engine/ledger/counters.h"
#include "engine/ledger/evidence.h"
#include "engine/plan/bind_history.h"
#include "engine/plan/print.h"

namespace regard {
namespace {

bool explores(const ir::Program& program) { return program.arbitration.explore != ir::ExploreKind::kGreedy; }

/// 53 bits: few enough for whoever reads them as a double, as JSON often is.
std::uint64_t seedFrom(RandomPool& random) {
  std::array<unsigned char, 8> drawn{};
  random.fill(drawn);
  std::uint64_t seed = 0;
  for (const unsigned char byte : drawn) seed = seed << 8U | byte;
  return seed >> 11U;
}

}  // namespace

Result<Engine::Impl::Moment> Engine::Impl::momentOf(const DecisionRequest& request, Session& session) const {
  if (auto read = readFields(plan, Asked::kRequest, request.request, session.request); !read) return read.fault();
  if (auto read = readFields(plan, Asked::kCustomer, request.overrides, session.overrides); !read) return read.fault();
  if (auto read = readChannels(plan, request.channels, session.request, session.channels); !read) return read.fault();
  auto now = request.now ? readNow(plan, *request.now) : Result<std::int64_t>(clockMs());
  if (!now) return now.fault();
  const std::uint64_t seed = request.seed ? *request.seed : explores(*plan.program) ? seedFrom(random) : 0;
  if (!request.on) return Moment{*now, {}, seed};
  auto trigger = readTrigger(*plan.program, *request.on);
  if (!trigger) return trigger.fault();
  if (!session.request.empty()) return requestWithoutAsking(*request.on);
  return Moment{*now, *trigger, seed};
}

Status Engine::Impl::gatherInto(Session& session, const std::string& customer, const Moment& moment,
                                const TableView& tables) const {
  const ir::Program& program = *plan.program;
  auto profile = store->store->find(tables, customer);
  if (!profile) {
    if (profile.fault().kind != FaultKind::kNotFound) return profile.fault();
    auto txn = store->store->read();
    return txn ? noSuchCustomer(*store, *txn, program.profileName, customer) : txn.fault();
  }
  auto history = store->store->history(tables, customer);
  if (!history) return history.fault();
  gather(plan, {*profile, customer, *history}, session.request, session.overrides, moment.nowMs, session.zones,
         session.inputs);
  session.inputs.channels = session.channels;
  if (explores(program)) session.inputs.seed = moment.seed;
  if (!program.counters.empty()) {
    auto used = ledger::readCounters(tables, program, plan.zone, moment.nowMs);
    if (!used) return used.fault();
    for (std::uint32_t i = 0; i < program.inputs.size(); ++i)
      if (program.inputs[i].source == ir::InputSource::kCounter)
        session.inputs.set(i, (*used)[program.inputs[i].detail]);
  }
  if (moment.trigger)
    if (auto started = startBy(program, plan.zone, *moment.trigger, session.inputs); !started) return started;
  return ledger::readEvidence(plan, tables, session.evidence, session.inputs);
}

void Engine::Impl::decide(Session& session) const {
  regard::decide(plan, session.inputs, session.scratch, session.decision);
}

Status Engine::Impl::recordJourneys(const DecisionRequest& request, std::int64_t nowMs, Session& session) const {
  const auto steps = stepsOf(plan, session);
  if (steps.empty()) return Done{};
  const auto work = [steps, nowMs, program = plan.program, customer = request.customer](Transaction& tables) {
    auto done = ledger::recordSteps(tables, *program, customer, steps, nowMs);
    return done ? Result<Sequence>(Sequence{}) : Result<Sequence>(done.fault());
  };
  const bool isAwaited = request.log == Logging::durable;
  auto written =
      store->store->writer().submit(InTransaction{work}, {}, isAwaited ? Durability::kDurable : Durability::kSoon);
  if (!isAwaited) return Done{};  // what is lost, the next decision records
  auto done = written.get();
  return done ? Status(Done{}) : Status(done.fault());
}

Expected<std::string> planText(const Rulebook& rulebook) {
  const auto plan = makePlan(rulebook.program(), Catalog{});
  if (!plan) return errorOf(plan.fault());
  return print(*plan);
}

Result<Plan> planOver(std::shared_ptr<const ir::Program> program, const Store::Impl& store, Pictures pictures) {
  const auto catalog = store.store->catalog();
  if (!catalog) return catalog.fault();
  if (catalog->empty()) {
    return Fault{FaultKind::kInvalid,
                 fmt::format("the store `{}` has no customers yet: import some with this rulebook first", store.path)};
  }
  auto plan = makePlan(std::move(program), *catalog);
  if (!plan) return plan;
  const auto history = store.store->historyCatalog();
  if (!history) return history.fault();
  if (auto bound = bindHistory(*history, *plan); !bound) return bound.fault();
  if (pictures == Pictures::areBeingTaken || plan->program->thresholds.empty()) return plan;
  const auto txn = store.store->read();
  if (!txn) return txn.fault();
  if (auto bound = bindPopulation(*txn, store.path, clockMs(), *plan); !bound) return bound.fault();
  return plan;
}

Fault requestWithoutAsking(const std::string& trigger) {
  return {FaultKind::kInvalid, fmt::format("nobody asks when `{}` starts it: leave the request's fields out", trigger)};
}

Expected<Engine> Engine::make(const Rulebook& rulebook, const Store& store) {
  auto plan = planOver(rulebook.program(), *store.impl());
  if (!plan) return errorOf(plan.fault());
  auto impl = std::make_shared<Impl>();
  impl->plan = *std::move(plan);
  impl->rulebookHash = rulebook.hash();
  impl->store = store.impl();
  impl->logger = std::make_unique<DecisionLogger>(rulebook.program(), rulebook.hash(), store.impl());
  // Whoever looks up what it decided, decides by the same plan.
  if (!rulebook.hash().empty()) impl->store->rules.lend(bytesOfHex(rulebook.hash()), {impl, &impl->plan});
  return Engine(std::move(impl));
}

Expected<DecisionResult> Engine::decide(const DecisionRequest& request) const {
  auto session = impl_->sessions.lend();
  const auto moment = impl_->momentOf(request, *session);
  if (!moment) return errorOf(moment.fault());
  std::string id;
  bool isReserved = false;
  if (request.reserve) {
    const auto reserved = impl_->reserve(request, *moment, *session);
    if (!reserved) return errorOf(reserved.fault());
    isReserved = reserved->has_value();
    if (isReserved) id = (*reserved)->text();
  } else {
    const auto txn = impl_->store->store->read();
    if (!txn) return errorOf(txn.fault());
    if (auto gathered = impl_->gatherInto(*session, request.customer, *moment, *txn); !gathered)
      return errorOf(gathered.fault());
    impl_->decide(*session);
  }
  if (!isReserved && request.log != Logging::off) {
    const auto logged = impl_->logger->log(request, moment->seed, *session);
    if (!logged) return errorOf(logged.fault());
    id = logged->text();
    if (auto recorded = impl_->recordJourneys(request, moment->nowMs, *session); !recorded)
      return errorOf(recorded.fault());
  }
  DecisionResult result = resultOf(impl_->plan, *session, request.explain);
  result.id = std::move(id);
  if (isReserved) result.offered.front().reserved = true;
  result.rulebookHash = impl_->rulebookHash;
  result.customer = request.customer;
  result.seed = moment->seed;
  return result;
}

LogStatus Engine::logStatus() const { return impl_->logger->status(); }

}  // namespace regard
