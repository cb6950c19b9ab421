#include <fmt/format.h>

#include <functional>

#include "apps/cli/amounts.h"
#include "apps/cli/fail.h"
#include "apps/cli/number.h"
#include "apps/cli/whole_file.h"
#include "apps/render/decision.h"
#include "apps/render/log.h"
#include "regard/log.h"

namespace regard::cli {
namespace {

constexpr std::uint64_t kShown = 20;  ///< of a list, if nothing else is said

constexpr Positional kLogPositionals[] = {
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder, .environment = "REGARD_STORE"},
    {.name = "ID", .help = "one decision; without it, those that the options choose", .required = false}};

constexpr Option kLogOptions[] = {
    {.name = "--customer", .value = "ID", .help = "Only this customer's"},
    {.name = "--action", .value = "ACTION", .help = "Only those that kept this action"},
    {.name = "--from",
     .value = "TIME",
     .help = "Logged at 2026-03-02 or 2026-03-02T10:00 or later, in UTC unless it has an offset; or from an id on"},
    {.name = "--to", .value = "TIME", .help = "Logged before that time; or up to an id"},
    {.name = "--most", .value = "NUMBER", .help = "At most so many; 20 if not given, with --format all"},
    {.name = "--why", .help = "Of one decision: also say why the others were withheld"},
    {.name = "--format",
     .value = "FORMAT",
     .help = "Take them out as ndjson or csv, the oldest first, private values masked",
     .offer = Offer::words,
     .words = "ndjson csv"},
    {.name = "--output",
     .value = "FILE",
     .help = "Where to; standard output if not given",
     .letter = 'o',
     .offer = Offer::file},
    {.name = "--limits", .help = "Say how long decisions are kept, and what there is"},
    {.name = "--keep", .value = "TIME", .help = "Keep decisions so long from now on: 90d, 12h, 6w, or forever"},
    {.name = "--quota", .value = "SIZE", .help = "Keep no more on disk from now on: 500MB, 10GB, or none"}};

Expected<LogQuery> queryOf(const Arguments& arguments) {
  LogQuery query;
  query.customer = arguments.value("--customer").value_or("");
  query.action = arguments.value("--action").value_or("");
  query.range = {arguments.value("--from").value_or(""), arguments.value("--to").value_or("")};
  if (const auto id = arguments.value("ID")) query.range = {*id, *id};
  query.inputs = arguments.value("--format") == "ndjson";
  query.selection = arguments.has("--format");
  query.outcomes = true;
  query.newestFirst = !arguments.has("--format");
  query.most = arguments.has("--format") ? 0 : kShown;
  if (auto error = readNumber(arguments, "--most", 1, std::nullopt, query.most)) return *error;
  return query;
}

std::optional<Error> wrongOptions(const Arguments& arguments) {
  const auto id = arguments.value("ID");
  const auto format = arguments.value("--format");
  if (format && *format != "ndjson" && *format != "csv")
    return wrong(fmt::format("`--format {}` should be ndjson or csv", *format));
  if (format && arguments.json()) return wrong("--format and --json are two forms: choose one");
  if (arguments.has("--output") && !format) return wrong("-o needs --format ndjson or --format csv");
  if (arguments.has("--why") && (!id || format))
    return wrong("--why tells of one decision: give its ID and no --format");
  if (id)
    for (const char* option : {"--customer", "--action", "--from", "--to", "--most"})
      if (arguments.has(option)) return wrong(fmt::format("{} chooses among decisions, and an ID names one", option));
  return std::nullopt;
}

/// One line or a few for each, to a file or to standard output.
ExitCode exportLog(const Arguments& arguments, Terminal& terminal, const DecisionLog& log, const LogQuery& query) {
  const bool isCsv = arguments.value("--format") == "csv";
  const auto path = arguments.value("--output");
  std::optional<WholeFile> file;
  if (path) file.emplace(*path);
  const auto put = [&](const std::string& text) { file ? file->write(text) : terminal.print(text); };
  if (isCsv) put(render::logCsvHead());
  const auto visited = log.forEach(query, [&](const LogEntry& entry) {
    put(isCsv ? render::logCsv(entry) : render::logLine(entry));
    return !file || file->isGood();
  });
  if (!visited) return fail(arguments, terminal, visited.error());
  if (!file) return ExitCode::fine;
  if (const auto error = file->finish()) return fail(arguments, terminal, *error);
  terminal.say(fmt::format("{}: {} decision{}.\n", *path, *visited, *visited == 1 ? "" : "s"));
  return ExitCode::fine;
}

ExitCode tellOne(const Arguments& arguments, Terminal& terminal, const DecisionLog& log, const std::string& id) {
  const auto told = log.tell(id, arguments.has("--why"));
  if (!told) return fail(arguments, terminal, told.error());
  terminal.print(arguments.json() ? render::toldJson(*told) : render::toldText(*told, terminal.out()));
  return ExitCode::fine;
}

/// What is not said stays as it is.
ExitCode limits(const Arguments& arguments, Terminal& terminal, const std::string& folder) {
  const auto keep = arguments.value("--keep"), quota = arguments.value("--quota");
  const bool changes = keep || quota;
  if (const auto there = Store::open(folder, Access::read); !there) return fail(arguments, terminal, there.error());
  const auto store = Store::open(folder, changes ? Access::write : Access::read);
  if (!store) return fail(arguments, terminal, store.error());
  const DecisionLog log(*store);
  auto facts = log.facts();
  if (!facts) return fail(arguments, terminal, facts.error());
  render::LogFactsAsked asked{.store = folder, .letGo = {}};
  if (changes) {
    LogRetention retention = facts->retention;
    const auto read = [](const std::optional<std::string>& text, auto parse, std::uint64_t& into) {
      const auto amount = text ? parse(*text) : Expected<std::uint64_t>(into);
      if (amount) into = *amount;
      return amount ? std::nullopt : std::optional(amount.error());
    };
    if (const auto error = read(keep, parseKeep, retention.keepMs)) return fail(arguments, terminal, *error);
    if (const auto error = read(quota, parseQuota, retention.quotaBytes)) return fail(arguments, terminal, *error);
    const auto gone = log.retain(retention);
    if (!gone) return fail(arguments, terminal, gone.error());
    asked.letGo = *gone;
    facts = log.facts();
    if (!facts) return fail(arguments, terminal, facts.error());
  }
  terminal.print(arguments.json() ? render::logFactsJson(*facts, asked) : render::logFactsText(*facts, asked));
  return ExitCode::fine;
}

ExitCode runLog(const Arguments& arguments, Terminal& terminal) {
  const std::string folder = *arguments.value("STORE");
  if (const auto error = wrongOptions(arguments)) return fail(arguments, terminal, *error);
  if (arguments.has("--limits") || arguments.has("--keep") || arguments.has("--quota"))
    return limits(arguments, terminal, folder);
  const auto query = queryOf(arguments);
  if (!query) return fail(arguments, terminal, query.error());
  const auto store = Store::open(folder, Access::read);
  if (!store) return fail(arguments, terminal, store.error());
  const DecisionLog log(*store);
  if (const auto id = arguments.value("ID")) {
    if (!arguments.has("--format")) return tellOne(arguments, terminal, log, *id);
    if (const auto there = log.find(*id); !there) return fail(arguments, terminal, there.error());
  }
  if (arguments.has("--format")) return exportLog(arguments, terminal, log, *query);
  std::vector<LogEntry> entries;
  const auto visited = log.forEach(*query, [&](const LogEntry& entry) {
    entries.push_back(entry);
    return true;
  });
  if (!visited) return fail(arguments, terminal, visited.error());
  terminal.print(arguments.json() ? render::logJson(entries) : render::logText(entries, terminal.out()));
  return ExitCode::fine;
}

}  // namespace

const Command kLogCommand = {
    .name = "log",
    .summary = "Look up what was decided, or take it out",
    .about =
        "Decisions made with `regard decide --log`, the newest first; with an ID one of them as it was told, with "
        "--why\n"
        "and its reasons. What customers were erased of is not readable any more. --keep and --quota say how long\n"
        "decisions stay: the oldest go first, at once and then with each one that is logged.",
    .example =
        "regard log customers.store --customer C-1001\n"
        "regard log customers.store --from 2026-03-01 --to 2026-04-01 --format csv -o march.csv\n"
        "regard log customers.store --keep 90d --quota 10GB",
    .positionals = kLogPositionals,
    .options = kLogOptions,
    .run = runLog};

}  // namespace regard::cli
