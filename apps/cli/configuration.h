#pragma once
// Options that stand in a file or in the environment instead of on the command line.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/cli/command.h"
#include "regard/result.h"

namespace regard::cli {

/// A command that takes these is configured by them too: each of its other options may stand in the file under its name
/// without the dashes, and what looks like one of its variables must be one.
inline constexpr Option kConfigOption = {
    .name = "--config",
    .value = "FILE",
    .help = "Options by their names, as `port = 8081`; the command line and variables win (or set REGARD_CONFIG)",
    .offer = Offer::file,
    .environment = "REGARD_CONFIG"};
inline constexpr Option kPrintConfigOption = {
    .name = "--print-config", .help = "What holds and where it was said, as a file for --config, and end"};

/// Values as the file has them, by option: "--port". TOML, but for its tables. Errors: notFound, invalid: a name that
/// there is not, with the nearest that is, several values where one is taken.
Expected<std::map<std::string, std::vector<std::string>>> readConfiguration(const Command& command,
                                                                            const std::string& path);

/// Of a switch that is not on the command line: yes or no. Nothing if it is neither.
std::optional<bool> switchOf(std::string_view text);

/// A variable that is nearly one of those that commands read: then it was meant to be one. Others with the prefix may
/// be somebody else's. `environment` as main has it: "NAME=value", ended by nullptr.
std::optional<Error> misspelledVariable(const char* const* environment);

}  // namespace regard::cli
