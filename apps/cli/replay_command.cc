#include <fmt/format.h>

#include "apps/cli/fail.h"
#include "apps/cli/progress_bar.h"
#include "apps/render/log.h"
#include "regard/log.h"

namespace regard::cli {
namespace {

constexpr Positional kReplayPositionals[] = {
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder, .environment = "REGARD_STORE"},
    {.name = "WHICH",
     .help = "a decision's id, or FROM..TO: times or ids, of which one may be left out",
     .required = false}};

constexpr Option kReplayOptions[] = {{.name = "--all", .help = "Every decision in the log"},
                                     {.name = "--quiet", .help = "No progress on a terminal", .letter = 'q'}};

Expected<LogRangeRequest> rangeOf(const Arguments& arguments) {
  const auto which = arguments.value("WHICH");
  if (which.has_value() == arguments.has("--all"))
    return wrong(which ? "--all is every decision: leave out the others"
                       : "which decisions? Name an id, a range FROM..TO, or --all");
  if (!which) return LogRangeRequest{};
  const std::size_t dots = which->find("..");
  if (dots == std::string::npos) return LogRangeRequest{*which, *which};
  return LogRangeRequest{which->substr(0, dots), which->substr(dots + 2)};
}

/// One that is named must be there, and readable.
std::optional<Error> missing(const DecisionLog& log, const std::string& id) {
  const auto entry = log.find(id);
  if (!entry) return entry.error();
  if (entry->state != LogState::erased) return std::nullopt;
  return Error{ErrorKind::notFound,
               fmt::format("decision {} is erased: its customer was, and nobody can make it again", id)};
}

ExitCode runReplay(const Arguments& arguments, Terminal& terminal) {
  const auto range = rangeOf(arguments);
  if (!range) return fail(arguments, terminal, range.error());
  const auto store = Store::open(*arguments.value("STORE"), Access::read);
  if (!store) return fail(arguments, terminal, store.error());
  const DecisionLog log(*store);
  if (const auto which = arguments.value("WHICH"); which && which->find("..") == std::string::npos)
    if (const auto error = missing(log, *which)) return fail(arguments, terminal, *error);
  const auto report = [&] {
    ProgressBar bar(terminal, !arguments.has("--quiet"));
    return log.replay(*range, [&bar](std::uint64_t done) {
      bar.update([done](double seconds) { return render::replayProgress(done, seconds); });
    });
  }();
  if (!report) return fail(arguments, terminal, report.error());
  terminal.print(arguments.json() ? render::replayJson(*report) : render::replayText(*report, terminal.out()));
  if (report->different > 0) return ExitCode::faults;
  return report->unreadable > 0 ? ExitCode::system : ExitCode::fine;
}

}  // namespace

const Command kReplayCommand = {.name = "replay",
                                .summary = "Make logged decisions again and say whether they are the same",
                                .about =
                                    "Decides from what was logged, by the rules that decided then, which are in the "
                                    "store: neither today's customer\n"
                                    "nor today's rules matter. The same bytes come out, or the difference is told and "
                                    "the exit code is 1; 4 if some\n"
                                    "could not be read. What customers were erased of is counted and passed over.",
                                .example =
                                    "regard replay customers.store 01890a5d-ac96-774b-bcce-b302099a8057\n"
                                    "regard replay customers.store 2026-03-01..2026-03-08\n"
                                    "regard replay customers.store --all",
                                .positionals = kReplayPositionals,
                                .options = kReplayOptions,
                                .run = runReplay};

}  // namespace regard::cli
