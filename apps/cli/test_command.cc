#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>

#include "apps/cli/fail.h"
#include "apps/render/coverage.h"
#include "apps/render/sarif.h"
#include "apps/render/test_report.h"
#include "regard/version.h"

namespace regard::cli {
namespace {

constexpr Positional kTestPositionals[] = {
    {.name = "RULES",
     .help = "a folder of .regard files, one, or a .bundle",
     .offer = Offer::file,
     .environment = "REGARD_RULES"},
    {.name = "FILTER", .help = "only tests whose title holds this text", .required = false}};

constexpr Option kTestOptions[] = {
    {.name = "--cases",
     .value = "FILE.csv",
     .help = "Also the tests in this table, one in each row",
     .offer = Offer::file,
     .repeats = true},
    {.name = "--coverage", .help = "Also say which conditions no test has seen true, false or unknown"},
    {.name = "--coverage-min",
     .value = "PERCENT",
     .help = "Exit code 1 if less than this share of it was seen; implies --coverage"},
    kSarifOption};

std::string folderOf(const std::string& rules) {
  std::error_code error;
  const std::filesystem::path path(rules);
  return (std::filesystem::is_directory(path, error) ? path : path.parent_path()).string();
}

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// What is asked of the coverage, and what it was.
struct CoverageCheck {
  std::optional<double> leastPercent;
  std::optional<Coverage> found;

  bool enough() const {
    if (!leastPercent) return true;
    const Coverage::Count all = found->all();
    return 100.0 * static_cast<double>(all.seen) >= *leastPercent * static_cast<double>(all.possible);
  }
};

Expected<CoverageCheck> checkCoverage(const Arguments& arguments, const Rulebook& rulebook) {
  CoverageCheck check;
  const auto least = arguments.value("--coverage-min");
  if (!least && !arguments.has("--coverage")) return check;
  if (arguments.value("FILTER")) return wrong("coverage counts every test: leave FILTER out");
  if (least) {
    char* end = nullptr;
    check.leastPercent = std::strtod(least->c_str(), &end);
    const std::string_view behind = end;
    const bool isNumber = end != least->c_str() && (behind.empty() || behind == "%");
    if (!isNumber || !(*check.leastPercent >= 0 && *check.leastPercent <= 100))
      return wrong(fmt::format("`--coverage-min {}` should be a percentage, 0 to 100", *least));
  }
  Expected<Coverage> found = coverageOf(rulebook);
  if (!found) return found.error();
  check.found = *std::move(found);
  return check;
}

/// Those whose title holds the filter. An Error if there is none.
Expected<std::vector<TestResult>> filtered(std::vector<TestResult> results, const std::string& filter,
                                           const std::string& rules) {
  std::erase_if(results, [wanted = lowered(filter)](const TestResult& test) {
    return lowered(test.title).find(wanted) == std::string::npos;
  });
  if (!results.empty()) return results;
  return Error{ErrorKind::notFound, fmt::format("no test of {} has `{}` in its title", rules, filter)};
}

void report(const Arguments& arguments, Terminal& terminal, const std::vector<TestResult>& results,
            const CoverageCheck& coverage) {
  if (arguments.has("--sarif")) {
    terminal.print(render::testsSarif(results, folderOf(*arguments.value("RULES")), version()));
  } else if (arguments.json()) {
    terminal.print(render::testsJson(results, coverage.found ? &*coverage.found : nullptr));
  } else {
    terminal.print(results.empty()
                       ? fmt::format("{} has no tests. `test \"...\" {{ customer {{ ... }} expect ... }}` makes one.\n",
                                     *arguments.value("RULES"))
                       : render::testsText(results, terminal.out()));
    if (coverage.found) terminal.print('\n' + render::coverageText(*coverage.found, terminal.out()));
  }
  if (!coverage.enough())
    terminal.say(fmt::format("{} coverage is {}, less than {}%\n", terminal.err().paint(render::Tone::bad, "regard:"),
                             render::percentText(coverage.found->all()), *coverage.leastPercent));
}

ExitCode runTest(const Arguments& arguments, Terminal& terminal) {
  const std::string rules = *arguments.value("RULES");
  if (const auto error = wrongFormats(arguments)) return fail(arguments, terminal, *error);
  const Loaded loaded = loadRulebook(arguments, terminal, rules, arguments.values("--cases"));
  if (!loaded.rulebook) return loaded.code;
  const auto coverage = checkCoverage(arguments, *loaded.rulebook);
  if (!coverage) return fail(arguments, terminal, coverage.error());
  std::vector<TestResult> results = runTests(*loaded.rulebook);
  if (const auto filter = arguments.value("FILTER"); filter && !results.empty()) {
    auto some = filtered(std::move(results), *filter, rules);
    if (!some) return fail(arguments, terminal, some.error());
    results = *std::move(some);
  }
  report(arguments, terminal, results, *coverage);
  const bool passed = std::all_of(results.begin(), results.end(), [](const TestResult& test) { return test.passed(); });
  return passed && coverage->enough() ? ExitCode::fine : ExitCode::faults;
}

}  // namespace

const Command kTestCommand = {.name = "test",
                              .summary = "Run the tests that stand in the rules",
                              .about = "Exit code 1 if one fails.",
                              .example =
                                  "regard test rules/examples/telco\n"
                                  "regard test rules/examples/telco angry\n"
                                  "regard test rules/examples/telco --coverage-min 80\n"
                                  "regard test rules/examples/telco --cases customers_of_march.csv",
                              .positionals = kTestPositionals,
                              .options = kTestOptions,
                              .run = runTest};

}  // namespace regard::cli
