// The common workload in bulk: ten thousand customers side by side, beside the same decisions made one by one, and
// beside straight-line C++ in the same run. First every answer is held to the specification's evaluator; then
// everything is timed in interleaved rounds, and medians are told.
//
//   regard_bench_bulk FOLDER [10 100 1000 10000]        FOLDER as bench/peer/run makes it

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bench/peer/baseline.h"
#include "bench/peer/workload.h"
#include "engine/batch/frame_block.h"
#include "engine/batch/run.h"
#include "regard/columns.h"
#include "tests/support/arrow_columns.h"

namespace regard::peer {
namespace {

/// Of the process, all threads together: other programs on the machine do not count.
double cpuSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

constexpr int kRounds = 5;
constexpr double kRoundSeconds = 0.4;
constexpr std::size_t kTimes = 50;  ///< customers in columns are there so often: the plan is made once for all

/// All customers in blocks of so many, as columns that are there already: loading them is not counted.
class Resident final : public batch::Source {
 public:
  Resident(const Workload& workload, const batch::BatchPlan& plan, std::uint32_t blockRows) {
    for (std::size_t i = 0; i < workload.customers(); ++i) {
      if (i % blockRows == 0) blocks_.push_back(std::make_unique<batch::FrameBlock>(plan));
      blocks_.back()->add() = workload.frame(i);
    }
    for (const auto& block : blocks_) ready_.push_back(&block->block());
  }
  void rewind() { next_ = 0; }
  std::unique_ptr<batch::Reader> reader() override { return std::make_unique<Hands>(*this); }
  const std::vector<const batch::Block*>& blocks() const { return ready_; }

