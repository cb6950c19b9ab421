#include <fmt/format.h>

#include "apps/cli/fail.h"
#include "apps/render/diagnostic.h"
#include "apps/render/sarif.h"
#include "regard/engine.h"
#include "regard/version.h"

namespace regard::cli {
namespace {

constexpr Positional kCheckPositionals[] = {{.name = "RULES",
                                             .help = "a folder of .regard files, one, or a .bundle",
                                             .offer = Offer::file,
                                             .environment = "REGARD_RULES"}};

constexpr Option kCheckOptions[] = {{.name = "--dump",
                                     .value = "STAGE",
                                     .help = "Print a stage of the way to a decision instead: ast, ir or plan",
                                     .offer = Offer::words,
                                     .words = "ast ir plan"},
                                    kSarifOption};

Expected<std::string> textOf(const CompileResult& compiled, const std::string& rules, const std::string& stage) {
  if (stage == "plan" && compiled.rulebook) return planText(*compiled.rulebook);
  if (stage == "ast" || stage == "ir") return dump(rules, stage == "ast" ? Stage::ast : Stage::ir);
  return Error{ErrorKind::invalid, fmt::format("`--dump {}` should be ast, ir or plan", stage)};
}

ExitCode printStage(const Arguments& arguments, Terminal& terminal, const CompileResult& compiled,
                    const std::string& rules, const std::string& stage) {
  const Expected<std::string> text = textOf(compiled, rules, stage);
  if (!text) return fail(arguments, terminal, text.error());
  terminal.print(*text);
  return ExitCode::fine;
}

ExitCode runCheck(const Arguments& arguments, Terminal& terminal) {
  const std::string rules = *arguments.value("RULES");
  if (const auto error = wrongFormats(arguments)) return fail(arguments, terminal, *error);
  Expected<CompileResult> result = compile(rules);
  if (!result) return fail(arguments, terminal, result.error());
  const bool sound = result->rulebook.has_value();
  const auto stage = arguments.value("--dump");
  // A tree is of use even when it has faults: that is when one wants to look at it.
  if (stage && (sound || (*stage != "ir" && *stage != "plan")))
    return printStage(arguments, terminal, *result, rules, *stage);
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
    .positionals = kCheckPositionals,
    .options = kCheckOptions,
    .run = runCheck};

}  // namespace regard::cli
