#include <fmt/format.h>

#include "apps/cli/fail.h"
#include "apps/cli/whole_file.h"
#include "apps/render/learned.h"
#include "apps/render/quantities.h"
#include "regard/learned.h"

namespace regard::cli {
namespace {

constexpr Positional kLearnedPositionals[] = {
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder, .environment = "REGARD_STORE"}};

constexpr Option kLearnedOptions[] = {
    {.name = "--rules",
     .value = "PATH",
     .help = "The rules whose priors count (or set REGARD_RULES)",
     .offer = Offer::file,
     .environment = "REGARD_RULES"},
    {.name = "--action", .value = "ACTION", .help = "Of this one only"},
    {.name = "--now",
     .value = "TIME",
     .help = "As of then; older answers count less. In UTC unless an offset is given"},
    {.name = "--export",
     .value = "FILE.csv",
     .help = "Write the cells as a table; - is standard output",
     .offer = Offer::file},
    {.name = "--import",
     .value = "FILE.csv",
     .help = "Set the cells of such a table; others stay",
     .offer = Offer::file},
    {.name = "--forget", .value = "ACTION", .help = "Begin this action anew, at its prior"}};

ExitCode change(const Arguments& arguments, Terminal& terminal) {
  const auto file = arguments.value("--import"), action = arguments.value("--forget");
  auto store = Store::open(*arguments.value("STORE"), Access::write);
  if (!store) return fail(arguments, terminal, store.error());
  const auto cells = file ? importLearned(*store, *file) : forgetLearned(*store, *action);
  if (!cells) return fail(arguments, terminal, cells.error());
  const std::string said = file ? fmt::format("Set {}.\n", render::counted(*cells, "cell"))
                                : fmt::format("Forgot {} of {}.\n", render::counted(*cells, "cell"), *action);
  terminal.print(arguments.json() ? fmt::format("{{ \"cells\": {} }}\n", *cells) : said);
  return ExitCode::fine;
}

ExitCode runLearned(const Arguments& arguments, Terminal& terminal) {
  const int asked =
      (arguments.has("--import") ? 1 : 0) + (arguments.has("--forget") ? 1 : 0) + (arguments.has("--export") ? 1 : 0);
  if (asked > 1) return fail(arguments, terminal, wrong("--export, --import and --forget are one at a time"));
  if (arguments.has("--import") || arguments.has("--forget")) return change(arguments, terminal);
  const auto rules = arguments.value("--rules");
  if (!rules) return fail(arguments, terminal, wrong("whose priors? Add --rules PATH"));
  const Loaded loaded = loadRulebook(arguments, terminal, *rules);
  if (!loaded.rulebook) return loaded.code;
  const auto store = Store::open(*arguments.value("STORE"), Access::read);
  if (!store) return fail(arguments, terminal, store.error());
  const auto cells =
      learnedCells(*store, *loaded.rulebook, arguments.value("--action").value_or(""), arguments.value("--now"));
  if (!cells) return fail(arguments, terminal, cells.error());
  if (const auto file = arguments.value("--export")) {
    if (*file == "-") {
      terminal.print(render::learnedCsv(*cells));
    } else if (const auto error = writeWhole(*file, render::learnedCsv(*cells))) {
      return fail(arguments, terminal, *error);
    }
    return ExitCode::fine;
  }
  terminal.print(arguments.json() ? render::learnedJson(*cells) : render::learnedText(*cells, terminal.out()));
  return ExitCode::fine;
}

}  // namespace

const Command kLearnedCommand = {
    .name = "learned",
    .summary = "Show what answers have taught, take it out, bring it in, or begin anew",
    .about =
        "For each action that learns and each cell: the answers so far, older ones counting less, the propensity that\n"
        "follows, where it lies by 90%, and its lift over the coarser cell.",
    .example =
        "regard learned customers.store --rules rules/examples/telco\n"
        "regard learned customers.store --rules rules/examples/telco --export learned.csv\n"
        "regard learned customers.store --forget winter_offer",
    .positionals = kLearnedPositionals,
    .options = kLearnedOptions,
    .run = runLearned};

}  // namespace regard::cli
