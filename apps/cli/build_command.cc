#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apps/cli/fail.h"
#include "apps/cli/whole_file.h"
#include "apps/render/quantities.h"
#include "apps/render/test_report.h"

namespace regard::cli {
namespace {

constexpr std::string_view kExtension = ".bundle";

constexpr Positional kBuildPositionals[] = {{.name = "RULES",
                                             .help = "a folder of .regard files, or one",
                                             .offer = Offer::file,
                                             .environment = "REGARD_RULES"}};

constexpr Option kBuildOptions[] = {
    {.name = "--output",
     .value = "FILE.bundle",
     .help = "The file to make; one that is there is replaced",
     .letter = 'o',
     .offer = Offer::file},
    {.name = "--test", .help = "Run the rules' own tests first, and make nothing if one fails"}};

/// False if a test failed; it is told then.
bool passesTests(const Arguments& arguments, Terminal& terminal, const Rulebook& rulebook) {
  const std::vector<TestResult> results = runTests(rulebook);
  if (std::all_of(results.begin(), results.end(), [](const TestResult& test) { return test.passed(); })) return true;
  if (arguments.json()) {
    terminal.print(render::testsJson(results));
  } else {
    terminal.say(render::testsText(results, terminal.err()));
  }
  return false;
}

ExitCode runBuild(const Arguments& arguments, Terminal& terminal) {
  const std::string rules = *arguments.value("RULES");
  const auto output = arguments.value("--output");
  if (!output) return fail(arguments, terminal, wrong("where to? Add -o FILE.bundle"));
  if (!output->ends_with(kExtension))
    return fail(arguments, terminal, wrong(fmt::format("`{}` should end in {}", *output, kExtension)));
  if (rules.ends_with(kExtension))
    return fail(arguments, terminal, wrong(fmt::format("`{}` is a bundle already; RULES is text", rules)));
  const Loaded loaded = loadRulebook(arguments, terminal, rules);
  if (!loaded.rulebook) return loaded.code;
  const Rulebook& rulebook = *loaded.rulebook;
  if (arguments.has("--test") && !passesTests(arguments, terminal, rulebook)) return ExitCode::faults;
  const auto bytes = toBundle(rulebook);
  if (!bytes) return fail(arguments, terminal, bytes.error());
  if (const auto error = writeWhole(*output, *bytes)) return fail(arguments, terminal, *error);

  const std::size_t actions = rulebook.actions().size();
  terminal.say(fmt::format("{}: {}, {}, {}\nhash {}\n", *output, render::counted(actions, "action"),
                           render::counted(rulebook.testCount(), "test"), render::counted(bytes->size(), "byte"),
                           rulebook.hash()));
  if (arguments.json()) {
    const nlohmann::ordered_json document = {{"path", *output},
                                             {"hash", rulebook.hash()},
                                             {"bytes", bytes->size()},
                                             {"rulebook", rulebook.name()},
                                             {"action_count", actions},
                                             {"segment_count", rulebook.segmentCount()},
                                             {"test_count", rulebook.testCount()}};
    terminal.print(document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
  }
  return ExitCode::fine;
}

}  // namespace

const Command kBuildCommand = {
    .name = "build",
    .summary = "Make one file of the rules, ready to decide by",
    .about =
        "A bundle holds the checked program, its sources and a hash of both. Wherever a command takes RULES or\n"
        "--rules, it takes a bundle too, and opens it without compiling. The same rules give the same bytes.",
    .example = "regard build rules/examples/telco -o telco.bundle",
    .positionals = kBuildPositionals,
    .options = kBuildOptions,
    .run = runBuild};

}  // namespace regard::cli
