#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apps/cli/fail.h"
#include "apps/render/layout.h"
#include "apps/server/audit.h"
#include "regard/store.h"

namespace regard::cli {
namespace {

using server::AuditEntry;
using server::AuditReport;

constexpr Positional kAuditPositionals[] = {
    {.name = "WHAT", .help = "verify or list", .offer = Offer::words, .words = "verify list"},
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder}};

constexpr Option kAuditOptions[] = {
    {.name = "--head",
     .value = "HASH",
     .help = "verify: this entry, whose hash was noted somewhere else, must be among them"}};

std::string authorOf(const AuditEntry& entry) {
  return entry.author.key.empty() ? entry.author.from : fmt::format("{} ({})", entry.author.name, entry.author.key);
}

ExitCode list(const Arguments& arguments, Terminal& terminal, const AuditReport& report) {
  if (arguments.json()) {
    nlohmann::ordered_json entries = nlohmann::ordered_json::array();
    for (const AuditEntry& entry : report.entries)
      entries.push_back({{"number", entry.number},
                         {"at", entry.at},
                         {"change", nameOf(entry.change)},
                         {"key", entry.author.key},
                         {"name", entry.author.name},
                         {"from", entry.author.from},
                         {"rulebook", entry.rulebook},
                         {"hash", entry.hash}});
    const nlohmann::ordered_json document = {{"entries", entries}};
    terminal.print(document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
    return ExitCode::fine;
  }
  constexpr std::size_t kShownDigits = 12;
  render::Table table{.rows = {}, .tones = {}, .indent = 0, .wrapped = 3};
  for (const AuditEntry& entry : report.entries)
    table.rows.push_back({entry.at, nameOf(entry.change), entry.rulebook.substr(0, kShownDigits), authorOf(entry)});
  terminal.print(tableText(table, terminal.out()));
  return ExitCode::fine;
}

ExitCode verify(const Arguments& arguments, Terminal& terminal, const AuditReport& report) {
  const auto head = arguments.value("--head");
  const auto isHead = [&](const AuditEntry& entry) { return entry.hash == *head; };
  const bool isThere = !head || std::any_of(report.entries.begin(), report.entries.end(), isHead);
  const std::string last = report.entries.empty() ? "" : report.entries.back().hash;
  if (arguments.json()) {
    const nlohmann::ordered_json document = {{"entries", report.entries.size()},
                                             {"head", last},
                                             {"fault", report.fault},
                                             {"head_is_there", isThere},
                                             {"cut_short", report.isCutShort}};
    terminal.print(document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
  } else if (report.fault.empty() && isThere) {
    terminal.print(fmt::format("{} {}, each as it was written.\n", report.entries.size(),
                               report.entries.size() == 1 ? "change" : "changes"));
    if (!last.empty()) terminal.print(fmt::format("The last one is {}: note it somewhere else.\n", last));
  }
  if (report.isCutShort) terminal.say("A crash cut the last line short; it was never acknowledged.\n");
  if (!report.fault.empty()) {
    terminal.say(fmt::format("The trail was changed, {}.\n", report.fault));
    return ExitCode::faults;
  }
  if (isThere) return ExitCode::fine;
  terminal.say(fmt::format("No entry is {}: the trail was cut, or written anew.\n", *head));
  return ExitCode::faults;
}

ExitCode runAudit(const Arguments& arguments, Terminal& terminal) {
  const std::string what = *arguments.value("WHAT"), folder = *arguments.value("STORE");
  if (what != "verify" && what != "list")
    return fail(arguments, terminal, wrong(fmt::format("`audit {}` should be verify or list", what)));
  if (what == "list" && arguments.has("--head")) return fail(arguments, terminal, wrong("--head belongs to verify"));
  if (const auto store = Store::open(folder, Access::read); !store) return fail(arguments, terminal, store.error());
  const auto report = server::readAudit(folder + "/audit.log");
  if (!report) return fail(arguments, terminal, report.error());
  return what == "list" ? list(arguments, terminal, *report) : verify(arguments, terminal, *report);
}

}  // namespace

const Command kAuditCommand = {
    .name = "audit",
    .summary = "Who changed which rules decide, and whether that was tampered with",
    .about =
        "Each change has the hash of the one before it, so that none can be changed or taken out in between without\n"
        "all that follow. Whoever can write the file could write all of it anew: note the last hash somewhere else\n"
        "from time to time, and give it to --head.",
    .example =
        "regard audit verify customers.store\n"
        "regard audit list customers.store",
    .positionals = kAuditPositionals,
    .options = kAuditOptions,
    .run = runAudit};

}  // namespace regard::cli
