// The log of decisions: first proves that every logged decision is found as it was and is the same when it is made
// again, then says how many are logged and made again in a second, and what one takes on disk. Beside it, in the same
// run: deciding alone, and the bytes of a frame in memory. Customers are those of a store, which is not changed.
//
//   regard_bench_log STORE RULES [--decisions N] [--folder DIR]      e.g. build/demo/store rules/examples/telco

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <deque>
#include <filesystem>
#include <future>
#include <string>
#include <vector>

#include "dsl/bundle/bundle.h"
#include "dsl/compile.h"
#include "engine/decide/decide.h"
#include "engine/gather/gather.h"
#include "engine/gather/zone_cache.h"
#include "engine/log/logged_rules.h"
#include "engine/store/profile_store.h"
#include "regard/log.h"

namespace regard {
namespace {

constexpr std::int64_t kNowMs = 1'772'445'600'000;  // 2026-03-02T10:00Z
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::size_t kHistoryRows = 50;
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
}
template <class T>
T orStop(Result<T> result) {
  if (!result.ok()) stop(result.fault().message);
  return *std::move(result);
}
template <class T>
T orStop(Expected<T> result) {
  if (!result.ok()) stop(result.error().message);
  return *std::move(result);
}

/// A customer, what is known of them, and what was decided.
struct Made {
  std::string customer;
  Inputs frame;
  Decision decision;
};

Plan planOf(const std::string& rules, const Catalog& catalog) {
  auto compiled = dsl::compile(orStop(dsl::loadSources(rules)));
  if (!compiled.program) stop(rules + " has errors: run `regard check` on it");
  return orStop(makePlan(std::make_shared<ir::Program>(*std::move(compiled.program)), catalog));
}

/// Every member of every request choice in turn.
std::vector<GivenValue> requestOf(const ir::Program& program, std::size_t turn) {
  std::vector<GivenValue> request;
  for (std::uint32_t slot = 0; slot < program.inputs.size(); ++slot) {
    const ir::Input& input = program.inputs[slot];
    if (input.source != ir::InputSource::kRequest || input.type.kind != TypeKind::kChoice) continue;
    const std::size_t members = program.choices[input.type.choice].members.size();
    request.push_back({slot, Scalar::known(Cell::ofInt(static_cast<std::int64_t>((turn + slot) % members))), {}});
  }
  return request;
}

/// Contacts of the last weeks, at hours that look like chance.
void addContacts(const ir::Program& program, Inputs& frame) {
  Rows& rows = frame.rows[ir::kContactStream];
  const std::size_t columns = program.streams[ir::kContactStream].columns.size();
  rows.clear(State::kKnown);
  for (std::size_t row = 0; row < kHistoryRows; ++row) {
    const auto ago = static_cast<std::int64_t>(kHistoryRows - row) * kDayMs -
                     static_cast<std::int64_t>(row * 7'919'377 % 80'000'000);
    for (std::size_t column = 0; column < columns; ++column) {
      const bool isKnown = column < ir::kContactReason;
      const Cell cell = column == ir::kContactAt ? Cell::ofInt(frame.nowMs - ago)
                                                 : Cell::ofInt(static_cast<std::int64_t>(row * column % 2));
      rows.push(isKnown ? Scalar::known(cell) : Scalar::unknown());
    }
    ++rows.count;
  }
  frame.hasHistory = true;
  frame.historyFromMs = frame.nowMs - 400 * kDayMs;
}

std::vector<Made> decisionsOf(const ProfileStore& store, const Plan& plan, bool withHistory) {
  constexpr std::size_t kMost = 5'000;
  std::vector<Made> all;
  ZoneCache zones;
  Scratch scratch;
  const ReadTxn txn = orStop(store.read());
  const auto each = [&](std::string_view key, std::string_view) {
    Made& made = all.emplace_back();
    made.customer = idOfKey(key);
    const auto request = requestOf(*plan.program, all.size());
    gather(plan, {orStop(store.find(txn, made.customer)), made.customer}, request, {}, kNowMs, zones, made.frame);
    if (withHistory) addContacts(*plan.program, made.frame);
    decide(plan, made.frame, scratch, made.decision);
    return all.size() < kMost;
  };
  orStop(txn.scan(Table::kProfiles, {}, each));
  if (all.empty()) stop("the store has no customers");
  return all;
}

std::size_t bytesInMemory(const Inputs& frame) {
  std::size_t bytes = frame.cells.size() * 9 + frame.text.size();
  for (const Rows& rows : frame.rows) bytes += rows.cells.size() * 9;
  return bytes;
}

/// The log of a store, with the rules in it.
class LogOfStore {
 public:
  LogOfStore(ProfileStore& store, const Plan& plan) : writer_(store.writer()) {
    hash_ = bytesOfHex(orStop(bundle::hashOf(*plan.program)));
    orStop(writer_.submit(PutBundle{hash_, orStop(bundle::toBytes(*plan.program))}).get());
  }
  std::future<Result<Sequence>> send(const Made& one) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    return writer_.submit(logCommand(ids_.next(ms), one.customer, hash_, 0, false, one.decision, one.frame));
  }

 private:
  Writer& writer_;
  std::string hash_;
  DecisionIds ids_;
};

