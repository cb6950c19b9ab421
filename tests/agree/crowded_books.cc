// Where batch estimates priorities (engine/batch/estimate.h): rulebooks of many actions for few places, whose
// priorities are often equal, nearly equal, missing, or near what money can hold. Batch must give the law's decisions
// and drop stages, estimates must have turned most candidates away, and an estimate that is too narrow at either end,
// by no more than its own margin, must be noticed.

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "engine/arbitrate/arbitrate.h"
#include "tests/agree/batch_compare.h"
#include "tests/agree/random_book.h"
#include "tests/support/compile_text.h"

namespace regard::agree {
namespace {

constexpr std::uint64_t kCrowdedBooks = 40;
int customersOf(std::uint64_t seed) { return seed % 10 == 0 ? 70 : 16; }  // 70: more than one word of a bitmap
constexpr std::size_t kNumbers = 4;

// ---- rulebooks ------------------------------------------------------------------------------------------------------

class CrowdWriter {
 public:
  explicit CrowdWriter(std::uint64_t seed)
      : random_(seed),
        kind_(seed % 4 == 0   ? Kind::kEven
              : seed % 4 == 1 ? Kind::kPoor
                              : Kind::kMixed) {}

  std::string write() {
    line("rulebook crowd { currency GBP timezone \"Europe/London\" locale \"en-GB\" }");
    line("choice channel { call" + std::string(random_.chance(50) ? ", chat" : "") + " }");
    line("issues { sales }");
    line("outcomes { accepted yes, declined no, ignored no after 14 days }");
    line("profile customer { key id : text");
    for (std::size_t i = 0; i < kNumbers; ++i) line("  number_" + std::to_string(i) + " : number");
    line("}\nrequest { channel : channel }");
    for (std::size_t i = random_.between(12, 32); i > 0; --i) action(i);
    line("arbitrate {\n  rank by " +
         random_.oneOf(std::vector<std::string>{"propensity * (value + benefit - cost)",
                                                "(value - cost + benefit) * propensity", "value + benefit - cost"}));
    line("  keep " + std::to_string(random_.between(1, 3)));
    if (random_.chance(15)) line("  explore epsilon 5%");
    line("}");
    return std::move(out_);
  }

 private:
  enum class Kind : std::uint8_t {
    kEven,  ///< most priorities are equal
    kPoor,  ///< most are below £0
    kMixed,
  };

  void line(const std::string& text) { out_ += text + "\n"; }
  std::string number() { return "number_" + std::to_string(random_.below(kNumbers)); }

  /// Few coefficients, so that many forms give the same.
  std::string linear() {
    static const std::vector<std::string> kStarts = {"0", "0.05", "0.1", "0.3"},
                                          kFactors = {"0.05", "0.1", "0.15", "0.25"};
    std::string sum = random_.oneOf(kStarts);
    for (std::size_t terms = random_.between(1, 2); terms > 0; --terms) {
      const std::string value = random_.chance(40) ? "(" + number() + " else 1)" : number();
      sum += (random_.chance(75) ? " + " : " - ") + random_.oneOf(kFactors) + " * " + value;
    }
    return "(" + sum + ")";
  }

  /// At times as much as money has room for, or more than a bound understands.
  std::string amount() {
    static const std::vector<std::string> kEvenAmounts = {"£1", "£10"}, kCosts = {"£0.9", "£1", "£1.1", "£1.25", "£2"};
    if (kind_ == Kind::kEven) return random_.oneOf(kEvenAmounts);
    if (kind_ == Kind::kPoor) return random_.oneOf(kCosts) + (random_.chance(30) ? " * " + linear() : "");
    static const std::vector<std::string> kAmounts = {"£0",   "£0.0001", "£0.9", "£1",      "£1",
                                                      "£1.1", "£1.25",   "£2",   "£2.3456", "£10"};
    if (random_.chance(6)) return "£900000000000000 * " + linear();
    if (random_.chance(4)) return "£90000000000000";
    if (random_.chance(5)) return "£1 * (number_0 * number_1)";
    return random_.oneOf(kAmounts) + (random_.chance(40) ? " * " + linear() : "");
  }

