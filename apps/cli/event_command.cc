#include <fmt/format.h>

#include "apps/cli/fail.h"
#include "apps/render/event.h"
#include "regard/store.h"

namespace regard::cli {
namespace {

constexpr Positional kEventPositionals[] = {
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder, .environment = "REGARD_STORE"},
    {.name = "CUSTOMER", .help = "the customer's id"},
    {.name = "NAME", .help = "an event or a case of the rules, `contact` or `promise`"},
    {.name = "FIELD=VALUE", .help = "what is known of it", .required = false, .repeats = true}};

constexpr Option kEventOptions[] = {
    {.name = "--at",
     .value = "TIME",
     .help =
         "When it happened, such as 2026-03-02T10:00Z; now if not given. Without Z or an offset on the rules' clock"},
    {.name = "--key", .value = "KEY", .help = "What tells it from all others: told again, it is not recorded again"},
    {.name = "--close", .help = "A case is settled or a promise kept: the open one that the key and the fields fit"},
    {.name = "--rules",
     .value = "PATH",
     .help = "The rulebook whose events the store takes on (or set REGARD_RULES)",
     .offer = Offer::file,
     .environment = "REGARD_RULES"}};

Expected<EventRequest> eventRequestOf(const Arguments& arguments) {
  EventRequest request;
  request.customer = *arguments.value("CUSTOMER");
  request.name = *arguments.value("NAME");
  auto fields = arguments.pairs("FIELD=VALUE");
  if (!fields) return fields.error();
  for (auto& [name, value] : *fields)
    if (!request.fields.emplace(name, value).second)
      return Error{ErrorKind::invalid, fmt::format("`{}` is given twice", name)};
  request.at = arguments.value("--at");
  request.close = arguments.has("--close");
  if (const auto key = arguments.value("--key")) {
    if (key->empty()) return Error{ErrorKind::invalid, "the key is empty: leave --key out, or write one"};
    request.key = *key;
  }
  return request;
}

ExitCode runEvent(const Arguments& arguments, Terminal& terminal) {
  const std::string folder = *arguments.value("STORE");
  auto request = eventRequestOf(arguments);
  if (!request) return fail(arguments, terminal, request.error());
  if (const auto rules = arguments.value("--rules")) {
    Loaded loaded = loadRulebook(arguments, terminal, *rules);
    if (!loaded.rulebook) return loaded.code;
    request->rulebook = std::move(loaded.rulebook);
  }
  // As a reader first: to record is no reason to make a store.
  if (const auto there = Store::open(folder, Access::read); !there) return fail(arguments, terminal, there.error());
  auto store = Store::open(folder, Access::write);
  if (!store) return fail(arguments, terminal, store.error());
  if (request->rulebook) {
    if (const auto adopted = store->adopt(*request->rulebook); !adopted)
      return fail(arguments, terminal, adopted.error());
  }
  const auto receipt = store->record(*request);
  if (!receipt) return fail(arguments, terminal, receipt.error());
  terminal.print(arguments.json() ? render::eventJson(*request, *receipt)
                                  : render::eventText(*request, *receipt, terminal.out()));
  return ExitCode::fine;
}

}  // namespace

const Command kEventCommand = {
    .name = "event",
    .summary = "Record what happened to a customer",
    .about =
        "Events, cases, contacts and promises are kept in the customer's history, and the next decision sees them. It "
        "is\n"
        "on disk when the command returns. A case is open until --close; a promise is kept by what its rule says, or "
        "by\n"
        "--close. Told twice with one --key it is recorded once.",
    .example =
        "regard event build/demo/store 7590-VHVEG contact direction=inbound channel=call --rules rules/examples/telco\n"
        "regard event customers.store c-1 complaint topic=billing --key c-17 --at 2026-03-02T10:00Z\n"
        "regard event customers.store c-1 complaint --key c-17 --close",
    .positionals = kEventPositionals,
    .options = kEventOptions,
    .run = runEvent};

}  // namespace regard::cli
