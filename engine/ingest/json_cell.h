#pragma once
// A JSON value as the cell of a table that it would be. Private to engine/ingest.

#include <simdjson.h>

#include <deque>
#include <string>
#include <string_view>

namespace regard {

/// Spellings that stand in no file: numbers written with an exponent.
using SpelledNumbers = std::deque<std::string>;

/// Text as it is, digits as they are written, `true` or `false`; null leaves `cell` as it was. Views point into the
/// document, its parser or `numbers`. The fault of a value that is none of these, or no JSON, else an empty string. It
/// names `key`, if there is one, never the value, which may be private.
std::string readJsonCell(simdjson::ondemand::value value, std::string_view key, SpelledNumbers& numbers,
                         std::string_view& cell);

}  // namespace regard
