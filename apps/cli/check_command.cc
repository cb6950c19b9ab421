#include <fmt/format.h>

#include "apps/cli/fail.h"
#include "apps/render/sarif.h"
#include "regard/version.h"

namespace regard::cli {
namespace {

constexpr Positional kPositionals[] = {{.name = "RULES",
                                        .help = "a folder of .regard files, one, or a .bundle",
                                        .offer = Offer::file,
                                        .environment = "REGARD_RULES"}};

constexpr Option kOptions[] = {{.name = "--dump",
                                .value = "STAGE",
                                .help = "Print a stage of compilation instead: ast or ir",
                                .offer = Offer::words,
                                .words = "ast ir"},
                               kSarifOption};

ExitCode printStage(const Arguments& arguments, Terminal& terminal, const std::string& rules,
                    const std::string& stage) {
  if (stage != "ast" && stage != "ir") {
    return fail(arguments, terminal, {ErrorKind::invalid, fmt::format("`--dump {}` should be ast or ir", stage)});
  }
  const Expected<std::string> text = dump(rules, stage == "ast" ? Stage::ast : Stage::ir);
  if (!text) return fail(arguments, terminal, text.error());
  terminal.print(*text);
  return ExitCode::fine;
}

ExitCode run(const Arguments& arguments, Terminal& terminal) {
  const std::string rules = *arguments.value("RULES");
  if (const auto error = wrongFormats(arguments)) return fail(arguments, terminal, *error);
  Expected<CompileResult> result = compile(rules);
  if (!result) return fail(arguments, terminal, result.error());
  const bool sound = result->rulebook.has_value();
  const auto stage = arguments.value("--dump");
  // A tree is of use even when it has faults: that is when one wants to look at it.
  if (stage && (sound || *stage != "ir")) return printStage(arguments, terminal, rules, *stage);
  const render::CheckReport report = checkReportOf(*std::move(result), rules);
  terminal.print(arguments.has("--sarif") ? render::checkSarif(report, allCodes(), version())
                 : arguments.json()       ? render::checkJson(report)
                                          : render::checkText(report, terminal.out()));
  return sound ? ExitCode::fine : ExitCode::faults;
}

}  // namespace

const Command kCheckCommand = {
    .name = "check",
    .summary = "Look for faults in rules",
    .about =
        "Every fault is told with its place, what it is, and what would be right. Exit code 1 if there are errors;\n"
        "warnings alone are fine.",
    .example = "regard check rules/examples/telco",
    .positionals = kPositionals,
    .options = kOptions,
    .run = run};

}  // namespace regard::cli
