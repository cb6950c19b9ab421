// One CLI11 app per command, made from its table; only the command that runs is built. What CLI11 could not place comes
// back to us, so that every message can name the nearest thing that exists.

#include "apps/cli/arguments.h"

#include <fmt/format.h>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "apps/cli/configuration.h"
#include "regard/nearest.h"

namespace regard::cli {
namespace {

Error unknownOption(const Command& command, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string> names;
  eachOption(command, [&](const Option& option) { names.emplace_back(option.name); });
  const std::string nearest = didYouMean(name, names);
  return wrong(fmt::format("`{}` has no option `{}`{}", command.name, name, nearest.empty() ? "" : ": " + nearest));
}

const char* environmentValue(const char* name) {
  const char* value = name == nullptr ? nullptr : std::getenv(name);
  return value == nullptr || *value == '\0' ? nullptr : value;
}

/// The first positional may be left to its environment variable: it is if there are too few words, or if there could
/// be one more and the first word is no file.
bool leftToEnvironment(const Command& command, const std::vector<std::string>& words) {
  const auto specs = command.positionals;
  if (specs.empty() || environmentValue(specs[0].environment) == nullptr) return false;
  const auto required =
      static_cast<std::size_t>(std::count_if(specs.begin(), specs.end(), [](auto& p) { return p.required; }));
  if (words.size() < required) return true;
  std::error_code ignored;
  return (words.size() < specs.size() || specs.back().repeats) && !std::filesystem::exists(words[0], ignored);
}

/// `words` gets the environment's value in front if it is left to that. An error if there are too few or too many.
std::optional<Error> completePositionals(const Command& command, std::vector<std::string>& words) {
  const auto specs = command.positionals;
  if (leftToEnvironment(command, words)) words.insert(words.begin(), environmentValue(specs[0].environment));
  for (std::size_t i = words.size(); i < specs.size(); ++i) {
    if (!specs[i].required) continue;
    const char* variable = specs[i].environment;
    return wrong(fmt::format("`{}` needs {}: {}{}", command.name, specs[i].name, specs[i].help,
                             variable == nullptr ? "" : fmt::format(" (or set {})", variable)));
  }
  if (words.size() > specs.size() && (specs.empty() || !specs.back().repeats)) {
    return wrong(
        fmt::format("`{}` has no use for `{}`; words with blanks go in quotes", command.name, words[specs.size()]));
  }
  return std::nullopt;
}

/// The command's table as a CLI11 app. Results are read from the options themselves, so they are there even when CLI11
/// is not content.
struct Parser {
  CLI::App app;
  std::map<std::string_view, CLI::Option*> options;
  CLI::Option* positionals = nullptr;

  explicit Parser(const Command& command) {
    app.set_help_flag();
    app.allow_extras();
    eachOption(command, [&](const Option& option) { add(option); });
    // CLI11 must know how many words are needed: an option that may go without its value then leaves them alone.
    constexpr int kMany = 1000;
    const auto specs = command.positionals;
    const auto required = std::count_if(specs.begin(), specs.end(), [](auto& p) { return p.required; });
    const bool spared = !specs.empty() && environmentValue(specs[0].environment) != nullptr;
    const int needed = static_cast<int>(required) - (spared && required > 0 ? 1 : 0);
    positionals = app.add_option("words", words_)->expected(needed, kMany)->required(needed > 0);
  }

 private:
  void add(const Option& option) {
    const std::string names =
        option.letter == 0 ? std::string(option.name) : fmt::format("-{},{}", option.letter, option.name);
    CLI::Option*& added = options[option.name];
    if (option.value.empty()) {
      added = app.add_flag(names)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
      return;
    }
    added = app.add_option(names, ignored_)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    added->expected(option.valueMayMiss ? 0 : 1, 1)->allow_extra_args(false);
  }

