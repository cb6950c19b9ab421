#pragma once
// A file that is there whole or not at all.

#include <optional>
#include <string>
#include <string_view>

#include "regard/result.h"

namespace regard::cli {

/// Writes beside `path`, to disk, and then takes its place, with its permissions: whoever reads `path` sees the old
/// bytes or the new ones. A link stays a link; into a device or a pipe it just writes.
std::optional<Error> writeWhole(const std::string& path, std::string_view bytes);

}  // namespace regard::cli
