#pragma once
// An outcome in words a marketer understands: the stage, the clause as written, and the values that decided it. Values
// of private attributes are shown: an explanation is an answer to somebody who may see the customer, not a log line.

#include <memory>
#include <string>
#include <vector>

#include "engine/reference/frame_values.h"
#include "engine/reference/lookup.h"
#include "engine/reference/reference.h"

namespace regard::reference {

/// "arrears = £42.10, needs £0": what was found, and what would have passed.
struct Fact {
  std::string subject;  ///< as written in the rule: "arrears", "tenure"
  std::string found;    ///< "£42.10", "unknown", "an error: division by zero"
  std::string needed;   ///< "£0", "at least 12 months", "one of email, sms"; empty: nothing to compare with
  std::string
      because;  ///< why a computed subject has no value: "started_on is unknown", "in `a / b`"; "by row 2"; else empty
  friend bool operator==(const Fact&, const Fact&) = default;
};

/// The fact as a clause of a sentence: "tenure is unknown because started_on is unknown, needs at least 12 months".
std::string sentenceOf(const Fact& fact);

struct Explanation {
  std::string action, title;
  bool kept = false;
  std::string stage;        ///< "eligible"; empty when kept
  std::string sentence;     ///< one line for people, from the facts
  std::vector<Fact> facts;  ///< several when alternatives (`or`) all failed; of a kept action, what let it through
  std::string clause;       ///< the rule text, blanks folded; may be empty
  std::string path;         ///< of the rule's file
  std::uint32_t line = 0;   ///< from 1; 0: nowhere
  friend bool operator==(const Explanation&, const Explanation&) = default;
};

/// "1st", "2nd", "11th".
std::string ordinal(std::uint32_t n);

Explanation explain(const ir::Program& program, const Inputs& inputs, const Outcome& outcome);

/// The same answers for whoever asks about all actions of a frame: what they have in common is looked up and computed
/// once. Of one thread.
class Explainer {
 public:
  /// Both must outlive it.
  Explainer(const ir::Program& program, const Inputs& inputs);
  Result evaluate() { return reference::evaluate(*values_); }
  Explanation explain(const Outcome& outcome);
  /// Why a flag that the candidate's action reads is true.
  std::vector<Fact> whyTrue(const Candidate& candidate, ir::InstIndex inst);

 private:
  const std::unique_ptr<FrameValues> values_;
  const Lookup lookup_;
};

/// Why an expression is not true: the atoms that decide it. A segment or formula used as a flag is opened one level
/// deep; what it uses in turn is named. REQUIRES a flag instruction.
std::vector<Fact> whyNotTrue(const ir::Program& program, const Inputs& inputs, const std::vector<Scalar>& values,
                             ir::InstIndex inst);

/// Why it is true, likewise.
std::vector<Fact> whyTrue(const ir::Program& program, const Inputs& inputs, const std::vector<Scalar>& values,
                          ir::InstIndex inst);

/// What an instruction is called in the rules: the attribute, the formula, or the expression as written.
std::string nameOf(const ir::Program& program, ir::InstIndex inst);

/// A value as rule text would spell it, "unknown", or "an error: …".
std::string spell(const ir::Program& program, const Inputs& inputs, Type type, Scalar value);

}  // namespace regard::reference
