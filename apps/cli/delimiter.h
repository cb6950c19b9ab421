#pragma once
#include <optional>

#include "apps/cli/arguments.h"

namespace regard::cli {

/// --delimiter as one character; `tab` and `\t` are one. 0 if it was not given: found by looking.
Expected<char> delimiterOf(const Arguments& arguments);

inline constexpr Option kDelimiterOption = {
    .name = "--delimiter",
    .value = "CHARACTER",
    .help = "What stands between the cells, if looking at the file does not tell; `tab` is one",
    .letter = 'd'};

}  // namespace regard::cli
