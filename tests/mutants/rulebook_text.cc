#include "tests/mutants/rulebook_text.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "regard/rulebook.h"
#include "tests/support/same.h"

namespace regard::mutants {
namespace {

std::vector<RuleFile> outlined(const dsl::SourceSet& sources) {
  std::vector<RuleFile> files;
  dsl::DiagnosticSink sink;
  for (std::uint32_t file = 0; file < sources.files.size(); ++file) {
    RuleFile& into = files.emplace_back();
    if (sources.files[file].kind == dsl::SourceKind::kCases) continue;
    dsl::Outline outline = dsl::outlineOf(sources, file, {}, sink);
    into = {std::move(outline.lexed), std::move(outline.parts)};
  }
  return files;
}

template <class Declared>
void forget(Declared& declared) {
  declared.span = {};
  if constexpr (requires { declared.title; }) declared.title.clear();
  if constexpr (requires { declared.doc; }) declared.doc.clear();
}

/// The program without places, titles, docs and its own name, which nothing refers to.
ir::Program bare(ir::Program p) {
  p.name.clear();
  p.title.clear();
  p.doc.clear();
  p.sources.clear();
  p.spans.clear();
  for (ir::Inst& inst : p.insts) inst.span = 0;
  for (ir::Clause& clause : p.clauses) clause.span = 0;
  for (ir::Choice& choice : p.choices)
    for (ir::ChoiceMember& member : choice.members) member.title.clear();
  for (ir::Input& input : p.inputs) forget(input);
  for (ir::Issue& issue : p.issues) forget(issue);
  for (ir::Group& group : p.groups) forget(group);
  for (ir::Policy& policy : p.policies) forget(policy);
  for (ir::DiversityCap& cap : p.arbitration.caps) forget(cap);
  p.arbitration.rankSpan = p.arbitration.keepSpan = {};
  for (ir::Named& named : p.names) {
    forget(named);
    named.parts.clear();
  }
  for (ir::Action& action : p.actions) {
    forget(action);
    action.written = {};
    for (ir::Lever& lever : action.levers) forget(lever);
    for (ir::Treatment& treatment : action.treatments) forget(treatment);
  }
  return p;
}

}  // namespace

std::unique_ptr<RulebookText> RulebookText::example(const std::string& name) {
  auto sources = dsl::loadSources(std::string(PROJECT_FOLDER) + "/rules/examples/" + name);
  REQUIRE(sources.ok());
  auto text = std::make_unique<RulebookText>();  // its tokens point into it: it must not move
  text->name = name;
  text->sources = *std::move(sources);
  text->files = outlined(text->sources);
  return text;
}

dsl::SourceSet RulebookText::edited(const Edit& edit) const {
  dsl::SourceSet changed = sources;
  changed.files[edit.span.file].text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
  return changed;
}

std::string_view RulebookText::textOf(Span span) const {
  return std::string_view(sources.files[span.file].text).substr(span.begin, span.end - span.begin);
}

std::uint32_t RulebookText::lineOf(Span span) const { return placeOf(sources.files[span.file].text, span.begin).line; }

dsl::SourceSet withoutTests(dsl::SourceSet sources) {
  for (dsl::SourceFile& file : sources.files)
    if (file.kind == dsl::SourceKind::kCases) file.text.clear();
  std::vector<Span> tests;
  for (const RuleFile& file : outlined(sources))
    for (const dsl::OutlinePart& part : file.parts)
      if (part.kind == dsl::PartKind::kDeclaration && file.word(part.begin) == "test")
        tests.push_back(file.spanOf(part.begin, part.end));
  for (const Span& span : tests) {
    std::string& text = sources.files[span.file].text;
    const auto isText = [](char c) { return c != '\n'; };
    std::replace_if(text.begin() + span.begin, text.begin() + span.end, isText, ' ');
  }
  return sources;
}

Judgement judge(const dsl::SourceSet& sources) {
  dsl::Compiled compiled = dsl::compile(sources);
  Judgement judgement;
  judgement.sources = std::move(compiled.sources);
  judgement.diagnostics = std::move(compiled.diagnostics);
  // Whether a model was fitted is no matter of the text.
  std::erase_if(judgement.diagnostics, [](const dsl::Diagnostic& one) { return one.code == dsl::Code::W0613; });
  judgement.compiles = compiled.program.has_value();
  if (!judgement.compiles) return judgement;
  const Rulebook rulebook(std::make_shared<const ir::Program>(*std::move(compiled.program)), "");
  for (TestResult& result : runTests(rulebook))
    std::move(result.failures.begin(), result.failures.end(), std::back_inserter(judgement.failures));
  return judgement;
}

bool sameMeaning(const dsl::SourceSet& a, const dsl::SourceSet& b) {
  const auto rules = [](const dsl::SourceSet& sources) {
    dsl::SourceSet bare = withoutTests(sources);
    std::erase_if(bare.files, [](const dsl::SourceFile& file) { return file.kind == dsl::SourceKind::kCases; });
    return bare;
  };
  auto one = dsl::compile(rules(a)), other = dsl::compile(rules(b));
  REQUIRE(one.program.has_value());
  REQUIRE(other.program.has_value());
  return tests::same(bare(*std::move(one.program)), bare(*std::move(other.program)));
}

}  // namespace regard::mutants
