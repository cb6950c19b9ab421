#include "engine/reference/forbidden.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/format.h"
#include "dsl/ir/operands.h"
#include "dsl/ir/print.h"
#include "engine/reference/facts.h"

namespace regard::reference {
namespace {

class Teller {
 public:
  Teller(FrameValues& frame, const Lookup& lookup, const std::vector<Scalar>& values, const Outcome& outcome,
         std::vector<Fact>& facts)
      : frame_(frame),
        lookup_(lookup),
        program_(frame.program()),
        inputs_(frame.inputs()),
        values_(values),
        outcome_(outcome),
        clause_(program_.clauses[outcome.clause]),
        facts_(facts) {}

  std::string tell() {
    switch (clause_.kind) {
      case ir::ClauseKind::kProactive: return notOffered();
      case ir::ClauseKind::kCap: return cap();
      case ir::ClauseKind::kPause: return pause();
      case ir::ClauseKind::kQuiet: return quiet();
      case ir::ClauseKind::kBudget: return budget();
      case ir::ClauseKind::kHoldOut: return "held out, to see how it goes without: " + written();
      case ir::ClauseKind::kReach: return reach();
      case ir::ClauseKind::kNever:
      case ir::ClauseKind::kCondition: break;
    }
    addFacts(clause_.expr);
    return sentences();
  }

 private:
  std::string written() const { return ir::excerpt(program_, program_.spans[clause_.span]); }

  /// What decided, without the direction: that we call is not what is wrong. Nor is what time it is, said by itself.
  void addFacts(ir::InstIndex inst) {
    for (Fact& fact : whyNotTrue(lookup_, inputs_, values_, inst))
      if (fact.subject != "direction" && fact.subject != minuteName()) facts_.push_back(std::move(fact));
  }
  std::string_view minuteName() const {
    for (const ir::Input& input : program_.inputs)
      if (input.source == ir::InputSource::kMinute) return input.name;
    return {};
  }
  std::string sentences() const {
    std::string all;
    for (const Fact& fact : facts_) all += (all.empty() ? "" : "; ") + sentenceOf(fact);
    return all;
  }

  /// The first instruction of this kind that the clause depends on.
  ir::InstIndex find(ir::Op op) const {
    std::vector<ir::InstIndex> open{clause_.expr};
    while (!open.empty()) {
      const ir::InstIndex inst = open.back();
      open.pop_back();
      if (program_.insts[inst].op == op) return inst;
      ir::forEachOperand(program_, program_.insts[inst], [&](ir::InstIndex part) { open.push_back(part); });
    }
    return ir::kNone;
  }

  std::string cap() const {
    const ir::InstIndex counted = find(ir::Op::kQuery);
    return fmt::format("{} already, and {}", spell(program_, inputs_, {TypeKind::kNumber, 0}, values_[counted]),
                       written());
  }

  /// The day of the outcome that the pause follows.
  std::string pause() const {
    const ir::Inst& query = program_.insts[find(ir::Op::kQuery)];
    const std::uint32_t stream = ir::queryWord(program_, query, ir::kStreamWord);
    const std::uint32_t filter = ir::queryWord(program_, query, ir::kFilterWord);
    const Rows& rows = inputs_.rows[stream];
    for (std::uint32_t row = rows.count; row-- > 0;) {
      const Truth counts = filter == ir::kNone ? Truth::True : frame_.ofRow(stream, row, filter).truth();
      if (counts == Truth::False) continue;
      const Scalar at = rows.at(row * program_.streams[stream].columns.size() + ir::kAtColumn);
      return fmt::format("{}, which {} on {}", written(), counts == Truth::True ? "was last" : "may have been",
                         spell(program_, inputs_, {TypeKind::kInstant, 0}, at).substr(0, 10));
    }
    return written();
  }

