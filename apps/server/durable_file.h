#pragma once
// Bytes that are on disk when a call returns.

#include <string>
#include <string_view>

#include "regard/result.h"

namespace regard::server {

/// A file that is there whole or not at all: beside `path` first, then in its place, with the folder's entry. Errors:
/// full, io.
Expected<bool> writeDurably(const std::string& path, std::string_view bytes);
/// At the end of a file, which is made if it is not there; all of them or none. Errors: full, io.
Expected<bool> appendDurably(const std::string& path, std::string_view bytes);
/// All of it. Errors: notFound, io.
Expected<std::string> readFile(const std::string& path);

}  // namespace regard::server
