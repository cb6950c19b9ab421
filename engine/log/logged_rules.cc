#include "engine/log/logged_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "dsl/bundle/bundle.h"
#include "engine/log/frame_bytes.h"

namespace regard {
namespace {

int digitOf(char letter) { return letter <= '9' ? letter - '0' : letter - 'a' + 10; }

Result<Plan> planIn(const TableView& txn, const std::string& hash) {
  const auto fault = [&](FaultKind kind, std::string_view why) {
    return Fault{kind, fmt::format("the rules that decided, {}…, {}", shortHash(hash), why)};
  };
  auto bytes = txn.get(Table::kBundles, hash);
  if (!bytes.ok()) return bytes.fault();
  if (!*bytes) return fault(FaultKind::kNotFound, "are not in the store");
  auto read = bundle::fromBytes(**bytes);
  if (!read.ok()) return fault(read.fault().kind, "cannot be read: " + read.fault().message);
  if (read->hash != hexOf(hash)) return fault(FaultKind::kCorrupt, "are others than they should be");
  return makePlan(std::make_shared<const ir::Program>(std::move(read->program)), Catalog{});
}

}  // namespace

Result<std::shared_ptr<const Plan>> PlannedRules::of(const TableView& txn, const std::string& hash) {
  if (auto plan = known(hash)) return plan;
  auto planned = planIn(txn, hash);
  if (!planned.ok()) return planned.fault();
  auto plan = std::make_shared<const Plan>(*std::move(planned));
  const std::lock_guard lock(mutex_);
  kept_.emplace_front(hash, plan);  // two threads that come first plan them twice, and the older goes first
  if (kept_.size() > kMost) kept_.pop_back();
  return plan;
}

std::shared_ptr<const Plan> PlannedRules::known(const std::string& hash) {
  const std::lock_guard lock(mutex_);
  if (const auto lent = lent_.find(hash); lent != lent_.end())
    if (auto plan = lent->second.lock()) return plan;
  const auto isIt = [&](const Kept& one) { return one.first == hash; };
  const auto found = std::find_if(kept_.begin(), kept_.end(), isIt);
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return found->second;
}

void PlannedRules::lend(const std::string& hash, const std::shared_ptr<const Plan>& plan) {
  const std::lock_guard lock(mutex_);
  std::erase_if(lent_, [](const auto& one) { return one.second.expired(); });
  std::erase_if(kept_, [&](const Kept& one) { return one.first == hash; });
  lent_[hash] = plan;
}

std::size_t PlannedRules::size() const {
  const std::lock_guard lock(mutex_);
  return kept_.size();
}

Result<const Plan*> LoggedRules::of(const TableView& txn, const std::string& hash) {
  auto found = plans_.find(hash);
  if (found == plans_.end()) found = plans_.emplace(hash, planned_.of(txn, hash)).first;
  if (!found->second.ok()) return found->second.fault();
  return found->second->get();
}

std::string shortHash(std::string_view hash) { return hexOf(hash.substr(0, 4)); }

std::string hexOf(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

std::string bytesOfHex(std::string_view digits) {
  REGARD_CHECK(digits.size() % 2 == 0, digits);
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    bytes += static_cast<char>(digitOf(digits[i]) << 4 | digitOf(digits[i + 1]));
  return bytes;
}

Status decideAgain(const Plan& plan, const LoggedDecision& logged, Scratch& scratch, Decision& into) {
  if (auto fits = checkFits(*plan.program, logged.frame); !fits.ok()) return fits;
  decide(plan, logged.frame, scratch, into);
  return Done{};
}

}  // namespace regard
