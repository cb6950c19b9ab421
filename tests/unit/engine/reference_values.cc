// What instructions mean, case by case, on both evaluators. A letter stands for a flag: T true, F false, U unknown,
// E error.

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/both.h"
#include "tests/support/program_builder.h"

namespace regard {
namespace {

using support::ProgramBuilder;

Scalar flagOf(char letter) {
  switch (letter) {
    case 'T': return Scalar::known(Cell::ofBool(true));
    case 'F': return Scalar::known(Cell::ofBool(false));
    case 'E': return Scalar::error(ValueError::kDivideByZero);
    default: return Scalar::unknown();
  }
}

/// The value of the last instruction, which both evaluators must agree on.
Scalar valueOfLast(const ProgramBuilder& builder, const Inputs& inputs) {
  const Plan plan = builder.plan();
  const std::vector<Scalar> law = reference::evaluateAll(*plan.program, inputs, support::kNobody);
  exact::Scratch scratch;
  CHECK(support::firstDifference(plan, inputs, law, support::kNobody, scratch, true) == ir::kNone);
  return law.back();
}

/// A program over one flag input for each letter, in order.
struct Letters {
  ProgramBuilder builder;
  std::vector<ir::InstIndex> flags;
  Inputs inputs;

  explicit Letters(std::string_view letters) {
    for (const char letter : letters) flags.push_back(builder.input({letter}, support::kFlag));
    inputs = builder.inputs();
    for (std::uint32_t i = 0; i < letters.size(); ++i) inputs.set(i, flagOf(letters[i]));
  }
  Scalar value() const { return valueOfLast(builder, inputs); }
};

std::string text(Scalar value) {
  if (value.state == State::kUnknown) return "unknown";
  return value.state == State::kError ? "error" : std::to_string(value.cell.asInt());
}

TEST_CASE("and, or and not follow the four-valued tables", "[reference]") {
  constexpr std::string_view kAndOrder = "FEUT", kOrOrder = "TEUF";  // the first of these that is present
  const auto first = [](std::string_view order, std::string_view present) {
    return order[order.find_first_of(present)];
  };
  for (const char a : kAndOrder)
    for (const char b : kAndOrder) {
      const std::string letters{a, b};
      CAPTURE(letters);
      Letters both(letters);
      both.builder.add(ir::Op::kAnd, support::kFlag, both.flags[0], both.flags[1]);
      CHECK(both.value().truth() == flagOf(first(kAndOrder, letters)).truth());
      Letters either(letters);
      either.builder.add(ir::Op::kOr, support::kFlag, either.flags[0], either.flags[1]);
      CHECK(either.value().truth() == flagOf(first(kOrOrder, letters)).truth());
      Letters negated(letters.substr(0, 1));
      negated.builder.add(ir::Op::kNot, support::kFlag, negated.flags[0]);
      CHECK(negated.value().truth() == flagOf(a == 'T' ? 'F' : a == 'F' ? 'T' : a).truth());
    }
}

TEST_CASE("else, if and is known look at states, each in its own way", "[reference]") {
  struct Case {
    const char* letters;
    ir::Op op;
    const char* value;
  };
  const Case cases[] = {
      {"TF", ir::Op::kElse, "1"},      {"UF", ir::Op::kElse, "0"},     {"UU", ir::Op::kElse, "unknown"},
      {"UE", ir::Op::kElse, "error"},  {"ET", ir::Op::kElse, "error"}, {"TTF", ir::Op::kIf, "1"},
      {"FTF", ir::Op::kIf, "0"},       {"TTE", ir::Op::kIf, "1"},      {"FTE", ir::Op::kIf, "error"},
      {"UTT", ir::Op::kIf, "unknown"}, {"ETT", ir::Op::kIf, "error"},  {"T", ir::Op::kIsKnown, "1"},
      {"F", ir::Op::kIsKnown, "1"},    {"U", ir::Op::kIsKnown, "0"},   {"E", ir::Op::kIsKnown, "error"},
      {"T", ir::Op::kIsUnknown, "0"},  {"U", ir::Op::kIsUnknown, "1"}, {"E", ir::Op::kIsUnknown, "error"}};
  for (const Case& c : cases) {
    CAPTURE(c.letters, static_cast<int>(c.op));
    Letters given(c.letters);
    if (c.op == ir::Op::kIf)
      given.builder.list(c.op, support::kFlag, given.flags);
    else
      given.builder.add(c.op, support::kFlag, given.flags[0], given.flags.back());
    CHECK(text(given.value()) == c.value);
  }
}

TEST_CASE("a ladder gives its first true rung unless an undecided one stands before it", "[reference]") {
  struct Case {
    const char* rungs;
    const char* plain;
    const char* alsoUnknown;
  };
  const Case cases[] = {{"TFF", "2", "2"},         {"FTF", "1", "1"},         {"FFT", "0", "0"},
                        {"TUE", "2", "2"},         {"FTE", "1", "1"},         {"UTT", "unknown", "0"},
                        {"FUT", "unknown", "0"},   {"FFF", "unknown", "0"},   {"UUU", "unknown", "0"},
                        {"ETT", "error", "error"}, {"UET", "error", "error"}, {"FFE", "error", "error"}};
  for (const Case& c : cases)
    for (const bool alsoUnknown : {false, true}) {
      CAPTURE(c.rungs, alsoUnknown);
      Letters given(c.rungs);
      const auto choice = given.builder.choice("worth", {"bronze", "silver", "gold"});
      std::vector<std::uint32_t> operands{3};
      operands.insert(operands.end(), given.flags.begin(), given.flags.end());
      given.builder.list(ir::Op::kLadder, {TypeKind::kChoice, choice}, operands,
                         alsoUnknown ? ir::kLadderAlsoUnknown : std::uint16_t{0});
      CHECK(text(given.value()) == (alsoUnknown ? c.alsoUnknown : c.plain));
    }
}

constexpr std::int64_t kUnknownPoints = -1000, kErrorPoints = 1000, kHugePoints = 9'000'000'000'000;

TEST_CASE("a scorecard is known when undecided rows cannot move it", "[reference]") {
  struct Case {
    const char* rows;
    std::vector<std::int64_t> points;
    const char* percent;
  };
  // from 0% to 50% start 10%
  const Case cases[] = {{"", {}, "10"},
                        {"T", {20}, "30"},
                        {"TT", {20, -5}, "25"},
                        {"F", {20}, "10"},
                        {"T", {60}, "50"},
                        {"T", {-20}, "0"},
                        {"TT", {60, -30}, "40"},
                        {"U", {20}, "unknown"},
                        {"U", {0}, "10"},
                        {"TU", {50, 20}, "50"},
                        {"UT", {-20, -30}, "0"},
                        {"TUU", {60, 20, -5}, "50"},
                        {"TUU", {60, 20, -30}, "unknown"},
                        {"TE", {50, 20}, "50"},
                        {"E", {20}, "error"},
                        {"UE", {20, 20}, "error"},
                        {"T", {kUnknownPoints}, "unknown"},
                        {"T", {kErrorPoints}, "error"},
                        {"F", {kErrorPoints}, "10"},
                        {"U", {kErrorPoints}, "error"},
                        {"TU", {60, kUnknownPoints}, "unknown"},
                        {"UT", {kUnknownPoints, kErrorPoints}, "error"},
                        {"TTT", {kHugePoints, kHugePoints, kHugePoints}, "error"},
                        {"TTTU", {kHugePoints, kHugePoints, kHugePoints, 1}, "error"}};
  for (const Case& c : cases) {
    CAPTURE(c.rows, c.points);
    Letters given(c.rows);
    ProgramBuilder& b = given.builder;
    std::vector<std::uint32_t> operands{b.percent(10), b.percent(0), b.percent(50),
                                        static_cast<std::uint32_t>(c.points.size())};
    for (std::size_t i = 0; i < c.points.size(); ++i) {
      operands.push_back(given.flags[i]);
      if (c.points[i] == kUnknownPoints || c.points[i] == kErrorPoints) {
        operands.push_back(b.input("points", support::kPercent));
        given.inputs.cells.push_back({});
        given.inputs.states.push_back(State::kUnknown);
        if (c.points[i] == kErrorPoints)
          given.inputs.set(static_cast<std::uint32_t>(given.inputs.cells.size() - 1),
                           Scalar::error(ValueError::kOverflow));
      } else {
        operands.push_back(b.percent(c.points[i]));
      }
    }
    b.list(ir::Op::kScorecard, support::kPercent, operands);
    const Scalar value = given.value();
    CHECK((value.isKnown() ? std::to_string(value.cell.asInt() * 100 / kOneE8) : text(value)) == c.percent);
  }
}

TEST_CASE("a set is an `or` over its members and ranges", "[reference]") {
  constexpr auto kEqual = static_cast<std::uint32_t>(ir::RangeMode::kEqual);
  constexpr auto kClosed = static_cast<std::uint32_t>(ir::RangeMode::kClosed);
  constexpr auto kHalfOpen = static_cast<std::uint32_t>(ir::RangeMode::kHalfOpen);
  struct Case {
    double x;
    char known;    // T: x as given, U, E
    char missing;  // the state of the member `missing`
    const char* value;
  };
  // x in { 1, 5..7, 10..<12, missing }
  const Case cases[] = {{1, 'T', 'T', "1"},     {5, 'T', 'T', "1"},       {7, 'T', 'T', "1"},
                        {10, 'T', 'T', "1"},    {12, 'T', 'T', "0"},      {4, 'T', 'T', "0"},
                        {7, 'T', 'U', "1"},     {7, 'T', 'E', "1"},       {8, 'T', 'U', "unknown"},
                        {8, 'T', 'E', "error"}, {1, 'U', 'T', "unknown"}, {1, 'E', 'T', "error"},
                        {99, 'T', 'T', "1"}};
  for (const Case& c : cases) {
    CAPTURE(c.x, c.known, c.missing);
    ProgramBuilder b;
    const auto x = b.input("x", support::kNumber), missing = b.input("missing", support::kNumber);
    const auto n1 = b.number(1), n5 = b.number(5), n7 = b.number(7), n10 = b.number(10), n12 = b.number(12);
    b.inSet(x, {4, n1, n1, kEqual, n5, n7, kClosed, n10, n12, kHalfOpen, missing, missing, kEqual});
    Inputs inputs = b.inputs();
    inputs.set(0, c.known == 'T' ? Scalar::known(Cell::ofDouble(c.x)) : flagOf(c.known));
    inputs.set(1, c.missing == 'T' ? Scalar::known(Cell::ofDouble(99)) : flagOf(c.missing));
    CHECK(text(valueOfLast(b, inputs)) == c.value);
  }
}

TEST_CASE("texts are equal byte for byte, wherever their bytes are", "[reference]") {
  for (const std::string_view given : {"north", "North", "", "northern"}) {
    CAPTURE(given);
    ProgramBuilder b;
    const auto region = b.input("region", support::kText), north = b.text("north");
    b.add(ir::Op::kNeText, support::kFlag, region, north);
    b.inSet(region, {2, b.text("south"), 0, 0, north, 0, 0});
    Inputs inputs = b.inputs();
    inputs.text = "xx" + std::string(given);
    inputs.set(0, Scalar::known(Cell::ofText({2, static_cast<std::uint32_t>(given.size())})));
    CHECK(valueOfLast(b, inputs).cell.asBool() == (given == "north"));
  }
}

TEST_CASE("an error outweighs an unknown in strict operators, and the left one is the one reported", "[reference]") {
  struct Case {
    Scalar left, right, sum;
  };
  const Scalar one = Scalar::known(Cell::ofDouble(1)), zero = Scalar::error(ValueError::kDivideByZero),
               large = Scalar::error(ValueError::kOverflow), unknown = Scalar::unknown();
  const Case cases[] = {{one, one, Scalar::known(Cell::ofDouble(2))},
                        {one, unknown, unknown},
                        {unknown, zero, zero},
                        {zero, unknown, zero},
                        {zero, large, zero},
                        {large, zero, large}};
  for (const Case& c : cases) {
    ProgramBuilder b;
    const auto left = b.input("left", support::kNumber), right = b.input("right", support::kNumber);
    b.scalar(ScalarOp::AddNumber, left, right);
    Inputs inputs = b.inputs();
    inputs.set(0, c.left);
    inputs.set(1, c.right);
    CHECK(valueOfLast(b, inputs) == c.sum);
  }
}

}  // namespace
}  // namespace regard
