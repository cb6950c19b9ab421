#include <fmt/format.h>

#include "dsl/ir/cost.h"
#include "dsl/ir/print.h"
#include "dsl/prove/prove.h"

namespace regard::dsl {
namespace {

std::string quoted(const std::string& text) { return '`' + text + '`'; }

class Reporter {
 public:
  Reporter(const ir::Program& program, DiagnosticSink& sink) : p_(program), sink_(sink) {}

  void guarantee(const ir::Guarantee& guarantee, const Verdict& verdict) {
    if (verdict.proof == Proof::kProved) return;
    const std::string action = quoted(p_.actions[verdict.action].name);
    Diagnostic& said =
        verdict.proof == Proof::kDisproved
            ? sink_.report(Code::E0801, guarantee.span, verdict.words.who + " gets " + action + verdict.words.way,
                           "let a policy say the same `never`: then it holds; or guarantee less")
            : sink_.report(Code::E0802, guarantee.span,
                           "it is not proved that nobody gets " + action + ": " + reason(verdict),
                           "let a policy say the same `never`, and the proof is easy");
    said.notes.push_back({p_.actions[verdict.action].span, "the action"});
  }

  void lateAnswer(Span span, const Verdict& verdict) {
    if (verdict.proof == Proof::kProved) return;
    const std::string action = quoted(p_.actions[p_.arbitration.lateAnswer].name);
    const std::string fact = verdict.proof == Proof::kDisproved
                                 ? "a `never` forbids " + action + " to " + verdict.words.who + verdict.words.way
                                 : "a `never` may forbid " + action + ": " + reason(verdict);
    sink_.report(Code::E0803, span, fact, "take an action that no `never` is about: there is no time to ask it then")
        .notes.push_back({p_.spans[verdict.clauseSpan], "what forbids it"});
  }

 private:
  std::string reason(const Verdict& verdict) const {
    if (verdict.proof == Proof::kTooLarge) return "there are more cases than can be tried";
    if (verdict.blame == ir::kNone) return "no such customer was found, and none is excluded";
    const std::string what = quoted(nameOf(p_, verdict.blame));
    return p_.insts[verdict.blame].op == ir::Op::kQuery
               ? "no rows were found for which " + what + " comes out so, and none are excluded"
               : what + " depends on too much at once to be reasoned about";
  }

  const ir::Program& p_;
  DiagnosticSink& sink_;
};

}  // namespace

void boundCost(const ir::Program& program, std::uint64_t stepsMax, DiagnosticSink& sink) {
  const ir::Cost cost = ir::costOf(program);
  if (cost.steps <= stepsMax) return;
  const bool byRows = cost.dearest != ir::kNone;
  const Span span = byRows ? program.spans[program.insts[cost.dearest].span] : program.actions.front().span;
  const std::string fact =
      fmt::format("one decision may take {} steps, and at most {} are allowed", cost.steps, stepsMax);
  if (byRows)
    sink.report(Code::E0804, span, fmt::format("{}; this question about rows takes {} of them", fact, cost.ofDearest),
                "ask once for all actions rather than of each, and of fewer rows");
  else
    sink.report(Code::E0804, span, fact, "take conditions that several actions share into a segment");
}

void prove(const ir::Program& program, Span lateAnswer, DiagnosticSink& sink, ProofLimits limits) {
  Prover prover(program, limits);
  Reporter reporter(program, sink);
  for (const ir::Guarantee& guarantee : program.guarantees) reporter.guarantee(guarantee, prover.guarantee(guarantee));
  if (program.arbitration.lateAnswer != ir::kNone)
    reporter.lateAnswer(lateAnswer, prover.neverForbidden(program.arbitration.lateAnswer));
}

}  // namespace regard::dsl
