// Whatever forbids lets nothing through that it does not know about: each kind of clause, with what it reads unknown
// and gone wrong, on both evaluators. What rules cannot be given as text (a damaged row, a counter nobody could read)
// is put into the frame.

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include "engine/gather/gather.h"
#include "tests/support/both.h"
#include "tests/support/compile_text.h"

namespace regard {
namespace {

using ir::ClauseKind;
using ir::InputSource;

void spoilInput(const ir::Program& program, Inputs& inputs, InputSource source, std::string_view name, Scalar with) {
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i)
    if (program.inputs[i].source == source && (name.empty() || program.inputs[i].name == name)) inputs.set(i, with);
}
template <InputSource source>
void spoil(const ir::Program& program, Inputs& inputs, Scalar with) {
  spoilInput(program, inputs, source, "", with);
}
void spoilVip(const ir::Program& program, Inputs& inputs, Scalar with) {
  spoilInput(program, inputs, InputSource::kProfile, "vip", with);
}
void spoilConsent(const ir::Program& program, Inputs& inputs, Scalar with) {
  for (const char* channel : {"consent.call", "consent.email", "consent.sms"})
    spoilInput(program, inputs, InputSource::kProfile, channel, with);
}
/// One cell of the oldest contact.
template <ir::ContactColumn column>
void spoilContact(const ir::Program&, Inputs& inputs, Scalar with) {
  Rows& contacts = inputs.rows[ir::kContactStream];
  contacts.cells[column] = with.cell;
  contacts.states[column] = with.state;
}

struct Forbidding {
  const char* rules;
  const char* history;  ///< with which it forbids nothing
  ClauseKind kind;
  void (*spoil)(const ir::Program&, Inputs&, Scalar);
};
const Forbidding kForbidding[] = {
    {"policy p { never when vip }", "", ClauseKind::kNever, spoilVip},
    {"policy p { never outbound when vip }", "", ClauseKind::kNever, spoilVip},
    {"policy p { never action a when vip or arrears > £5 }", "", ClauseKind::kNever, spoilVip},
    {"policy p { never outbound when not consent[channel] }", "", ClauseKind::kNever, spoilConsent},
    {"policy p { never when any(contact where direction = outbound) }", "contact 1 day ago { direction inbound }",
     ClauseKind::kNever, spoilContact<ir::kContactDirection>},
    {"policy p { at most 1 contacts in 7 days }", "contact 1 day ago { direction inbound }", ClauseKind::kCap,
     spoilContact<ir::kContactDirection>},
    {"policy p { at most 1 sales in 7 days }", "contact 1 day ago { direction outbound, issue service }",
     ClauseKind::kCap, spoilContact<ir::kContactIssue>},
    {"policy p { at most 1 a in 7 days }", "contact 1 day ago { direction outbound, action b }", ClauseKind::kCap,
     spoilContact<ir::kContactAction>},
    {"policy p { pause 90 days after declined }", "contact 1 day ago { outcome accepted }", ClauseKind::kPause,
     spoilContact<ir::kContactOutcome>},
    {"policy p { pause 90 days after 2 declined in 7 days }",
     "contact 2 days ago { outcome accepted } contact 1 day ago { outcome declined }", ClauseKind::kPause,
     spoilContact<ir::kContactOutcome>},
    {"policy p { quiet from 21:00 to 08:00 }", "", ClauseKind::kQuiet, spoil<InputSource::kMinute>},
    {"policy p { quiet from 08:00 to 21:00 unless not vip }", "", ClauseKind::kQuiet, spoilVip},
    {"policy p { at most 5 a per day over everyone }", "", ClauseKind::kBudget, spoil<InputSource::kCounter>},
    {"policy p { at most £5 cost of a per day over everyone }", "", ClauseKind::kBudget, spoil<InputSource::kCounter>},
    {"arbitrate { hold out 10% of sales as control }", "", ClauseKind::kHoldOut, spoil<InputSource::kHoldOut>},
    {"", "", ClauseKind::kReach, spoil<InputSource::kReach>},
    {"", "", ClauseKind::kReach, spoil<InputSource::kPlace>},
};

std::string declarations() {
  std::ifstream file(REGARD_SPEC_DIR "/07-policies.regard");
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str() +
         "on order offer a\naction a { issue sales  cost £1  propensity learned by vip prior 50% from 9 answers "
         "reaching 10% until 99 answers }\naction b { }\n";
}

/// What became of `a`, as the law has it; the fast evaluator must decide the same.
reference::Outcome outcomeOfA(const Plan& plan, const Inputs& inputs) {
  const reference::Result law = reference::evaluate(*plan.program, inputs);
  Scratch scratch;
  Decision decision;
  decide(plan, inputs, scratch, decision);
  CHECK(decision == law.decision);
  return law.outcomes.at(0);
}

TEST_CASE("an unknown or an error never lets a contact through", "[spec]") {
  const std::string head = declarations();
  bool met[static_cast<std::size_t>(ClauseKind::kReach) + 1] = {};
  for (const Forbidding& one : kForbidding) {
    INFO(one.rules);
    const Plan plan = support::planOfText(
        head + one.rules +
        "\ntest \"t\" { customer { vip no, arrears £0, consent { call yes, email yes, sms yes } } history { " +
        one.history + " } on order }\n");
    const ir::Program& program = *plan.program;
    const Inputs fine = gatherTest(program, plan.zone, program.tests.at(0));
    CHECK(outcomeOfA(plan, fine).kept);
    for (const Scalar with : {Scalar::unknown(), Scalar::error(ValueError::kDivideByZero)}) {
      Inputs spoilt = fine;
      one.spoil(program, spoilt, with);
      CHECK(!(spoilt == fine));
      const reference::Outcome outcome = outcomeOfA(plan, spoilt);
      CHECK(!outcome.kept);
      CHECK(outcome.stage == ir::Stage::kPolicy);
      REQUIRE(outcome.clause != ir::kNone);
      CHECK(program.clauses[outcome.clause].kind == one.kind);
    }
    met[static_cast<std::size_t>(one.kind)] = true;
  }
  for (auto kind = static_cast<std::size_t>(ClauseKind::kNever); kind < std::size(met); ++kind) CHECK(met[kind]);
}

}  // namespace
}  // namespace regard
