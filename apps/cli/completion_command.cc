#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "apps/cli/completion.h"
#include "apps/cli/fail.h"

namespace regard::cli {
namespace {

constexpr Positional kCompletionPositionals[] = {
    {.name = "SHELL", .help = "bash, zsh or fish", .offer = Offer::words, .words = "bash zsh fish"}};

ExitCode runCompletion(const Arguments& arguments, Terminal& terminal) {
  const std::string shell = *arguments.value("SHELL");
  std::string script;
  if (shell == "bash") script = bashCompletion();
  if (shell == "zsh") script = zshCompletion();
  if (shell == "fish") script = fishCompletion();
  if (script.empty()) {
    return fail(
        arguments, terminal,
        {ErrorKind::invalid, fmt::format("there is no completion for `{}`; there is for bash, zsh and fish", shell)});
  }
  if (arguments.json()) script = nlohmann::ordered_json{{"shell", shell}, {"script", script}}.dump(2) + '\n';
  terminal.print(script);
  return ExitCode::fine;
}

}  // namespace

const Command kCompletionCommand = {.name = "completion",
                                    .summary = "Print a completion script for bash, zsh or fish",
                                    .about = {},
                                    .example =
                                        "source <(regard completion bash)\n"
                                        "regard completion zsh > \"${fpath[1]}/_regard\"\n"
                                        "regard completion fish > ~/.config/fish/completions/regard.fish",
                                    .positionals = kCompletionPositionals,
                                    .options = {},
                                    .run = runCompletion};

}  // namespace regard::cli
