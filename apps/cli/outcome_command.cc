#include "apps/cli/fail.h"
#include "apps/render/outcome.h"
#include "regard/store.h"

namespace regard::cli {
namespace {

constexpr Positional kOutcomePositionals[] = {
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder, .environment = "REGARD_STORE"},
    {.name = "DECISION", .help = "the id that `decide --log` or `--reserve` gave"},
    {.name = "ACTION", .help = "what it offered"},
    {.name = "OUTCOME", .help = "`presented`, or one of the rules' outcomes"},
    {.name = "AMOUNT", .help = "what it was worth, such as 45.00", .required = false}};

constexpr Option kOutcomeOptions[] = {
    {.name = "--at", .value = "TIME", .help = "When it came, such as 2026-03-02T10:00Z; now if not given"}};

ExitCode runOutcome(const Arguments& arguments, Terminal& terminal) {
  OutcomeRequest request;
  request.decision = *arguments.value("DECISION");
  request.action = *arguments.value("ACTION");
  request.outcome = *arguments.value("OUTCOME");
  request.amount = arguments.value("AMOUNT").value_or("");
  request.at = arguments.value("--at");
  const std::string folder = *arguments.value("STORE");
  // As a reader first: to tell an outcome is no reason to make a store.
  if (const auto there = Store::open(folder, Access::read); !there) return fail(arguments, terminal, there.error());
  auto store = Store::open(folder, Access::write);
  if (!store) return fail(arguments, terminal, store.error());
  const auto receipt = store->outcome(request);
  if (!receipt) return fail(arguments, terminal, receipt.error());
  terminal.print(arguments.json() ? render::outcomeJson(request, *receipt)
                                  : render::outcomeText(request, *receipt, terminal.out()));
  return ExitCode::fine;
}

}  // namespace

const Command kOutcomeCommand = {
    .name = "outcome",
    .summary = "Tell what came of something that was offered",
    .about =
        "The customer's history, caps, pauses and budgets and what propensities are learned from follow at once, and\n"
        "all of it is on disk when the command returns. Told twice, it counts once. An answer says that the offer was\n"
        "presented. Of a decision that is not in the log the outcome is kept, and nothing follows.",
    .example =
        "regard outcome build/demo/store 019dbf4c-3a00-7000-8000-000000000000 right_size presented\n"
        "regard outcome customers.store 019dbf4c-3a00-7000-8000-000000000000 right_size accepted 45.00",
    .positionals = kOutcomePositionals,
    .options = kOutcomeOptions,
    .run = runOutcome};

}  // namespace regard::cli
