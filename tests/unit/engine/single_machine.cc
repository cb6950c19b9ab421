// What the fast evaluator promises beyond the right answer: depth without recursion, no work twice, no allocation.

#include <catch2/catch.hpp>

#include <atomic>
#include <cstdlib>
#include <limits>
#include <new>

#include "engine/arbitrate/arbitrate.h"
#include "tests/support/both.h"
#include "tests/support/program_builder.h"

namespace {
std::atomic<std::size_t> allocations{0};
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace regard {
namespace {

using support::ProgramBuilder;

/// Two channels, three actions of two issues, one of each kind of instruction; `x` is the only input.
ProgramBuilder smallBook() {
  ProgramBuilder b;
  b.channels({"call", "chat"});
  b.issues({"service", "sales"});
  const auto x = b.input("x", support::kNumber);
  const auto channel = b.candidate(ir::CandidateField::kChannel, {TypeKind::kChoice, ir::kChannelChoice});
  const auto chat = b.constant({TypeKind::kChoice, ir::kChannelChoice}, Cell::ofInt(1));
  const auto onChat = b.scalar(ScalarOp::EqInt, channel, chat);
  const auto positive = b.scalar(ScalarOp::GtNumber, x, b.number(0));
  const auto value = b.scalar(ScalarOp::MulMoneyNumber, b.money(10), x);
  const auto score = b.scalar(ScalarOp::SubMoney, b.candidate(ir::CandidateField::kValue, support::kMoney),
                              b.candidate(ir::CandidateField::kCost, support::kMoney));
  for (const char* name : {"a", "b", "c"}) {
    ir::Action& action = b.action(name, score);
    action.issue = *name == 'c' ? 1 : 0;
    action.value = value;
    if (*name == 'b') action.cost = b.money(3);
    action.levers.push_back({{kOneE8 / 2}, onChat, {}});
    b.clause(ir::Stage::kEligible, positive);
  }
  b.program().arbitration.keep = 2;
  return b;
}

TEST_CASE("rules that nest deeper than a thread's stack are evaluated", "[single]") {
  constexpr std::uint32_t kDepth = 300'000;
  ProgramBuilder b;
  ir::InstIndex top = b.input("x", support::kNumber);
  const ir::InstIndex one = b.number(1);
  for (std::uint32_t i = 0; i < kDepth; ++i) top = b.scalar(ScalarOp::AddNumber, one, top);
  const Plan plan = b.plan();
  Inputs inputs = b.inputs();
  inputs.set(0, Scalar::known(Cell::ofDouble(5)));
  exact::Scratch scratch;
  CHECK(exact::Machine(plan, inputs, scratch).demand(top) == Scalar::known(Cell::ofDouble(kDepth + 5)));
}

/// `no (contact where direction = outbound and no (contact where …))`, each about the same rows.
TEST_CASE("questions about rows that nest deeper than a thread's stack are evaluated", "[single]") {
  const std::uint32_t depth = GENERATE(1'000U, 100'000U);
  constexpr Type kDirection{TypeKind::kChoice, ir::kDirectionChoice};
  ProgramBuilder b;
  b.program().choices[ir::kDirectionChoice].members = {{"inbound", ""}, {"outbound", ""}};
  b.program().windows = {{}};
  const ir::InstIndex direction = b.add(ir::Op::kColumn, kDirection, ir::kContactStream, ir::kContactDirection);
  const ir::InstIndex out = b.scalar(ScalarOp::EqInt, direction, b.constant(kDirection, Cell::ofInt(ir::kOutbound)));
  const ir::InstIndex none = b.number(0);
  ir::InstIndex top = b.flag(true);
  for (std::uint32_t i = 0; i < depth; ++i) {
    const ir::InstIndex filter = b.add(ir::Op::kAnd, support::kFlag, out, top);
    top = b.list(ir::Op::kQuery, support::kFlag,
                 {static_cast<std::uint32_t>(ir::Aggregate::kCountEq), ir::kContactStream, 0, filter, none, ir::kNone});
  }
  const Plan plan = b.plan();
  Inputs inputs = b.inputs();
  Rows& contacts = inputs.rows[ir::kContactStream];
  contacts.count = 1;
  contacts.cells.resize(ir::kContactOutcome + 1);
  contacts.states.assign(ir::kContactOutcome + 1, State::kKnown);
  contacts.cells[ir::kContactAt] = Cell::ofInt(1);
  contacts.cells[ir::kContactDirection] = Cell::ofInt(ir::kOutbound);
  exact::Scratch scratch;
  CHECK(exact::Machine(plan, inputs, scratch).demandTruth(top) == Truth::True);  // an even number of times no
  if (depth > 1'000) return;  // the law goes through all rows of each question again: quadratic in the depth
  CHECK(reference::evaluateAll(*plan.program, inputs, support::kNobody).at(top).truth() == Truth::True);
}

TEST_CASE("what settles an answer early is all that is computed", "[single]") {
  ProgramBuilder b;
  const auto x = b.input("x", support::kNumber);
  const auto yes = b.scalar(ScalarOp::EqNumber, x, x);
  const auto dear = b.scalar(ScalarOp::LtNumber, x, b.number(3));
  const auto either = b.add(ir::Op::kOr, support::kFlag, yes, dear);
  const auto ladder = b.list(ir::Op::kLadder, {TypeKind::kChoice, b.choice("l", {"low", "high"})}, {2, yes, dear});
  const Plan plan = b.plan();
  Inputs inputs = b.inputs();
  inputs.set(0, Scalar::known(Cell::ofDouble(5)));
  exact::Scratch scratch;
  exact::Machine machine(plan, inputs, scratch);
  CHECK(machine.demandTruth(either) == Truth::True);
  CHECK(machine.demand(ladder) == Scalar::known(Cell::ofInt(1)));
  CHECK(scratch.slots[yes].stamp == scratch.now[ir::kOfFrame]);
  CHECK(scratch.slots[dear].stamp != scratch.now[ir::kOfFrame]);
}

TEST_CASE("figures are unknown before rank and known from there on", "[single]") {
  ProgramBuilder b;
  const auto cost = b.candidate(ir::CandidateField::kCost, support::kMoney);
  const auto twice = b.scalar(ScalarOp::AddMoney, cost, cost);
  b.action("a", twice);
  const Plan plan = b.plan();
  const Inputs inputs = b.inputs();
  exact::Scratch scratch;
  exact::Machine machine(plan, inputs, scratch);
  machine.beginCandidate(0, -1);
  CHECK(machine.demand(twice) == Scalar::unknown());
  machine.setFigures({kOneE8}, {}, {}, {40'000});
  CHECK(machine.demand(twice) == Scalar::known(Cell::ofInt(80'000)));
  machine.beginCandidate(0, -1);
  CHECK(machine.demand(twice) == Scalar::unknown());
}

TEST_CASE("a decision ranks, keeps one candidate an action, and stops at keep", "[single]") {
  const ProgramBuilder b = smallBook();
  const Plan plan = b.plan();
  Inputs inputs = b.inputs();
  inputs.set(0, Scalar::known(Cell::ofDouble(2)));
  Scratch scratch;
  Decision decision;
  decide(plan, inputs, scratch, decision);
  REQUIRE(decision.kept.size() == 2);
  CHECK(decision.kept[0].action == 0);  // ties with c: the name decides
  CHECK(decision.kept[1].action == 2);
  CHECK(decision.kept[0].channel == 1);
  CHECK(decision.kept[0].priority == Money{300'000});
  CHECK(decision.kept[0].levers == 1);
  CHECK(decision == reference::evaluate(*plan.program, inputs).decision);
}

TEST_CASE("nothing is allocated once a thread is warm", "[single]") {
  const ProgramBuilder b = smallBook();
  const Plan plan = b.plan();
  Inputs inputs = b.inputs();
  Scratch scratch;
  Decision decision;
  decide(plan, inputs, scratch, decision);  // warm-up on a customer whom nothing is known of
  CHECK(decision.kept.empty());
  const std::size_t before = allocations;
  for (const double x : {3.0, -1.0, 7.0}) {
    inputs.set(0, Scalar::known(Cell::ofDouble(x)));
    decide(plan, inputs, scratch, decision);
  }
  const std::size_t after = allocations;
  CHECK(after == before);
  CHECK(decision.kept.size() == 2);
}

TEST_CASE("stamps that would run over start again", "[single]") {
  const ProgramBuilder b = smallBook();
  const Plan plan = b.plan();
  Inputs inputs = b.inputs();
  inputs.set(0, Scalar::known(Cell::ofDouble(2)));
  const Decision expected = reference::evaluate(*plan.program, inputs).decision;
  for (std::uint32_t left = 0; left < 40; ++left) {
    Scratch scratch;
    Decision decision;
    decide(plan, inputs, scratch, decision);
    for (exact::Slot& slot : scratch.single.machine.slots) slot = {Cell::ofInt(1), 1 + left % 20, State::kUnknown};
    scratch.single.machine.lastStamp = std::numeric_limits<std::uint32_t>::max() - left;
    decide(plan, inputs, scratch, decision);
    CHECK(decision == expected);
  }
}

TEST_CASE("caps count actions of an issue or group, and bind only those that have one", "[single]") {
  struct Case {
    ir::CandidateField per;
    std::uint32_t most, keep;
    std::vector<std::uint32_t> kept;
  };
  // in rank order: actions 0 1 2 3 4, issues 0 0 0 1 1, groups 0 none none 0 1
  const Case cases[] = {
      {ir::CandidateField::kIssue, 1, 5, {0, 3}},           {ir::CandidateField::kIssue, 2, 5, {0, 1, 3, 4}},
      {ir::CandidateField::kIssue, 2, 3, {0, 1, 3}},        {ir::CandidateField::kGroup, 1, 5, {0, 1, 2, 4}},
      {ir::CandidateField::kAction, 1, 5, {0, 1, 2, 3, 4}}, {ir::CandidateField::kIssue, 5, 0, {}}};
  ir::Program program;
  const std::int32_t issues[] = {0, 0, 0, 1, 1}, groups[] = {0, -1, -1, 0, 1};
  for (std::size_t i = 0; i < 5; ++i) {
    program.actions.emplace_back();
    program.actions.back().issue = issues[i];
    program.actions.back().group = groups[i];
  }
  for (const Case& c : cases) {
    CAPTURE(static_cast<int>(c.per), c.most, c.keep);
    program.arbitration.keep = c.keep;
    program.arbitration.caps = {{c.per, c.most, {}}};
    std::vector<Scored> survivors;
    for (std::uint32_t i = 0; i < 5; ++i)
      for (std::int16_t channel = 0; channel < 3; ++channel) {
        Scored scored;
        scored.action = 4 - i;
        scored.channel = channel;
        scored.priority = {10 * i + (channel == 1 ? 5 : 0)};
        survivors.push_back(scored);
      }
    Decision decision;
    arbitrate(program, {}, survivors, decision);
    std::vector<std::uint32_t> kept;
    for (const Scored& scored : decision.kept) kept.push_back(scored.action);
    CHECK(kept == c.kept);
    for (const Scored& scored : decision.kept) CHECK(scored.channel == 1);
  }
}

}  // namespace
}  // namespace regard
