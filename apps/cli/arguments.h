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
  bool json() const { return has("--json"); }

 private:
  friend Expected<Arguments> parseArguments(const Command& command, const std::vector<std::string>& words);
  explicit Arguments(const Command& command) : command_(&command) {}
  void take(const Option& option, const std::vector<std::string>& results);

  const Command* command_;
  std::map<std::string, std::vector<std::string>, std::less<>> given_;
};

/// `words` is what follows the command's name. An Error says what is wrong and what would be right.
Expected<Arguments> parseArguments(const Command& command, const std::vector<std::string>& words);

}  // namespace regard::cli
