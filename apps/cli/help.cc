#include "apps/cli/help.h"

#include <fmt/format.h>

#include "apps/render/layout.h"

namespace regard::cli {
namespace {

using render::Table;
using render::Tone;

std::string bracketed(std::string_view name, bool mayMiss) {
  return mayMiss ? fmt::format("[{}]", name) : std::string(name);
}

std::string usageOf(const Command& command) {
  std::string out = fmt::format("regard {}", command.name);
  for (const Positional& positional : command.positionals)
    out += ' ' + bracketed(positional.name, !positional.required) + (positional.repeats ? "..." : "");
  return out + " [OPTION]...";
}

std::vector<std::string> optionRow(const Option& option) {
  std::string left = option.letter == 0 ? "    " : fmt::format("-{}, ", option.letter);
  left += option.name;
  if (!option.value.empty()) left += ' ' + bracketed(option.value, option.valueMayMiss);
  return {left, std::string(option.help)};
}

std::string indented(std::string_view lines) {
  std::string out = "  ";
  for (const char c : lines) out += c == '\n' ? std::string("\n  ") : std::string(1, c);
  return out + '\n';
}

}  // namespace

std::string overviewText(const render::Style& style) {
  Table commands{.rows = {}, .tones = {Tone::strong}, .indent = 2, .wrapped = 1};
  for (const Command* command : allCommands())
    commands.rows.push_back({std::string(command->name), std::string(command->summary)});
  const Table help{.rows = {{"regard help COMMAND", "what a command takes, with an example"},
                            {"regard help CODE", "the long story of a diagnostic such as E0203"},
                            {"regard help codes", "every diagnostic code"}},
                   .tones = {},
                   .indent = 2,
                   .wrapped = 1};
  return "Regard decides how to treat a customer: the next best actions, with reasons.\n\n" +
         style.paint(Tone::strong, "Commands") + '\n' + tableText(commands, style) + '\n' +
         style.paint(Tone::strong, "More") + '\n' + tableText(help, style);
}

std::string commandText(const Command& command, const render::Style& style) {
  std::string out =
      fmt::format("{}\n\n{}\n{}", command.summary, style.paint(Tone::strong, "Usage"), indented(usageOf(command)));
  if (!command.about.empty()) out += '\n' + std::string(command.about) + '\n';
  Table words{.rows = {}, .tones = {}, .indent = 2, .wrapped = 1};
  for (const Positional& positional : command.positionals) {
    const std::string variable =
        positional.environment == nullptr ? "" : fmt::format(" (or set {})", positional.environment);
    words.rows.push_back({std::string(positional.name), std::string(positional.help) + variable});
  }
  if (!words.rows.empty()) out += '\n' + tableText(words, style);
  Table options{.rows = {}, .tones = {}, .indent = 2, .wrapped = 1};
  for (const Option& option : command.options) options.rows.push_back(optionRow(option));
  for (const Option& option : kCommonOptions) options.rows.push_back(optionRow(option));
  out += fmt::format("\n{}\n{}", style.paint(Tone::strong, "Options"), tableText(options, style));
  return out + fmt::format("\n{}\n{}", style.paint(Tone::strong, "Example"), indented(command.example));
}

}  // namespace regard::cli
