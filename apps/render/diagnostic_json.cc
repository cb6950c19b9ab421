#include <algorithm>

#include "apps/render/diagnostic.h"
#include "apps/render/json.h"

namespace regard::render {
namespace {

Json diagnosticJson(const Diagnostic& d) {
  Json notes = Json::array();
  for (const Diagnostic::Note& note : d.notes)
    notes.push_back({{"path", note.path},
                     {"line", note.line},
                     {"column", note.column},
                     {"message", note.message},
                     {"location", note.location}});
  return {{"code", d.code},
          {"severity", d.isError ? "error" : "warning"},
          {"title", d.title},
          {"message", d.message},
          {"hint", d.hint},
          {"path", d.path},
          {"location", d.location},
          {"line", d.line},
          {"column", d.column},
          {"end_line", d.endLine},
          {"end_column", d.endColumn},
          {"byte_begin", d.byteBegin},
          {"byte_end", d.byteEnd},
          {"source_line", d.sourceLine},
          {"notes", notes}};
}

Json fieldsJson(const std::vector<FieldInfo>& fields) {
  Json out = Json::array();
  for (const FieldInfo& field : fields)
    out.push_back({{"name", field.name},
                   {"title", field.title},
                   {"type", field.type},
                   {"members", field.members},
                   {"key", field.isKey},
                   {"private", field.isPrivate},
                   {"protected", field.isProtected}});
  return out;
}

Json factsJson(const RulebookFacts& book) {
  Json actions = Json::array();
  for (const ActionInfo& action : book.actions)
    actions.push_back({{"name", action.name},
                       {"title", action.title},
                       {"issue", action.issue},
                       {"group", action.group},
                       {"doc", action.doc}});
  return {{"name", book.name},
          {"title", book.title},
          {"currency", book.currency},
          {"attributes", fieldsJson(book.attributes)},
          {"request", fieldsJson(book.request)},
          {"channels", book.channels},
          {"segment_count", book.segmentCount},
          {"steps_max", book.stepsMax},
          {"actions", actions},
          {"test_count", book.testCount}};
}

}  // namespace

Json diagnosticsJson(const std::vector<Diagnostic>& diagnostics) {
  Json out = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) out.push_back(diagnosticJson(diagnostic));
  return out;
}

std::string rulebookJson(const RulebookFacts& book, const std::string& hash) {
  Json out = factsJson(book);
  out["hash"] = hash;
  return jsonText(out);
}

std::string checkJson(const CheckReport& report) {
  const auto& all = report.diagnostics;
  const auto errors = std::count_if(all.begin(), all.end(), [](const Diagnostic& d) { return d.isError; });
  Json out = {{"path", report.path},
              {"errors", errors},
              {"warnings", static_cast<std::ptrdiff_t>(all.size()) - errors},
              {"suppressed", report.suppressed},
              {"diagnostics", diagnosticsJson(all)}};
  out["rulebook"] = report.rulebook ? factsJson(*report.rulebook) : Json(nullptr);
  return jsonText(out);
}

std::string codesJson(const std::vector<CodeHelp>& codes) {
  Json out = Json::array();
  for (const CodeHelp& code : codes)
    out.push_back({{"code", code.code},
                   {"severity", code.isError ? "error" : "warning"},
                   {"title", code.title},
                   {"story", code.story}});
  return jsonText(out);
}

}  // namespace regard::render
