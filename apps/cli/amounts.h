#pragma once
// Times and sizes as people write them on a command line.

#include <cstdint>
#include <string>

#include "regard/result.h"

namespace regard::cli {

/// 90d, 12h, "6 weeks" as milliseconds; 0 for `forever`. An Error says what would be right.
Expected<std::uint64_t> parseKeep(const std::string& text);
/// 10GB, "500 MB" as bytes, in powers of ten; 0 for `none`.
Expected<std::uint64_t> parseQuota(const std::string& text);

}  // namespace regard::cli
