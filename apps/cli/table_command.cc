#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

#include "apps/cli/fail.h"
#include "apps/cli/whole_file.h"
#include "apps/render/assist.h"
#include "apps/render/quantities.h"
#include "regard/nearest.h"

namespace regard::cli {
namespace {

constexpr Positional kTablePositionals[] = {
    {.name = "RULES",
     .help = "a folder of .regard files, one, or a .bundle",
     .offer = Offer::file,
     .environment = "REGARD_RULES"},
    {.name = "NAME", .help = "a table; without it all are listed", .required = false}};

constexpr Option kTableOptions[] = {
    {.name = "--csv", .value = "FILE", .help = "Write the table there; - is standard output", .offer = Offer::file},
    {.name = "--from",
     .value = "FILE",
     .help = "Replace the table's rows by those of a CSV; - is standard input",
     .offer = Offer::file}};

Error noSuchTable(const std::string& name, const std::vector<std::string>& names) {
  const std::string nearest = didYouMean(name, names);
  return {ErrorKind::notFound, fmt::format("there is no table `{}`: {}", name,
                                           nearest.empty() ? "`regard table RULES` lists them all" : nearest)};
}

ExitCode tellFaults(const Arguments& arguments, Terminal& terminal, const std::string& rules,
                    std::vector<Diagnostic> faults) {
  const render::CheckReport report{rules, std::move(faults), 0, {}};
  if (arguments.json()) {
    terminal.print(render::checkJson(report));
  } else {
    terminal.say(render::checkText(report, terminal.err()));
  }
  return ExitCode::faults;
}

Expected<std::string> textOf(const std::string& path) {
  if (path == "-") return std::string{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{ErrorKind::notFound, fmt::format("cannot open `{}` for reading", path)};
  return std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

ExitCode changeTable(const Arguments& arguments, Terminal& terminal, const std::string& rules,
                     const std::string& name) {
  const std::string file = *arguments.value("--from");
  const auto csv = textOf(file);
  if (!csv) return fail(arguments, terminal, csv.error());
  const std::string shown = file == "-" ? "standard input" : file;
  const auto change = tableFromCsv(rules, name, *csv, shown);
  if (!change) return fail(arguments, terminal, change.error());
  if (!change->isSound()) return tellFaults(arguments, terminal, shown, change->diagnostics);
  if (change->before != change->after)
    if (const auto error = writeWhole(change->location, change->after)) return fail(arguments, terminal, *error);
  if (arguments.json()) {
    terminal.print(render::changeJson(*change));
  } else {
    for (const Diagnostic& warning : change->diagnostics)
      terminal.say(render::diagnosticText(warning, terminal.err()) + '\n');
    terminal.say(render::changeText(*change, name));
  }
  return ExitCode::fine;
}

ExitCode showTable(const Arguments& arguments, Terminal& terminal, const std::vector<RuleTable>& tables,
                   const std::string& name) {
  const auto found =
      std::find_if(tables.begin(), tables.end(), [&](const RuleTable& table) { return table.name == name; });
  if (found == tables.end()) {
    std::vector<std::string> names;
    for (const RuleTable& table : tables) names.push_back(table.name);
    return fail(arguments, terminal, noSuchTable(name, names));
  }
  const std::string output = arguments.value("--csv").value_or("-");
  if (output != "-")
    if (const auto error = writeWhole(output, found->csv)) return fail(arguments, terminal, *error);
  if (arguments.json()) {
    terminal.print(render::tableJson(*found));
  } else if (output == "-") {
    terminal.print(found->csv);
  } else {
    terminal.say(fmt::format("{}: {} of {}.\n", output, render::counted(found->rows.size(), "row"), name));
  }
  return ExitCode::fine;
}

ExitCode runTable(const Arguments& arguments, Terminal& terminal) {
  const std::string rules = *arguments.value("RULES");
  const auto name = arguments.value("NAME");
  const bool out = arguments.has("--csv"), in = arguments.has("--from");
  if (in && out) return fail(arguments, terminal, wrong("--csv and --from are two ways: choose one"));
  if (!name && (in || out)) return fail(arguments, terminal, wrong("which table? Add its name after RULES"));
  if (in) return changeTable(arguments, terminal, rules, *name);
  const auto all = tablesOf(rules);
  if (!all) return fail(arguments, terminal, all.error());
  if (!all->faults.empty()) return tellFaults(arguments, terminal, rules, all->faults);
  if (name) return showTable(arguments, terminal, all->tables, *name);
  terminal.print(arguments.json() ? render::tablesJson(all->tables) : render::tablesText(all->tables, terminal.out()));
  return ExitCode::fine;
}

}  // namespace

const Command kTableCommand = {.name = "table",
                               .summary = "Decision tables as CSV, and back into the rules",
                               .about =
                                   "The first row of the CSV names the columns: the inputs, then the table itself for "
                                   "its result. What was written\n"
                                   "out and comes back as it was changes nothing. A CSV with errors changes nothing "
                                   "either: they are told with line\n"
                                   "and column, and the exit code is 1.",
                               .example =
                                   "regard table rules/examples/telco\n"
                                   "regard table rules/examples/telco retention_budget --csv budget.csv\n"
                                   "regard table rules/examples/telco retention_budget --from budget.csv",
                               .positionals = kTablePositionals,
                               .options = kTableOptions,
                               .run = runTable};

}  // namespace regard::cli
