#pragma once
// What the author did wrong, as data: code, span, the fact, then one fix. Rendering is the front door's business.

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/source/source.h"

namespace regard::dsl {

/// Every code is a row of dsl/source/codes.def: number, severity, short title, long story for `regard help CODE`.
enum class Code : std::uint16_t {
#define REGARD_CODE(id, severity, title, story) id,
#include "dsl/source/codes.def"
#undef REGARD_CODE
  kCount
};

enum class Severity : std::uint8_t { kError, kWarning };

struct CodeInfo {
  const char* name;  ///< "E0203"
  Severity severity;
  const char* title;  ///< "types do not match"
  const char* story;  ///< several sentences, with an example of the wrong and the right
};
const CodeInfo& infoOf(Code code);
const CodeInfo* findCode(std::string_view name);  ///< nullptr if there is none; any case

struct Note {
  Span span;
  std::string message;
};

struct Diagnostic {
  Code code{};
  Span span;
  std::string message;  ///< the fact, one sentence, no capital and no full stop: "`money` compared with `text`"
  std::string hint;     ///< one fix, or empty: "write `£500`"
  std::vector<Note> notes;
};

/// Collects; keeps source order on reading; never more than limits.diagnosticsMax, then counts.
class DiagnosticSink {
 public:
  explicit DiagnosticSink(std::size_t most = 100) : most_(most) {}
  Diagnostic& report(Code code, Span span, std::string message, std::string hint = {});
  /// In the order of reporting, for who knows more about them.
  std::vector<Diagnostic>& soFar() { return diagnostics_; }
  bool hasErrors() const { return errors_ > 0; }
  std::size_t suppressed() const { return suppressed_; }
  /// Sorted by file, place and code; duplicates at one span removed.
  std::vector<Diagnostic> take();

 private:
  std::vector<Diagnostic> diagnostics_;
  Diagnostic overflow_;
  std::size_t most_, errors_ = 0, suppressed_ = 0;
};

}  // namespace regard::dsl
