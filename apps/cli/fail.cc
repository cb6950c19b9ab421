#include "apps/cli/fail.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "apps/render/rulebook_facts.h"
#include "apps/render/sarif.h"
#include "regard/version.h"

namespace regard::cli {
namespace {

const char* kindText(ErrorKind kind) {
  constexpr const char* kNames[] = {"invalid", "not_found", "conflict", "busy", "unsupported", "corrupt", "full", "io"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace

ExitCode fail(const Arguments& arguments, Terminal& terminal, const Error& error) {
  const bool ended = error.message.ends_with('.') || error.message.ends_with('\n') || error.message.ends_with('?');
  terminal.say(
      fmt::format("{} {}{}\n", terminal.err().paint(render::Tone::bad, "regard:"), error.message, ended ? "" : "."));
  if (arguments.json()) {
    const nlohmann::ordered_json document = {{"error", {{"kind", kindText(error.kind)}, {"message", error.message}}}};
    terminal.print(document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
  }
  return exitCodeOf(error.kind);
}

std::optional<Error> wrongFormats(const Arguments& arguments) {
  if (!arguments.json() || !arguments.has("--sarif")) return std::nullopt;
  return Error{ErrorKind::invalid, "--json and --sarif are two formats: choose one"};
}

render::CheckReport checkReportOf(CompileResult result, const std::string& path) {
  render::CheckReport report{path, std::move(result.diagnostics), result.suppressed, {}};
  if (!result.rulebook) return report;
  report.rulebook = render::factsOf(*result.rulebook);
  return report;
}

Loaded loadRulebook(const Arguments& arguments, Terminal& terminal, const std::string& path,
                    const std::vector<std::string>& cases) {
  Expected<CompileResult> compiled = compile(path, cases);
  if (!compiled) return {.rulebook = {}, .warnings = {}, .code = fail(arguments, terminal, compiled.error())};
  if (compiled->rulebook) return {std::move(compiled->rulebook), std::move(compiled->diagnostics), ExitCode::fine};
  const render::CheckReport report = checkReportOf(*std::move(compiled), path);
  if (arguments.has("--sarif")) {
    terminal.print(render::checkSarif(report, allCodes(), version()));
  } else if (arguments.json()) {
    terminal.print(render::checkJson(report));
  } else {
    terminal.say(render::checkText(report, terminal.err()));
  }
  return {.rulebook = {}, .warnings = {}, .code = ExitCode::faults};
}

}  // namespace regard::cli
