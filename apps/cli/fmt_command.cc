#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <iterator>

#include "apps/cli/fail.h"
#include "apps/cli/whole_file.h"
#include "apps/render/assist.h"
#include "apps/render/diff.h"
#include "apps/render/quantities.h"

namespace regard::cli {
namespace {

constexpr Positional kFmtPositionals[] = {{.name = "RULES",
                                           .help = "a folder of .regard files, or one, or - for standard input",
                                           .offer = Offer::file,
                                           .environment = "REGARD_RULES"}};

constexpr Option kFmtOptions[] = {{.name = "--check", .help = "Write nothing; exit code 1 if a file is not formatted"},
                                  {.name = "--diff", .help = "Write nothing; print what would change"},
                                  {.name = "--stdout", .help = "Write nothing; print the file as it should look"}};

Expected<std::vector<Formatted>> filesOf(const std::string& rules) {
  if (rules != "-") return formatRules(rules);
  const std::string text{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  return std::vector{formatText(text, "standard input")};
}

void tellFaults(const std::vector<Formatted>& files, const Terminal& terminal) {
  for (const Formatted& file : files) {
    for (const Diagnostic& fault : file.faults) terminal.say(render::diagnosticText(fault, terminal.err()) + '\n');
    if (!file.faults.empty()) terminal.say(fmt::format("{} is left as it is.\n", render::nameOf(file)));
  }
}

std::optional<Error> write(const std::vector<Formatted>& files) {
  for (const Formatted& file : files) {
    if (!file.isChanged()) continue;
    if (const auto error = writeWhole(file.location, file.after)) return error;
  }
  return std::nullopt;
}

ExitCode runFmt(const Arguments& arguments, Terminal& terminal) {
  const std::string rules = *arguments.value("RULES");
  const bool check = arguments.has("--check"), diff = arguments.has("--diff");
  const bool print = arguments.has("--stdout") || (rules == "-" && !check && !diff);
  const auto files = filesOf(rules);
  if (!files) return fail(arguments, terminal, files.error());
  if (print && files->size() != 1) {
    return fail(arguments, terminal,
                {ErrorKind::invalid, fmt::format("--stdout prints one file, and {} holds {}", rules,
                                                 render::counted(files->size(), "file"))});
  }
  if (!check && !diff && !print) {
    if (const auto error = write(*files)) return fail(arguments, terminal, *error);
  }
  if (arguments.json()) {
    terminal.print(render::formattedJson(*files, {.text = print, .diff = diff}));
  } else {
    tellFaults(*files, terminal);
    for (const Formatted& file : *files) {
      if (print && file.faults.empty()) terminal.print(file.after);
      if (diff) terminal.print(render::unifiedDiff(file.before, file.after, render::nameOf(file), terminal.out()));
      if (!print && !diff && file.isChanged()) terminal.print(render::nameOf(file) + '\n');
    }
  }
  const auto changed =
      std::count_if(files->begin(), files->end(), [](const Formatted& file) { return file.isChanged(); });
  const bool isFaulty =
      std::any_of(files->begin(), files->end(), [](const Formatted& file) { return !file.faults.empty(); });
  if (!print && !arguments.json())
    terminal.say(fmt::format("{} of {} {}formatted.\n", changed, render::counted(files->size(), "file"),
                             !check && !diff ? ""
                             : changed == 1  ? "is not "
                                             : "are not "));
  return isFaulty || (check && changed > 0) ? ExitCode::faults : ExitCode::fine;
}

}  // namespace

const Command kFmtCommand = {
    .name = "fmt",
    .summary = "Give rules the look that all rules have",
    .about =
        "Columns stand below each other, blocks are indented by two blanks, other lines by four; where lines break\n"
        "inside a clause stays as you chose. No word and no comment changes. Prints the files it changed. A file with\n"
        "errors of syntax is left as it is, its errors are told, and the exit code is 1.",
    .example =
        "regard fmt rules/examples/telco\n"
        "regard fmt rules/examples/telco --check\n"
        "regard fmt - < draft.regard",
    .positionals = kFmtPositionals,
    .options = kFmtOptions,
    .run = runFmt};

}  // namespace regard::cli
