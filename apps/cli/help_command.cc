#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "apps/cli/fail.h"
#include "apps/cli/help.h"
#include "apps/render/diagnostic.h"
#include "regard/nearest.h"

namespace regard::cli {
namespace {

constexpr Positional kHelpPositionals[] = {
    {.name = "TOPIC",
     .help = "a command, a diagnostic code such as E0203, or `codes`",
     .required = false,
     .offer = Offer::words,
     .words = "init check test import show schema decide help version completion codes"}};

std::string textJson(std::string_view topic, const std::string& text) {
  return nlohmann::ordered_json{{"topic", topic}, {"text", text}}.dump(2) + '\n';
}

ExitCode runHelp(const Arguments& arguments, Terminal& terminal) {
  const render::Style& style = terminal.out();
  const std::string topic = arguments.value("TOPIC").value_or("");
  const auto print = [&](const std::string& text) {
    terminal.print(arguments.json() ? textJson(topic, text) : text);
    return ExitCode::fine;
  };
  if (topic.empty()) return print(overviewText(style));
  if (const Command* command = findCommand(topic)) return print(commandText(*command, style));
  if (topic == "codes") {
    const auto codes = allCodes();
    terminal.print(arguments.json() ? render::codesJson(codes) : render::codesText(codes, style));
    return ExitCode::fine;
  }
  if (const auto code = explainCode(topic)) {
    terminal.print(arguments.json() ? render::codesJson({*code}) : render::codeText(*code, style));
    return ExitCode::fine;
  }
  std::vector<std::string> topics;
  for (const Command* command : allCommands()) topics.emplace_back(command->name);
  for (const CodeHelp& code : allCodes()) topics.push_back(code.code);
  const std::string nearest = didYouMean(topic, topics);
  return fail(
      arguments, terminal,
      {ErrorKind::invalid, fmt::format("there is no help on `{}`{}", topic,
                                       nearest.empty() ? "; `regard help` lists what there is" : ": " + nearest)});
}

}  // namespace

const Command kHelpCommand = {.name = "help",
                              .summary = "Tell about a command or a diagnostic code",
                              .about = {},
                              .example =
                                  "regard help decide\n"
                                  "regard help E0203",
                              .positionals = kHelpPositionals,
                              .options = {},
                              .run = runHelp};

}  // namespace regard::cli
