#pragma once
// An example rulebook as text that can be changed and judged again.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/compile.h"
#include "dsl/syntax/outline.h"
#include "regard/rulebook.h"

namespace regard::mutants {

/// One change of the text.
struct Edit {
  Span span;  ///< what is replaced
  std::string text;
};

/// A file of rules by its tokens, which point into `sources`.
struct RuleFile {
  dsl::LexedFile lexed;
  std::vector<dsl::OutlinePart> parts;
  std::string_view word(std::uint32_t token) const { return lexed.written(lexed.tokens[token]); }
  /// Of tokens [begin, end).
  Span spanOf(std::uint32_t begin, std::uint32_t end) const {
    return cover(lexed.spanOf(lexed.tokens[begin]), lexed.spanOf(lexed.tokens[end - 1]));
  }
};

struct RulebookText {
  std::string name;
  dsl::SourceSet sources;
  std::vector<RuleFile> files;  ///< beside `sources`; a table of cases has no tokens

  /// rules/examples/NAME.
  static std::unique_ptr<RulebookText> example(const std::string& name);
  dsl::SourceSet edited(const Edit& edit) const;
  std::string_view textOf(Span span) const;
  std::uint32_t lineOf(Span span) const;
};

/// The same files and places, with blanks for `test` declarations and nothing in tables of cases.
dsl::SourceSet withoutTests(dsl::SourceSet sources);

/// What compiling and testing a text gives.
struct Judgement {
  dsl::SourceSet sources;  ///< with the libraries that they use
  std::vector<dsl::Diagnostic> diagnostics;
  bool compiles = false;
  std::vector<TestFailure> failures;  ///< of its own tests
  bool isTold() const { return !diagnostics.empty() || !failures.empty(); }
};
Judgement judge(const dsl::SourceSet& sources);

/// Whether two rulebooks say the same: equal programs, whatever their places, titles, docs, tests and own names.
/// REQUIRES that both compile.
bool sameMeaning(const dsl::SourceSet& a, const dsl::SourceSet& b);

}  // namespace regard::mutants
