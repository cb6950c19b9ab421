// What the commands about the log of decisions do. Only here is a customer's key made, and only here is it destroyed.

#include <fmt/format.h>

#include <algorithm>

#include "engine/store/apply.h"
#include "engine/store/decision_record.h"
#include "engine/store/meta.h"
#include "engine/store/profile_key.h"

namespace regard {

Result<Sequence> Applier::run(PutBundle& command) {
  if (command.hash.size() != kRulesHashBytes)
    return Fault{FaultKind::kInvalid,
                 fmt::format("a bundle's hash has {} bytes and not {}", kRulesHashBytes, command.hash.size())};
  auto present = txn_->get(Table::kBundles, command.hash);
  if (!present.ok()) return present.fault();
  if (*present) return Sequence{};
  changed_ = true;
  if (auto put = txn_->put(Table::kBundles, command.hash, command.bytes); !put.ok()) return put.fault();
  return Sequence{};
}

Result<Sequence> Applier::run(LogDecision& command) {
  if (command.id.size() != kDecisionIdBytes || command.rules.size() != kRulesHashBytes)
    return Fault{FaultKind::kInvalid, "a logged decision has an id of 16 bytes and a hash of 32"};
  auto last = txn_->lastKey(Table::kDecisions);
  if (!last.ok()) return last.fault();
  const bool isBeyond = !*last || **last < command.id;  // as nearly all are: only threads that meet change places
  auto present = isBeyond ? Result<Found>(Found()) : txn_->get(Table::kDecisions, command.id);
  if (!present.ok()) return present.fault();
  if (*present) return Fault{FaultKind::kConflict, "a decision of this id is logged: an id is never given twice"};
  auto bundle = txn_->get(Table::kBundles, command.rules);
  if (!bundle.ok()) return bundle.fault();
  if (!*bundle) return Fault{FaultKind::kNotFound, "the bundle that decided is not in the store: put it there first"};
  auto key = keyOf(command.customer);
  if (!key.ok()) return key.fault();

  DecisionHeader header;
  header.flags = command.reserved ? DecisionHeader::kReservedFlag : 0;
  header.customer = key->number;
  header.nowMs = command.nowMs;
  header.seed = command.seed;
  command.rules.copy(header.rules.data(), header.rules.size());
  changed_ = true;
  const std::string record = decisionRecord(command.id, header, command.content, key->sealKey(), sealer_);
  auto put = isBeyond ? txn_->append(Table::kDecisions, command.id, record)  // fills pages whole
                      : txn_->put(Table::kDecisions, command.id, record);
  if (!put.ok()) return put.fault();
  auto pruned = pruneLog(msOfDecision(command.id), kPrunedPerDecision);
  if (!pruned.ok()) return pruned.fault();
  return Sequence{};
}

Result<Sequence> Applier::run(SetLogLimits& command) {
  limits_ = LogLimits{command.keepMs, command.quotaBytes};
  changed_ = true;
  if (auto put = txn_->put(Table::kMeta, meta::kLogLimitsKey, bytesOf(*limits_)); !put.ok()) return put.fault();
  return Sequence{};
}

Result<Sequence> Applier::run(PruneLog& command) {
  auto pruned = pruneLog(static_cast<std::uint64_t>(std::max<std::int64_t>(command.nowMs, 0)), command.most);
  if (!pruned.ok()) return pruned.fault();
  return Sequence{.replaced = *pruned};
}

Result<std::uint64_t> Applier::pruneLog(std::uint64_t nowMs, std::uint64_t most) {
  if (!limits_) {
    auto limits = logLimits(*txn_);
    if (!limits.ok()) return limits.fault();
    limits_ = *limits;
  }
  std::uint64_t pruned = 0;
  if (!limits_->any()) return pruned;
  for (; pruned < most; ++pruned) {
    auto oldest = txn_->firstKey(Table::kDecisions);
    if (!oldest.ok()) return oldest.fault();
    if (!*oldest) break;
    const std::uint64_t madeMs = msOfDecision(**oldest);
    const bool isOld = limits_->keepMs != 0 && madeMs < nowMs && nowMs - madeMs > limits_->keepMs;
    if (!isOld && (limits_->quotaBytes == 0 || txn_->bytes(Table::kDecisions) <= limits_->quotaBytes)) break;
    changed_ = true;
    if (auto gone = txn_->erase(Table::kDecisions, **oldest); !gone.ok()) return gone.fault();
  }
  return pruned;
}

Result<CustomerKey> Applier::keyOf(const std::string& id) {
  auto key = profileKey(id, key_);
  if (!key.ok()) return key.fault();
  auto row = txn_->get(Table::kCustomerKeys, *key);
  if (!row.ok()) return row.fault();
  if (*row) return customerKeyOf(**row);
  auto profile = txn_->get(Table::kProfiles, *key);
  if (!profile.ok()) return profile.fault();
  if (!*profile) return Fault{FaultKind::kNotFound, fmt::format("there is no customer `{}` in the store", id)};

  auto last = meta::number(*txn_, meta::kCustomerNumberKey);
  if (!last.ok()) return last.fault();
  CustomerKey made;
  made.number = *last + 1;
  fillRandom({reinterpret_cast<unsigned char*>(made.key.data()), made.key.size()});
  changed_ = true;
  if (auto put = txn_->put(Table::kCustomerKeys, *key, bytesOf(made)); !put.ok()) return put.fault();
  if (auto put = txn_->put(Table::kCustomerNumbers, numberKey(made.number), *key); !put.ok()) return put.fault();
  if (auto put = txn_->put(Table::kMeta, meta::kCustomerNumberKey, meta::bytesOf(made.number)); !put.ok())
    return put.fault();
  return made;
}

Result<bool> Applier::forgetKey(std::string_view key) {
  auto row = txn_->get(Table::kCustomerKeys, key);
  if (!row.ok()) return row.fault();
  if (!*row) return false;
  const auto known = customerKeyOf(**row);
  std::string number = known.ok() ? numberKey(known->number) : std::string();
  if (!known.ok()) {  // who is to be forgotten is, whatever became of their key
    const auto isTheirs = [&](std::string_view each, std::string_view customer) {
      if (customer == key) number = each;
      return number.empty();
    };
    if (auto scanned = txn_->scan(Table::kCustomerNumbers, {}, isTheirs); !scanned.ok()) return scanned.fault();
  }
  if (!number.empty())
    if (auto erased = txn_->erase(Table::kCustomerNumbers, number); !erased.ok()) return erased.fault();
  return txn_->erase(Table::kCustomerKeys, key);
}

}  // namespace regard