 private:
  struct Hands final : batch::Reader {
    explicit Hands(Resident& from) : source(from) {}
    Result<bool> take() override {
      at = source.next_++;
      return at < source.ready_.size();
    }
    Result<const batch::Block*> load(std::size_t) override { return source.ready_[at]; }
    std::string_view key(std::uint32_t) const override { return {}; }
    Resident& source;
    std::size_t at = 0;
  };
  std::vector<std::unique_ptr<batch::FrameBlock>> blocks_;
  std::vector<const batch::Block*> ready_;
  std::size_t next_ = 0;
};

// ---- proof ----------------------------------------------------------------------------------------------------------

bool isScore(double found, double wanted) { return std::abs(found - wanted) <= 1e-6 * std::abs(wanted); }

/// Orders and scores, and how many actions each customer was eligible for: those that were kept or fell at keep.
void prove(const Workload& workload, const batch::BatchPlan& plan, const batch::Kernels& kernels) {
  std::map<std::string, const Answer*> answers;
  for (const Answer& answer : workload.answers()) answers[answer.customer] = &answer;
  batch::Evaluator evaluator(plan, kernels);
  batch::FrameBlock one(plan);
  batch::Decisions decisions;
  for (std::size_t i = 0; i < workload.customers(); ++i) {
    const auto found = answers.find(workload.id(i));
    if (found == answers.end()) continue;
    one.clear();
    one.add() = workload.frame(i);
    batch::Tally tally(plan.actions.size());
    evaluator.evaluate(one.block(), decisions, tally);
    const Answer& answer = *found->second;
    std::uint64_t eligible = 0;
    for (const batch::ActionTally& action : tally.actions)
      eligible += action.kept + action.dropped[static_cast<std::size_t>(ir::Stage::kKeep)];
    bool same = decisions.kept.size() == answer.ids.size() && eligible == answer.eligible;
    for (std::size_t k = 0; same && k < answer.ids.size(); ++k)
      same = fmt::format("A{:05}", decisions.kept[k].action + 1) == answer.ids[k] &&
             isScore(static_cast<double>(decisions.kept[k].priority.e4) / 10'000 / kUnit, answer.scores[k]);
    if (!same) stop(fmt::format("customer {}: not the expected decision", answer.customer));
  }
}

/// Blocks of any size give the same as customers one by one.
void proveBlocks(const Workload& workload, const Resident& resident, const batch::BatchPlan& plan,
                 const batch::Kernels& kernels) {
  batch::Evaluator evaluator(plan, kernels);
  batch::Tally tally(plan.actions.size());
  batch::Decisions decisions;
  Scratch scratch;
  Decision decision;
  std::size_t customer = 0;
  for (const batch::Block* block : resident.blocks()) {
    evaluator.evaluate(*block, decisions, tally);
    for (std::uint32_t row = 0; row < block->rows; ++row, ++customer) {
      decide(workload.plan(), workload.frame(customer), scratch, decision);
      if (!std::equal(decision.kept.begin(), decision.kept.end(), decisions.kept.begin() + decisions.first[row],
                      decisions.kept.begin() + decisions.first[row + 1]))
        stop("customer " + workload.id(customer) + ": in a block not the decision of its own");
    }
  }
}

/// The customers as a data frame has them, decided through the public interface: reading the columns is counted.
class Columns {
 public:
  explicit Columns(const Workload& workload)
      : rules_(workload.rulebook()), batch_(static_cast<std::int64_t>(workload.customers())) {
    std::vector<Inputs> frames;
    support::Maybe<std::string> ids;
    for (std::size_t i = 0; i < workload.customers(); ++i) {
      frames.push_back(workload.frame(i));
      ids.emplace_back(workload.id(i));
    }
    support::addProfile(*workload.plan().program, frames, batch_);
    batch_.texts(workload.plan().program->keyName, ids);
    schema_ = batch_.schema();
    array_ = batch_.array();
  }

  /// How many were offered anything, all customers being there `times` times.
  std::uint64_t decide(unsigned threads, std::size_t times, const SimulationWatch& watch = {}) const {
    SimulationRequest request;
    request.now = "2026-03-02T10:00:00Z";
    request.threads = threads;
    const std::vector<const ArrowArray*> batches(times, array_);
    auto simulation = simulate(rules_, CustomerColumns{schema_, batches}, request, watch);
    if (!simulation.ok()) stop(simulation.error().message);
    return simulation->served;
  }

 private:
  const Rulebook& rules_;
  support::ArrowBatch batch_;
  const ArrowSchema* schema_ = nullptr;
  const ArrowArray* array_ = nullptr;
};

/// Customers in columns are decided as one by one.
void proveColumns(const Workload& workload, const Columns& columns) {
  Scratch scratch;
  Decision decision;
  std::size_t customer = 0;
  SimulationWatch watch;
  watch.customer = [&](const SimulatedCustomer& one) {
    decide(workload.plan(), workload.frame(customer++), scratch, decision);
    const auto isSame = [&](const SimulatedOffer& offer, const Scored& kept) {
      return offer.action == workload.plan().program->actions[kept.action].name && offer.priorityE4 == kept.priority.e4;
    };
    if (!std::equal(one.offers.begin(), one.offers.end(), decision.kept.begin(), decision.kept.end(), isSame))
      stop("customer " + std::string(one.id) + ": in columns not the decision of its own");
  };
  (void)columns.decide(1, 1, watch);
}

// ---- time -----------------------------------------------------------------------------------------------------------

struct Contender {
  std::string name;
  std::function<void()> once;  ///< all customers …
  std::size_t times = 1;       ///< … so often
  std::vector<double> perSecond = {};
};

void timeAll(const Workload& workload, std::vector<Contender>& contenders) {
  for (int round = 0; round < kRounds; ++round)
    for (Contender& contender : contenders) {
      const double start = cpuSeconds();
      double seconds = 0;
      std::size_t customers = 0;
      while (seconds < kRoundSeconds) {
        contender.once();
        customers += contender.times * workload.customers();
        seconds = cpuSeconds() - start;
      }
      contender.perSecond.push_back(static_cast<double>(customers) / seconds);
    }
}

std::string inWords(std::vector<double> rounds) {
  std::sort(rounds.begin(), rounds.end());
  const double median = rounds[rounds.size() / 2];
  return median >= 999'500 ? fmt::format("{:.2f} M", median / 1e6) : fmt::format("{:.1f} k", median / 1e3);
}

void runSize(const std::string& folder, std::size_t size, bool studies, std::map<std::string, std::string>& table,
             std::vector<std::string>& order) {
  const Workload workload(folder, size);
  const Baseline baseline(fmt::format("{}/libbaseline_{}.so", folder, size));
  const batch::BatchPlan plan = batch::makeBatchPlan(workload.plan());
  std::vector<PlainProfile> plain;
  for (std::size_t i = 0; i < workload.customers(); ++i)
    plain.push_back(plainProfile(*workload.plan().program, workload.frame(i)));
  volatile std::uint64_t sink = 0;
  std::vector<Contender> contenders;
  std::vector<std::unique_ptr<Resident>> residents;
  const auto add = [&](const std::string& name, std::uint32_t rows, batch::SimdLevel level, unsigned threads) {
    prove(workload, plan, batch::kernelsOf(level));
    residents.push_back(std::make_unique<Resident>(workload, plan, rows));
    Resident* source = residents.back().get();
    auto evaluator = std::make_shared<batch::Evaluator>(plan, batch::kernelsOf(level));
    auto decisions = std::make_shared<batch::Decisions>();
    auto tally = std::make_shared<batch::Tally>(plan.actions.size());
    proveBlocks(workload, *source, plan, batch::kernelsOf(level));
    if (threads == 1) {
      contenders.push_back({name, [=, &sink] {
                              for (const batch::Block* block : source->blocks()) {
                                evaluator->evaluate(*block, *decisions, *tally);
                                sink = sink + decisions->kept.size();
                              }
                            }});
      return;
    }
    contenders.push_back({name, [source, level, threads, &plan, &sink] {
                            source->rewind();
                            const auto tallies = batch::run(
                                {&plan}, *source, {threads, level},
                                [&](const batch::Decided& d) { sink = sink + d.decisions.front().kept.size(); });
                            sink = sink + tallies->front().served;
                          }});
  };
  const batch::SimdLevel best = batch::bestLevel();
  add("**regard**, 1 thread", batch::kBlockRowsMax, best, 1);
  add("regard, 2 threads", batch::kBlockRowsMax, best, 2);
  const Columns columns(workload);
  proveColumns(workload, columns);
  for (const unsigned threads : {1U, 2U})
    contenders.push_back({fmt::format("regard over Arrow columns, plan and reading included, {} thread{}", threads,
                                      threads == 1 ? "" : "s"),
                          [&columns, &sink, threads] { sink = sink + columns.decide(threads, kTimes); }, kTimes});
  if (studies) {
    for (int level = 0; level < static_cast<int>(best); ++level)
      add(fmt::format("regard, {}", batch::kernelsOf(static_cast<batch::SimdLevel>(level)).name), batch::kBlockRowsMax,
          static_cast<batch::SimdLevel>(level), 1);
    for (const std::uint32_t rows : {256U, 512U, 1'024U}) add(fmt::format("regard, blocks of {}", rows), rows, best, 1);
  }
  Scratch scratch;
  Decision decision;
  contenders.push_back({"regard one by one: bitsets of actions by customer", [&] {
                          for (std::size_t i = 0; i < workload.customers(); ++i) {
                            decide(workload.plan(), workload.frame(i), scratch, decision);
                            sink = sink + decision.kept.size();
                          }
                        }});
  contenders.push_back({"generated straight-line C++ (branch-free), -O3, doubles", [&] {
                          for (const PlainProfile& profile : plain)
                            sink = sink + static_cast<std::uint64_t>(baseline.decide(profile).count);
                        }});
  timeAll(workload, contenders);
  fmt::print(stderr, "{} actions: {} decisions, orders and eligible counts as expected\n", size,
             workload.answers().size());
  for (const Contender& contender : contenders) {
    if (std::find(order.begin(), order.end(), contender.name) == order.end()) order.push_back(contender.name);
    table[contender.name] += ' ' + inWords(contender.perSecond) + " |";
  }
}

void run(const std::string& folder, const std::vector<std::size_t>& sizes, bool studies) {
  std::map<std::string, std::string> table;
  std::vector<std::string> order;
  for (const std::size_t size : sizes) runSize(folder, size, studies, table, order);
  fmt::print("\nIn bulk, customers a second\n\n| engine |");
  for (const std::size_t size : sizes) fmt::print(" {} actions |", size);
  fmt::print("\n|");
  for (std::size_t i = 0; i <= sizes.size(); ++i) fmt::print(" --- |");
  fmt::print("\n");
  for (const std::string& name : order) fmt::print("| {} |{}\n", name, table[name]);
}

}  // namespace
}  // namespace regard::peer

int main(int argc, char** argv) {
  if (argc < 2) regard::peer::stop("usage: regard_bench_bulk FOLDER [--studies] [10 100 1000 10000]");
  std::vector<std::size_t> sizes;
  bool studies = false;
  for (int i = 2; i < argc; ++i) {
    if (std::string(argv[i]) == "--studies") {
      studies = true;
    } else {
      sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    }
  }
  if (sizes.empty()) sizes = {10, 100, 1'000, 10'000};
  regard::peer::run(argv[1], sizes, studies);
  return 0;
}
