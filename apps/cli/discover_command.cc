#include <fmt/format.h>

#include <filesystem>

#include "apps/cli/fail.h"
#include "apps/cli/number.h"
#include "apps/cli/progress_bar.h"
#include "apps/cli/whole_file.h"
#include "apps/render/discover.h"
#include "regard/assist.h"
#include "regard/discover.h"

namespace regard::cli {
namespace {

constexpr Positional kDiscoverPositionals[] = {
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder, .environment = "REGARD_STORE"}};

constexpr Option kDiscoverOptions[] = {
    {.name = "--by", .value = "ATTRIBUTES", .help = "What they are to be alike in, with commas between"},
    {.name = "--k", .value = "NUMBER", .help = "So many clusters; if not given, as many as stand apart best"},
    {.name = "--k-max", .value = "NUMBER", .help = "Of those that are tried; 8 if not given"},
    {.name = "--seed", .value = "NUMBER", .help = "Of chance; 1 if not given, and then the same again"},
    {.name = "--sample", .value = "NUMBER", .help = "Of more customers draw so many; 20000 if not given"},
    {.name = "--name", .value = "NAME", .help = "What to call the ladder; alike if not given"},
    {.name = "--output",
     .value = "FILE.regard",
     .help = "Write the ladder there, beside your rules",
     .letter = 'o',
     .offer = Offer::file},
    {.name = "--force", .help = "Write over FILE if it is there"},
    {.name = "--quiet", .help = "No progress", .letter = 'q'}};

Expected<DiscoverRequest> discoverRequestOf(const Arguments& arguments) {
  DiscoverRequest request;
  std::string by = arguments.value("--by").value_or("");
  for (std::size_t at = 0; at < by.size();) {
    const std::size_t end = std::min(by.find(',', at), by.size());
    if (end > at) request.attributes.push_back(by.substr(at, end - at));
    at = end + 1;
  }
  if (auto error = readNumber(arguments, "--k", 2, std::nullopt, request.clusters)) return *error;
  if (auto error = readNumber(arguments, "--k-max", 2, std::nullopt, request.clustersMax)) return *error;
  if (auto error = readNumber(arguments, "--seed", 0, std::nullopt, request.seed)) return *error;
  if (auto error = readNumber(arguments, "--sample", 2, std::nullopt, request.sample)) return *error;
  request.name = arguments.value("--name").value_or(request.name);
  return request;
}

ExitCode runDiscover(const Arguments& arguments, Terminal& terminal) {
  auto request = discoverRequestOf(arguments);
  if (!request) return fail(arguments, terminal, request.error());
  std::error_code ignored;
  const auto output = arguments.value("--output");
  if (output && !arguments.has("--force") && std::filesystem::exists(*output, ignored))
    return fail(arguments, terminal, wrong(fmt::format("{} is there already; --force writes over it", *output)));
  if (const Formatted tried = formatText(fmt::format("segments {} {{ a otherwise }}\n", request->name));
      !tried.faults.empty())
    return fail(arguments, terminal,
                wrong(fmt::format("`--name {}` should be a name of the language, such as kinds", request->name)));
  const auto store = Store::open(*arguments.value("STORE"), Access::read);
  if (!store) return fail(arguments, terminal, store.error());
  auto found = [&] {
    ProgressBar bar(terminal, !arguments.has("--quiet"));
    request->progress = [&bar](const DiscoverProgressInfo& progress) {
      bar.update([&progress](double seconds) { return render::discoverProgress(progress, seconds); });
    };
    return discover(*store, *request);
  }();
  if (!found) return fail(arguments, terminal, found.error());
  found->ladder = formatText(found->ladder).after;
  if (output)
    if (const auto error = writeWhole(*output, found->ladder)) return fail(arguments, terminal, *error);
  terminal.print(arguments.json() ? render::discoverJson(*found)
                                  : render::discoverText(*found, !output.has_value(), terminal.out()));
  return ExitCode::fine;
}

}  // namespace

const Command kDiscoverCommand = {
    .name = "discover",
    .summary = "Find customers who are alike, and write rules that tell them apart",
    .about =
        "k-means over standardised attributes (numbers, amounts, percents, lengths of time, dates, yes or no). The "
        "clusters are\n"
        "told by a ladder of a few questions, which you can read, change and use as any rule; how many customers it "
        "puts\n"
        "where their cluster is, is said. Nothing is written to the store.",
    .example =
        "regard discover customers.store --by tenure,monthly_charges -o rules/kinds.regard --name kinds\n"
        "regard discover customers.store --by visits,spend --k 4 --json",
    .positionals = kDiscoverPositionals,
    .options = kDiscoverOptions,
    .run = runDiscover};

}  // namespace regard::cli
