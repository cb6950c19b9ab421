#include "dsl/source/diagnostic.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <tuple>
#include <utility>

#include "base/check.h"

namespace regard::dsl {

namespace {

constexpr std::array<CodeInfo, static_cast<std::size_t>(Code::kCount)> kCodes = {{
#define REGARD_CODE(id, severity, title, story) {#id, Severity::severity, title, story},
#include "dsl/source/codes.def"
#undef REGARD_CODE
}};

bool sameIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::toupper(x) == std::toupper(y); });
}

auto orderOf(const Diagnostic& d) { return std::tuple(d.span.file, d.span.begin, d.span.end, d.code); }

}  // namespace

const CodeInfo& infoOf(Code code) {
  REGARD_CHECK(code < Code::kCount, static_cast<int>(code));
  return kCodes[static_cast<std::size_t>(code)];
}

const CodeInfo* findCode(std::string_view name) {
  const auto* found = std::find_if(kCodes.begin(), kCodes.end(),
                                   [&](const CodeInfo& info) { return sameIgnoringCase(info.name, name); });
  return found == kCodes.end() ? nullptr : found;
}

Diagnostic& DiagnosticSink::report(Code code, Span span, std::string message, std::string hint) {
  if (infoOf(code).severity == Severity::kError) ++errors_;
  Diagnostic diagnostic{code, span, std::move(message), std::move(hint), {}};
  // A heading of a table of cases is read once for each row.
  const bool isKnown = std::any_of(diagnostics_.begin(), diagnostics_.end(),
                                   [&](const Diagnostic& d) { return d.span == span && d.code == code; });
  if (isKnown) return overflow_ = std::move(diagnostic);
  if (diagnostics_.size() < most_) return diagnostics_.emplace_back(std::move(diagnostic));
  ++suppressed_;
  overflow_ = std::move(diagnostic);  // the caller may still add notes to it; nobody reads them
  return overflow_;
}

std::vector<Diagnostic> DiagnosticSink::take() {
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return orderOf(a) < orderOf(b); });
  const auto repeats =
      std::unique(diagnostics_.begin(), diagnostics_.end(),
                  [](const Diagnostic& a, const Diagnostic& b) { return a.span == b.span && a.code == b.code; });
  diagnostics_.erase(repeats, diagnostics_.end());
  return std::exchange(diagnostics_, {});
}

}  // namespace regard::dsl
