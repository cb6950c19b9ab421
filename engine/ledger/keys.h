#pragma once
// Keys of the ledger's tables: names of rules, ids, instants. Format to the byte: docs/formats/ledger.md.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace regard::ledger {

/// The name, or of a longer one its beginning and a checksum of the whole: LMDB takes keys of 511 bytes.
std::string bounded(std::string_view name, std::size_t most);

inline constexpr std::size_t kInstantBytes = 8;
/// Eight bytes whose order is that of the instants.
std::string instantKey(std::int64_t ms);
/// REQUIRES kInstantBytes.
std::int64_t instantOf(std::string_view bytes);

}  // namespace regard::ledger
