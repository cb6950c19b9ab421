#pragma once
// One logged decision as it is stored: a header that tells nothing about a person, then what was decided and from what,
// sealed under the customer's own key. Format to the byte: docs/formats/decision-log.md. Who wrote it: apply_log.cc.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/store/lmdb_env.h"
#include "engine/store/seal.h"

namespace regard {

inline constexpr std::size_t kDecisionIdBytes = 16, kRulesHashBytes = 32;

/// The clear part of a record; the id is its key.
struct DecisionHeader {
  std::uint32_t crc = 0;  ///< CRC-32C of everything after this field, the sealed part too
  std::uint16_t format = 1;
  std::uint16_t flags = 0;     ///< kReservedFlag; a reader refuses bits it does not know
  std::uint64_t customer = 0;  ///< their number; whose it is, the store forgets with the customer
  std::int64_t nowMs = 0;      ///< what the decision took for now
  std::uint64_t seed = 0;
  std::array<char, kRulesHashBytes> rules{};  ///< the hash of the bundle that decided

  static constexpr std::uint16_t kReservedFlag = 1;
  std::string_view rulesHash() const { return {rules.data(), rules.size()}; }
  bool isReserved() const { return (flags & kReservedFlag) != 0; }
};
static_assert(sizeof(DecisionHeader) == 64);

inline constexpr std::uint64_t kPrunedPerDecision = 4;  ///< at most, of those beyond the limits
inline constexpr std::uint16_t kDecisionFormat = 1, kCustomerKeyFormat = 1;

/// What stands under a customer's id in the table of keys.
struct CustomerKey {
  std::uint32_t crc = 0;  ///< CRC-32C of everything after this field
  std::uint16_t format = 1;
  std::uint16_t flags = 0;
  std::uint64_t number = 0;  ///< from 1; never given twice
  std::array<char, kSealKeyBytes> key{};
  std::string_view sealKey() const { return {key.data(), key.size()}; }
};
static_assert(sizeof(CustomerKey) == 48);

/// The bytes of a number as a key: big-endian, so that their order is the order of numbers.
std::string numberKey(std::uint64_t number);

/// Checksum, length, format. kCorrupt, kUnsupported.
Result<DecisionHeader> decisionHeaderOf(std::string_view record);
Result<CustomerKey> customerKeyOf(std::string_view row);
std::string bytesOf(CustomerKey key);  ///< with its checksum
/// The whole record, header first, with its checksum. REQUIRES an id of kDecisionIdBytes.
std::string decisionRecord(std::string_view id, DecisionHeader header, std::string_view content,
                           std::string_view sealKey, Sealer& sealer);

/// How long decisions stay in the log; 0 is without limit. The oldest go first.
struct LogLimits {
  std::uint64_t keepMs = 0;      ///< since they were made
  std::uint64_t quotaBytes = 0;  ///< of the pages that hold the records
  bool any() const { return keepMs != 0 || quotaBytes != 0; }
  friend bool operator==(const LogLimits&, const LogLimits&) = default;
};
/// As they are set in the store. kCorrupt.
Result<LogLimits> logLimits(const TableView& txn);
std::string bytesOf(const LogLimits& limits);

/// When a decision was made, in ms since 1970: the first six bytes of its id. REQUIRES kDecisionIdBytes.
std::uint64_t msOfDecision(std::string_view id);

/// A record read and unsealed.
struct StoredDecision {
  DecisionHeader header;
  std::string customer;  ///< their id; empty: erased since, and so is the content
  std::string content;
  bool isErased() const { return customer.empty(); }
};

/// Unseals a record found under `id` within `txn`. kCorrupt, kUnsupported.
Result<StoredDecision> openDecision(const TableView& txn, std::string_view id, std::string_view record, Sealer& sealer);
/// The decision of this id, or nothing if there is none: it may have been let go, or is another store's.
Result<std::optional<StoredDecision>> findDecision(const TableView& txn, std::string_view id, Sealer& sealer);

}  // namespace regard
