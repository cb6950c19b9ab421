#include "apps/cli/completion.h"

#include <fmt/format.h>

#include "apps/cli/command.h"

namespace regard::cli {
namespace {

/// Between single quotes of any of the three shells.
std::string shellQuoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string commandNames() {
  std::string out;
  for (const Command* command : allCommands()) out += fmt::format("{}{}", out.empty() ? "" : " ", command->name);
  return out;
}

std::string bashOffer(Offer offer, std::string_view words) {
  switch (offer) {
    case Offer::file: return "COMPREPLY=($(compgen -f -- \"$word\"))";
    case Offer::folder: return "COMPREPLY=($(compgen -d -- \"$word\"))";
    case Offer::words: return fmt::format("COMPREPLY=($(compgen -W {} -- \"$word\"))", shellQuoted(words));
    case Offer::nothing: break;
  }
  return "COMPREPLY=()";
}

std::string bashCommand(const Command& command) {
  std::string options, values;
  eachOption(command, [&](const Option& option) {
    options += fmt::format("{}{}", options.empty() ? "" : " ", option.name);
    if (option.value.empty() || option.valueMayMiss) return;
    const std::string letter = option.letter == 0 ? "" : fmt::format("|-{}", option.letter);
    values += fmt::format("        {}{}) {}; return ;;\n", option.name, letter, bashOffer(option.offer, option.words));
  });
  std::string out = fmt::format("    {})\n      case $previous in\n{}      esac\n", command.name, values);
  out += fmt::format("      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W {} -- \"$word\")); return; fi\n",
                     shellQuoted(options));
  out += "      case $position in\n";
  std::size_t position = 0;
  for (const Positional& positional : command.positionals)
    out += fmt::format("        {}) {} ;;\n", position++, bashOffer(positional.offer, positional.words));
  return out + "      esac\n      ;;\n";
}

/// Options that take a value, so that the value is not counted as a word of its own.
std::string bashValueOptions() {
  std::string out;
  for (const Command* command : allCommands())
    eachOption(*command, [&](const Option& option) {
      if (option.value.empty() || option.valueMayMiss) return;
      std::string name(option.name);
      if (option.letter != 0) name += fmt::format("|-{}", option.letter);
      if (('|' + out + '|').find('|' + name + '|') == std::string::npos) out += (out.empty() ? "" : "|") + name;
    });
  return out;
}

/// `[` and `:` separate fields of _arguments.
std::string zshText(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '[' || c == ']' || c == ':' ? std::string("\\") + c : std::string(1, c);
  return out;
}

std::string zshOffer(Offer offer, std::string_view words) {
  switch (offer) {
    case Offer::file: return "_files";
    case Offer::folder: return "_files -/";
    case Offer::words: return fmt::format("({})", words);
    case Offer::nothing: break;
  }
  return " ";
}

std::string zshCommand(const Command& command) {
  std::string out = fmt::format("    {})\n      _arguments -s", command.name);
  eachOption(command, [&](const Option& option) {
    const std::string many = option.repeats ? "*" : "";
    std::string value;
    if (!option.value.empty())
      value = fmt::format("{}{}:{}", option.valueMayMiss ? "::" : ":", zshText(option.value),
                          zshOffer(option.offer, option.words));
    const auto spec = [&](const std::string& name) {
      out += " \\\n        " + shellQuoted(fmt::format("{}{}[{}]{}", many, name, zshText(option.help), value));
    };
    spec(std::string(option.name));
    if (option.letter != 0) spec(fmt::format("-{}", option.letter));
  });
  std::size_t position = 1;
  for (const Positional& positional : command.positionals)
    out += " \\\n        " + shellQuoted(fmt::format("{}:{}:{}", position++, positional.name,
                                                     zshOffer(positional.offer, positional.words)));
  return out + "\n      ;;\n";
}

std::string fishOffer(Offer offer, std::string_view words) {
  switch (offer) {
    case Offer::file: return " -F";
    case Offer::folder: return " -x -a '(__fish_complete_directories)'";
    case Offer::words: return " -x -a " + shellQuoted(words);
    case Offer::nothing: break;
  }
  return " -x";
}

}  // namespace

std::string bashCompletion() {
  std::string out = fmt::format(R"(# bash completion for regard: source <(regard completion bash)
_regard() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} position=0 at
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '{} --help --version' -- "$word"))
    return
  fi
  for ((at = 2; at < COMP_CWORD; ++at)); do
    case ${{COMP_WORDS[at]}} in
      {}) ((++at)) ;;
      -*) ;;
      *) ((++position)) ;;
    esac
  done
  case ${{COMP_WORDS[1]}} in
)",
                                commandNames(), bashValueOptions());
  for (const Command* command : allCommands()) out += bashCommand(*command);
  return out + "  esac\n}\ncomplete -o filenames -F _regard regard\n";
}

std::string zshCompletion() {
  std::string out = "#compdef regard\n_regard() {\n  if ((CURRENT == 2)); then\n    local -a commands=(\n";
  for (const Command* command : allCommands())
    out += fmt::format("      {}\n", shellQuoted(fmt::format("{}:{}", command->name, zshText(command->summary))));
  out += "    )\n    _describe command commands\n    return\n  fi\n  local command=$words[2]\n";
  out += "  shift words\n  ((CURRENT--))\n  case $command in\n";
  for (const Command* command : allCommands()) out += zshCommand(*command);
  return out +
         "  esac\n}\nif [[ $zsh_eval_context[-1] == loadautofunc ]]; then _regard \"$@\"; else compdef _regard regard; "
         "fi\n";
}

std::string fishCompletion() {
  std::string out = "# fish completion for regard\ncomplete -c regard -f\n";
  for (const Command* command : allCommands()) {
    out += fmt::format("complete -c regard -n __fish_use_subcommand -a {} -d {}\n", command->name,
                       shellQuoted(command->summary));
    const std::string when = fmt::format("complete -c regard -n '__fish_seen_subcommand_from {}'", command->name);
    eachOption(*command, [&](const Option& option) {
      const std::string letter = option.letter == 0 ? "" : fmt::format(" -s {}", option.letter);
      const std::string value =
          option.value.empty() || option.valueMayMiss ? "" : fishOffer(option.offer, option.words);
      out += fmt::format("{} -l {}{}{} -d {}\n", when, option.name.substr(2), letter, value, shellQuoted(option.help));
    });
    for (const Positional& positional : command->positionals) {
      if (positional.offer == Offer::words) out += fmt::format("{} -a {}\n", when, shellQuoted(positional.words));
      if (positional.offer == Offer::file || positional.offer == Offer::folder) out += fmt::format("{} -F\n", when);
    }
  }
  return out;
}

}  // namespace regard::cli