  std::vector<std::string> words_, ignored_;
};

/// Options whose value may be left out: an empty one then says it was.
bool mayMiss(const Command& command, std::string_view name) {
  return std::any_of(command.options.begin(), command.options.end(),
                     [&](const Option& option) { return option.name == name && option.valueMayMiss; });
}

/// "a,b" in a variable, whose options can be repeated.
std::vector<std::string> listOf(std::string_view text) {
  std::vector<std::string> list;
  while (true) {
    const std::size_t end = text.find(',');
    list.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return list;
    text.remove_prefix(end + 1);
  }
}

/// What the file says that the command line or a variable names; nothing if there is none, or the command takes none.
Expected<std::map<std::string, std::vector<std::string>>> configured(const Command& command,
                                                                     const CLI::Option* onLine) {
  if (onLine == nullptr) return std::map<std::string, std::vector<std::string>>();
  if (auto misspelled = misspelledVariable(environ)) return *misspelled;
  const char* const variable = environmentValue(kConfigOption.environment);
  if (!onLine->results().empty()) return readConfiguration(command, onLine->results().back());
  return variable == nullptr ? std::map<std::string, std::vector<std::string>>() : readConfiguration(command, variable);
}

std::optional<Error> firstUnknown(const Command& command, const std::vector<std::string>& remaining) {
  for (const std::string& word : remaining)
    if (word != "--") return unknownOption(command, word);
  return std::nullopt;
}

}  // namespace

std::optional<Error> Arguments::take(const Option& option, const std::vector<std::string>& results,
                                     const std::vector<std::string>* inFile) {
  if (!results.empty()) {
    given_.emplace(option.name, results);
    origins_.emplace(option.name, Origin::commandLine);
    return std::nullopt;
  }
  if (const char* const variable = environmentValue(option.environment))
    return give(option, option.repeats ? listOf(variable) : std::vector<std::string>{variable}, Origin::environment);
  return inFile == nullptr ? std::nullopt : give(option, *inFile, Origin::file);
}

std::optional<Error> Arguments::give(const Option& option, std::vector<std::string> values, Origin origin) {
  origins_.emplace(option.name, origin);
  if (option.value.empty()) {
    const auto isOn = switchOf(values.back());
    if (!isOn)
      return wrong(fmt::format("`{}` should be true or false, and is `{}`",
                               origin == Origin::file ? option.name.substr(2) : option.environment, values.back()));
    if (!*isOn) return std::nullopt;
  }
  given_.emplace(option.name, std::move(values));
  return std::nullopt;
}

Origin Arguments::origin(std::string_view name) const {
  const auto found = origins_.find(name);
  return found == origins_.end() ? Origin::nowhere : found->second;
}

bool Arguments::has(std::string_view name) const { return given_.contains(name); }

std::vector<std::string> Arguments::values(std::string_view name) const {
  const auto found = given_.find(name);
  return found == given_.end() ? std::vector<std::string>() : found->second;
}

std::optional<std::string> Arguments::value(std::string_view name) const {
  const auto found = given_.find(name);
  if (found == given_.end() || found->second.empty()) return std::nullopt;
  if (found->second.back().empty() && mayMiss(*command_, name)) return std::nullopt;
  return found->second.back();
}

Expected<std::vector<std::pair<std::string, std::string>>> Arguments::pairs(std::string_view name) const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const std::string& text : values(name)) {
    const std::size_t at = text.find('=');
    if (at == std::string::npos || at == 0)
      return wrong(fmt::format("`{}{}` should be a name and a value with `=` between",
                               name.starts_with('-') ? std::string(name) + ' ' : "", text));
    out.emplace_back(text.substr(0, at), text.substr(at + 1));
  }
  return out;
}

std::optional<Error> Arguments::readPairs(std::string_view name, std::map<std::string, std::string>& into) const {
  auto given = pairs(name);
  if (!given) return given.error();
  for (auto& [key, value] : *given) into[key] = std::move(value);
  return std::nullopt;
}

Expected<Arguments> parseArguments(const Command& command, const std::vector<std::string>& words) {
  Parser parser(command);
  std::string complaint;
  try {
    parser.app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::Error& error) { complaint = error.what(); }
  if (auto unknown = firstUnknown(command, parser.app.remaining())) return *unknown;
  Arguments out(command);
  const auto onLine = parser.options.find(kConfigOption.name);
  const auto inFile = configured(command, onLine == parser.options.end() ? nullptr : onLine->second);
  if (!inFile) return inFile.error();
  std::optional<Error> notTaken;
  eachOption(command, [&](const Option& option) {
    const auto found = inFile->find(std::string(option.name));
    auto error =
        out.take(option, parser.options.at(option.name)->results(), found == inFile->end() ? nullptr : &found->second);
    if (!notTaken) notTaken = std::move(error);
  });
  if (notTaken) return *notTaken;
  std::vector<std::string> positionals = parser.positionals->results();
  for (const auto& [name, option] : parser.options) {
    if (complaint.starts_with(std::string(name) + ':')) return wrong(fmt::format("`{}` needs a value", name));
  }
  if (auto faulty = completePositionals(command, positionals)) return *faulty;
  if (!complaint.empty()) return wrong(complaint);
  for (std::size_t i = 0; i < positionals.size(); ++i) {
    const Positional& spec = command.positionals[std::min(i, command.positionals.size() - 1)];
    out.given_[std::string(spec.name)].push_back(positionals[i]);
  }
  return out;
}

}  // namespace regard::cli
