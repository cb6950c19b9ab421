#pragma once
// One test of a rulebook, run: what was expected, what was found instead, and why.

#include <string>
#include <vector>

#include "engine/decide/decide.h"
#include "engine/reference/reference.h"
#include "regard/rulebook.h"

namespace regard {

class TestRun {
 public:
  /// Decides on both evaluators. The plan outlives it.
  TestRun(const Plan& plan, const ir::Test& test, Scratch& scratch);

  /// What is wrong if the two evaluators decide differently; else empty. A fault of ours, not of the rules.
  std::string disagreement() const;
  /// Whether the expectation was met.
  bool meets(const ir::Expectation& expected) const;
  /// The difference. REQUIRES that it was not met.
  TestFailure failure(const ir::Expectation& expected) const;

 private:
  using Reasons = std::vector<TestFailure::Reason>;

  const reference::Outcome& outcomeOf(std::uint32_t action) const { return law_.outcomes[action]; }
  const Scored* keptOf(std::uint32_t action) const;  ///< null if it is withheld
  /// What is mandatory goes ahead of what was ranked; it is first only where one asks for it. Null: nothing is kept.
  const Scored* firstByMerit(std::uint32_t wanted) const;
  bool isHeldBack(const ir::Expectation& expected) const;
  std::string valueText(ir::InstIndex inst) const;
  std::string listed(const Decision& decision) const;
  /// Whether the action is kept, in the place, by the channel and with the priority that are expected.
  bool isOffered(const ir::Expectation& expected) const;
  /// REQUIRES that it is offered.
  bool bringsAndSays(const ir::Expectation& expected) const;
  std::vector<std::string> textsOf(const Scored& kept) const;  ///< of its treatment, as the customer reads them

  std::string expectedValue(const ir::Expectation& expected) const;
  std::string expectedText(const ir::Expectation& expected) const;
  std::string foundText(const ir::Expectation& expected) const;
  std::string fateOf(std::uint32_t action) const;
  std::string foundBeside(const ir::Expectation& expected) const;
  std::string valuesFound(const ir::Expectation& expected) const;

  Reasons reasonsOf(const ir::Expectation& expected) const;
  void whyWithheld(std::uint32_t action, Reasons& into) const;
  void whyLetThrough(const ir::Expectation& expected, Reasons& into) const;
  void whyPriority(std::uint32_t action, Reasons& into) const;
  void whyItSays(std::uint32_t action, Reasons& into) const;
  bool isOtherChannel(const ir::Expectation& expected) const;
  void whyValue(const ir::Expectation& expected, Reasons& into) const;
  TestFailure::Reason reasonAt(std::string text, Span span) const;

  const ir::Program& program_;
  std::int32_t channelInput_;  ///< request.channel, or -1
  Inputs inputs_;
  std::vector<Scalar> values_;  ///< of every instruction, without a candidate
  reference::Result law_;
  Decision fast_;
};

}  // namespace regard
