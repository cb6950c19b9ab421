#include <fmt/format.h>

#include <charconv>

#include "apps/cli/delimiter.h"
#include "apps/cli/fail.h"
#include "apps/cli/progress_bar.h"
#include "apps/render/import.h"
#include "regard/store.h"

namespace regard::cli {
namespace {

constexpr Positional kImportPositionals[] = {
    {.name = "STORE",
     .help = "the folder for the customers; made if it is not there",
     .offer = Offer::folder,
     .environment = "REGARD_STORE"},
    {.name = "FILE", .help = "a .csv, .tsv, .ndjson or .jsonl file, or - for standard input", .offer = Offer::file}};

constexpr Option kImportOptions[] = {
    {.name = "--rules",
     .value = "PATH",
     .help = "The rulebook whose profile the store takes on (or set REGARD_RULES)",
     .offer = Offer::file,
     .environment = "REGARD_RULES"},
    {.name = "--events",
     .value = "NAME",
     .help = "Not customers but what happened to them: an event or a case of the rules"},
    {.name = "--map",
     .value = "COLUMN=ATTRIBUTE",
     .help = "Which attribute a column fills; nothing after = leaves it out; repeat it",
     .repeats = true},
    {.name = "--key",
     .value = "row",
     .help = "Number the rows: no column tells customers apart",
     .offer = Offer::words,
     .words = "row"},
    {.name = "--rejects",
     .value = "FILE",
     .help = "Where rejected rows are listed; FILE.rejects.csv if not given",
     .offer = Offer::file},
    kDelimiterOption,
    {.name = "--memory", .value = "MB", .help = "Rows gathered before they are written; 256 if not given"},
    {.name = "--quiet", .help = "No progress bar", .letter = 'q'}};

Expected<ImportRequest> importRequestOf(const Arguments& arguments) {
  ImportRequest request;
  request.path = *arguments.value("FILE");
  auto map = arguments.pairs("--map");
  if (!map) return map.error();
  request.columnMap = *std::move(map);
  if (const auto key = arguments.value("--key")) {
    if (*key != "row")
      return wrong(fmt::format("`--key {}` should be `row`; a column becomes the key by --map {}=KEY", *key, *key));
    request.keyFromRow = true;
  }
  request.events = arguments.value("--events").value_or("");
  if (!request.events.empty() && request.keyFromRow)
    return wrong("--key row numbers new customers, and --events is about those who are in the store");
  request.rejectPath = arguments.value("--rejects").value_or("");
  const auto delimiter = delimiterOf(arguments);
  if (!delimiter) return delimiter.error();
  request.delimiter = *delimiter;
  if (const auto memory = arguments.value("--memory")) {
    constexpr std::size_t kMost = 1U << 20U;
    std::size_t megabytes = 0;
    const auto [end, error] = std::from_chars(memory->data(), memory->data() + memory->size(), megabytes);
    if (error != std::errc() || end != memory->data() + memory->size() || megabytes == 0 || megabytes > kMost)
      return wrong(fmt::format("`--memory {}` should be a whole number of megabytes, such as 256", *memory));
    request.memoryBytes = megabytes << 20U;
  }
  return request;
}

ExitCode runImport(const Arguments& arguments, Terminal& terminal) {
  const std::string folder = *arguments.value("STORE");
  auto request = importRequestOf(arguments);
  if (!request) return fail(arguments, terminal, request.error());

  // The rules first: a store is not made for rules that do not compile.
  Loaded loaded;
  const auto rules = arguments.value("--rules");
  if (rules) {
    loaded = loadRulebook(arguments, terminal, *rules);
    if (!loaded.rulebook) return loaded.code;
  } else if (const auto store = Store::open(folder, Access::read); !store) {
    if (store.error().kind != ErrorKind::notFound) return fail(arguments, terminal, store.error());
    return fail(arguments, terminal,
                wrong(fmt::format("{} is new, so it needs a profile: add --rules PATH. `regard init {}` proposes one",
                                  folder, request->path)));
  }
  auto store = Store::open(folder, Access::write);
  if (!store) return fail(arguments, terminal, store.error());
  if (!loaded.rulebook && !store->hasSchema())
    return fail(arguments, terminal, wrong(fmt::format("{} has no profile yet: add --rules PATH", folder)));
  request->rulebook = std::move(loaded.rulebook);

  const auto report = [&] {
    ProgressBar bar(terminal, !arguments.has("--quiet"));
    return store->import(*request, [&bar](const ImportProgressInfo& progress) { bar.update(progress); });
  }();
  if (!report) {
    store->discardIfUnused();  // nobody wants a store for a file that is not there
    return fail(arguments, terminal, report.error());
  }
  terminal.print(arguments.json() ? render::importJson(*report, folder)
                                  : render::importText(*report, folder, terminal.out()));
  return report->rejected > 0 ? ExitCode::rejected : ExitCode::fine;
}

}  // namespace

const Command kImportCommand = {
    .name = "import",
    .summary = "Read customers from a file into a store",
    .about =
        "A column finds its attribute by name or title, or by --map. A customer who is there already is replaced. "
        "Rows\n"
        "that cannot be read are listed with line, column and reason, and do not stop the rest: exit code 5. With "
        "--events\n"
        "rows are added to the histories of customers in the store, in any order: one column is the key, one `at`.",
    .example =
        "regard import customers.store customers.csv --rules rules/examples/telco\n"
        "regard import customers.store calls.csv --events contact --map customer=customer_id --map time=at",
    .positionals = kImportPositionals,
    .options = kImportOptions,
    .run = runImport};

}  // namespace regard::cli
