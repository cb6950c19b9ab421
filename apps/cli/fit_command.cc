#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "apps/cli/delimiter.h"
#include "apps/cli/fail.h"
#include "apps/cli/progress_bar.h"
#include "apps/cli/whole_file.h"
#include "apps/render/fit.h"
#include "regard/model.h"

namespace regard::cli {
namespace {

constexpr std::string_view kModels[] = {"bg_nbd", "mbg_nbd", "pareto_nbd", "sbg", "logistic"};

constexpr Positional kFitPositionals[] = {
    {.name = "MODEL",
     .help = "bg_nbd, mbg_nbd, pareto_nbd, sbg or logistic",
     .offer = Offer::words,
     .words = "bg_nbd mbg_nbd pareto_nbd sbg logistic"},
    {.name = "DATA",
     .help = "a store, or a file with a row for each purchase (sbg, logistic: each customer)",
     .offer = Offer::file}};

constexpr Option kFitOptions[] = {
    {.name = "--output", .value = "FILE.json", .help = "The model's file", .letter = 'o', .offer = Offer::file},
    {.name = "--report",
     .value = "FILE.html",
     .help = "A page that holds the model against the data",
     .offer = Offer::file},
    {.name = "--of", .value = "EVENT", .help = "Of a store: the event that is a purchase"},
    {.name = "--customer", .value = "COLUMN", .help = "Of a file: who bought; a number if it has no header"},
    {.name = "--at", .value = "COLUMN", .help = "Of a file: when"},
    {.name = "--spend", .value = "COLUMN", .help = "What a purchase was worth: gamma_gamma is fitted too"},
    {.name = "--currency", .value = "CODE", .help = "Of a file's amounts, such as USD"},
    {.name = "--periods", .value = "COLUMN", .help = "sbg: whole periods under contract"},
    {.name = "--left", .value = "COLUMN", .help = "sbg: whether the customer left at their end"},
    {.name = "--outcome", .value = "COLUMN", .help = "logistic: what is foretold, yes or no"},
    {.name = "--terms", .value = "COLUMNS", .help = "logistic: what it is told by, with commas between them"},
    {.name = "--until", .value = "DATE", .help = "Fit up to that day and hold out what came after"},
    {.name = "--unit",
     .value = "UNIT",
     .help = "Of time: day, week (if not given) or month",
     .offer = Offer::words,
     .words = "day week month"},
    {.name = "--rules",
     .value = "PATH",
     .help = "Of a store: whose clock tells days apart; else UTC",
     .offer = Offer::file},
    kDelimiterOption,
    {.name = "--quiet", .help = "No progress on a terminal", .letter = 'q'}};

Expected<FitRequest> fitRequestOf(const Arguments& arguments, bool isStore) {
  const auto given = [&](std::string_view name) { return arguments.value(name).value_or(""); };
  FitRequest request;
  request.model = given("MODEL");
  request.path = given("DATA");
  request.event = given("--of");
  request.customer = given("--customer");
  request.at = given("--at");
  request.spend = given("--spend");
  request.currency = given("--currency");
  request.periods = given("--periods");
  request.left = given("--left");
  request.until = given("--until");
  request.unit = arguments.value("--unit").value_or("week");
  const bool isContract = request.model == "sbg";
  // A model that there is not is told by name, before anything is asked about its columns.
  if (std::find(std::begin(kModels), std::end(kModels), request.model) == std::end(kModels)) return request;
  if (isStore && isContract)
    return wrong("sbg is fitted on a file: a row for each customer, with --periods and --left");
  if (isStore && request.event.empty()) return wrong("which event is a purchase? Add --of EVENT");
  if (!isStore && !request.event.empty())
    return wrong(fmt::format("--of is about a store, and {} is a file", request.path));
  if (!isStore && !isContract && (request.customer.empty() || request.at.empty()))
    return wrong("which columns say who bought, and when? Add --customer COLUMN --at COLUMN");
  if (isContract && (request.periods.empty() || request.left.empty()))
    return wrong("which columns say how long, and whether they left? Add --periods COLUMN --left COLUMN");
  const auto delimiter = delimiterOf(arguments);
  if (!delimiter) return delimiter.error();
  request.delimiter = *delimiter;
  return request;
}

std::vector<std::string> listOf(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

ExitCode runLogistic(const Arguments& arguments, Terminal& terminal, bool isStore) {
  LogisticRequest request;
  request.path = *arguments.value("DATA");
  request.outcome = arguments.value("--outcome").value_or("");
  request.terms = listOf(arguments.value("--terms").value_or(""));
  if (isStore) return fail(arguments, terminal, wrong("logistic is fitted on a file: a row for each customer"));
  if (request.outcome.empty() || request.terms.empty())
    return fail(arguments, terminal,
                wrong("which column says what is foretold, and which it is told by? Add --outcome COLUMN --terms A,B"));
  if (arguments.value("--report"))
    return fail(arguments, terminal, wrong("there is no --report of a logistic fit: its table is all there is to see"));
  const auto delimiter = delimiterOf(arguments);
  if (!delimiter) return fail(arguments, terminal, delimiter.error());
  request.delimiter = *delimiter;
  const auto report = fitLogistic(request);
  if (!report) return fail(arguments, terminal, report.error());
  if (const auto output = arguments.value("--output"))
    if (const auto error = writeWhole(*output, render::modelFile(*report))) return fail(arguments, terminal, *error);
  terminal.print(arguments.json() ? render::fitJson(*report) : render::fitText(*report, terminal.out()));
  return ExitCode::fine;
}

ExitCode runFit(const Arguments& arguments, Terminal& terminal) {
  std::error_code ignored;
  const std::string data = *arguments.value("DATA");
  const bool isStore = std::filesystem::is_directory(data, ignored);
  if (arguments.value("MODEL") == "logistic") return runLogistic(arguments, terminal, isStore);
  auto request = fitRequestOf(arguments, isStore);
  if (!request) return fail(arguments, terminal, request.error());
  std::optional<Store> store;
  if (isStore) {
    auto opened = Store::open(data, Access::read);
    if (!opened) return fail(arguments, terminal, opened.error());
    store = *std::move(opened);
    if (const auto rules = arguments.value("--rules")) {
      Loaded loaded = loadRulebook(arguments, terminal, *rules);
      if (!loaded.rulebook) return loaded.code;
      request->rulebook = std::move(loaded.rulebook);
    }
  }
  const auto report = [&] {
    ProgressBar bar(terminal, !arguments.has("--quiet"));
    return fitModel(*request, store ? &*store : nullptr, [&bar](const FitProgressInfo& progress) {
      bar.update([&progress](double) { return render::fitProgress(progress); });
    });
  }();
  if (!report) return fail(arguments, terminal, report.error());
  if (const auto output = arguments.value("--output"))
    if (const auto error = writeWhole(*output, render::modelFile(*report))) return fail(arguments, terminal, *error);
  if (const auto page = arguments.value("--report"))
    if (const auto error = writeWhole(*page, render::fitPage(*report))) return fail(arguments, terminal, *error);
  terminal.print(arguments.json() ? render::fitJson(*report) : render::fitText(*report, terminal.out()));
  return ExitCode::fine;
}

}  // namespace

const Command kFitCommand = {.name = "fit",
                             .summary = "Find the parameters of a model of customers in what they did",
                             .about =
                                 "By maximum likelihood: parameters with standard errors, the log-likelihood, and how "
                                 "well the model tells what\n"
                                 "came after --until. All purchases of a customer on one day are one. Rows that a "
                                 "model cannot use (a return, a\n"
                                 "time to come, no date) are left out and counted.",
                             .example =
                                 "regard fit bg_nbd orders.csv --customer customer_id --at time --spend total "
                                 "--currency GBP -o models/orders.json\n"
                                 "regard fit pareto_nbd customers.store --of order --spend value --report orders.html\n"
                                 "regard fit sbg customers.csv --periods tenure --left Churn\n"
                                 "regard fit logistic customers.csv --outcome Churn --terms tenure,Contract -o "
                                 "models/churn.json",
                             .positionals = kFitPositionals,
                             .options = kFitOptions,
                             .run = runFit};

}  // namespace regard::cli