  /// None, a constant, what may be out of range, or what is kept within it.
  std::string propensity() {
    static const std::vector<std::string> kEvenShares = {"10%", "100%"};
    if (kind_ != Kind::kMixed) return random_.oneOf(kEvenShares);
    static const std::vector<std::string> kShares = {"0%", "10%", "12.345678%", "80%", "90%", "100%"};
    if (random_.chance(25)) return random_.oneOf(kShares);
    const std::string likely = linear();
    if (random_.chance(30)) return "100% * " + likely;
    return "if " + likely + " < 0.01 then 1% else (if " + likely + " > 0.99 then 99% else 100% * " + likely + ")";
  }

  void action(std::size_t i) {
    static const std::vector<std::string> kLevers = {"-99%", "-90%", "-30%", "-10%", "+20%", "+50%", "+900%"};
    line("action action_" + std::to_string(i) + " {\n  issue sales");
    if (random_.chance(25)) line("  eligible when " + number() + " > " + std::to_string(random_.below(3)));
    if (kind_ != Kind::kPoor) line("  value " + amount());
    if (kind_ == Kind::kPoor || random_.chance(30))
      line((kind_ == Kind::kPoor || random_.chance(50) ? "  cost " : "  benefit ") + amount());
    if (random_.chance(90)) line("  propensity " + propensity());
    if (random_.chance(40)) line("  weight " + random_.oneOf(kLevers));
    if (random_.chance(10)) line("  weight +50% when " + number() + " > 1");
    if (random_.chance(3)) line("  mandatory \"the law\"");
    line("}");
  }

  Random random_;
  Kind kind_;
  std::string out_;
};

/// Numbers from few values, some unknown, some wrong or of any size; a channel that is always known.
Inputs crowdedCustomer(const Plan& plan, Random& random) {
  static const std::vector<double> kNumbersAre = {0, 0, 0.5, 1, 1, 2, 3, -1, 1e-5, 1.0000001};
  const ir::Program& program = *plan.program;
  Inputs frame = randomCustomer(program, random);
  for (std::uint32_t slot = 0; slot < program.inputs.size(); ++slot) {
    if (program.inputs[slot].type.kind != TypeKind::kNumber || random.chance(5)) continue;
    const double number = random.oneOf(kNumbersAre);
    frame.set(slot, random.chance(8) ? Scalar::unknown() : Scalar::known(Cell::ofDouble(number)));
  }
  const std::size_t channels = program.choices[ir::kChannelChoice].members.size();
  if (plan.channelInput >= 0)
    frame.set(static_cast<std::uint32_t>(plan.channelInput),
              Scalar::known(Cell::ofInt(static_cast<std::int64_t>(random.below(channels)))));
  return frame;
}

struct Crowd {
  std::uint64_t seed = 0;
  Plan plan;
  std::vector<Inputs> customers;
  std::vector<reference::Result> laws;
  Verdicts law;

