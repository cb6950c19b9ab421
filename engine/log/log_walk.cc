#include "engine/log/log_walk.h"

#include "engine/store/decision_record.h"

namespace regard {
namespace {

constexpr std::size_t kSnapshotRecords = 1'000;  ///< visited before a newer snapshot is taken

}  // namespace

Status walkLog(const ProfileStore& store, const LogRange& range,
               const std::function<bool(const ReadTxn&, const DecisionId&, std::string_view)>& visit) {
  auto txn = store.read();
  if (!txn.ok()) return txn.fault();
  std::optional<DecisionId> at = range.newestFirst ? range.below : range.from;
  std::size_t left = 0;
  bool goesOn = true, isSound = true;
  const auto each = [&](std::string_view key, std::string_view record) {
    isSound = key.size() == kDecisionIdBytes;
    if (!isSound) return goesOn = false;
    const DecisionId id = DecisionId::ofView(key);
    if (range.newestFirst && range.below && id >= *range.below) return true;  // the one that the scan began at
    if (id < range.from || (range.below && id >= *range.below)) return goesOn = false;
    if (left-- == 0) {
      at = id;
      return false;
    }
    return goesOn = visit(*txn, id, record);
  };
  for (bool isFirst = true; goesOn && isSound; isFirst = false) {
    if (!isFirst)
      if (auto renewed = txn->renew(); !renewed.ok()) return renewed;
    left = kSnapshotRecords;
    const std::optional<DecisionId> begin = at;
    at.reset();
    const std::string_view key = begin ? begin->view() : std::string_view();
    auto scanned =
        range.newestFirst ? txn->scanBack(Table::kDecisions, key, each) : txn->scan(Table::kDecisions, key, each);
    if (!scanned.ok()) return scanned;
    if (!at) break;  // the end of the log
  }
  if (!isSound) return Fault{FaultKind::kCorrupt, "the log holds a key that is no decision's id"};
  return Done{};
}

}  // namespace regard