/// As an engine does that waits for none of them, but all are on disk in the end. Decisions a second.
double logAll(LogOfStore& log, const std::vector<Made>& made, std::size_t count) {
  std::deque<std::future<Result<Sequence>>> waiting;
  const auto begun = Clock::now();
  for (std::size_t i = 0; i < count; ++i) waiting.push_back(log.send(made[i % made.size()]));
  for (auto& done : waiting) orStop(done.get());
  return static_cast<double>(count) / secondsSince(begun);
}

/// One after another, each on disk before the next.
double logEach(LogOfStore& log, const std::vector<Made>& made, std::size_t count) {
  const auto begun = Clock::now();
  for (std::size_t i = 0; i < count; ++i) orStop(log.send(made[i % made.size()]).get());
  return static_cast<double>(count) / secondsSince(begun);
}

void prove(const std::string& path, const std::vector<Made>& made, std::size_t count) {
  auto store = orStop(ProfileStore::open(path, OpenMode::kReader));
  const ReadTxn txn = orStop(store->read());
  Sealer sealer;
  LoggedDecision logged;
  std::size_t number = 0;
  orStop(txn.scan(Table::kDecisions, {}, [&](std::string_view id, std::string_view record) {
    const Made& wanted = made[number++ % made.size()];
    orStop(readLogged(txn, DecisionId::ofView(id), record, sealer, logged));
    if (logged.customer != wanted.customer || !(logged.frame == wanted.frame) || !(logged.decision == wanted.decision))
      stop(fmt::format("decision {} was not logged as it was made", number));
    return true;
  }));
  if (number != count) stop(fmt::format("{} decisions are logged of {}", number, count));
}

void run(const std::string& from, const std::string& rules, const std::string& folder, std::size_t count,
         bool withHistory) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::filesystem::copy_file(from + "/data.mdb", folder + "/data.mdb");
  double logRate = 0, decideRate = 0;
  std::size_t frameBytes = 0, contentSize = 0;
  std::vector<Made> made;
  {
    auto store = orStop(ProfileStore::open(folder, OpenMode::kWriter));
    const Plan plan = planOf(rules, orStop(store->catalog()));
    made = decisionsOf(*store, plan, withHistory);
    LogOfStore log(*store, plan);
    logRate = logAll(log, made, count);
    Scratch scratch;
    Decision decision;
    const auto begun = Clock::now();
    for (std::size_t i = 0; i < count; ++i) decide(plan, made[i % made.size()].frame, scratch, decision);
    decideRate = static_cast<double>(count) / secondsSince(begun);
    for (const Made& one : made) {
      frameBytes += bytesInMemory(one.frame);
      contentSize += contentBytes(one.decision, one.frame).size();
    }
  }
  prove(folder, made, count);
  ReplayReport report;
  LogFacts facts;
  double lookSeconds = 0;
  {
    const Store store = orStop(Store::open(folder, Access::read));
    const DecisionLog log(store);
    report = orStop(log.replay({}));
    facts = orStop(log.facts());
    LogQuery query;
    query.customer = made.front().customer;
    const auto begun = Clock::now();
    const std::uint64_t found = orStop(log.forEach(query, [](const LogEntry&) { return true; }));
    lookSeconds = secondsSince(begun);
    if (found != (count + made.size() - 1) / made.size()) stop("a customer's decisions are not all found");
  }
  if (report.same != count)
    stop(fmt::format("{} decisions of {} are the same when they are made again", report.same, count));
  fmt::print("{}: {} decisions are logged as they were and the same again\n",
             withHistory ? fmt::format("{} contacts each", kHistoryRows) : "no history", count);
  fmt::print("  logged, nobody waits       {:9.0f} a second\n", logRate);
  fmt::print("  made again                 {:9.0f} a second\n", static_cast<double>(count) / report.seconds);
  fmt::print("  looked at for one customer {:9.0f} a second\n", static_cast<double>(count) / lookSeconds);
  fmt::print("  baseline: deciding alone   {:9.0f} a second\n", decideRate);
  fmt::print("  on disk                    {:9.0f} bytes a decision, of them {} sealed content\n",
             static_cast<double>(facts.bytes) / static_cast<double>(count), contentSize / made.size());
  fmt::print("  baseline: frame in memory  {:9} bytes\n", frameBytes / made.size());
  {
    auto store = orStop(ProfileStore::open(folder, OpenMode::kWriter));
    LogOfStore log(*store, planOf(rules, orStop(store->catalog())));
    fmt::print("  logged, each waited for    {:9.0f} a second\n", logEach(log, made, 500));
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace regard

int main(int argc, char** argv) {
  CLI::App app{"Logs decisions, proves and makes them again, and says how fast and how large"};
  std::string store, rules, folder = "bench_log_store";
  std::size_t count = 200'000;
  app.add_option("STORE", store, "whose customers to decide for")->required();
  app.add_option("RULES", rules, "by which rules")->required();
  app.add_option("--decisions", count, "how many");
  app.add_option("--folder", folder, "where to make a store, which is removed again");
  CLI11_PARSE(app, argc, argv);
  for (const bool withHistory : {false, true}) regard::run(store, rules, folder, count, withHistory);
  return 0;
}
