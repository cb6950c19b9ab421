#pragma once
// Treatment text for a customer's eyes: tokens filled in, formatted for the reader's locale (ICU), escaped for where
// the text goes. The only owner of ICU.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/frame/decision.h"
#include "engine/frame/inputs.h"

namespace regard {

struct RenderedField {
  std::string name;  ///< script, subject, body, html …
  std::string text;
};

/// The value of a token's instruction for the kept candidate, from whichever evaluator the caller has at hand.
using TokenValue = std::function<Scalar(ir::InstIndex)>;

/// Formats for one locale after another; keeps its formatters. Not thread-safe: one per thread. ICU's data are touched
/// by the first token that needs them, so that a decision without tokens does not pay for them.
class Renderer {
 public:
  Renderer();
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  /// The text of the chosen treatment; nothing if `kept` has none. Filled-in values: in `html` fields HTML-escaped, and
  /// everywhere control characters and direction overrides become blanks, so that a value can neither start a header
  /// line nor a tag, and is never scanned for tokens again. The author's own text stays as written. Unknown locales
  /// fall back to the rulebook's. REQUIRES the tokens known (the evaluators saw to it).
  std::vector<RenderedField> render(const ir::Program& program, const Inputs& inputs, const Scored& kept,
                                    const TokenValue& valueOf);

  /// One value for a reader: £1,234.50 · 1.234,50 £ · 12.5% · 2 March 2026 · 8 years and 3 months · a choice member's
  /// title. Money is rounded to the currency's own decimals. Flags are `yes` and `no` in every locale, as in rule text:
  /// ICU has no words for them, and a text that needs others has a choice or a treatment of its own. Text is as it is.
  std::string formatValue(const ir::Program& program, const Inputs& inputs, Type type, Scalar value,
                          std::string_view locale);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace regard