  std::string difference(const batch::BatchPlan& batchPlan, std::uint32_t rows, const batch::Kernels& kernels) const {
    return agree::difference(*plan.program, law, verdictsOf(batchPlan, customers, rows, kernels));
  }
};

Crowd makeCrowd(std::uint64_t seed) {
  Crowd crowd{seed, support::planOfText(CrowdWriter(seed).write()), {}, {}, {}};
  Random random(seed);
  for (int customer = 0; customer < customersOf(seed); ++customer) {
    crowd.customers.push_back(crowdedCustomer(crowd.plan, random));
    crowd.laws.push_back(reference::evaluate(*crowd.plan.program, crowd.customers.back()));
  }
  crowd.law = verdictsOf(*crowd.plan.program, crowd.laws);
  return crowd;
}

const std::vector<Crowd>& crowds() {
  static const std::vector<Crowd> all = [] {
    std::vector<Crowd> made;
    for (std::uint64_t seed = 1; seed <= kCrowdedBooks; ++seed) made.push_back(makeCrowd(seed));
    return made;
  }();
  return all;
}

// ---- what estimates did ---------------------------------------------------------------------------------------------

/// Estimates of the best level that can be watched, or spoiled.
struct Watched {
  std::size_t estimated = 0, unsure = 0, wanted = 0;
  void (*spoil)(std::uint32_t n, const batch::Estimated& out) = nullptr;
};
Watched watched;

void watchedEstimate(const batch::EstimateForm& form, const batch::EstimateTerm* terms, const std::uint32_t* rows,
                     std::uint32_t n, const double* floors, const batch::Estimated& out) {
  batch::kernelsOf(batch::bestLevel()).estimate(form, terms, rows, n, floors, out);
  if (watched.spoil != nullptr) watched.spoil(n, out);
  for (std::uint32_t i = 0; i < n; ++i) {
    const bool isSure = !batch::bitAt(out.unsure, i);
    batch::clearBit(out.wanted, i);
    if (isSure && out.most[i] >= floors[rows[i]]) batch::setBit(out.wanted, i);
    watched.unsure += isSure ? 0U : 1U;
    watched.wanted += batch::bitAt(out.wanted, i) ? 1U : 0U;
  }
  watched.estimated += n;
}

batch::Kernels watchedKernels() {
  batch::Kernels kernels = batch::kernelsOf(batch::bestLevel());
  kernels.estimate = watchedEstimate;
  return kernels;
}

/// What the law met among candidates of actions that have an estimate.
struct Met {
  std::size_t candidates = 0, outOfRange = 0, withoutPriority = 0, ties = 0, nearOverflow = 0;
  std::size_t lifted = 0;  ///< customers: by chance
};

void addTo(Met& met, const Crowd& crowd, const batch::BatchPlan& plan) {
  met.lifted += static_cast<std::size_t>(
      std::count_if(crowd.customers.begin(), crowd.customers.end(),
                    [&](const Inputs& customer) { return liftsOne(*crowd.plan.program, customer); }));
  for (const reference::Result& law : crowd.laws)
    for (const reference::Outcome& outcome : law.outcomes) {
      if (!plan.actions[outcome.action].hasEstimate) continue;
      ++met.candidates;
      met.outOfRange += outcome.stage == ir::Stage::kPropensity ? 1U : 0U;
      met.withoutPriority += outcome.stage == ir::Stage::kRank ? 1U : 0U;
      if (outcome.stage != ir::Stage::kKeep || law.decision.kept.empty()) continue;
      met.nearOverflow += std::abs(outcome.scored.priority.e4) > 1'000'000'000'000'000'000 ? 1U : 0U;
      const Scored& last = law.decision.kept.back();
      met.ties += !outcome.kept && !last.mandatory && last.priority == outcome.scored.priority ? 1U : 0U;
    }
}

TEST_CASE("many actions for few places: batch gives the law's decisions and drop stages by estimates", "[agree]") {
  watched = {};
  Met met;
  for (const Crowd& crowd : crowds()) {
    const batch::BatchPlan plan = batch::makeBatchPlan(crowd.plan);
    INFO("seed " << crowd.seed);
    CHECK(crowd.difference(plan, batch::kBlockRowsMax, watchedKernels()) == "");
    for (const std::uint32_t rows : {7U, 64U}) {
      INFO("blocks of " << rows);
      CHECK(crowd.difference(plan, rows, batch::kernelsOf(batch::bestLevel())) == "");
    }
    for (int level = 0; level < static_cast<int>(batch::bestLevel()); ++level) {
      INFO("level " << level);
      const batch::Kernels& kernels = batch::kernelsOf(static_cast<batch::SimdLevel>(level));
      CHECK(crowd.difference(plan, batch::kBlockRowsMax, kernels) == "");
    }
    addTo(met, crowd, plan);
  }
  INFO(watched.estimated << " estimated, " << watched.unsure << " unsure, " << watched.wanted << " wanted; "
                         << met.candidates << " candidates, " << met.outOfRange << " out of range, "
                         << met.withoutPriority << " without a priority, " << met.ties << " ties, " << met.nearOverflow
                         << " near an overflow");
  const std::size_t turnedAway = watched.estimated - watched.unsure - watched.wanted;
  CHECK(watched.estimated >= 5'000);
  CHECK(watched.unsure >= 50);
  CHECK(watched.wanted >= 1'000);
  CHECK(2 * turnedAway >= watched.estimated);
  CHECK(met.outOfRange >= 50);
  CHECK(met.withoutPriority >= 100);
  CHECK(met.ties >= 100);
  CHECK(met.nearOverflow >= 10);
  CHECK(met.lifted >= 2);
}

// ---- planted faults -------------------------------------------------------------------------------------------------

/// In how many rulebooks the fault shows.
template <class Plant>
std::size_t noticedIn(const batch::Kernels& kernels, Plant&& plant) {
  std::size_t noticed = 0;
  for (const Crowd& crowd : crowds()) {
    batch::BatchPlan plan = batch::makeBatchPlan(crowd.plan);
    plant(plan);
    noticed += crowd.difference(plan, batch::kBlockRowsMax, kernels).empty() ? 0U : 1U;
  }
  return noticed;
}

TEST_CASE("an estimate that is too narrow at one end is noticed", "[agree]") {
  const auto asItIs = [](batch::BatchPlan&) {};
  watched = {};
  SECTION("at least as much as it is at most") {
    watched.spoil = [](std::uint32_t n, const batch::Estimated& out) { std::copy_n(out.most, n, out.least); };
  }
  SECTION("at most as much as it is at least") {
    watched.spoil = [](std::uint32_t n, const batch::Estimated& out) { std::copy_n(out.least, n, out.most); };
  }
  CHECK(noticedIn(watchedKernels(), asItIs) > 0);
}

TEST_CASE("a fault planted in the form of an estimate is noticed", "[agree]") {
  struct PlantedFault {
    const char* name;
    void (*plant)(batch::EstimateForm&);
  };
  // None that takes a candidate without a priority for one that has it: that ends the program.
  const std::vector<PlantedFault> faults = {
      {"too high", [](batch::EstimateForm& form) { form.amount += 100; }},
      {"too low", [](batch::EstimateForm& form) { form.amount -= 100; }},
      {"the wrong way round",
       [](batch::EstimateForm& form) {
         std::swap(form.gain, form.loss);
         form.amount = -form.amount;
         form.scale = -form.scale;
       }},
      {"twice the gain", [](batch::EstimateForm& form) { form.gain *= 2; }},
      {"twice the loss", [](batch::EstimateForm& form) { form.loss *= 2; }},
      {"another constant",
       [](batch::EstimateForm& form) {
         if (std::abs(form.scale) < 1e9) form.start += 0.02;
       }},
      {"cut off too soon below", [](batch::EstimateForm& form) { form.low += 0.4; }},
      {"cut off too soon above", [](batch::EstimateForm& form) { form.high -= 0.6; }},
  };
  for (const PlantedFault& fault : faults) {
    INFO(fault.name);
    CHECK(noticedIn(batch::kernelsOf(batch::bestLevel()), [&](batch::BatchPlan& plan) {
            for (std::size_t i = 0; i < plan.actions.size(); i += 2)  // else all would be wrong alike
              if (plan.actions[i].hasEstimate) fault.plant(plan.actions[i].estimate);
          }) > 0);
  }
}

}  // namespace
}  // namespace regard::agree
