#pragma once
// The command line of one command, read by its table.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/cli/command.h"
#include "regard/result.h"

namespace regard::cli {

/// What is wrong with what was typed: the command ends with the exit code of wrong usage.
inline Error wrong(std::string message) { return {ErrorKind::invalid, std::move(message)}; }

/// Where a value was said: what stands earlier wins.
enum class Origin : unsigned char { commandLine, environment, file, nowhere };

/// Values by the names of the command's table: "STORE", "--now".
class Arguments {
 public:
  const Command& command() const { return *command_; }
  bool has(std::string_view name) const;
  std::optional<std::string> value(std::string_view name) const;  ///< the last one given
  std::vector<std::string> values(std::string_view name) const;
  /// Values of the form NAME=VALUE. An Error names the one that is not.
  Expected<std::vector<std::pair<std::string, std::string>>> pairs(std::string_view name) const;
  /// The same by name: the last of several values for one name counts.
  std::optional<Error> readPairs(std::string_view name, std::map<std::string, std::string>& into) const;
  Origin origin(std::string_view name) const;
  bool json() const { return has("--json"); }

 private:
  friend Expected<Arguments> parseArguments(const Command& command, const std::vector<std::string>& words);
  explicit Arguments(const Command& command) : command_(&command) {}
  /// `inFile`: nullptr if the file has none.
  std::optional<Error> take(const Option& option, const std::vector<std::string>& results,
                            const std::vector<std::string>* inFile);
  std::optional<Error> give(const Option& option, std::vector<std::string> values, Origin origin);

  const Command* command_;
  std::map<std::string, std::vector<std::string>, std::less<>> given_;
  std::map<std::string, Origin, std::less<>> origins_;  ///< of options that were given, also of switches that are off
};

/// `words` is what follows the command's name. An Error says what is wrong and what would be right.
Expected<Arguments> parseArguments(const Command& command, const std::vector<std::string>& words);

}  // namespace regard::cli
