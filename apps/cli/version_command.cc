#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "apps/cli/fail.h"
#include "regard/version.h"

namespace regard::cli {
namespace {

std::string compilerText() {
#if defined(__clang__)
  return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("gcc {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

ExitCode runVersion(const Arguments& arguments, Terminal& terminal) {
  if (arguments.json()) {
    const nlohmann::ordered_json document = {{"version", version()}, {"compiler", compilerText()}};
    terminal.print(document.dump(2) + '\n');
  } else {
    terminal.print(fmt::format("regard {}\n", version()));
  }
  return ExitCode::fine;
}

}  // namespace

const Command kVersionCommand = {.name = "version",
                                 .summary = "Print the version",
                                 .about = {},
                                 .example = "regard version --json",
                                 .positionals = {},
                                 .options = {},
                                 .run = runVersion};

}  // namespace regard::cli
