#pragma once
// Keys and numbers of the meta table (docs/formats/store.md).

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "engine/store/lmdb_env.h"

namespace regard::meta {

inline constexpr std::string_view kFormatKey = "format";                   ///< number: kStoreFormat
inline constexpr std::string_view kSequenceKey = "sequence";               ///< number: commits so far
inline constexpr std::string_view kCatalogKey = "catalog";                 ///< Catalog::toBytes()
inline constexpr std::string_view kHistoryCatalogKey = "history";          ///< the same, of what happened to customers
inline constexpr std::string_view kCustomerNumberKey = "customer_number";  ///< number: the last one given
inline constexpr std::string_view kLogLimitsKey = "log_limits";            ///< LogLimits, two numbers
inline constexpr std::uint64_t kStoreFormat = 1;

/// Eight bytes, little-endian.
inline std::string bytesOf(std::uint64_t number) {
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

/// A number of the meta table, 0 if it is not there. kCorrupt if it is not eight bytes.
template <class Txn>
Result<std::uint64_t> number(const Txn& txn, std::string_view key) {
  auto found = txn.get(Table::kMeta, key);
  if (!found.ok()) return found.fault();
  std::uint64_t value = 0;
  if (!*found) return value;
  if ((*found)->size() != sizeof value)
    return Fault{FaultKind::kCorrupt, "the store's `" + std::string(key) + "` is damaged: restore it from a copy"};
  std::memcpy(&value, (*found)->data(), sizeof value);
  return value;
}

}  // namespace regard::meta
