#pragma once
// The rules that logged decisions were made by, out of the store, ready to decide again.

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/decide/decide.h"
#include "engine/log/logged_decision.h"
#include "engine/store/lmdb_env.h"

namespace regard {

/// Not for two threads at once.
class LoggedRules {
 public:
  /// Each is read and verified once; what cannot be had is found out once too. Valid while this lives. kNotFound: they
  /// are not in the store; kUnsupported: of another version of regard; kCorrupt.
  Result<const Plan*> of(const TableView& txn, const std::string& hash);

 private:
  std::map<std::string, Result<Plan>> plans_;
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
