// The border guard. Nothing here trusts a field before it has looked at it, and nothing recurses: instructions are in
// evaluation order, so one pass over the vector sees every operand before its user.

#include "dsl/ir/verify.h"

#include <algorithm>
#include <limits>

#include "dsl/ir/breach.h"
#include "dsl/ir/operands.h"
#include "dsl/ir/roots.h"
#include "dsl/ir/verify_insts.h"
#include "dsl/ir/verify_models.h"
#include "dsl/ir/verify_tests.h"
#include "dsl/ir/verify_values.h"
#include "dsl/ir/verify_world.h"

namespace regard::ir {
namespace {

constexpr std::size_t kLeversMax = 64;
constexpr std::uint32_t kKeepMax = 1'000;
constexpr std::size_t kCurrencyLetters = 3;
constexpr std::int64_t kMostChange = std::numeric_limits<std::int64_t>::max();  // as a rule can write it, with a sign

struct Verifier {
  const Program& p;
  Breach breach = {};
  std::vector<std::uint32_t> rowStreams = {};  ///< by instruction

  bool ok() const { return breach.none(); }
  void require(bool condition, const char* what, std::size_t index) { breach.require(condition, what, index); }
  void requireSpan(Span span, const char* what, std::size_t index) { require(isSpan(p, span), what, index); }

  void tables() {
    require(p.choices.size() >= kBuiltinChoices && p.choices.size() <= kChoiceMask, "number of choices",
            p.choices.size());
    require(p.textPool.size() < TextRef::kProgramPool, "size of the text pool", p.textPool.size());
    require(p.currency.empty() || p.currency.size() == kCurrencyLetters, "letters of the currency", p.currency.size());
    if (!ok()) return;
    require(p.choices[kDirectionChoice].members.size() == 2, "members of direction", kDirectionChoice);
    for (std::size_t i = 0; i < p.spans.size(); ++i) requireSpan(p.spans[i], "span", i);
    for (std::size_t i = 0; i < p.constants.size(); ++i)
      require(isValue(p, p.constants[i].type, Scalar::known(p.constants[i].cell)), "constant", i);
    for (std::size_t i = 0; i < p.inputs.size(); ++i) {
      const Input& input = p.inputs[i];
      require(input.source <= InputSource::kPlace, "source of input", i);
      require(isType(p, input.type), "type of input", i);
      require(input.fallback.state != State::kError && ok() && isValue(p, input.type, input.fallback),
              "default of input", i);
      requireSpan(input.span, "span of input", i);
    }
    named(p.issues, kIssueChoice, "issue");
    named(p.groups, kGroupChoice, "group");
    named(p.actions, kActionChoice, "action");
    for (std::size_t i = 0; i < p.groups.size(); ++i) {
      require(isIndexOrNone(p.groups[i].issue, p.issues.size()), "issue of group", i);
      requireSpan(p.groups[i].span, "span of group", i);
    }
    for (std::size_t i = 0; i < p.issues.size(); ++i) requireSpan(p.issues[i].span, "span of issue", i);
  }

  /// Issues, groups and actions are also members of their choice, in the same order.
  template <class Items>
  void named(const Items& items, BuiltinChoice choice, const char* what) {
    const std::vector<ChoiceMember>& members = p.choices[choice].members;
    require(members.size() == items.size(), "number of members for each", choice);
    for (std::size_t i = 0; i < items.size() && ok(); ++i) require(members[i].name == items[i].name, what, i);
  }

  void instructions() {
    for (std::size_t i = 0; i < p.insts.size() && ok(); ++i)
      require(isInst(p, static_cast<InstIndex>(i), rowStreams), "instruction", i);
  }

  void roots() {
    std::size_t index = 0;
    forEachRoot(p, [&](const InstIndex& inst, RootKind kind, bool mayBeNone) {
      require(isRoot(inst, kind, mayBeNone), "reference to an instruction, number", index++);
    });
    for (std::size_t i = 0; i < p.models.size() && ok(); ++i)
      require(readsItsTypes(p, p.models[i]), "columns of model", i);
  }

  bool isRoot(InstIndex inst, RootKind kind, bool mayBeNone) const {
    if (inst == kNone) return mayBeNone;
    if (inst >= p.insts.size()) return false;
    const TypeKind type = p.insts[inst].type;
    if (rowStreams[inst] != kNone && kind != RootKind::kRowFlag) return false;
    switch (kind) {
      case RootKind::kAny: return true;
      case RootKind::kRowFlag:
      case RootKind::kFlag: return type == TypeKind::kFlag;
      case RootKind::kMoney: return type == TypeKind::kMoney;
      case RootKind::kPercent: return type == TypeKind::kPercent;
    }
    return false;
  }

  void names() {
    for (std::size_t i = 0; i < p.names.size(); ++i) {
      require(p.names[i].kind <= NameKind::kJourney, "kind of name", i);
      if (!ok()) return;
      const Inst& inst = p.insts[p.names[i].inst];
      const bool isLadder = p.names[i].kind == NameKind::kLadder || p.names[i].kind == NameKind::kJourney;
      require(p.names[i].kind != NameKind::kSegment || inst.type == TypeKind::kFlag, "type of segment", i);
      require(!isLadder || inst.op == Op::kLadder, "ladder of name", i);
      requireSpan(p.names[i].span, "span of name", i);
      for (const Span& part : p.names[i].parts) requireSpan(part, "span of a part of name", i);
    }
    for (std::size_t i = 0; i < p.thresholds.size() && ok(); ++i) {
      const Threshold& threshold = p.thresholds[i];
      if (threshold.rung < 0) continue;
      const Type rungs = typeOf(p.insts[p.names[threshold.ladder].inst]);
      require(static_cast<std::size_t>(threshold.rung) < p.choices[rungs.choice].members.size(), "rung of threshold",
              i);
    }
  }

