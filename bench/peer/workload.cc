#include "bench/peer/workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/door/store_impl.h"

namespace regard::peer {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

template <class T>
T orStop(Expected<T> value) {
  if (!value) stop(value.error().message);
  return *std::move(value);
}
template <class T>
T orStop(Result<T> value) {
  if (!value) stop(value.fault().message);
  return *std::move(value);
}

/// The same order on every machine (SplitMix64).
void shuffle(std::vector<std::string>& ids) {
  std::uint64_t state = 1;
  for (std::size_t i = ids.size() - 1; i > 0; --i) {
    state += 0x9E37'79B9'7F4A'7C15U;
    std::uint64_t mixed = (state ^ (state >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D0'49BB'1331'11EBU;
    std::swap(ids[i], ids[(mixed ^ (mixed >> 31U)) % (i + 1)]);
  }
}

}  // namespace

void stop(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
}

std::vector<Answer> readAnswers(const std::string& path) {
  std::ifstream file(path);
  if (!file) stop("cannot read " + path);
  std::vector<Answer> answers;
  for (std::string line; std::getline(file, line);) {
    const auto json = nlohmann::json::parse(line);
    Answer& answer = answers.emplace_back();
    answer.customer = std::to_string(json.at("customer_id").get<std::int64_t>());
    answer.eligible = json.at("eligible").get<std::size_t>();
    for (const auto& action : json.at("top")) {
      answer.ids.push_back(action.at("id").get<std::string>());
      answer.scores.push_back(action.at("score").get<double>());
    }
  }
  return answers;
}

Store openStore(const std::string& folder, const Rulebook& rulebook) {
  Store store = orStop(Store::open(folder + "/store", Access::write));
  if (store.hasSchema()) return store;
  orStop(store.adopt(rulebook));
  ImportRequest request;
  request.path = folder + "/profiles_10k.csv";
  const ImportReport report = orStop(store.import(request));
  if (report.rejected != 0) stop(fmt::format("{} rows of {} were rejected", report.rejected, request.path));
  return store;
}

Workload::Workload(const std::string& folder, std::size_t actions) : actions_(actions) {
  const auto start = Clock::now();
  const CompileResult compiled = orStop(compile(fmt::format("{}/rules_{}.regard", folder, actions)));
  compileSeconds_ = secondsSince(start);
  if (!compiled.rulebook) stop("the rulebook has errors");
  rulebook_ = std::make_unique<const Rulebook>(*compiled.rulebook);
  store_ = std::make_unique<Store>(openStore(folder, *compiled.rulebook));
  engine_ = std::make_unique<Engine>(orStop(Engine::make(*compiled.rulebook, *store_)));

  catalog_ = orStop(store_->impl()->store->catalog());
  const auto planning = Clock::now();
  plan_ = orStop(makePlan(compiled.rulebook->program(), catalog_));
  planSeconds_ = secondsSince(planning);
  txn_ = std::make_unique<ReadTxn>(orStop(store_->impl()->store->read()));
  readCustomers();
  answers_ = readAnswers(fmt::format("{}/expected_{}.ndjson", folder, actions));
}

void Workload::readCustomers() {
  orStop(store_->forEachId([&](const std::string& id) {
    ids_.push_back(id);
    return true;
  }));
  shuffle(ids_);
  ZoneCache zones;
  frames_.resize(ids_.size());
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    gatherInto(i, zones, frames_[i]);
    placeOf_.emplace(ids_[i], i);
  }
}

RecordView Workload::find(std::size_t i) const { return orStop(store_->impl()->store->find(*txn_, ids_[i])); }

void Workload::gatherInto(std::size_t i, ZoneCache& zones, Inputs& into) const {
  gather(plan_, {find(i), ids_[i]}, {}, {}, kNowMs, zones, into);
}

const Inputs& Workload::frameOf(const Answer& answer) const {
  const auto at = placeOf_.find(answer.customer);
  if (at == placeOf_.end()) stop("the store has no customer " + answer.customer);
  return frames_[at->second];
}

}  // namespace regard::peer
