#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "apps/cli/fail.h"
#include "apps/render/test_report.h"

namespace regard::cli {
namespace {

constexpr Positional kPositionals[] = {
    {.name = "RULES",
     .help = "a folder of .regard files, one, or a .bundle",
     .offer = Offer::file,
     .environment = "REGARD_RULES"},
    {.name = "FILTER", .help = "only tests whose title holds this text", .required = false}};

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

ExitCode run(const Arguments& arguments, Terminal& terminal) {
  const std::string rules = *arguments.value("RULES");
  const Loaded loaded = loadRulebook(arguments, terminal, rules);
  if (!loaded.rulebook) return loaded.code;
  std::vector<TestResult> results = runTests(*loaded.rulebook);
  const bool hasTests = !results.empty();
  if (const auto filter = arguments.value("FILTER"); filter && hasTests) {
    std::erase_if(results, [wanted = lowered(*filter)](const TestResult& test) {
      return lowered(test.title).find(wanted) == std::string::npos;
    });
    if (results.empty()) {
      return fail(arguments, terminal,
                  {ErrorKind::notFound, fmt::format("no test of {} has `{}` in its title", rules, *filter)});
    }
  }
  if (arguments.json()) {
    terminal.print(render::testsJson(results));
  } else if (hasTests) {
    terminal.print(render::testsText(results, terminal.out()));
  } else {
    terminal.print(
        fmt::format("{} has no tests. `test \"...\" {{ customer {{ ... }} expect ... }}` makes one.\n", rules));
  }
  const bool passed = std::all_of(results.begin(), results.end(), [](const TestResult& test) { return test.passed(); });
  return passed ? ExitCode::fine : ExitCode::faults;
}

}  // namespace

const Command kTestCommand = {.name = "test",
                              .summary = "Run the tests that stand in the rules",
                              .about = "Exit code 1 if one fails.",
                              .example =
                                  "regard test rules/examples/telco\n"
                                  "regard test rules/examples/telco angry",
                              .positionals = kPositionals,
                              .options = {},
                              .run = run};

}  // namespace regard::cli
