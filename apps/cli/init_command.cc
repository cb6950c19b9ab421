#include <fmt/format.h>

#include <filesystem>

#include "apps/cli/delimiter.h"
#include "apps/cli/fail.h"
#include "apps/cli/whole_file.h"
#include "apps/render/import.h"
#include "apps/render/quantities.h"

namespace regard::cli {
namespace {

constexpr Positional kInitPositionals[] = {
    {.name = "FILE", .help = "a .csv, .tsv, .ndjson or .jsonl file", .offer = Offer::file}};

constexpr Option kInitOptions[] = {
    {.name = "--output",
     .value = "OUT",
     .help = "Write the rules to this file, not to standard output",
     .letter = 'o',
     .offer = Offer::file},
    {.name = "--force", .help = "Write over OUT if it is there"},
    {.name = "--name", .value = "NAME", .help = "What to call the rulebook; the file's name if not given"},
    {.name = "--currency", .value = "CODE", .help = "The currency of amounts without one, such as GBP"},
    kDelimiterOption};

/// Before any work is done: why `output` must not be written.
std::optional<Error> refusal(const std::string& output, const std::string& input, bool force) {
  std::error_code ignored;
  if (!std::filesystem::exists(output, ignored)) return std::nullopt;
  if (!force) return Error{ErrorKind::invalid, fmt::format("{} is there already; --force writes over it", output)};
  if (!std::filesystem::equivalent(output, input, ignored)) return std::nullopt;
  return Error{ErrorKind::invalid, fmt::format("{} is the file of customers itself: name another one", output)};
}

/// In quotes where a shell would take the word apart.
std::string shellWord(const std::string& word) {
  constexpr const char* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+=:,@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string nextSteps(const ProfileProposal& proposal, const std::string& file, const std::string& rules) {
  std::string out = fmt::format("Looked at {}", render::counted(proposal.rows, "row"));
  if (proposal.guesses == 0) {
    out += "; nothing had to be guessed.\n";
  } else {
    out += fmt::format("; {} marked in a comment: look at {}.\n", render::counted(proposal.guesses, "guess"),
                       proposal.guesses == 1 ? "it" : "them");
  }
  if (proposal.unreadRows > 0)
    out += fmt::format("{} could not be read and would be rejected.\n", render::counted(proposal.unreadRows, "row"));
  if (!proposal.hasKey) out += "No column tells customers apart, so rows are numbered: --key row.\n";
  return out + fmt::format("Next: regard import customers.store {} --rules {}{}\n", shellWord(file), shellWord(rules),
                           proposal.hasKey ? "" : " --key row");
}

ExitCode runInit(const Arguments& arguments, Terminal& terminal) {
  const std::string file = *arguments.value("FILE");
  const auto delimiter = delimiterOf(arguments);
  if (!delimiter) return fail(arguments, terminal, delimiter.error());
  const auto output = arguments.value("--output");
  if (output) {
    if (const auto error = refusal(*output, file, arguments.has("--force"))) return fail(arguments, terminal, *error);
  }
  const auto proposal = proposeProfile({.path = file,
                                        .name = arguments.value("--name").value_or(""),
                                        .currency = arguments.value("--currency").value_or(""),
                                        .delimiter = *delimiter});
  if (!proposal) return fail(arguments, terminal, proposal.error());
  if (output) {
    if (const auto error = writeWhole(*output, proposal->text)) return fail(arguments, terminal, *error);
  }
  if (arguments.json()) {
    terminal.print(render::proposalJson(*proposal, file));
  } else if (!output) {
    terminal.print(proposal->text);
    if (!terminal.flush()) return ExitCode::system;
  }
  terminal.say(nextSteps(*proposal, file, output.value_or("profile.regard")));
  return ExitCode::fine;
}

}  // namespace

const Command kInitCommand = {
    .name = "init",
    .summary = "Propose a profile from a file of customers",
    .about =
        "Looks at the columns and writes the head of a rulebook: a name, a type, units and choices for each, with a\n"
        "comment wherever it had to guess.",
    .example = "regard init customers.csv -o rules/profile.regard",
    .positionals = kInitPositionals,
    .options = kInitOptions,
    .run = runInit};

}  // namespace regard::cli
