// Batch must give the law's decisions and the law's drop stages, whatever the block size, the order of customers and
// rules, and the processor; and a fault planted in a batch plan must be noticed.

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>

#include "tests/agree/batch_compare.h"
#include "tests/agree/compare.h"
#include "tests/agree/random_book.h"
#include "tests/support/compile_text.h"

namespace regard::agree {
namespace {

using batch::BatchPlan;
using batch::Condition;
using batch::LaneOp;
using batch::Step;

constexpr std::uint64_t kBatchBooks = 60;
constexpr int kBatchCustomers = 70;         // more than one word of a bitmap
constexpr std::size_t kMutatedBooks = 400;  // at most: books are made as far as a fault asks for them
constexpr std::uint64_t kTalliedBooks = 400;
constexpr std::size_t kTimesMet = 2;

struct Book {
  Plan plan;
  std::vector<Inputs> customers;
  Verdicts law;
};

Book makeBook(std::uint64_t seed, int customers) {
  Book book{support::planOfText(randomBook(seed)), {}, {}};
  std::vector<reference::Result> laws;
  for (int customer = 0; customer < customers; ++customer) {
    book.customers.push_back(customerOf(*book.plan.program, seed, customer));
    laws.push_back(reference::evaluate(*book.plan.program, book.customers.back()));
  }
  book.law = verdictsOf(*book.plan.program, laws);
  return book;
}

template <class Visit>
void eachCode(BatchPlan& plan, Visit&& visit) {
  for (Condition& condition : plan.conditions) visit(condition.code);
  for (batch::SharedColumn& column : plan.columns) visit(column.code);
  for (batch::ActionPlan& action : plan.actions) visit(action.figures);
}

TEST_CASE("batch gives the law's decisions and drop stages, whatever the blocks", "[agree]") {
  for (std::uint64_t seed = 5'001; seed <= 5'000 + kBatchBooks; ++seed) {
    const Book book = makeBook(seed, kBatchCustomers);
    const BatchPlan plan = batch::makeBatchPlan(book.plan);
    for (const std::uint32_t rows : {1U, 7U, 64U, batch::kBlockRowsMax}) {
      INFO("seed " << seed << ", blocks of " << rows);
      CHECK(difference(*book.plan.program, book.law, verdictsOf(plan, book.customers, rows)) == "");
    }
    for (int level = 0; level <= static_cast<int>(batch::bestLevel()); ++level) {
      INFO("seed " << seed << ", level " << level);
      const batch::Kernels& kernels = batch::kernelsOf(static_cast<batch::SimdLevel>(level));
      const Verdicts found = verdictsOf(plan, book.customers, 64, kernels);
      CHECK(difference(*book.plan.program, book.law, found) == "");
    }
  }
}

TEST_CASE("random batch plans hold every kind of condition and step", "[agree]") {
  std::map<std::string, std::size_t> met;
  for (std::uint64_t seed = 1; seed <= kTalliedBooks; ++seed) {
    const Plan rules = support::planOfText(randomBook(seed));
    BatchPlan plan = batch::makeBatchPlan(rules);
    for (const Condition& condition : plan.conditions) {
      ++met["condition " + std::to_string(static_cast<int>(condition.kind))];
      if (condition.kind == Condition::Kind::kComputed)
        ++met[condition.ofCandidate ? "of the candidate" : "of the frame"];
      if (condition.region.unknown) ++met["region with unknown"];
    }
    eachCode(plan, [&](const batch::LaneCode& code) {
      for (const Step& step : code.steps) ++met["step " + std::to_string(static_cast<int>(step.op))];
    });
    met["column"] += plan.columns.size();
    for (const batch::ActionPlan& action : plan.actions) met["estimate"] += action.hasEstimate ? 1U : 0U;
  }
  std::vector<std::string> wanted = {"column", "estimate", "of the candidate", "of the frame", "region with unknown"};
  for (int kind = 0; kind <= static_cast<int>(Condition::Kind::kComputed); ++kind)
    wanted.push_back("condition " + std::to_string(kind));
  for (int op = 0; op <= static_cast<int>(LaneOp::kLever); ++op) wanted.push_back("step " + std::to_string(op));
  for (const std::string& what : wanted) {
    INFO(what << " was met " << met[what] << " times");
    CHECK(met[what] >= kTimesMet);
  }
}

TEST_CASE("the order of customers changes nothing but the order of their decisions", "[agree]") {
  for (std::uint64_t seed = 6'001; seed <= 6'020; ++seed) {
    const Book book = makeBook(seed, kBatchCustomers);
    const BatchPlan plan = batch::makeBatchPlan(book.plan);
    std::vector<Inputs> turned(book.customers.rbegin(), book.customers.rend());
    Verdicts found = verdictsOf(plan, turned, 64);
    std::reverse(found.decisions.begin(), found.decisions.end());
    INFO("seed " << seed);
    CHECK(difference(*book.plan.program, book.law, found) == "");
  }
}

// ---- planted faults -------------------------------------------------------------------------------------------------

struct Fault {
  const char* name;
  std::function<bool(BatchPlan&)> plant;  ///< whether there was room for it
};

Fault inSteps(const char* name, bool (*change)(Step&)) {
  return {name, [change](BatchPlan& plan) {
            bool planted = false;
            eachCode(plan, [&](batch::LaneCode& code) {
              for (Step& step : code.steps) planted = change(step) || planted;
            });
            return planted;
          }};
}
template <LaneOp kFrom, LaneOp kTo>
Fault mistaken(const char* name) {
  return inSteps(name, [](Step& step) {
    if (step.op != kFrom) return false;
    step.op = kTo;
    return true;
  });
}
template <LaneOp kOp>
Fault swapped(const char* name) {
  return inSteps(name, [](Step& step) {
    if (step.op == kOp) std::swap(step.a, step.b);
    return step.op == kOp;
  });
}
template <batch::Compare kFrom, batch::Compare kTo>
Fault compared(const char* name) {
  return inSteps(name, [](Step& step) {
    const bool isIt = (step.op == LaneOp::kCompareInt || step.op == LaneOp::kCompareNumber) &&
                      step.extra == static_cast<std::uint8_t>(kFrom);
    if (isIt) step.extra = static_cast<std::uint8_t>(kTo);
    return isIt;
  });
}
Fault inConditions(const char* name, bool (*change)(Condition&)) {
  return {name, [change](BatchPlan& plan) {
            bool planted = false;
            for (Condition& condition : plan.conditions) planted = change(condition) || planted;
            return planted;
          }};
}
Fault inActions(const char* name, bool (*change)(batch::ActionPlan&)) {
  return {name, [change](BatchPlan& plan) {
            bool planted = false;
            for (batch::ActionPlan& action : plan.actions) planted = change(action) || planted;
            return planted;
          }};
}

std::vector<Fault> stepFaults() {
  return {
      mistaken<LaneOp::kAddNumber, LaneOp::kSubNumber>("minus for plus"),
      mistaken<LaneOp::kAddInt, LaneOp::kSubInt>("minus for plus of amounts"),
      mistaken<LaneOp::kSubInt, LaneOp::kAddInt>("plus for minus of amounts"),
      mistaken<LaneOp::kAnd, LaneOp::kOr>("or for and"),
      mistaken<LaneOp::kOr, LaneOp::kAnd>("and for or"),
      mistaken<LaneOp::kIsKnown, LaneOp::kUnknown>("known never so"),
      mistaken<LaneOp::kMulE8, LaneOp::kAddInt>("plus for times a percent"),
      swapped<LaneOp::kCompareNumber>("more for less"),
      swapped<LaneOp::kChoose>("then for else"),
      swapped<LaneOp::kElse>("else the wrong way round"),
      swapped<LaneOp::kSubInt>("a difference turned round"),
      swapped<LaneOp::kApply>("operands turned round"),
      compared<batch::Compare::kGe, batch::Compare::kGt>("> for >="),
      compared<batch::Compare::kLt, batch::Compare::kLe>("<= for <"),
      inSteps("another factor",
              [](Step& step) {
                const bool isIt = step.op == LaneOp::kMulConstByNumber || step.op == LaneOp::kScale;
                if (isIt) step.imm ^= 1U;
                return isIt;
              }),
      inSteps("levers ignored",
              [](Step& step) {
                if (step.op == LaneOp::kLever) step.imm = 0;
                return step.op == LaneOp::kLever;
              }),
      inSteps("a range's end out",
              [](Step& step) {
                if (step.op == LaneOp::kInRangeInt) --step.high;
                return step.op == LaneOp::kInRangeInt;
              }),
  };
}

std::vector<Fault> conditionFaults() {
  return {
      inConditions("unknown where it must be known, and the other way round",
                   [](Condition& c) {
                     if (c.kind == Condition::Kind::kRegion) c.region.unknown = !c.region.unknown;
                     return c.kind == Condition::Kind::kRegion;
                   }),
      inConditions("any for all",
                   [](Condition& c) {
                     const bool isIt = c.kind == Condition::Kind::kAll;
                     if (isIt) c.kind = Condition::Kind::kAny;
                     return isIt;
                   }),
      inConditions("a part left out",
                   [](Condition& c) {
                     if (c.parts.size() < 2) return false;
                     c.parts.pop_back();
                     return true;
                   }),
      inConditions("a region's first value out",
                   [](Condition& c) {
                     if (c.region.values.empty() || c.hasMembers || c.region.values[0].low == kLowestKey) return false;
                     ++c.region.values[0].low;
                     return true;
                   }),
      inConditions("members mistaken",
                   [](Condition& c) {
                     if (c.hasMembers) c.members = ~c.members;
                     return c.hasMembers;
                   }),
      inConditions("what is said of one candidate taken for all",
                   [](Condition& c) {
                     const bool isIt = c.kind == Condition::Kind::kComputed && c.ofCandidate;
                     c.ofCandidate = false;
                     c.users = 2;
                     return isIt;
                   }),
      {"a default forgotten",
       [](BatchPlan& plan) {
         bool planted = false;
         for (batch::SharedColumn& column : plan.columns)
           if (column.input >= 0) planted = std::exchange(column.otherwise, 0) != 0 || planted;
         return planted;
       }},
  };
}

std::vector<Fault> actionFaults() {
  return {
      inActions("the last stage left out",
                [](batch::ActionPlan& a) {
                  if (a.stages.empty()) return false;
                  a.stages.pop_back();
                  return true;
                }),
      inActions("stages counted as one another",
                [](batch::ActionPlan& a) {
                  for (batch::StageConditions& stage : a.stages)
                    if (stage.stage == ir::Stage::kEligible) stage.stage = ir::Stage::kInEffect;
                  return !a.stages.empty();
                }),
      inActions("last treatment first",
                [](batch::ActionPlan& a) {
                  std::reverse(a.treatments.begin(), a.treatments.end());
                  return a.treatments.size() > 1;
                }),
      inActions("what is mandatory not first", [](batch::ActionPlan& a) { return std::exchange(a.mandatory, false); }),
      inActions("levers that always count forgotten",
                [](batch::ActionPlan& a) { return std::exchange(a.levers, 0) != 0; }),
      inActions("another weight", [](batch::ActionPlan& a) { return ++a.weight != 0; }),
      inActions("value taken for cost",
                [](batch::ActionPlan& a) {
                  std::swap(a.at.value, a.at.cost);
                  return a.at.value != a.at.cost;
                }),
  };
}

TEST_CASE("a fault planted in a batch plan is noticed", "[agree]") {
  std::vector<Fault> faults = stepFaults();
  for (const auto& more : {conditionFaults(), actionFaults()}) faults.insert(faults.end(), more.begin(), more.end());
  std::vector<Book> books;
  for (const Fault& fault : faults) {
    INFO(fault.name);
    bool noticed = false;
    for (std::size_t i = 0; i < kMutatedBooks && !noticed; ++i) {
      if (books.size() == i) books.push_back(makeBook(i + 1, 15));
      BatchPlan plan = batch::makeBatchPlan(books[i].plan);
      if (!fault.plant(plan)) continue;
      const Verdicts found = verdictsOf(plan, books[i].customers, batch::kBlockRowsMax);
      noticed = !difference(*books[i].plan.program, books[i].law, found).empty();
    }
    CHECK(noticed);
  }
}

}  // namespace
}  // namespace regard::agree
