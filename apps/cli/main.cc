// The `regard` command: its commands in the order of the overview, and what is the same for all of them.

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>
#include <vector>

#include "apps/cli/arguments.h"
#include "apps/cli/fail.h"
#include "apps/cli/help.h"
#include "apps/cli/terminal.h"
#include "regard/nearest.h"

namespace regard::cli {
namespace {

constexpr const Command* kCommands[] = {
    &kInitCommand,      // a file of customers -> a proposed profile
    &kCheckCommand,     // rules -> diagnostics
    &kFmtCommand,       // rules -> the same rules, with the look that all have
    &kTableCommand,     // rules -> a decision table as CSV, and back
    &kTestCommand,      // rules -> their own tests
    &kBuildCommand,     // rules -> a bundle
    &kImportCommand,    // a file of customers -> a store
    &kEventCommand,     // what happened to a customer -> a store
    &kOutcomeCommand,   // what came of an offer -> a store
    &kShowCommand,      // a store -> a customer
    &kSchemaCommand,    // a store -> its records' schema
    &kDecideCommand,    // rules, a store, a customer -> actions with reasons
    &kSimulateCommand,  // rules, a store -> what they do to everybody
    &kLogCommand,       // a store -> what was decided
    &kReplayCommand,    // a store -> the same, decided again
    &kProfileCommand,   // a store -> how all customers stand
    &kDiscoverCommand,  // a store -> customers who are alike, as a ladder of rules
    &kLearnedCommand,   // a store -> what answers have taught
    &kLiftCommand,      // a store -> what an experiment or a hold-out brought
    &kFitCommand,       // what customers did -> a model of them
    &kModelCommand,     // trees that another library trained -> a model's file
    &kServeCommand,     // rules and a store -> answers over HTTP
    &kTopCommand,       // a running server -> what it does
    &kKeyCommand,       // who may ask what
    &kAuditCommand,     // who changed the rules
    &kHelpCommand,     &kVersionCommand, &kCompletionCommand,
};

Expected<ColorChoice> colorChoiceOf(const Arguments& arguments) {
  const std::string when = arguments.value("--color").value_or("auto");
  if (when == "auto") return ColorChoice::automatic;
  if (when == "always") return ColorChoice::always;
  if (when == "never") return ColorChoice::never;
  return Error{ErrorKind::invalid, fmt::format("`--color {}` should be auto, always or never", when)};
}

/// Before the command's own options are read there is only the plain terminal.
ExitCode usageError(const StandardStreams& streams, const std::string& message, std::string_view topic) {
  const Terminal terminal(streams, ColorChoice::automatic);
  const char* space = topic.empty() ? "" : " ";
  const bool ended = message.ends_with('?');
  terminal.say(fmt::format("{} {}{}\n`regard help{}{}` tells more.\n",
                           terminal.err().paint(render::Tone::bad, "regard:"), message, ended ? "" : ".", space,
                           topic));
  return ExitCode::usage;
}

ExitCode unknownCommand(const StandardStreams& streams, const std::string& word) {
  std::vector<std::string> names;
  for (const Command* command : kCommands) names.emplace_back(command->name);
  const std::string nearest = didYouMean(word, names);
  return usageError(streams, fmt::format("there is no command `{}`{}", word, nearest.empty() ? "" : ": " + nearest),
                    "");
}

bool asksForHelp(const std::vector<std::string>& words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::any_of(words.begin(), end, [](const std::string& word) { return word == "--help" || word == "-h"; });
}

ExitCode runCommand(const StandardStreams& streams, const Command& command, const std::vector<std::string>& words) {
  if (asksForHelp(words)) {
    Terminal terminal(streams, ColorChoice::automatic);
    terminal.print(commandText(command, terminal.out()));
    return terminal.flush() ? ExitCode::fine : ExitCode::system;
  }
  const auto arguments = parseArguments(command, words);
  if (!arguments) return usageError(streams, arguments.error().message, command.name);
  const auto color = colorChoiceOf(*arguments);
  if (!color) return usageError(streams, color.error().message, command.name);
  Terminal terminal(streams, *color);
  const ExitCode code = command.run(*arguments, terminal);
  if (terminal.flush()) return code;
  terminal.say("regard: could not write the output: is the disk full, or standard output closed?\n");
  return ExitCode::system;
}

ExitCode runMain(const std::vector<std::string>& words) {
  const StandardStreams streams;
  if (words.empty()) {
    const Terminal terminal(streams, ColorChoice::automatic);
    terminal.say(overviewText(terminal.err()));
    return ExitCode::usage;
  }
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  if (words[0] == "--help" || words[0] == "-h") return runCommand(streams, kHelpCommand, rest);
  if (words[0] == "--version" || words[0] == "-V") return runCommand(streams, kVersionCommand, rest);
  const Command* command = findCommand(words[0]);
  return command == nullptr ? unknownCommand(streams, words[0]) : runCommand(streams, *command, rest);
}

}  // namespace

std::span<const Command* const> allCommands() { return kCommands; }

const Command* findCommand(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kCommands), std::end(kCommands),
                                         [name](const Command* command) { return command->name == name; });
  return found == std::end(kCommands) ? nullptr : *found;
}

}  // namespace regard::cli

int main(int argc, char** argv) {
  using regard::cli::ExitCode;
  try {
    return static_cast<int>(regard::cli::runMain({argv + 1, argv + argc}));
  } catch (const std::exception& error) {
    // Nothing below throws for what the world can do, memory apart.
    fmt::print(stderr, "regard: stopped: {}\n", error.what());
    return static_cast<int>(ExitCode::system);
  }
}
