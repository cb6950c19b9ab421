#include "regard/engine.h"

#include <fmt/format.h>

#include <utility>

#include "engine/door/decision_logger.h"
#include "engine/door/decision_result.h"
#include "engine/door/request.h"
#include "engine/door/session.h"
#include "engine/door/store_impl.h"
#include "engine/door/values.h"
#include "engine/gather/trigger.h"
#include "engine/plan/bind_history.h"
#include "engine/plan/print.h"

namespace regard {
struct Engine::Impl {
  Plan plan;
  std::string rulebookHash;
  std::shared_ptr<Store::Impl> store;
  mutable SessionPool sessions;
  std::unique_ptr<DecisionLogger> logger;

  Status gatherInto(Session& session, const DecisionRequest& request) const;
};

/// Reads everything the decision depends on; after that the store is not touched.
Status Engine::Impl::gatherInto(Session& session, const DecisionRequest& request) const {
  if (auto read = readFields(plan, Asked::kRequest, request.request, session.request); !read) return read;
  if (auto read = readFields(plan, Asked::kCustomer, request.overrides, session.overrides); !read) return read;
  Result<std::int64_t> now = request.now ? readNow(plan, *request.now) : Result<std::int64_t>(clockMs());
  if (!now) return now.fault();

  Result<std::uint32_t> trigger = request.on ? readTrigger(*plan.program, *request.on) : Result<std::uint32_t>(0);
  if (!trigger) return trigger.fault();
  if (request.on && !session.request.empty())
    return Fault{FaultKind::kInvalid,
                 fmt::format("nobody asks when `{}` starts it: leave the request's fields out", *request.on)};

  auto txn = store->store->read();
  if (!txn) return txn.fault();
  auto profile = store->store->find(*txn, request.customer);
  if (!profile) {
    if (profile.fault().kind != FaultKind::kNotFound) return profile.fault();
    return noSuchCustomer(*store, *txn, plan.program->profileName, request.customer);
  }
  auto history = store->store->history(*txn, request.customer);
  if (!history) return history.fault();
  gather(plan, {*profile, request.customer, *history}, session.request, session.overrides, *now, session.zones,
         session.inputs);
  return request.on ? startBy(*plan.program, plan.zone, *trigger, session.inputs) : Status(Done{});
}

Expected<std::string> planText(const Rulebook& rulebook) {
  const auto plan = makePlan(rulebook.program(), Catalog{});
  if (!plan) return errorOf(plan.fault());
  return print(*plan);
}

Expected<Engine> Engine::make(const Rulebook& rulebook, const Store& store) {
  const auto catalog = store.impl()->store->catalog();
  if (!catalog) return errorOf(catalog.fault());
  if (catalog->empty()) {
    return Error{
        ErrorKind::invalid,
        fmt::format("the store `{}` has no customers yet: import some with this rulebook first", store.impl()->path)};
  }
  auto plan = makePlan(rulebook.program(), *catalog);
  if (!plan) return errorOf(plan.fault());
  const auto history = store.impl()->store->historyCatalog();
  if (!history) return errorOf(history.fault());
  if (auto bound = bindHistory(*history, *plan); !bound) return errorOf(bound.fault());
  auto impl = std::make_shared<Impl>();
  impl->plan = *std::move(plan);
  impl->rulebookHash = rulebook.hash();
  impl->store = store.impl();
  impl->logger = std::make_unique<DecisionLogger>(rulebook.program(), rulebook.hash(), store.impl());
  return Engine(std::move(impl));
}

Expected<DecisionResult> Engine::decide(const DecisionRequest& request) const {
  auto session = impl_->sessions.lend();
  if (auto gathered = impl_->gatherInto(*session, request); !gathered) return errorOf(gathered.fault());
  regard::decide(impl_->plan, session->inputs, request.seed, session->scratch, session->decision);
  std::string id;
  if (request.log != Logging::off) {
    const auto logged = impl_->logger->log(request, *session);
    if (!logged) return errorOf(logged.fault());
    id = logged->text();
  }
  DecisionResult result = resultOf(impl_->plan, *session, request.explain);
  result.id = std::move(id);
  result.rulebookHash = impl_->rulebookHash;
  result.customer = request.customer;
  result.seed = request.seed;
  return result;
}

LogStatus Engine::logStatus() const { return impl_->logger->status(); }

}  // namespace regard
