#include "engine/door/decision_logger.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "dsl/bundle/bundle.h"
#include "engine/door/store_impl.h"
#include "engine/door/values.h"
#include "engine/log/logged_rules.h"

namespace regard {

DecisionLogger::DecisionLogger(std::shared_ptr<const ir::Program> program, std::string_view rulesHash,
                               std::shared_ptr<Store::Impl> store)
    : program_(std::move(program)), rulesHash_(bytesOfHex(rulesHash)), store_(std::move(store)) {}

Result<DecisionId> DecisionLogger::log(const DecisionRequest& request, std::uint64_t seed, const Session& session) {
  if (!store_->store->isWriter())
    return Fault{
        FaultKind::kInvalid,
        fmt::format("the store `{}` was opened for reading, and a decision is logged by writing", store_->path)};
  if (!request.overrides.empty())
    return Fault{FaultKind::kInvalid, "what if is not logged: it is no decision about the customer as they are"};
  if (auto put = putRules(); !put.ok()) return put.fault();
  const DecisionId id = store_->ids.next(std::max<std::int64_t>(clockMs(), 0));
  auto done = store_->store->writer().submit(
      logCommand(id, request.customer, rulesHash_, seed, false, session.decision, session.inputs), {},
      request.log == Logging::durable ? Durability::kDurable : Durability::kSoon);
  if (request.log == Logging::durable) {
    auto written = done.get();
    const std::lock_guard lock(mutex_);
    ++(written.ok() ? status_.written : status_.lost);
    if (!written.ok()) return written.fault();
    return id;
  }
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(done));
  reap();
  return id;
}

Status DecisionLogger::putRules() {
  if (hasRules_) return Done{};
  if (rulesHash_.empty())
    return Fault{FaultKind::kFull, "the rules are larger than a bundle can be: nothing is logged"};
  auto bytes = bundle::toBytes(*program_);
  if (!bytes.ok()) return bytes.fault();
  auto put = store_->store->writer().submit(PutBundle{rulesHash_, *std::move(bytes)}).get();
  if (!put.ok()) return put.fault();
  hasRules_ = true;  // two threads that come first put them twice, which changes nothing
  return Done{};
}

void DecisionLogger::reap() {
  const auto isReady = [](auto& future) {
    return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  };
  for (; !waiting_.empty() && isReady(waiting_.front()); waiting_.pop_front()) {
    auto written = waiting_.front().get();
    ++(written.ok() ? status_.written : status_.lost);
    if (!written.ok()) status_.lastError = written.fault().message;
  }
}

LogStatus DecisionLogger::status() {
  const std::lock_guard lock(mutex_);
  reap();
  LogStatus now = status_;
  now.waiting = waiting_.size();
  return now;
}

}  // namespace regard
