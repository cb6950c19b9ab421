#include "engine/store/decision_record.h"

#include <fmt/format.h>

#include <cstring>

#include "engine/store/crc32c.h"
#include "engine/store/meta.h"
#include "engine/store/profile_key.h"

namespace regard {
namespace {

constexpr std::size_t kCrcBytes = sizeof(std::uint32_t);

/// A struct that begins with crc, format and flags. `most`: the flags that are known.
template <class Head>
Result<Head> headOf(std::string_view bytes, std::string_view what, std::uint16_t format, unsigned knownFlags) {
  Head head;
  if (bytes.size() < sizeof head)
    return Fault{FaultKind::kCorrupt, fmt::format("{} is damaged: it is cut short", what)};
  std::memcpy(&head, bytes.data(), sizeof head);
  if (head.crc != crc32c(bytes.substr(kCrcBytes)))
    return Fault{FaultKind::kCorrupt, fmt::format("{} is damaged: its checksum is wrong", what)};
  if (head.format != format || (head.flags & ~knownFlags) != 0)
    return Fault{FaultKind::kUnsupported,
                 fmt::format("{} has format {} and this version of regard reads format {}: use a newer regard", what,
                             head.format, format)};
  return head;
}

void stamp(std::string& bytes) {
  const std::uint32_t crc = crc32c(std::string_view(bytes).substr(kCrcBytes));
  std::memcpy(bytes.data(), &crc, sizeof crc);
}

/// The last twelve bytes of an id hold everything in it that is drawn or counted, 73 bits of chance or more.
std::string_view nonceOf(std::string_view id) { return id.substr(id.size() - kSealNonceBytes); }

/// What is sealed goes with this id and this header; of the header all but the checksum.
std::string clearBytes(std::string_view id, const DecisionHeader& header) {
  std::string clear(id);
  clear.append(reinterpret_cast<const char*>(&header) + kCrcBytes, sizeof header - kCrcBytes);
  return clear;
}

}  // namespace

std::string numberKey(std::uint64_t number) {
  std::string key(sizeof number, '\0');
  for (std::size_t i = key.size(); i-- > 0; number >>= 8U) key[i] = static_cast<char>(number & 0xFFU);
  return key;
}

Result<DecisionHeader> decisionHeaderOf(std::string_view record) {
  return headOf<DecisionHeader>(record, "the record of the decision", kDecisionFormat, DecisionHeader::kReservedFlag);
}

Result<CustomerKey> customerKeyOf(std::string_view row) {
  return headOf<CustomerKey>(row, "the key of a customer", kCustomerKeyFormat, 0);
}

std::string bytesOf(CustomerKey key) {
  std::string bytes(reinterpret_cast<const char*>(&key), sizeof key);
  stamp(bytes);
  return bytes;
}

std::string decisionRecord(std::string_view id, DecisionHeader header, std::string_view content,
                           std::string_view sealKey, Sealer& sealer) {
  REGARD_CHECK(id.size() == kDecisionIdBytes, id.size());
  std::string record(reinterpret_cast<const char*>(&header), sizeof header);
  sealer.seal(sealKey, nonceOf(id), clearBytes(id, header), content, record);
  stamp(record);
  return record;
}

Result<LogLimits> logLimits(const TableView& txn) {
  auto bytes = txn.get(Table::kMeta, meta::kLogLimitsKey);
  if (!bytes.ok()) return bytes.fault();
  LogLimits limits;
  if (!*bytes) return limits;
  if ((*bytes)->size() != sizeof limits)
    return Fault{FaultKind::kCorrupt, "how long the log is kept is damaged: say it again"};
  std::memcpy(&limits, (*bytes)->data(), sizeof limits);
  return limits;
}

std::string bytesOf(const LogLimits& limits) { return {reinterpret_cast<const char*>(&limits), sizeof limits}; }

std::uint64_t msOfDecision(std::string_view id) {
  constexpr std::size_t kTimeBytes = 6;
  std::uint64_t ms = 0;
  for (const char byte : id.substr(0, kTimeBytes)) ms = ms << 8U | static_cast<unsigned char>(byte);
  return ms;
}

Result<StoredDecision> openDecision(const TableView& txn, std::string_view id, std::string_view record,
                                    Sealer& sealer) {
  auto header = decisionHeaderOf(record);
  if (!header.ok()) return header.fault();
  StoredDecision decision{.header = *header, .customer = {}, .content = {}};
  auto customer = txn.get(Table::kCustomerNumbers, numberKey(header->customer));
  if (!customer.ok()) return customer.fault();
  if (!*customer) return decision;
  auto row = txn.get(Table::kCustomerKeys, **customer);
  if (!row.ok()) return row.fault();
  if (!*row) return Fault{FaultKind::kCorrupt, "the customer of the decision has lost their key"};
  auto key = customerKeyOf(**row);
  if (!key.ok()) return key.fault();
  if (!sealer.open(key->sealKey(), nonceOf(id), clearBytes(id, *header), record.substr(sizeof *header),
                   decision.content))
    return Fault{FaultKind::kCorrupt, "the record of the decision was not sealed under its customer's key"};
  decision.customer = idOfKey(**customer);
  return decision;
}

Result<std::optional<StoredDecision>> findDecision(const TableView& txn, std::string_view id, Sealer& sealer) {
  auto record = txn.get(Table::kDecisions, id);
  if (!record.ok()) return record.fault();
  if (!*record) return std::optional<StoredDecision>();
  auto decision = openDecision(txn, id, **record, sealer);
  if (!decision.ok()) return decision.fault();
  return std::optional<StoredDecision>(*std::move(decision));
}

}  // namespace regard
