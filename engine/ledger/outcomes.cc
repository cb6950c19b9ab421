#include "engine/ledger/outcomes.h"

#include "engine/ledger/keys.h"
#include "engine/log/byte_codec.h"

namespace regard::ledger {
namespace {

constexpr std::uint8_t kOutcomeFormat = 1;
constexpr std::size_t kNameMost = 200;
constexpr std::uint8_t kHasAmount = 1, kBySilence = 2, kIsOrphan = 4;

std::string keyOf(const DecisionId& decision, std::string_view action, std::string_view outcome) {
  std::string key(decision.view());
  key += bounded(action, kNameMost);
  key += '\0';
  return key += bounded(outcome, kNameMost);
}

std::string bytesOf(std::string_view action, std::string_view outcome, const OutcomeRow& row) {
  std::string bytes;
  ByteWriter to(bytes);
  to.byte(kOutcomeFormat);
  to.byte(static_cast<std::uint8_t>((row.amount ? kHasAmount : 0) | (row.bySilence ? kBySilence : 0) |
                                    (row.isOrphan ? kIsOrphan : 0)));
  to.text(action);
  to.text(outcome);
  to.integer(row.atMs);
  if (row.amount) to.integer(row.amount->e4);
  return bytes;
}

Result<NamedOutcome> outcomeOf(std::string_view bytes) {
  ByteReader from(bytes);
  if (from.byte() != kOutcomeFormat)
    return Fault{FaultKind::kUnsupported, "an outcome in the store was written by a newer version of regard"};
  NamedOutcome one;
  const std::uint8_t flags = from.byte();
  one.action = from.text();
  one.outcome = from.text();
  one.row.atMs = from.integer();
  if ((flags & kHasAmount) != 0) one.row.amount = Money{from.integer()};
  one.row.bySilence = (flags & kBySilence) != 0;
  one.row.isOrphan = (flags & kIsOrphan) != 0;
  if (!from.isDone()) return Fault{FaultKind::kCorrupt, "an outcome in the store is damaged: restore it from a copy"};
  return one;
}

}  // namespace

Result<std::vector<NamedOutcome>> outcomesOf(const TableView& store, const DecisionId& decision,
                                             std::string_view action) {
  std::vector<NamedOutcome> all;
  Status status = Done{};
  std::string prefix(decision.view());
  if (!action.empty()) (prefix += bounded(action, kNameMost)) += '\0';
  const auto scanned = store.scan(Table::kOutcomes, prefix, [&](std::string_view key, std::string_view value) {
    if (!key.starts_with(prefix)) return false;
    auto one = outcomeOf(value);
    if (one)
      all.push_back(*std::move(one));
    else
      status = one.fault();
    return status.ok();
  });
  if (!scanned) return scanned.fault();
  if (!status) return status.fault();
  return all;
}

Status putOutcome(Transaction& store, const DecisionId& decision, std::string_view action, std::string_view outcome,
                  const OutcomeRow& row) {
  return store.put(Table::kOutcomes, keyOf(decision, action, outcome), bytesOf(action, outcome, row));
}

}  // namespace regard::ledger
