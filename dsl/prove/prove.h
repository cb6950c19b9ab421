#pragma once
// What is claimed of all customers, held against the rules: guarantees, and an answer that nothing can forbid.

#include <optional>
#include <string>

#include "dsl/prove/search.h"
#include "dsl/prove/witness.h"
#include "dsl/prove/words.h"
#include "dsl/source/diagnostic.h"

namespace regard::dsl {

struct ProofLimits {
  std::uint64_t visitsMax = 2'000'000;     ///< instructions looked at for one action of one claim …
  std::uint64_t visitsInAll = 40'000'000;  ///< … and for all; beyond: not proved
};

enum class Proof : std::uint8_t {
  kProved,
  kDisproved,  ///< by a customer, checked by evaluation
  kOpen,       ///< neither: `blame` is beyond what can be reasoned about
  kTooLarge,   ///< neither: more cases than the limits allow
};

struct Verdict {
  Proof proof = Proof::kProved;
  std::uint32_t action = ir::kNone;  ///< unless proved
  std::optional<Witness> witness;    ///< kDisproved
  Description words;                 ///< kDisproved: the same, to be read
  ir::InstIndex blame = ir::kNone;   ///< kOpen: what was too hard, if that is known
  std::uint32_t clauseSpan = 0;      ///< of neverForbidden(): the `never` that it is about (index into spans)
};

/// Proves things of one program. Not thread-safe; REQUIRES that the program outlives it.
class Prover {
 public:
  explicit Prover(const ir::Program& program, ProofLimits limits = {}) : p_(program), limits_(limits) {}

  /// Whether no candidate of the guarantee's actions passes its clauses while its condition is not false.
  Verdict guarantee(const ir::Guarantee& guarantee);
  /// Whether no `never` can forbid an action, whoever the customer is.
  Verdict neverForbidden(std::uint32_t action);
  /// Whether nobody passes all clauses of an action although somebody passes those it has without the policies: then
  /// that somebody, in words. Cheap, and silent where it would have to think for long.
  std::optional<std::string> alwaysForbidden(std::uint32_t action);

 private:
  /// That no candidate lets all goals come out.
  struct Claim {
    std::uint32_t action = 0;
    RangeSet directions;
    std::vector<Goal> goals;
    bool asCandidate = true;  ///< with a treatment, within the days it is active
  };
  Verdict refute(const Claim& claim);
  void refuteOneWay(const Claim& claim, std::int64_t direction, const ir::Treatment* treatment, Verdict& verdict);
  std::vector<Goal> clauses(std::uint32_t action, bool withPolicies) const;
  SearchLimits limits() const;

  const ir::Program& p_;
  ProofLimits limits_;
  std::uint64_t visits_ = 0;
};

/// Reports a decision that may take more than `stepsMax` steps (E0804).
void boundCost(const ir::Program& program, std::uint64_t stepsMax, DiagnosticSink& sink);

/// Reports what is claimed and not so (E0801), or not proved (E0802, E0803). `lateAnswer`: where it is written.
void prove(const ir::Program& program, Span lateAnswer, DiagnosticSink& sink, ProofLimits limits = {});

}  // namespace regard::dsl
