#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "apps/cli/fail.h"
#include "apps/cli/number.h"
#include "apps/render/decision.h"
#include "regard/engine.h"
#include "regard/nearest.h"

namespace regard::cli {
namespace {

constexpr Positional kDecidePositionals[] = {
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder, .environment = "REGARD_STORE"},
    {.name = "CUSTOMER", .help = "the customer's id"}};

constexpr Option kDecideOptions[] = {
    {.name = "--rules",
     .value = "PATH",
     .help = "The rulebook: a folder of .regard files, one, or a .bundle (or set REGARD_RULES)",
     .offer = Offer::file,
     .environment = "REGARD_RULES"},
    {.name = "--request",
     .value = "FIELD=VALUE",
     .help = "What is known of the moment, such as channel=call; repeat it",
     .repeats = true},
    {.name = "--channel",
     .value = "NAME",
     .help = "A channel that can be used, such as chat; any of the rules' if none is named; repeat it",
     .repeats = true},
    {.name = "--set", .value = "ATTRIBUTE=VALUE", .help = "What if the customer were so; repeat it", .repeats = true},
    {.name = "--on",
     .value = "EVENT",
     .help = "Nobody asks: what happened to the customer starts it, such as outage, complaint_overdue or day"},
    {.name = "--now", .value = "TIME", .help = "Decide as of 2026-03-02 or 2026-03-02T10:00, not now"},
    {.name = "--seed",
     .value = "NUMBER",
     .help = "The seed of chance, which `explore` lets decide; drawn if not given"},
    {.name = "--log", .help = "Keep the decision in the store's log: it is there when the command returns"},
    {.name = "--reserve",
     .help = "Take what ranks first, so that no cap or budget is exceeded by others; needs --on, and logs"},
    {.name = "--why",
     .value = "ACTION",
     .help = "Say why the others were withheld, or all about one action",
     .valueMayMiss = true}};

Expected<DecisionRequest> decisionRequestOf(const Arguments& arguments) {
  DecisionRequest request;
  request.customer = *arguments.value("CUSTOMER");
  if (auto error = arguments.readPairs("--request", request.request)) return *error;
  if (auto error = arguments.readPairs("--set", request.overrides)) return *error;
  request.channels = arguments.values("--channel");
  request.on = arguments.value("--on");
  request.now = arguments.value("--now");
  request.explain = arguments.has("--why");
  request.reserve = arguments.has("--reserve");
  request.log = arguments.has("--log") ? Logging::durable : Logging::off;
  if (arguments.has("--seed"))
    if (auto error = readNumber(arguments, "--seed", 0, std::nullopt, request.seed.emplace())) return *error;
  return request;
}

std::optional<Error> unknownAction(const Rulebook& rulebook, const std::string& action) {
  std::vector<std::string> names;
  for (const ActionInfo& info : rulebook.actions()) names.push_back(info.name);
  if (std::find(names.begin(), names.end(), action) != names.end()) return std::nullopt;
  const std::string nearest = didYouMean(action, names);
  return wrong(fmt::format("{} has no action `{}`{}", rulebook.name(), action,
                           nearest.empty() ? fmt::format("; it has {}", fmt::join(names, ", ")) : ": " + nearest));
}

/// What the compiler already knew of the action: that nobody can get it, say.
std::string warningsAbout(const std::vector<Diagnostic>& warnings, const std::string& action) {
  std::string out;
  for (const Diagnostic& warning : warnings)
    if (warning.message.find('`' + action + '`') != std::string::npos)
      out += fmt::format("\nThe compiler warns at {}:{}: {} [{}]\n", warning.path, warning.line, warning.message,
                         warning.code);
  return out;
}

void keepOnly(DecisionResult& result, const std::string& action) {
  std::erase_if(result.offered, [&](const OfferedAction& offered) { return offered.action != action; });
  std::erase_if(result.withheld, [&](const WithheldAction& withheld) { return withheld.action != action; });
}

/// As a reader first: to decide is no reason to make a store.
Expected<Store> openStore(const std::string& folder, bool toWrite) {
  auto store = Store::open(folder, Access::read);
  if (!store || !toWrite) return store;
  store = Error{};
  return Store::open(folder, Access::write);
}

ExitCode runDecide(const Arguments& arguments, Terminal& terminal) {
  const auto rules = arguments.value("--rules");
  if (!rules) return fail(arguments, terminal, wrong("which rules? Add --rules PATH, or set REGARD_RULES"));
  auto request = decisionRequestOf(arguments);
  if (!request) return fail(arguments, terminal, request.error());
  auto store = openStore(*arguments.value("STORE"), request->reserve || request->log != Logging::off);
  if (!store) return fail(arguments, terminal, store.error());
  const Loaded loaded = loadRulebook(arguments, terminal, *rules);
  if (!loaded.rulebook) return loaded.code;
  const auto action = arguments.value("--why");
  if (action) {
    if (const auto error = unknownAction(*loaded.rulebook, *action)) return fail(arguments, terminal, *error);
  }
  if (request->reserve)
    if (const auto adopted = store->adopt(*loaded.rulebook); !adopted)
      return fail(arguments, terminal, adopted.error());
  const auto engine = Engine::make(*loaded.rulebook, *store);
  if (!engine) return fail(arguments, terminal, engine.error());
  auto result = engine->decide(*request);
  if (!result) return fail(arguments, terminal, result.error());

  if (arguments.json()) {
    if (action) keepOnly(*result, *action);
    terminal.print(render::decisionJson(*result, *request));
  } else if (action) {
    terminal.print(render::actionText(*result, *action, terminal.out()) + warningsAbout(loaded.warnings, *action));
    if (!result->id.empty()) terminal.print(fmt::format("\nLogged as {}\n", result->id));
  } else {
    terminal.print(render::decisionText(*result, *request, terminal.out()));
  }
  return ExitCode::fine;
}

}  // namespace

const Command kDecideCommand = {
    .name = "decide",
    .summary = "Say what is best for one customer now, and why",
    .about =
        "Prints the actions to offer in rank order, each with the figures behind its priority and the text for the\n"
        "channel. With --why it also says what held back every other action; with --why ACTION it tells all about\n"
        "that one. Values are spelled as in rules: £42.10, 12%, 2026-03-01, yes, unknown.",
    .example =
        "regard decide build/demo/store 7590-VHVEG --rules rules/examples/telco --request channel=call --why\n"
        "regard decide build/demo/store 7590-VHVEG --rules rules/examples/telco --set contract=two_year",
    .positionals = kDecidePositionals,
    .options = kDecideOptions,
    .run = runDecide};

}  // namespace regard::cli
