#include "bench/data/learner.h"

#include <fmt/format.h>

#include <cmath>

#include "base/check.h"
#include "base/posterior.h"
#include "dsl/compile.h"
#include "engine/decide/decide.h"
#include "engine/exact/machine.h"
#include "engine/gather/gather.h"
#include "engine/ledger/evidence.h"
#include "engine/ledger/learned.h"
#include "engine/store/transaction.h"

namespace regard::bench {
namespace {

constexpr std::int64_t kFirstDay = 20'514;  // 2026-03-02

Plan planOf(const std::string& rules) {
  dsl::Compiled compiled = dsl::compile({{{"world.regard", rules}}});
  REGARD_CHECK(compiled.program.has_value(), compiled.diagnostics.size());
  auto plan = makePlan(std::make_shared<const ir::Program>(*std::move(compiled.program)), Catalog{});
  REGARD_CHECK(plan.ok(), rules.size());
  return *std::move(plan);
}

std::uint32_t inputNamed(const ir::Program& program, std::string_view name) {
  std::uint32_t i = 0;
  while (i < program.inputs.size() && program.inputs[i].name != name) ++i;
  REGARD_CHECK(i < program.inputs.size(), i);
  return i;
}

class Learning {
 public:
  Learning(const LearningWorld& world, const Learner& learner, Transaction& store)
      : world_(world),
        learner_(learner),
        store_(store),
        plan_(planOf(world.rules(learner.explore))),
        frame_(gatherTest(*plan_.program, plan_.zone, plan_.program->tests.front())),
        tier_(inputNamed(*plan_.program, "tier")),
        age_(inputNamed(*plan_.program, "age")) {}

  /// Decides, is answered, and counts the answer. kCorrupt, kIo.
  Result<std::uint32_t> step(std::uint64_t number, std::int64_t nowMs) {
    const auto visit = world_.visit(number);
    come(visit, nowMs);
    if (auto read = readCounts(); !read) return read.fault();
    frame_.seed = chanceOf(learner_, number);
    decide(plan_, frame_, scratch_, decision_);
    REGARD_CHECK(decision_.kept.size() == 1, decision_.kept.size());
    const std::uint32_t action = decision_.kept.front().action;
    const double yes = world_.saysYes(number, action) ? 1 : 0;
    if (auto counted = ledger::learn(store_, cellsOf(action), {yes, 1, nowMs}); !counted) return counted.fault();
    return action;
  }

  /// Fills the errors of what is known at the end.
  Status judge(std::int64_t nowMs, Course& course) {
    double all = 0, sparse = 0;
    const WorldShape& shape = world_.shape();
    for (std::uint32_t tier = 0; tier < shape.tiers; ++tier)
      for (std::uint32_t age = 0; age < shape.ages; ++age) {
        come({tier, age}, nowMs);
        if (auto read = readCounts(); !read) return read;
        for (std::uint32_t action = 0; action < shape.actions; ++action) {
          const double off = meanOf(action) - world_.propensity(action, {tier, age});
          all += off * off;
          const auto count = finest(action);
          if (!count) return count.fault();
          if (count->of > kSparse) continue;
          sparse += off * off;
          ++course.sparse;
        }
      }
    course.error = std::sqrt(all / (double{1} * shape.tiers * shape.ages * shape.actions));
    course.sparseError = course.sparse == 0 ? 0 : std::sqrt(sparse / course.sparse);
    return Done{};
  }

 private:
  void come(const LearningWorld::Visit& visit, std::int64_t nowMs) {
    frame_.set(tier_, Scalar::known(Cell::ofInt(visit.tier)));
    frame_.set(age_, Scalar::known(Cell::ofInt(visit.age)));
    frame_.nowMs = nowMs;
  }
  std::vector<std::string> cellsOf(std::uint32_t action) {
    exact::Machine machine(plan_, frame_, machineRoom_);
    machine.beginCandidate(action, -1);
    return ledger::cellsOf(*plan_.program, frame_, action, [&](ir::InstIndex by) { return machine.demand(by); });
  }
  Result<model::CellCounts> finest(std::uint32_t action) {
    const auto count = ledger::learnedIn(store_, cellsOf(action).back());
    if (!count) return count.fault();
    return count->at(frame_.nowMs);
  }
  Status readCounts() {
    if (learner_.backsOff) return ledger::readEvidence(plan_, store_, machineRoom_, frame_);
    frame_.evidence.clear();
    for (std::uint32_t action = 0; action < world_.shape().actions; ++action) {
      const auto count = finest(action);
      if (!count) return count.fault();
      if (count->of > 0) frame_.evidence.push_back({action, -1, count->yes, count->of});
    }
    return Done{};
  }
  double meanOf(std::uint32_t action) const {
    const ir::Learned& learned = plan_.program->actions[action].learned.front();
    double yes = 0, of = 0;
    for (const Evidence& one : frame_.evidence)
      if (one.action == action) yes = one.yes, of = one.of;
    return static_cast<double>(posteriorMean(learned.prior, learned.answers, yes, of).e8) / double{kOneE8};
  }

  const LearningWorld& world_;
  const Learner& learner_;
  Transaction& store_;
  Plan plan_;
  Inputs frame_;
  std::uint32_t tier_, age_;
  Scratch scratch_;
  exact::Scratch machineRoom_;
  Decision decision_;
};

}  // namespace

double Course::fifth(std::size_t n) const {
  const std::size_t each = regret.size() / 5;
  return regret[(n + 1) * each - 1] - (n == 0 ? 0 : regret[n * each - 1]);
}

std::uint64_t chanceOf(const Learner& learner, std::uint64_t number) {
  return Draws(learner.seed, DrawFor::kSelection, "decision", std::to_string(number)).bits();
}

std::int64_t momentOf(const Learner& learner, std::uint64_t number, std::uint64_t decisions) {
  return kFirstDay * kMsPerDay +
         static_cast<std::int64_t>(number) * (learner.days * kMsPerDay / static_cast<std::int64_t>(decisions));
}

Result<Course> learnIn(const LearningWorld& world, const Learner& learner, std::uint64_t decisions,
                       ProfileStore& store) {
  Course course;
  const auto work = [&](Transaction& tables) -> Result<Sequence> {
    course = {};
    Learning learning(world, learner, tables);
    double sum = 0;
    for (std::uint64_t i = 0; i < decisions; ++i) {
      const auto action = learning.step(i, momentOf(learner, i, decisions));
      if (!action) return action.fault();
      sum += world.regret(*action, world.visit(i));
      course.regret.push_back(sum);
      course.offered.push_back(*action);
    }
    if (auto judged = learning.judge(momentOf(learner, decisions, decisions), course); !judged) return judged.fault();
    return Sequence{};
  };
  const auto done = store.writer().submit(InTransaction{work}).get();
  if (!done) return done.fault();
  return course;
}

}  // namespace regard::bench
