#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "apps/cli/fail.h"
#include "apps/cli/number.h"
#include "apps/render/top.h"
#include "apps/render/top_reading.h"
#include "apps/server/fetch.h"

namespace regard::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Positional kTopPositionals[] = {{.name = "URL",
                                           .help = "the server; http://127.0.0.1:8080 if not given (or set REGARD_URL)",
                                           .required = false,
                                           .environment = "REGARD_URL"}};

constexpr Option kTopOptions[] = {
    {.name = "--key-file",
     .value = "FILE",
     .help = "Its first line is a key that has the role `read` (or set REGARD_KEY_FILE)",
     .offer = Offer::file,
     .environment = "REGARD_KEY_FILE"},
    {.name = "--authority",
     .value = "FILE",
     .help = "Certificates that vouch for the server; those that this machine trusts if not given",
     .offer = Offer::file},
    {.name = "--every", .value = "SECONDS", .help = "How long to look before each picture; 2 if not given"},
    {.name = "--actions", .value = "NUMBER", .help = "How many actions are shown, at most; 10 if not given"},
    {.name = "--once", .help = "One picture, and end"},
    {.name = "--ready", .help = "Only ask whether it takes new work, and end: exit code 0 if it does"}};

constexpr const char* kClear = "\x1b[H\x1b[J";

struct Watch {
  server::Url url;
  server::FetchOptions fetch;
  std::string from;
  double seconds = 2;
  std::size_t actionsMax = 10;
};

Expected<Watch> watchOf(const Arguments& arguments) {
  Watch watch;
  watch.from = arguments.value("URL").value_or("http://127.0.0.1:8080");
  auto url = server::urlOf(watch.from);
  if (!url) return url.error();
  watch.url = *std::move(url);
  std::optional<Error> error = readNumber(arguments, "--every", 0.1, 3600, watch.seconds);
  if (!error) error = readNumber(arguments, "--actions", 0, 1000, watch.actionsMax);
  if (error) return *error;
  // On its own machine a server that is only asked whether it is there need not prove who it is.
  watch.fetch.takesAnyCertificate = arguments.has("--ready") && server::isLoopback(watch.url.host);
  watch.fetch.authority = arguments.value("--authority").value_or("");
  if (const auto path = arguments.value("--key-file")) {
    std::ifstream file(*path);
    if (!std::getline(file, watch.fetch.key) || watch.fetch.key.empty())
      return wrong(fmt::format("`{}` has no key in its first line", *path));
  }
  return watch;
}

/// A picture after each look, until the first one if `once`, or until a reading fails.
ExitCode runTop(const Arguments& arguments, Terminal& terminal) {
  const auto watch = watchOf(arguments);
  if (!watch) return fail(arguments, terminal, watch.error());
  if (arguments.has("--ready")) {
    const auto ready = server::fetch(watch->url, "/readyz", watch->fetch);
    if (!ready) return fail(arguments, terminal, ready.error());
    terminal.print(*ready);
    return ExitCode::fine;
  }
  const bool isLive = terminal.outIsTerminal() && !arguments.json() && !arguments.has("--once");
  auto text = server::fetch(watch->url, "/metrics", watch->fetch);
  auto readAt = Clock::now();
  while (text) {
    const render::Samples before = render::samplesOf(*text);
    std::this_thread::sleep_for(std::chrono::duration<double>(watch->seconds));
    text = server::fetch(watch->url, "/metrics", watch->fetch);
    const auto at = Clock::now();
    if (!text) break;
    const render::Top top =
        render::topOf(before, render::samplesOf(*text), std::chrono::duration<double>(at - readAt).count());
    readAt = at;
    if (isLive) terminal.print(kClear);
    terminal.print(arguments.json() ? render::topJson(top)
                                    : render::topText(top, watch->from, watch->actionsMax, terminal.out()));
    if (arguments.has("--once") || !terminal.flush()) return ExitCode::fine;
  }
  return fail(arguments, terminal, text.error());
}

}  // namespace

const Command kTopCommand = {.name = "top",
                             .summary = "Watch a running server: how much, how fast, what it decides",
                             .about =
                                 "Reads the server's /metrics twice and shows what happened in between, again and "
                                 "again until it is interrupted.",
                             .example =
                                 "regard top\n"
                                 "regard top https://decide.example --key-file watch.key --once --json",
                             .positionals = kTopPositionals,
                             .options = kTopOptions,
                             .run = runTop};

}  // namespace regard::cli
