#pragma once
/// Start here: rule text becomes a Rulebook, which is immutable, cheap to copy and safe to share between threads.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "regard/result.h"
#include "regard/value.h"

namespace regard {

namespace ir {
struct Program;
}

/// A fault or a warning in rule text, as data.
struct Diagnostic {
  std::string code;  ///< "E0203"
  bool isError = true;
  std::string title;    ///< of the code: "types do not match"
  std::string message;  ///< the fact
  std::string hint;     ///< one fix, or empty
  std::string path;     ///< relative to the rulebook's folder; of a library as `use` names it, with its file's name
  std::uint32_t line = 1, column = 1, endLine = 1, endColumn = 1;  ///< from 1; columns count code points
  std::uint32_t byteBegin = 0, byteEnd = 0;
  std::string sourceLine;  ///< the whole line of `line`, without its line end
  struct Note {
    std::string path, message;
    std::uint32_t line = 1, column = 1;
    std::string location = {};
  };
  std::vector<Note> notes;
  std::string location;  ///< the file that was read, to be opened from here; empty if there was none
};

/// What a customer or a request has.
struct FieldInfo {
  std::string name, title, type;     ///< type as written: "money", "one of { a, b }", "list of text"
  std::vector<std::string> members;  ///< of a choice
  bool isPrivate = false, isProtected = false, isKey = false;
};
struct ActionInfo {
  std::string name, title, issue, group, doc;
};

class Rulebook {
 public:
  Rulebook(std::shared_ptr<const ir::Program> program, std::string hash)
      : program_(std::move(program)), hash_(std::move(hash)) {}
  const std::string& name() const;
  const std::string& title() const;
  const std::string& currency() const;
  /// SHA-256 of rules and sources as 64 hex digits, the same from text and from a bundle; empty if the rulebook is
  /// larger than a bundle can be.
  const std::string& hash() const { return hash_; }
  std::vector<FieldInfo> profileFields() const;  ///< lists behind the others; of a map each member
  std::vector<FieldInfo> requestFields() const;
  std::vector<ActionInfo> actions() const;
  std::vector<std::string> channels() const;
  std::size_t testCount() const;
  std::size_t segmentCount() const;
  /// Operations of one decision, at most: every list and every action counted whole.
  std::uint64_t stepsMax() const;
  const std::shared_ptr<const ir::Program>& program() const { return program_; }  ///< opaque to callers

 private:
  std::shared_ptr<const ir::Program> program_;
  std::string hash_;
};

struct CompileResult {
  std::optional<Rulebook> rulebook;     ///< empty if any diagnostic is an error
  std::vector<Diagnostic> diagnostics;  ///< in source order; may be warnings only
  std::size_t suppressed = 0;           ///< how many more there were
};

/// Compiles a `.regard` file or a folder of them with the libraries they use, or opens a `.bundle`, which has no
/// diagnostics left. `cases`: tables of tests (CSV) beside those in the folder; a bundle takes none. An Error only if
/// the text could not be read at all.
[[nodiscard]] Expected<CompileResult> compile(const std::string& path, const std::vector<std::string>& cases = {});
/// Compiles one text; `path` is what diagnostics call it. It lies in no folder, so its `use` is an error.
[[nodiscard]] CompileResult compileText(std::string_view text, const std::string& path = "rules.regard");

/// A rulebook as one file: open it where there is no compiler. The same rules give the same bytes.
[[nodiscard]] Expected<std::string> toBundle(const Rulebook& rulebook);
/// Reads and verifies a bundle. Errors: notFound, io; unsupported (made by another version), corrupt, invalid.
[[nodiscard]] Expected<Rulebook> openBundle(const std::string& path);

/// A stage of compilation as text.
enum class Stage : std::uint8_t { ast, ir };
[[nodiscard]] Expected<std::string> dump(const std::string& path, Stage stage);

/// The long story of a diagnostic code, or nothing if there is no such code.
struct CodeHelp {
  std::string code, title, story;
  bool isError = true;
};
[[nodiscard]] std::optional<CodeHelp> explainCode(std::string_view code);
[[nodiscard]] std::vector<CodeHelp> allCodes();

/// What a rulebook's own `test` blocks gave, on both evaluators.
struct TestFailure {
  /// One reason for what was found, and the rule it stands in.
  struct Reason {
    std::string text, path;  ///< path: empty if no single rule says it
    std::uint32_t line = 0;
  };
  std::string expectation;  ///< the `expect …` as written
  std::string expected;     ///< "human_callback first", "churn_risk = 54%"
  std::string found;        ///< the same of what happened: "right_size first, with a priority of $38.99"
  std::vector<Reason> because;
  std::string path;
  std::uint32_t line = 0, column = 0;
};
struct TestResult {
  std::string title, path;
  std::uint32_t line = 0;
  std::vector<TestFailure> failures;
  bool passed() const { return failures.empty(); }
};
[[nodiscard]] std::vector<TestResult> runTests(const Rulebook& rulebook);

}  // namespace regard
