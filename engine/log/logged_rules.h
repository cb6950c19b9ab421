#pragma once
// The rules that logged decisions were made by, out of the store, ready to decide again.

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "engine/decide/decide.h"
#include "engine/log/logged_decision.h"
#include "engine/store/lmdb_env.h"

namespace regard {

/// Plans of logged rules, shared by all that look into one log: those that were asked for last, and those of engines
/// for as long as these live. Thread-safe.
class PlannedRules {
 public:
  static constexpr std::size_t kMost = 4;  ///< a plan takes megabytes

  /// By the 32 bytes of their hash. kNotFound: they are not in the store; kUnsupported: of another version of regard;
  /// kCorrupt. What cannot be had is asked of the store again the next time.
  Result<std::shared_ptr<const Plan>> of(const TableView& txn, const std::string& hash);
  /// Rules that decide: not to be planned a second time, and not to be kept by this.
  void lend(const std::string& hash, const std::shared_ptr<const Plan>& plan);
  /// How many are kept.
  std::size_t size() const;

 private:
  std::shared_ptr<const Plan> known(const std::string& hash);

  using Kept = std::pair<std::string, std::shared_ptr<const Plan>>;
  mutable std::mutex mutex_;  ///< nothing is planned under it
  std::list<Kept> kept_;      ///< what was asked for last comes first
  std::map<std::string, std::weak_ptr<const Plan>> lent_;
};

/// What one reader of the log needs of them. Not for two threads at once.
class LoggedRules {
 public:
  explicit LoggedRules(PlannedRules& planned) : planned_(planned) {}

  /// Errors as PlannedRules::of; what cannot be had is found out once. Valid while this lives.
  Result<const Plan*> of(const TableView& txn, const std::string& hash);

 private:
  PlannedRules& planned_;
  std::map<std::string, Result<std::shared_ptr<const Plan>>> plans_;
};

/// The first eight of a hash's hexadecimal digits, and all of them.
std::string shortHash(std::string_view hash);
std::string hexOf(std::string_view bytes);
/// 64 digits as 32 bytes. REQUIRES that they are.
std::string bytesOfHex(std::string_view digits);

/// The decision made again from what was logged. REQUIRES that it is not erased. kInvalid: the frame is not one of
/// these rules.
Status decideAgain(const Plan& plan, const LoggedDecision& logged, Scratch& scratch, Decision& into);

}  // namespace regard
