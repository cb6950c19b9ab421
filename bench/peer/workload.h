#pragma once
// The common workload of bench/peer/workload/SPEC.md, ready to run: a rulebook made of a ruleset, its customers in a
// real store, and the answers of the specification's own evaluator.

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/decide/decide.h"
#include "engine/frame/inputs.h"
#include "engine/gather/gather.h"
#include "engine/plan/plan.h"
#include "engine/store/profile_store.h"
#include "regard/engine.h"
#include "regard/rulebook.h"
#include "regard/store.h"

namespace regard::peer {

/// Prints why and ends the program: nothing is timed that is not proved.
[[noreturn]] void stop(const std::string& why);

inline constexpr std::int64_t kNowMs = 1'772'445'600'000;  // 2026-03-02T10:00Z; no rule of the workload asks
inline constexpr double kUnit = 10'000;                    // a score in money is this many of the specification's

struct Answer {
  std::string customer;
  std::size_t eligible = 0;
  std::vector<std::string> ids;
  std::vector<double> scores;
};

/// `folder`/expected_N.ndjson.
std::vector<Answer> readAnswers(const std::string& path);

/// Opens `folder`/store; makes it from `folder`/profiles_10k.csv if it is not there.
Store openStore(const std::string& folder, const Rulebook& rulebook);

class Workload {
 public:
  Workload(const std::string& folder, std::size_t actions);

  std::size_t actions() const { return actions_; }
  const Rulebook& rulebook() const { return *rulebook_; }
  const Engine& engine() const { return *engine_; }
  const Plan& plan() const { return plan_; }
  const Catalog& catalog() const { return catalog_; }
  double compileSeconds() const { return compileSeconds_; }
  double planSeconds() const { return planSeconds_; }

  /// Customers in a fixed order that visits the store's pages at random.
  std::size_t customers() const { return ids_.size(); }
  const std::string& id(std::size_t i) const { return ids_[i]; }
  RecordView find(std::size_t i) const;
  void gatherInto(std::size_t i, ZoneCache& zones, Inputs& into) const;
  const Inputs& frame(std::size_t i) const { return frames_[i]; }

  /// The specification's answers and the frames of the customers they are for.
  const std::vector<Answer>& answers() const { return answers_; }
  const Inputs& frameOf(const Answer& answer) const;

 private:
  void readCustomers();

  std::size_t actions_;
  double compileSeconds_ = 0, planSeconds_ = 0;
  std::unique_ptr<const Rulebook> rulebook_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Engine> engine_;
  Catalog catalog_;
  Plan plan_;
  std::unique_ptr<ReadTxn> txn_;
  std::vector<std::string> ids_;
  std::vector<Inputs> frames_;                            ///< by customer
  std::unordered_map<std::string, std::size_t> placeOf_;  ///< by id
  std::vector<Answer> answers_;
};

}  // namespace regard::peer
