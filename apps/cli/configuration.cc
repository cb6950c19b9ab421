#include "apps/cli/configuration.h"

#include <fmt/format.h>

#include <CLI/Config.hpp>
#include <algorithm>
#include <fstream>
#include <sstream>

#include "apps/cli/arguments.h"
#include "regard/nearest.h"

namespace regard::cli {
namespace {

constexpr std::string_view kPrefix = "REGARD_";

/// What a file can say: where it is, and what is asked of this run alone, it cannot.
bool isForFiles(const Option& option) {
  return option.name != kConfigOption.name && option.name != kPrintConfigOption.name;
}

const Option* find(const Command& command, const std::string& name) {
  const auto found = std::find_if(command.options.begin(), command.options.end(), [&](const Option& option) {
    return isForFiles(option) && option.name.substr(2) == name;
  });
  return found == command.options.end() ? nullptr : &*found;
}

Error unknownName(const Command& command, const std::string& path, const std::string& name) {
  std::vector<std::string> names;
  for (const Option& option : command.options)
    if (isForFiles(option)) names.emplace_back(option.name.substr(2));
  const std::string nearest = didYouMean(name, names);
  return wrong(
      fmt::format("{}: `{}` has no option `{}`{}", path, command.name, name, nearest.empty() ? "" : ": " + nearest));
}

/// CLI11 takes `#` for the begin of a comment wherever it stands, and would cut the value there.
std::optional<Error> hashInText(const std::string& path, const std::string& text) {
  bool isInText = false, isComment = false;
  for (const char c : text) {
    if (c == '\n') isInText = isComment = false;
    if (isComment) continue;
    if (c == '#' && isInText) return wrong(fmt::format("{}: a value cannot have `#` in it", path));
    isComment = c == '#';
    if (c == '"') isInText = !isInText;
  }
  return std::nullopt;
}

/// Without the prefix, which is alike in all of them.
std::vector<std::string> knownVariables() {
  std::vector<std::string> names;
  const auto add = [&](const char* variable) {
    if (variable != nullptr) names.emplace_back(std::string_view(variable).substr(kPrefix.size()));
  };
  for (const Command* command : allCommands()) {
    for (const Positional& positional : command->positionals) add(positional.environment);
    for (const Option& option : command->options) add(option.environment);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

Expected<std::map<std::string, std::vector<std::string>>> readConfiguration(const Command& command,
                                                                            const std::string& path) {
  std::ifstream opened(path);
  if (!opened) return Error{ErrorKind::notFound, fmt::format("the configuration `{}` cannot be read", path)};
  std::stringstream file;
  file << opened.rdbuf();
  if (const auto error = hashInText(path, file.str())) return *error;
  std::vector<CLI::ConfigItem> items;
  try {
    items = CLI::ConfigTOML().from_config(file);
  } catch (const CLI::Error& error) { return wrong(fmt::format("{}: {}", path, error.what())); }
  std::map<std::string, std::vector<std::string>> values;
  for (CLI::ConfigItem& item : items) {
    if (!item.parents.empty() || item.name == "++" || item.name == "--")
      return wrong(fmt::format("{}: there are no tables in it, such as `{}`", path, item.fullname()));
    const Option* option = find(command, item.name);
    if (option == nullptr) return unknownName(command, path, item.name);
    std::vector<std::string>& given = values[std::string(option->name)];
    given.insert(given.end(), item.inputs.begin(), item.inputs.end());
    if (given.size() > 1 && !option->repeats)
      return wrong(fmt::format("{}: `{}` should be one value, and is {}", path, item.name, given.size()));
  }
  return values;
}

std::optional<bool> switchOf(std::string_view text) {
  if (text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  return std::nullopt;
}

std::optional<Error> misspelledVariable(const char* const* environment) {
  const std::vector<std::string> known = knownVariables();
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    if (!entry.starts_with(kPrefix)) continue;
    const std::string name(entry.substr(kPrefix.size(), entry.find('=') - kPrefix.size()));
    if (std::binary_search(known.begin(), known.end(), name)) continue;
    const std::string nearest = didYouMean(name, known);
    if (nearest.empty()) continue;
    // Told with the prefix again, which every `NAME` in it lacks.
    std::string told;
    bool isOpen = false;
    for (const char c : nearest) {
      told += c;
      if (c == '`' && (isOpen = !isOpen)) told += kPrefix;
    }
    return wrong(fmt::format("there is no variable `{}{}`: {}", kPrefix, name, told));
  }
  return std::nullopt;
}

}  // namespace regard::cli
