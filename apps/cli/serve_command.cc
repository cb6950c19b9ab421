#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "apps/cli/configuration.h"
#include "apps/cli/fail.h"
#include "apps/cli/number.h"
#include "apps/server/fetch.h"
#include "apps/server/http_server.h"
#include "apps/server/rpc_server.h"
#include "apps/server/service.h"
#include "regard/store.h"

namespace regard::cli {
namespace {

constexpr Option kServeOptions[] = {
    {.name = "--store",
     .value = "STORE",
     .help = "The folder with the customers (or set REGARD_STORE)",
     .offer = Offer::folder,
     .environment = "REGARD_STORE"},
    {.name = "--bundle",
     .value = "PATH",
     .help = "The rulebook: a .bundle, or rules that are compiled first; not needed where rules were activated before "
             "(or set REGARD_RULES)",
     .offer = Offer::file,
     .environment = "REGARD_RULES"},
    {.name = "--listen",
     .value = "ADDRESS",
     .help = "An address of this machine; 127.0.0.1 if not given. Others than 127.… and ::1 need --keys and --tls-cert "
             "(or set REGARD_LISTEN)",
     .environment = "REGARD_LISTEN"},
    {.name = "--port",
     .value = "NUMBER",
     .help = "8080 if not given, 0 for any that is free (or set REGARD_PORT)",
     .environment = "REGARD_PORT"},
    {.name = "--rpc",
     .value = "ADDRESS:PORT",
     .help = "Also answer Cap'n Proto RPC there; not if not given. Others than 127.… and [::1] need --keys, --tls-cert "
             "and --tls-client-ca (or set REGARD_RPC)",
     .environment = "REGARD_RPC"},
    {.name = "--keys",
     .value = "FILE",
     .help = "Who may ask what, as `regard key` writes it; read again on SIGHUP (or set REGARD_KEYS)",
     .offer = Offer::file,
     .environment = "REGARD_KEYS"},
    {.name = "--tls-cert",
     .value = "FILE",
     .help = "Speak TLS with these certificates in PEM; read again on SIGHUP (or set REGARD_TLS_CERT)",
     .offer = Offer::file,
     .environment = "REGARD_TLS_CERT"},
    {.name = "--tls-key",
     .value = "FILE",
     .help = "Their key (or set REGARD_TLS_KEY)",
     .offer = Offer::file,
     .environment = "REGARD_TLS_KEY"},
    {.name = "--tls-client-ca",
     .value = "FILE",
     .help = "Clients must show a certificate that one of these vouches for (or set REGARD_TLS_CLIENT_CA)",
     .offer = Offer::file,
     .environment = "REGARD_TLS_CLIENT_CA"},
    {.name = "--two-persons",
     .help = "Rules are activated by another key than published them (or set REGARD_TWO_PERSONS=yes)",
     .environment = "REGARD_TWO_PERSONS"},
    {.name = "--journal",
     .value = "FORMAT",
     .help = "How what happens is said on standard error: text (if not given) or json (or set REGARD_JOURNAL)",
     .offer = Offer::words,
     .words = "text json",
     .environment = "REGARD_JOURNAL"},
    {.name = "--requests",
     .value = "WHICH",
     .help = "Requests that are told in the journal: none (if not given), faulty (ours, or late) or all (or set "
             "REGARD_REQUESTS)",
     .offer = Offer::words,
     .words = "none faulty all",
     .environment = "REGARD_REQUESTS"},
    {.name = "--host",
     .value = "NAME",
     .help = "A name that clients call this server by; repeat it (or set REGARD_HOST, with commas between)",
     .repeats = true,
     .environment = "REGARD_HOST"},
    {.name = "--deadline",
     .value = "MS",
     .help = "By when a decision is answered that says nothing of it; 250 if not given (or set REGARD_DEADLINE)",
     .environment = "REGARD_DEADLINE"},
    {.name = "--log",
     .value = "WHEN",
     .help = "Keep decisions in the store's log: soon (if not given), durable (before they are told) or off (or set "
             "REGARD_LOG)",
     .offer = Offer::words,
     .words = "soon durable off",
     .environment = "REGARD_LOG"},
    {.name = "--threads",
     .value = "NUMBER",
     .help = "That decide; as many as there are processors if not given (or set REGARD_THREADS)",
     .environment = "REGARD_THREADS"},
    {.name = "--queue",
     .value = "NUMBER",
     .help = "How many requests may wait; 256 if not given (or set REGARD_QUEUE)",
     .environment = "REGARD_QUEUE"},
    {.name = "--connections",
     .value = "NUMBER",
     .help = "How many may be open; 1024 if not given (or set REGARD_CONNECTIONS)",
     .environment = "REGARD_CONNECTIONS"},
    kConfigOption,
    kPrintConfigOption};

/// As TOML has it.
std::string tomlText(std::string_view text) { return fmt::format("\"{}\"", text); }

std::optional<Error> readTls(const Arguments& arguments, server::ListenOptions& into) {
  const auto certificates = arguments.value("--tls-cert"), key = arguments.value("--tls-key");
  if (certificates.has_value() != key.has_value()) return wrong("--tls-cert and --tls-key go together");
  if (!certificates && arguments.has("--tls-client-ca")) return wrong("--tls-client-ca needs --tls-cert");
  if (certificates) into.tls = {*certificates, *key, arguments.value("--tls-client-ca").value_or("")};
  return std::nullopt;
}

Expected<server::ListenOptions> listenOptionsOf(const Arguments& arguments) {
  server::ListenOptions options;
  options.address = arguments.value("--listen").value_or(options.address);
  if (const auto error = readTls(arguments, options)) return *error;
  // Whoever can reach the address could do everything, or read along.
  if (!server::isLoopback(options.address) && (!options.tls || !arguments.has("--keys")))
    return wrong(fmt::format(
        "`--listen {}` is not of this machine alone: that takes --keys, so that callers can be told apart, and "
        "--tls-cert, so that nobody reads along",
        options.address));
  options.takesSignals = true;
  options.readThreads = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  std::optional<Error> error = readNumber(arguments, "--port", 0, 65'535, options.port);
  if (!error) error = readNumber(arguments, "--threads", 1, 256, options.readThreads);
  if (!error) error = readNumber(arguments, "--queue", 1, 1'000'000, options.waitingMax);
  if (!error) error = readNumber(arguments, "--connections", 1, 1'000'000, options.limits.connectionsMax);
  if (error) return *error;
  return options;
}

/// Nothing: it is not served.
Expected<std::optional<server::RpcOptions>> rpcOptionsOf(const Arguments& arguments,
                                                         const server::ListenOptions& listen) {
  const auto given = arguments.value("--rpc");
  if (!given) return std::optional<server::RpcOptions>();
  const std::size_t colon = given->rfind(':');
  server::RpcOptions options;
  const auto wrongPlace = [&] { return wrong(fmt::format("`--rpc {}` should be such as 127.0.0.1:7070", *given)); };
  if (colon == std::string::npos) return wrongPlace();
  const std::string_view digits = std::string_view(*given).substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), options.port);
  if (error != std::errc() || end != digits.data() + digits.size()) return wrongPlace();
  options.address = given->substr(0, colon);
  if (options.address.starts_with('[') && options.address.ends_with(']'))
    options.address = options.address.substr(1, options.address.size() - 2);
  options.tls = listen.tls;
  options.limits.connectionsMax = listen.limits.connectionsMax;
  const bool isMutual = options.tls && !options.tls->clientAuthorities.empty();
  if (!server::isLoopback(options.address) && (!isMutual || !arguments.has("--keys")))
    return wrong(
        fmt::format("`--rpc {}` is not of this machine alone: that takes --keys, --tls-cert with --tls-key, and "
                    "--tls-client-ca, so that both sides know who the other is",
                    *given));
  return std::optional(options);
}

Expected<server::ServiceOptions> serviceOptionsOf(const Arguments& arguments, const std::string& address) {
  server::ServiceOptions options;
  options.hosts = {"localhost", "127.0.0.1", "[::1]", address};
  for (const std::string& host : arguments.values("--host")) options.hosts.push_back(host);
  std::uint32_t deadlineMs = static_cast<std::uint32_t>(options.deadline.count());
  if (const auto error = readNumber(arguments, "--deadline", 1, 60'000, deadlineMs)) return *error;
  options.deadline = std::chrono::milliseconds(deadlineMs);
  const std::string log = arguments.value("--log").value_or("soon");
  if (log != "soon" && log != "durable" && log != "off")
    return wrong(fmt::format("`--log {}` should be soon, durable or off", log));
  const std::string journal = arguments.value("--journal").value_or("text");
  if (journal != "text" && journal != "json")
    return wrong(fmt::format("`--journal {}` should be text or json", journal));
  using server::Journal;
  options.journal = std::make_shared<const Journal>(journal == "text" ? Journal::Format::text : Journal::Format::json,
                                                    Journal::Level::info);
  const std::string told = arguments.value("--requests").value_or("none");
  if (told != "none" && told != "faulty" && told != "all")
    return wrong(fmt::format("`--requests {}` should be none, faulty or all", told));
  using server::Told;
  options.requestsTold = told == "none" ? Told::none : told == "faulty" ? Told::faulty : Told::all;
  options.needsTwoPersons = arguments.has("--two-persons");
  if (options.needsTwoPersons && !arguments.has("--keys"))
    return wrong("--two-persons needs --keys, by which persons are told apart");
  options.keysPath = arguments.value("--keys").value_or("");
  options.logging = log == "soon" ? Logging::soon : log == "durable" ? Logging::durable : Logging::off;
  return options;
}

/// What holds, by option: as it was read, not as it was written.
std::map<std::string_view, std::string> effective(const Arguments& arguments, const server::ListenOptions& listen,
                                                  const server::ServiceOptions& service) {
  std::map<std::string_view, std::string> values;
  for (const Option& option : kServeOptions) {
    if (option.value.empty())
      values[option.name] = arguments.has(option.name) ? "true" : "false";
    else if (const auto value = arguments.value(option.name))
      values[option.name] = tomlText(*value);
  }
  std::vector<std::string> hosts = arguments.values("--host");
  for (std::string& host : hosts) host = tomlText(host);
  values["--host"] = fmt::format("[{}]", fmt::join(hosts, ", "));
  values["--listen"] = tomlText(listen.address);
  values["--port"] = std::to_string(listen.port);
  values["--threads"] = std::to_string(listen.readThreads);
  values["--queue"] = std::to_string(listen.waitingMax);
  values["--connections"] = std::to_string(listen.limits.connectionsMax);
  values["--deadline"] = std::to_string(service.deadline.count());
  values["--log"] = tomlText(arguments.value("--log").value_or("soon"));
  values["--journal"] = tomlText(arguments.value("--journal").value_or("text"));
  values["--requests"] = tomlText(arguments.value("--requests").value_or("none"));
  return values;
}

/// A file for --config. Keys and certificates are told by their paths alone.
std::string configurationText(const Arguments& arguments, const std::map<std::string_view, std::string>& values) {
  std::string text = "# regard serve --config FILE\n";
  for (const Option& option : kServeOptions) {
    if (option.name == kConfigOption.name || option.name == kPrintConfigOption.name) continue;
    const std::string_view name = option.name.substr(2);
    const auto found = values.find(option.name);
    text += found == values.end() ? fmt::format("# {} =", name) : fmt::format("{} = {}", name, found->second);
    switch (arguments.origin(option.name)) {
      case Origin::commandLine: text += "  # command line"; break;
      case Origin::environment: text += fmt::format("  # {}", option.environment); break;
      case Origin::file: text += "  # file"; break;
      case Origin::nowhere: break;
    }
    text += '\n';
  }
  return text;
}

std::string configurationJson(const Arguments& arguments, const std::map<std::string_view, std::string>& values) {
  constexpr const char* kOrigins[] = {"command line", "environment", "file", ""};
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const Option& option : kServeOptions) {
    if (option.name == kConfigOption.name || option.name == kPrintConfigOption.name) continue;
    const auto found = values.find(option.name);
    const std::string from = kOrigins[static_cast<std::size_t>(arguments.origin(option.name))];
    auto& one = out[std::string(option.name.substr(2))];
    one["value"] =
        found == values.end() ? nlohmann::ordered_json() : nlohmann::ordered_json::parse(found->second, nullptr, false);
    one["from"] = from.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(from);
  }
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

/// Where the disk takes no writes there are still decisions: opened for reading then.
Expected<Store> openStore(const std::string& folder, Terminal& terminal, bool& isReadOnly) {
  if (auto there = Store::open(folder, Access::read); !there) return there;
  auto store = Store::open(folder, Access::write);
  if (store || (store.error().kind != ErrorKind::io && store.error().kind != ErrorKind::full)) return store;
  isReadOnly = true;
  terminal.say(fmt::format("regard: {}: nothing is written, decisions go on.\n", store.error().message));
  return Store::open(folder, Access::read);
}

/// As it stands in an URL.
std::string placeOf(const std::string& address, std::uint16_t port) {
  const bool isV6 = address.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", isV6 ? "[" : "", address, isV6 ? "]" : "", port);
}

ExitCode runServe(const Arguments& arguments, Terminal& terminal) {
  const auto folder = arguments.value("--store"), rules = arguments.value("--bundle");
  auto options = listenOptionsOf(arguments);
  if (!options) return fail(arguments, terminal, options.error());
  auto serviceOptions = serviceOptionsOf(arguments, options->address);
  if (!serviceOptions) return fail(arguments, terminal, serviceOptions.error());
  const auto rpcOptions = rpcOptionsOf(arguments, *options);
  if (!rpcOptions) return fail(arguments, terminal, rpcOptions.error());
  if (arguments.has(kPrintConfigOption.name)) {
    const auto values = effective(arguments, *options, *serviceOptions);
    terminal.print(arguments.json() ? configurationJson(arguments, values) : configurationText(arguments, values));
    return ExitCode::fine;
  }
  if (!folder) return fail(arguments, terminal, wrong("which store? Add --store STORE, or set REGARD_STORE"));
  auto store = openStore(*folder, terminal, serviceOptions->isReadOnly);
  if (!store) return fail(arguments, terminal, store.error());
  const Loaded loaded = rules ? loadRulebook(arguments, terminal, *rules) : Loaded{};
  if (rules && !loaded.rulebook) return loaded.code;
  serviceOptions->folder = *folder;
  auto service = server::Service::make(*serviceOptions, *std::move(store), loaded.rulebook);
  if (!service && !rules && service.error().kind == ErrorKind::notFound)
    return fail(arguments, terminal, wrong("which rules? Add --bundle PATH, or set REGARD_RULES"));
  if (!service) return fail(arguments, terminal, service.error());
  auto http = server::HttpServer::listen(*options, **service);
  if (!http) return fail(arguments, terminal, http.error());
  (*service)->watch([&] { return (*http)->gauges(); });
  terminal.say(fmt::format("{} is served at {}://{}/\n", (*service)->active()->rulebook.name(),
                           options->tls ? "https" : "http", placeOf(options->address, (*http)->port())));
  std::unique_ptr<server::RpcServer> rpc;  // ends before what it asks
  if (*rpcOptions) {
    auto listening = server::RpcServer::listen(**rpcOptions, **http);
    if (!listening) return fail(arguments, terminal, listening.error());
    rpc = *std::move(listening);
    terminal.say(fmt::format("Cap'n Proto RPC is served at {}\n", placeOf((*rpcOptions)->address, rpc->port())));
  }
  (*http)->run();
  rpc.reset();
  terminal.say("Stopped: what was asked has been answered.\n");
  return ExitCode::fine;
}

}  // namespace

const Command kServeCommand = {.name = "serve",
                               .summary = "Answer over HTTP: decide while the customer is on the line",
                               .about =
                                   "Serves one store by one rulebook until SIGTERM or SIGINT: then no new connection "
                                   "is taken, and what was asked\n"
                                   "is answered first. What is served stands at /openapi.json.",
                               .example =
                                   "regard serve --store customers.store --bundle telco.bundle\n"
                                   "curl http://127.0.0.1:8080/readyz",
                               .positionals = {},
                               .options = kServeOptions,
                               .run = runServe};

}  // namespace regard::cli
