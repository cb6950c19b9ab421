// Where the best action stands among many changes nothing, for any evaluator: neither who is kept nor what they bring.

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/decide/decide.h"
#include "engine/gather/gather.h"
#include "tests/agree/batch_compare.h"
#include "tests/support/compile_text.h"

namespace regard::agree {
namespace {

constexpr std::size_t kActions = 130;  // more than two words of a bitset

std::string actionAt(std::size_t number) {
  const std::string n = std::to_string(number);
  // Each with conditions of its own, some alike, and a value that grows with its number.
  return "action a" + n + " { eligible when tenure >= " + std::to_string(number % 7) + " and spend < £" +
         std::to_string(900 - number) + "  value £1 * (" + n + " + 0.5 * tenure)  propensity 20% }\n";
}

TEST_CASE("the winner may stand anywhere among the actions", "[agree]") {
  const std::string head =
      "rulebook places { currency GBP }\nprofile customer { key id : text  tenure : number  spend : money }\n";
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < kActions; ++i) order.push_back(i);
  std::vector<std::string> wanted;
  for (std::size_t place = 0; place < kActions; place += 8) {
    std::vector<std::size_t> turned = order;
    std::rotate(turned.begin(), turned.end() - static_cast<std::ptrdiff_t>(place), turned.end());
    std::string text = head;
    for (const std::size_t number : turned) text += actionAt(number);
    const Plan plan = support::planOfText(text +
                                          "arbitrate { rank by propensity * value  keep 3 }\n"
                                          "test \"one\" { customer { tenure 3, spend £820 } expect tenure = 3 }\n");
    const ir::Program& program = *plan.program;
    const Inputs inputs = gatherTest(program, plan.zone, program.tests.at(0));
    const reference::Result law = reference::evaluate(program, inputs);
    Scratch scratch;
    Decision decision;
    decide(plan, inputs, scratch, decision);
    INFO("the last action stands at " << (kActions - 1 + place) % kActions);
    CHECK(decision == law.decision);
    CHECK(difference(program, verdictsOf(program, {law}), verdictsOf(batch::makeBatchPlan(plan), {inputs}, 1)) == "");
    std::vector<std::string> kept;
    for (const Scored& one : decision.kept)
      kept.push_back(program.actions[one.action].name + " " + std::to_string(one.priority.e4));
    if (wanted.empty()) wanted = kept;
    CHECK(kept == wanted);
  }
  CHECK(wanted.front() == "a79 161000");  // £0.20 * (79 + 1.5): for those above, £820 is too much
}

}  // namespace
}  // namespace regard::agree
