#pragma once
// Sends decisions to the store's log, without keeping a caller waiting unless they ask for that.

#include <atomic>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/door/session.h"
#include "engine/log/decision_id.h"
#include "engine/store/profile_store.h"
#include "regard/engine.h"

namespace regard {

/// For the decisions of one engine. Thread-safe.
class DecisionLogger {
 public:
  /// `rulesHash`: in hexadecimal.
  DecisionLogger(std::shared_ptr<const ir::Program> program, std::string_view rulesHash,
                 std::shared_ptr<Store::Impl> store);

  /// The session holds frame and decision. Its rules go first, once, and durably. kInvalid: the store was opened for
  /// reading, the log is off; kFull: the rules are larger than a bundle can be; whatever the writer says.
  Result<DecisionId> log(const DecisionRequest& request, std::uint64_t seed, const Session& session);
  LogStatus status();
  /// Durably, the first time. kFull, and whatever the writer says.
  Status putRules();

 private:
  void reap();  ///< REQUIRES mutex_: what became of those that nobody waits for

  std::shared_ptr<const ir::Program> program_;
  std::string rulesHash_;  ///< its bytes
  std::shared_ptr<Store::Impl> store_;
  std::atomic<bool> hasRules_ = false;
  std::mutex mutex_;
  std::deque<std::future<Result<Sequence>>> waiting_;  ///< in the order in which they were sent
  LogStatus status_;
};

}  // namespace regard
