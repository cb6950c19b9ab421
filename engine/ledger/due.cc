#include "engine/ledger/due.h"

#include <utility>

#include "engine/ledger/keys.h"
#include "engine/ledger/learned.h"
#include "engine/ledger/outcomes.h"
#include "engine/log/byte_codec.h"
#include "engine/store/decision_record.h"

namespace regard::ledger {
namespace {

constexpr std::uint8_t kDueFormat = 2;  // 1 had no half-life
constexpr std::size_t kActionMost = 200;
constexpr std::size_t kKeyBytesMin = kInstantBytes + kDecisionIdBytes + 1;

std::string bytesOf(const Due& due) {
  std::string bytes;
  ByteWriter to(bytes);
  to.byte(kDueFormat);
  to.text(due.action);
  to.text(due.outcome);
  to.varint(due.taken.size());
  for (const Taken& taken : due.taken) {
    to.text(taken.counter);
    to.integer(taken.bucketMs);
    to.integer(taken.amount);
  }
  to.varint(due.cells.size());
  for (const std::string& cell : due.cells) to.text(cell);
  to.integer(due.halfLifeMs);
  return bytes;
}

Result<Due> dueOf(std::string_view key, std::string_view bytes) {
  const Fault damaged{FaultKind::kCorrupt, "what is due in the store is damaged: restore it from a copy"};
  if (key.size() < kKeyBytesMin) return damaged;
  Due due;
  due.atMs = instantOf(key.substr(0, kInstantBytes));
  due.decision = DecisionId::ofView(key.substr(kInstantBytes, kDecisionIdBytes));
  due.kind = static_cast<DueKind>(key[kKeyBytesMin - 1]);
  ByteReader from(bytes);
  const std::uint8_t format = from.byte();
  if (format == 0 || format > kDueFormat)
    return Fault{FaultKind::kUnsupported, "what is due in the store was written by a newer version of regard"};
  due.action = from.text();
  due.outcome = from.text();
  for (std::size_t left = from.count(); left > 0 && !from.isBad(); --left) {
    Taken& taken = due.taken.emplace_back();
    taken.counter = from.text();
    taken.bucketMs = from.integer();
    taken.amount = from.integer();
  }
  for (std::size_t left = from.count(); left > 0 && !from.isBad(); --left) due.cells.emplace_back(from.text());
  if (format > 1) due.halfLifeMs = from.integer();
  if (!from.isDone() || !ir::isHalfLife(due.halfLifeMs)) return damaged;
  return due;
}

/// Everything due by `nowMs`, oldest first, until `visit` returns false.
template <class Visit>
Status forEachDue(const TableView& store, std::int64_t nowMs, Visit&& visit) {
  Status status = Done{};
  const std::string end = instantKey(nowMs + 1);
  const auto scanned = store.scan(Table::kDue, {}, [&](std::string_view key, std::string_view value) {
    if (key >= end) return false;
    auto due = dueOf(key, value);
    if (!due) status = due.fault();
    return due.ok() && visit(*due);
  });
  return scanned.ok() ? status : scanned;
}

Status happen(Transaction& store, const Due& due) {
  if (due.kind == DueKind::kLapse) {
    for (const Taken& taken : due.taken)
      if (auto back = giveBack(store, taken); !back) return back;
    return Done{};
  }
  OutcomeRow row;
  row.atMs = due.atMs;
  row.bySilence = true;
  if (auto put = putOutcome(store, due.decision, due.action, due.outcome, row); !put) return put;
  return learn(store, due.cells, {0, 1, due.atMs, due.halfLifeMs});
}

}  // namespace

std::string Due::key() const {
  std::string key = instantKey(atMs);
  key += decision.view();
  key += static_cast<char>(kind);
  return key += bounded(action, kActionMost);
}

Status putDue(Transaction& store, const Due& due) { return store.put(Table::kDue, due.key(), bytesOf(due)); }

Status eraseDue(Transaction& store, const Due& due) {
  auto erased = store.erase(Table::kDue, due.key());
  return erased.ok() ? Status(Done{}) : Status(erased.fault());
}

Result<std::size_t> sweep(Transaction& store, std::int64_t nowMs, std::size_t most) {
  std::vector<Due> all;
  const auto read = forEachDue(store, nowMs, [&](Due& due) {
    all.push_back(std::move(due));
    return all.size() < most;
  });
  if (!read) return read.fault();
  for (const Due& due : all) {
    if (auto done = happen(store, due); !done) return done.fault();
    if (auto gone = eraseDue(store, due); !gone) return gone.fault();
  }
  return all.size();
}

Status forEachLapsed(const TableView& store, std::int64_t nowMs, const std::function<void(const Taken&)>& visit) {
  return forEachDue(store, nowMs, [&](const Due& due) {
    if (due.kind == DueKind::kLapse)
      for (const Taken& taken : due.taken) visit(taken);
    return true;
  });
}

}  // namespace regard::ledger