  std::string quiet() {
    for (std::uint32_t i = 0; i < program_.inputs.size(); ++i) {
      if (program_.inputs[i].source != ir::InputSource::kMinute) continue;
      const int minute = static_cast<int>(inputs_.cells[i].asDouble());
      addFacts(clause_.expr);
      return fmt::format("it is {:02}:{:02} for the customer, and it is {}{}{}", minute / 60, minute % 60, written(),
                         facts_.empty() ? "" : "; ", sentences());
    }
    return written();
  }

  /// Of money, what is used together with what this one costs; else how many there were.
  std::string budget() {
    addFacts(clause_.expr);
    if (facts_.empty()) return written();
    Fact& used = facts_.front();
    used.subject = find(ir::opOf(ScalarOp::AddMoney)) == ir::kNone ? "used so far" : "used with this one";
    used.needed.clear();
    return fmt::format("{}, and {}", sentenceOf(used), written());
  }

  /// How far it reaches by now; whoever has no place of their own is nobody in particular.
  std::string reach() const {
    for (std::uint32_t i = 0; i < program_.inputs.size(); ++i) {
      if (program_.inputs[i].source != ir::InputSource::kReach || program_.inputs[i].detail != outcome_.action)
        continue;
      if (!inputs_.at(i).isKnown()) break;
      return fmt::format("new: it reaches {} of customers by now, and this is not one of them: {}",
                         spell(program_, inputs_, program_.inputs[i].type, inputs_.at(i)), written());
    }
    return written();
  }

  std::string lengthOf(std::int64_t ms) const { return formatDuration(ms); }

  /// Which rule could have offered it, and what it waits for.
  std::string notOffered() {
    Scalar what, age;
    for (std::uint32_t i = 0; i < program_.inputs.size(); ++i) {
      if (program_.inputs[i].source == ir::InputSource::kTrigger) what = inputs_.at(i);
      if (program_.inputs[i].source == ir::InputSource::kTriggerAge) age = inputs_.at(i);
    }
    std::string reason;
    for (const ir::Trigger& trigger : program_.triggers) {
      if (trigger.action != outcome_.action || !what.isKnown() || what.cell.asInt() != trigger.event) continue;
      reason = reasonOf(trigger, age);
      if (!reason.empty()) return reason;
    }
    const std::string on =
        what.isKnown()
            ? " on " + program_.choices[ir::kTriggerChoice].members[static_cast<std::size_t>(what.cell.asInt())].name
            : "";
    return "no rule offers it" + on;
  }

  std::string reasonOf(const ir::Trigger& trigger, Scalar age) {
    if (trigger.when != ir::kNone && values_[trigger.when].truth() != Truth::True) {
      addFacts(trigger.when);
      return sentences();
    }
    if (age.isKnown() && age.cell.asInt() < trigger.afterMs)
      return fmt::format("too early: {} after it happened, and {} have passed", lengthOf(trigger.afterMs),
                         lengthOf(age.cell.asInt()));
    if (age.isKnown() && trigger.withinMs >= 0 && age.cell.asInt() > trigger.withinMs)
      return fmt::format("too late: within {}, and {} have passed", lengthOf(trigger.withinMs),
                         lengthOf(age.cell.asInt()));
    const auto channel = static_cast<std::uint16_t>(outcome_.channel);
    const bool offered = trigger.channels.empty() ||
                         std::find(trigger.channels.begin(), trigger.channels.end(), channel) != trigger.channels.end();
    if (!offered && outcome_.channel >= 0)
      return fmt::format("its rule does not offer it by {}",
                         program_.choices[ir::kChannelChoice].members[channel].name);
    return {};
  }

  FrameValues& frame_;
  const Lookup& lookup_;
  const ir::Program& program_;
  const Inputs& inputs_;
  const std::vector<Scalar>& values_;
  const Outcome& outcome_;
  const ir::Clause& clause_;
  std::vector<Fact>& facts_;
};

}  // namespace

std::string whyForbidden(FrameValues& frame, const Lookup& lookup, const std::vector<Scalar>& values,
                         const Outcome& outcome, std::vector<Fact>& facts) {
  return Teller(frame, lookup, values, outcome, facts).tell();
}

}  // namespace regard::reference
