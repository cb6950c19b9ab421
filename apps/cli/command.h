#pragma once
// A command is data: what it takes, what it says of itself, and the function that does it. Parsing, help and shell
// completion all read the same table, so they cannot disagree.

#include <span>
#include <string_view>

#include "apps/cli/exit_code.h"

namespace regard::cli {

class Arguments;
class Terminal;

/// What shell completion offers for a value.
enum class Offer : unsigned char { nothing, file, folder, words };

struct Positional {
  std::string_view name;  ///< "STORE"
  std::string_view help;
  bool required = true;
  Offer offer = Offer::nothing;
  std::string_view words = {};        ///< for Offer::words, blanks between
  const char* environment = nullptr;  ///< the variable that stands in for it; only the first may have one
  bool repeats = false;               ///< only the last may
};

struct Option {
  std::string_view name;        ///< "--request"
  std::string_view value = {};  ///< "FIELD=VALUE"; empty: a switch
  std::string_view help;
  char letter = 0;  ///< 'o' for -o
  Offer offer = Offer::nothing;
  std::string_view words = {};
  bool repeats = false;  ///< else the last one counts
  bool valueMayMiss = false;
  const char* environment = nullptr;
};

struct Command {
  std::string_view name;
  std::string_view summary;  ///< one line for the overview
  std::string_view about;    ///< what else a user should know; may be empty
  std::string_view example;  ///< at least one line to copy
  std::span<const Positional> positionals;
  std::span<const Option> options;  ///< beside kCommonOptions
  ExitCode (*run)(const Arguments&, Terminal&);
};

inline constexpr Option kCommonOptions[] = {
    {.name = "--json", .help = "One JSON document on standard output instead of text"},
    {.name = "--color",
     .value = "WHEN",
     .help = "auto, always or never; NO_COLOR counts too",
     .offer = Offer::words,
     .words = "auto always never"},
    {.name = "--help", .help = "This text", .letter = 'h'}};

template <class Visit>
void eachOption(const Command& command, Visit visit) {
  for (const Option& option : command.options) visit(option);
  for (const Option& option : kCommonOptions) visit(option);
}

/// Every command, in the order of the overview.
std::span<const Command* const> allCommands();
/// nullptr if there is none of that name.
const Command* findCommand(std::string_view name);

extern const Command kFitCommand, kModelCommand, kDiscoverCommand, kLearnedCommand, kLiftCommand, kProfileCommand,
    kKeyCommand, kAuditCommand;
extern const Command kInitCommand, kCheckCommand, kFmtCommand, kTableCommand, kTestCommand, kBuildCommand,
    kImportCommand, kEventCommand, kOutcomeCommand, kShowCommand, kSchemaCommand, kDecideCommand, kSimulateCommand,
    kLogCommand, kReplayCommand, kServeCommand, kTopCommand, kHelpCommand, kVersionCommand, kCompletionCommand;

}  // namespace regard::cli
