#pragma once
// How a command says that it could not.

#include <optional>
#include <string>
#include <vector>

#include "apps/cli/arguments.h"
#include "apps/cli/exit_code.h"
#include "apps/cli/terminal.h"
#include "apps/render/diagnostic.h"
#include "regard/rulebook.h"

namespace regard::cli {

/// The message on standard error; with --json, also as a document on standard output, which then is never empty.
ExitCode fail(const Arguments& arguments, Terminal& terminal, const Error& error);

inline constexpr Option kSarifOption = {.name = "--sarif", .help = "SARIF 2.1.0, for code hosts and editors"};

/// One document on standard output has one format: an error if both --json and --sarif are asked for.
std::optional<Error> wrongFormats(const Arguments& arguments);

/// What compiling `path` gave, as the renderers take it.
render::CheckReport checkReportOf(CompileResult result, const std::string& path);

/// The rulebook at `path`, or how to end: its diagnostics are told, with --sarif as such, and the command is over.
struct Loaded {
  std::optional<Rulebook> rulebook;
  std::vector<Diagnostic> warnings;
  ExitCode code = ExitCode::fine;
};
/// `cases`: tables of tests beside those of the rulebook's folder.
Loaded loadRulebook(const Arguments& arguments, Terminal& terminal, const std::string& path,
                    const std::vector<std::string>& cases = {});

}  // namespace regard::cli
