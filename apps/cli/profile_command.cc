#include <fmt/format.h>

#include "apps/cli/fail.h"
#include "apps/cli/progress_bar.h"
#include "apps/cli/whole_file.h"
#include "apps/render/profile.h"
#include "regard/profile.h"

namespace regard::cli {
namespace {

constexpr Positional kProfilePositionals[] = {
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder, .environment = "REGARD_STORE"}};

constexpr Option kProfileOptions[] = {
    {.name = "--rules",
     .value = "PATH",
     .help = "Rules whose `top 5%`, `bottom 10`, `decile` and `quintile` are to be looked up (or set REGARD_RULES)",
     .offer = Offer::file,
     .environment = "REGARD_RULES"},
    {.name = "--now", .value = "TIME", .help = "As of then. In UTC unless an offset is given"},
    {.name = "--dry-run", .help = "Only look: keep nothing, and so work beside a writer"},
    {.name = "--html",
     .value = "FILE.html",
     .help = "Also a page of it, which needs nothing else",
     .offer = Offer::file},
    {.name = "--quiet", .help = "No progress", .letter = 'q'}};

ExitCode runProfile(const Arguments& arguments, Terminal& terminal) {
  const std::string folder = *arguments.value("STORE");
  // A writer would make what is not there.
  if (const auto there = Store::open(folder, Access::read); !there) return fail(arguments, terminal, there.error());
  const auto store = Store::open(folder, arguments.has("--dry-run") ? Access::read : Access::write);
  if (!store) return fail(arguments, terminal, store.error());
  ProfileTaking taking;
  taking.now = arguments.value("--now");
  if (const auto rules = arguments.value("--rules")) {
    const Loaded loaded = loadRulebook(arguments, terminal, *rules);
    if (!loaded.rulebook) return loaded.code;
    taking.rulebook = loaded.rulebook;
  }
  ProgressBar bar(terminal, !arguments.has("--quiet"));
  taking.progress = [&](std::uint64_t done, std::uint64_t total) {
    bar.update([&](double seconds) { return render::profileProgress(done, total, seconds); });
  };
  const auto profile = profileCustomers(*store, taking);
  if (!profile) return fail(arguments, terminal, profile.error());
  if (const auto page = arguments.value("--html"))
    if (const auto error = writeWhole(*page, render::profilePage(*profile, folder)))
      return fail(arguments, terminal, *error);
  terminal.print(arguments.json() ? render::profileJson(*profile)
                                  : render::profileText(*profile, folder, terminal.out()));
  return ExitCode::fine;
}

}  // namespace

const Command kProfileCommand = {
    .name = "profile",
    .summary = "Look at how all customers stand, and keep it for rules that compare with them",
    .about =
        "For each attribute how many are unknown, how values are spread, and how far they have moved since the last\n"
        "profile (population stability index: from 0.1 on moved, from 0.25 on much). With --rules also where `top 5%`\n"
        "and the like begin: decisions by those rules need it, and go by what was found last.",
    .example =
        "regard profile customers.store --rules rules/examples/shop\n"
        "regard profile customers.store --html customers.html\n"
        "regard profile customers.store --dry-run --json",
    .positionals = kProfilePositionals,
    .options = kProfileOptions,
    .run = runProfile};

}  // namespace regard::cli
