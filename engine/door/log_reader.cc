#include "engine/door/log_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/door/request.h"
#include "engine/log/frame_bytes.h"

namespace regard {
namespace {

/// The first id that can be from then on. `after`: of an id, the one behind it.
Result<DecisionId> boundOf(const std::string& text, bool after) {
  if (const auto id = DecisionId::parse(text); id.ok()) return after ? id->successor() : *id;
  const auto ms = readInstant(text);
  if (!ms.ok())
    return Fault{
        FaultKind::kInvalid,
        fmt::format("`{}` is neither a time, such as 2026-03-02 or 2026-03-02T10:00, nor the id of a decision", text)};
  return DecisionId::firstAt(std::max<std::int64_t>(*ms, 0));
}

}  // namespace

Result<LogRange> rangeOf(const LogRangeRequest& asked) {
  LogRange range;
  if (!asked.from.empty()) {
    const auto from = boundOf(asked.from, false);
    if (!from.ok()) return from.fault();
    range.from = *from;
  }
  if (!asked.to.empty()) {
    const auto below = boundOf(asked.to, true);
    if (!below.ok()) return below.fault();
    range.below = *below;
  }
  if (range.below && *range.below <= range.from)
    return Fault{FaultKind::kInvalid, fmt::format("`{}` is not before `{}`: turn them round", asked.from, asked.to)};
  return range;
}

Status LogReader::only(const std::string& customer) {
  auto txn = store_.store->read();
  if (!txn.ok()) return txn.fault();
  std::string buffer;
  auto key = profileKey(customer, buffer);
  if (!key.ok()) return key.fault();
  auto row = txn->get(Table::kCustomerKeys, *key);
  if (!row.ok()) return row.fault();
  customer_ = 0;
  if (*row) {
    auto known = customerKeyOf(**row);
    if (!known.ok()) return known.fault();
    customer_ = known->number;
    return Done{};
  }
  auto profile = store_.store->find(*txn, customer);
  if (profile.ok() || profile.fault().kind != FaultKind::kNotFound) return Done{};
  auto catalog = store_.store->catalog();
  if (!catalog.ok()) return catalog.fault();
  return noSuchCustomer(store_, *txn, catalog->empty() ? "customer" : catalog->profileName(), customer);
}

ReadDecision LogReader::read(const ReadTxn& txn, const DecisionId& id, std::string_view record) {
  if (auto read = readLogged(txn, id, record, sealer_, logged_); !read.ok()) return {logged_, nullptr, read.fault()};
  if (logged_.isErased()) return {logged_};
  const auto about = [&](const Fault& fault) {
    return Fault{fault.kind, fmt::format("decision {}: {}", id.text(), fault.message)};
  };
  auto plan = rules_.of(txn, logged_.rules);
  if (!plan.ok()) return {logged_, nullptr, about(plan.fault())};
  auto fits = checkFits(*(*plan)->program, logged_.frame);
  if (fits.ok()) fits = checkFits(*(*plan)->program, logged_.decision);
  if (!fits.ok()) return {logged_, nullptr, about({FaultKind::kCorrupt, fits.fault().message})};
  return {logged_, *plan, {}, &txn};
}

Status LogReader::forEach(const LogRange& range, const std::function<bool(const ReadDecision&)>& visit) {
  return walkLog(*store_.store, range, [&](const ReadTxn& txn, const DecisionId& id, std::string_view record) {
    if (customer_) {  // what cannot be read is nobody's
      const auto header = decisionHeaderOf(record);
      if (!header.ok() || header->customer != *customer_) return true;
    }
    return visit(read(txn, id, record));
  });
}

Status LogReader::find(const std::string& id, const std::function<void(const ReadDecision&)>& visit) {
  const auto wanted = DecisionId::parse(id);
  if (!wanted.ok()) return wanted.fault();
  auto txn = store_.store->read();
  if (!txn.ok()) return txn.fault();
  auto record = txn->get(Table::kDecisions, wanted->view());
  if (!record.ok()) return record.fault();
  if (!*record) return notLogged(*wanted);
  visit(read(*txn, *wanted, **record));
  return Done{};
}

}  // namespace regard
