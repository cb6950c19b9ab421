// The fast evaluator must give the law's answer on whatever can be written, for whomever. Everything here follows from
// the seed that a failure prints. These few are for the sanitizers; scripts/test has regard_soak go through 1,000
// rulebooks with 100 customers each, and scripts/soak through as many as there is time for.

#include <catch2/catch.hpp>

#include <memory>

#include "tests/agree/compare.h"
#include "tests/agree/mutants.h"
#include "tests/agree/random_book.h"
#include "tests/agree/shrink.h"
#include "tests/support/both.h"
#include "tests/support/compile_text.h"

namespace regard::agree {
namespace {

constexpr std::uint64_t kBooks = 300;
constexpr int kCustomers = 15;
constexpr int kCustomersThorough = 2;         ///< for whom every instruction is also evaluated on its own
constexpr std::uint64_t kMutatedBooks = 400;  ///< at most: books are made as far as a fault asks for them

TEST_CASE("the fast evaluator gives the law's answer on random rulebooks and customers", "[agree]") {
  Comparison comparison;
  for (std::uint64_t seed = 1; seed <= kBooks; ++seed) {
    const std::string text = randomBook(seed);
    const std::vector<Plan> plans = plansOf(support::planOfText(text).program);
    for (int customer = 0; customer < kCustomers; ++customer)
      if (!comparison.difference(plans, seed, customer, customer < kCustomersThorough).empty())
        FAIL(failureReport(text, seed, kCustomers));
    if (!comparison.batchDifference(plans.front()).empty()) FAIL(failureReport(text, seed, kCustomers));
  }
}

/// Whether the comparison of every value, or of every decision, notices the fault for any customer.
bool isNoticed(const Plan& plan, const Mutation& mutation, std::uint64_t seed) {
  auto faulty = std::make_shared<ir::Program>(*plan.program);
  if (mutation.plant && !mutation.plant(*faulty)) return false;
  const Plan wrong = *makePlan(faulty, Catalog{});
  Scratch scratch;
  Decision decision;
  for (int customer = 0; customer < kCustomers; ++customer) {
    const Inputs inputs = customerOf(*plan.program, seed, customer);
    Inputs misread = inputs;
    if (mutation.misread) mutation.misread(*plan.program, misread);
    if (mutation.inDecision) {
      decide(wrong, misread, scratch, decision);
      if (!(decision == reference::evaluate(*plan.program, inputs).decision)) return true;
    } else {
      const auto law = reference::evaluateAll(*plan.program, inputs, support::kNobody);
      if (support::firstDifference(wrong, misread, law, support::kNobody, scratch.single.machine, false) != ir::kNone)
        return true;
    }
  }
  return false;
}

TEST_CASE("a planted fault of any kind is noticed", "[agree]") {
  std::vector<Plan> plans;
  for (const Mutation& mutation : mutations()) {
    INFO(mutation.name);
    bool noticed = false;
    for (std::uint64_t seed = 1; seed <= kMutatedBooks && !noticed; ++seed) {
      if (plans.size() < seed) plans.push_back(support::planOfText(randomBook(seed)));
      noticed = isNoticed(plans[seed - 1], mutation, seed);
    }
    CHECK(noticed);
  }
}

TEST_CASE("a failing rulebook shrinks to what fails", "[agree]") {
  const std::string text = randomBook(3);
  const std::string least = shrunk(text, [](const std::string& less) {
    return less.find("working monday") != std::string::npos && less.find("\naction action_1") != std::string::npos;
  });
  CHECK(least.find("working monday") != std::string::npos);
  CHECK(least.find("\naction action_1") != std::string::npos);
  CHECK(std::count(least.begin(), least.end(), '\n') == 2);
}

}  // namespace
}  // namespace regard::agree