  /// What chooses rows of a stream reads rows of no other.
  void filters() {
    const auto readsOnly = [&](InstIndex filter, std::uint32_t stream) {
      return filter == kNone || rowStreams[filter] == kNone || rowStreams[filter] == stream;
    };
    for (std::size_t i = 0; i < p.kpis.size(); ++i)
      require(readsOnly(p.kpis[i].filter, p.kpis[i].stream), "filter of kpi", i);
    for (std::size_t i = 0; i < p.promises.size(); ++i)
      require(readsOnly(p.promises[i].filter, p.promises[i].stream), "filter of promise", i);
  }

  /// Answers are looked up by what is known before any propensity is.
  void learned() {
    std::vector<bool> needsAnswers;
    needsAnswers.reserve(p.insts.size());
    for (const Inst& inst : p.insts) {
      bool needs = inst.op == Op::kLearned;
      forEachOperand(p, inst, [&](InstIndex part) { needs = needs || needsAnswers[part]; });
      needsAnswers.push_back(needs);
    }
    for (std::size_t i = 0; i < p.actions.size(); ++i)
      for (const Learned& one : p.actions[i].learned) {
        const bool first = std::none_of(one.by.begin(), one.by.end(), [&](InstIndex by) { return needsAnswers[by]; });
        require(first, "what is learned by, action", i);
        require(isShare(one.prior) && isAnswers(one.answers), "prior of action", i);
        require(isHalfLife(one.halfLifeMs), "half-life of action", i);
        require(isShare(one.reach) && isAnswers(one.reachesAll), "reach of action", i);
        requireSpan(one.span, "span of what is learned, action", i);
      }
  }

  void action(std::size_t i) {
    const Action& a = p.actions[i];
    require(i == 0 || p.actions[i - 1].name < a.name, "order of action", i);
    require(isIndexOrNone(a.issue, p.issues.size()), "issue of action", i);
    require(isIndexOrNone(a.group, p.groups.size()), "group of action", i);
    require(a.levers.size() <= kLeversMax, "number of levers of action", i);
    require(isDay(a.activeFrom) && isDay(a.activeTo) && a.activeFrom <= a.activeTo, "days of action", i);
    requireSpan(a.span, "span of action", i);
    for (const Span at : {a.written.value, a.written.benefit, a.written.cost, a.written.propensity})
      requireSpan(at, "span of a figure of action", i);
    require(a.learned.size() <= 1, "learned propensity of action", i);
    require(isIndexOrNone(a.brings.promise, p.promises.size()), "promise of action", i);
    for (const Lever& lever : a.levers) {
      require(lever.change.e8 >= -kMostChange, "lever of action", i);
      requireSpan(lever.span, "span of a lever of action", i);
    }
    for (const Treatment& treatment : a.treatments) {
      require(treatment.channel < p.choices[kChannelChoice].members.size(), "channel of a treatment of action", i);
      requireSpan(treatment.span, "span of a treatment of action", i);
    }
  }

  void actions() {
    std::size_t next = 0;
    for (std::size_t i = 0; i < p.actions.size() && ok(); ++i) {
      action(i);
      const Action& a = p.actions[i];
      require(a.firstClause == next && a.clauseCount <= p.clauses.size() - next, "clauses of action", i);
      if (!ok()) return;
      next += a.clauseCount;
      for (std::size_t k = a.firstClause; k < next; ++k) {
        const Clause& clause = p.clauses[k];
        require(clause.action == i, "action of clause", k);
        require(clause.stage <= Stage::kPolicy && clause.kind <= ClauseKind::kReach, "stage of clause", k);
        require(isIndexOrNone(clause.policy, p.policies.size()), "policy of clause", k);
        require(k == a.firstClause || p.clauses[k - 1].stage <= clause.stage, "order of clause", k);
        require(clause.span < p.spans.size(), "span of clause", k);
      }
    }
    require(next == p.clauses.size(), "number of clauses", p.clauses.size());
  }

  void arbitration() {
    const Arbitration& a = p.arbitration;
    require(a.keep >= 1 && a.keep <= kKeepMax, "number to keep", a.keep);
    require(a.explore <= ExploreKind::kEpsilon && isShare(a.epsilon), "exploration", 0);
    requireSpan(a.rankSpan, "span of `rank by`", 0);
    requireSpan(a.keepSpan, "span of `keep`", 0);
    for (std::size_t i = 0; i < a.caps.size(); ++i) {
      const CandidateField per = a.caps[i].per;
      require(per == CandidateField::kIssue || per == CandidateField::kGroup || per == CandidateField::kAction,
              "field of cap", i);
      require(a.caps[i].most >= 1 && a.caps[i].most <= kKeepMax, "number of cap", i);
      requireSpan(a.caps[i].span, "span of cap", i);
    }
  }

  std::string run() {
    tables();
    if (ok()) breach.text = verifyWorld(p);
    if (ok()) instructions();
    if (ok()) roots();
    if (ok()) names();
    if (ok()) filters();
    if (ok()) learned();
    if (ok()) actions();
    if (ok()) arbitration();
    if (ok()) breach.text = verifyTests(p);
    return breach.text;
  }
};

}  // namespace

Status verify(const Program& program) {
  const std::string breach = Verifier{program}.run();
  if (breach.empty()) return Done{};
  return Fault{FaultKind::kCorrupt, "the compiled rulebook is damaged (" + breach + "); compile it again"};
}

}  // namespace regard::ir
