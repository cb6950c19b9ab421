#include <fmt/format.h>

#include "apps/cli/fail.h"
#include "apps/cli/number.h"
#include "apps/cli/whole_file.h"
#include "apps/render/lift.h"
#include "regard/lift.h"

namespace regard::cli {
namespace {

constexpr Positional kLiftPositionals[] = {
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder, .environment = "REGARD_STORE"},
    {.name = "NAME",
     .help = "an experiment, or what `hold out` calls it; the only one if not given",
     .required = false}};

constexpr Option kLiftOptions[] = {
    {.name = "--rules",
     .value = "PATH",
     .help = "The rules that share out (or set REGARD_RULES)",
     .offer = Offer::file,
     .environment = "REGARD_RULES"},
    {.name = "--outcome", .value = "OUTCOME", .help = "Measure this one; what the experiment measures if not given"},
    {.name = "--action", .value = "ACTION", .help = "Only what came of this one"},
    {.name = "--amounts", .help = "Also what outcomes were told to be worth"},
    {.name = "--of", .value = "EVENT", .help = "Measure what happened to customers instead"},
    {.name = "--spend", .value = "FIELD", .help = "With --of: also what this field adds up to, an amount"},
    {.name = "--days", .value = "DAYS", .help = "Watch so long; as the experiment says, or 28, if not given"},
    {.name = "--since", .value = "TIME", .help = "Who came in from then on. In UTC unless an offset is given"},
    {.name = "--until", .value = "TIME", .help = "Who came in before then"},
    {.name = "--everyone", .help = "Every customer from --since on, whether decided for or not"},
    {.name = "--control",
     .value = "ARM",
     .help = "Compare with this one; the first, or who was held out, if not given"},
    {.name = "--confidence", .value = "PERCENT", .help = "Of the intervals; 95 if not given"},
    {.name = "--now", .value = "TIME", .help = "As of then"},
    {.name = "--export",
     .value = "FILE.csv",
     .help = "Write a row for each customer instead; - is standard output",
     .offer = Offer::file}};

Expected<LiftRequest> liftRequestOf(const Arguments& arguments) {
  LiftRequest request;
  request.name = arguments.value("NAME").value_or("");
  request.control = arguments.value("--control").value_or("");
  request.outcome = arguments.value("--outcome").value_or("");
  request.event = arguments.value("--of").value_or("");
  request.action = arguments.value("--action").value_or("");
  request.withAmounts = arguments.has("--amounts");
  request.field = arguments.value("--spend").value_or("");
  request.since = arguments.value("--since").value_or("");
  request.until = arguments.value("--until").value_or("");
  request.everyone = arguments.has("--everyone");
  request.now = arguments.value("--now");
  if (std::uint32_t days = 0; arguments.has("--days")) {
    if (auto error = readNumber(arguments, "--days", 1U, 3'660U, days)) return *error;
    request.days = days;
  }
  double percent = 95;
  if (auto error = readNumber(arguments, "--confidence", 50.0, 99.99, percent)) return *error;
  request.confidence = percent / 100;
  return request;
}

ExitCode runLift(const Arguments& arguments, Terminal& terminal) {
  auto request = liftRequestOf(arguments);
  if (!request) return fail(arguments, terminal, request.error());
  const auto rules = arguments.value("--rules");
  if (!rules) return fail(arguments, terminal, wrong("by which rules? Add --rules PATH"));
  const auto file = arguments.value("--export");
  if (file && arguments.json())
    return fail(arguments, terminal, wrong("--export and --json are two forms: choose one"));
  const Loaded loaded = loadRulebook(arguments, terminal, *rules);
  if (!loaded.rulebook) return loaded.code;
  const auto store = Store::open(*arguments.value("STORE"), Access::read);
  if (!store) return fail(arguments, terminal, store.error());
  std::vector<LiftCustomer> customers;
  if (file) request->visit = [&customers](const LiftCustomer& one) { customers.push_back(one); };
  const auto report = measureLift(*store, *loaded.rulebook, *request);
  if (!report) return fail(arguments, terminal, report.error());
  if (!file) {
    terminal.print(arguments.json() ? render::liftJson(*report) : render::liftText(*report, terminal.out()));
  } else if (*file == "-") {
    terminal.print(render::liftCsv(customers));
  } else if (const auto error = writeWhole(*file, render::liftCsv(customers))) {
    return fail(arguments, terminal, *error);
  }
  return ExitCode::fine;
}

}  // namespace

const Command kLiftCommand = {
    .name = "lift",
    .summary = "Measure what an experiment or a hold-out brought",
    .about =
        "Customers by arm, how many of them did what is measured, and by how much arms differ from the control, with\n"
        "intervals. A customer keeps their arm and counts once, from their first logged decision on, whatever was\n"
        "offered. Who is held out has no offers to answer: measure an event with --of.",
    .example =
        "regard lift customers.store warm_script --rules rules/examples/telco\n"
        "regard lift customers.store without_offers --rules rules/examples/renewals --of renewed --since 2026-03-01",
    .positionals = kLiftPositionals,
    .options = kLiftOptions,
    .run = runLift};

}  // namespace regard::cli
