#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "apps/cli/fail.h"
#include "apps/cli/number.h"
#include "apps/cli/progress_bar.h"
#include "apps/render/simulation.h"
#include "regard/simulate.h"

namespace regard::cli {
namespace {

constexpr Positional kSimulatePositionals[] = {
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder, .environment = "REGARD_STORE"}};

constexpr Option kSimulateOptions[] = {
    {.name = "--rules",
     .value = "PATH",
     .help = "The rulebook: a folder of .regard files, one, or a .bundle (or set REGARD_RULES)",
     .offer = Offer::file,
     .environment = "REGARD_RULES"},
    {.name = "--against",
     .value = "PATH",
     .help = "Another rulebook, as it was before: say what changes, for whom, and the sums",
     .offer = Offer::file},
    {.name = "--request",
     .value = "FIELD=VALUE",
     .help = "What is known of the moment, such as channel=call; repeat it",
     .repeats = true},
    {.name = "--set", .value = "ATTRIBUTE=VALUE", .help = "What if every customer were so; repeat it", .repeats = true},
    {.name = "--on",
     .value = "EVENT",
     .help = "Nobody asks: decide for all to whom it happened, such as outage, complaint_overdue or day"},
    {.name = "--now", .value = "TIME", .help = "Decide as of 2026-03-02 or 2026-03-02T10:00, not now"},
    {.name = "--top", .value = "NUMBER", .help = "Keep so many actions a customer, whatever the rules say"},
    {.name = "--threads", .value = "NUMBER", .help = "As many as there are processors if not given"},
    {.name = "--csv",
     .value = "FILE",
     .help = "Also each customer's offers, as CSV; with --against only those that are others",
     .offer = Offer::file},
    {.name = "--quiet", .help = "No progress", .letter = 'q'}};

Expected<SimulationRequest> simulationRequestOf(const Arguments& arguments) {
  SimulationRequest request;
  if (auto error = arguments.readPairs("--request", request.request)) return *error;
  if (auto error = arguments.readPairs("--set", request.overrides)) return *error;
  request.on = arguments.value("--on");
  request.now = arguments.value("--now");
  if (auto error = readNumber(arguments, "--top", 1, 1'000, request.keep)) return *error;
  if (auto error = readNumber(arguments, "--threads", 1, 256, request.threads)) return *error;
  return request;
}

/// Each customer's offers as they come. What is written is looked at once, at the end.
class CsvFile {
 public:
  CsvFile(const std::optional<std::string>& path, bool compares) : path_(path), compares_(compares) {}

  std::optional<Error> open() {
    if (!path_) return std::nullopt;
    file_.open(*path_, std::ios::binary | std::ios::trunc);
    file_ << render::csvHeader(compares_);
    return fault();
  }
  void add(const SimulatedCustomer& customer) { file_ << render::csvLines(customer, compares_); }
  std::optional<Error> close() {
    if (!path_) return std::nullopt;
    file_.close();
    return fault();
  }
  bool wanted() const { return path_.has_value(); }

 private:
  std::optional<Error> fault() const {
    if (file_) return std::nullopt;
    return Error{ErrorKind::io, fmt::format("{} cannot be written: {}", *path_, std::strerror(errno))};
  }

  std::optional<std::string> path_;
  bool compares_;
  std::ofstream file_;
};

/// What to do while it runs, and how it ends.
template <class Simulate>
auto watched(const Arguments& arguments, Terminal& terminal, CsvFile& csv, Simulate&& simulate) {
  ProgressBar bar(terminal, !arguments.has("--quiet"));
  SimulationWatch watch;
  watch.progress = [&](std::uint64_t customers, std::uint64_t total) {
    bar.update([&](double seconds) { return render::simulationProgress(customers, total, seconds); });
  };
  if (csv.wanted()) watch.customer = [&](const SimulatedCustomer& customer) { csv.add(customer); };
  return simulate(watch);
}

ExitCode runSimulate(const Arguments& arguments, Terminal& terminal) {
  const auto rules = arguments.value("--rules");
  if (!rules) return fail(arguments, terminal, wrong("which rules? Add --rules PATH, or set REGARD_RULES"));
  const auto request = simulationRequestOf(arguments);
  if (!request) return fail(arguments, terminal, request.error());
  const std::string folder = *arguments.value("STORE");
  auto store = Store::open(folder, Access::read);
  if (!store) return fail(arguments, terminal, store.error());
  const Loaded loaded = loadRulebook(arguments, terminal, *rules);
  if (!loaded.rulebook) return loaded.code;
  const auto against = arguments.value("--against");
  Loaded before;
  if (against) {
    before = loadRulebook(arguments, terminal, *against);
    if (!before.rulebook) return before.code;
  }
  CsvFile csv(arguments.value("--csv"), against.has_value());
  if (auto error = csv.open()) return fail(arguments, terminal, *error);

  std::string text;
  if (against) {
    const auto change = watched(arguments, terminal, csv, [&](const SimulationWatch& watch) {
      return simulateChange(*loaded.rulebook, *before.rulebook, *store, *request, watch);
    });
    if (!change) return fail(arguments, terminal, change.error());
    text = arguments.json() ? render::changeJson(*change) : render::changeText(*change, folder, terminal.out());
  } else {
    const auto simulation = watched(arguments, terminal, csv, [&](const SimulationWatch& watch) {
      return simulate(*loaded.rulebook, *store, *request, watch);
    });
    if (!simulation) return fail(arguments, terminal, simulation.error());
    text = arguments.json() ? render::simulationJson(*simulation)
                            : render::simulationText(*simulation, folder, terminal.out());
  }
  if (auto error = csv.close()) return fail(arguments, terminal, *error);
  terminal.print(text);
  return ExitCode::fine;
}

}  // namespace

const Command kSimulateCommand = {
    .name = "simulate",
    .summary = "Say what rules do to every customer, or what a change of rules does",
    .about =
        "Decides for everybody in the store as of one moment and prints for each action to how many it is offered,\n"
        "what that is worth, and where it fell for the others. With --against it decides by both rulebooks and says\n"
        "who is offered something else. Nothing is written to the store, and others may write to it meanwhile.",
    .example =
        "regard simulate build/demo/store --rules rules/examples/telco --request channel=call\n"
        "regard simulate build/demo/store --rules new.bundle --against rules/examples/telco --csv changed.csv",
    .positionals = kSimulatePositionals,
    .options = kSimulateOptions,
    .run = runSimulate};

}  // namespace regard::cli
