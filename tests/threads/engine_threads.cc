// One engine, many threads: every answer is the one that a thread alone would get, while a writer changes other
// customers. Runs under ThreadSanitizer as well.
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "dsl/bundle/bundle.h"
#include "regard/engine.h"
#include "regard/log.h"
#include "tests/support/program_builder.h"

using namespace regard;
using namespace regard::support;
namespace fs = std::filesystem;

namespace {

constexpr int kCustomers = 40;

/// Two actions: one for whoever spends £20 or more, one for everybody.
Rulebook rulebook() {
  ProgramBuilder build;
  build.input("id", kText);
  build.program().keyName = "id";
  build.program().profileName = "customer";
  const auto spend = build.input("spend", kMoney);
  const auto threshold = build.money(20);
  const auto big = build.scalar(ScalarOp::GeInt, spend, threshold);
  build.program().insts[big].type = TypeKind::kFlag;
  const auto fixed = build.money(1);
  build.action("greet", fixed);
  build.action("thank", threshold);
  build.clause(ir::Stage::kEligible, big);
  auto& choices = build.program().choices;  // as a bundle must have them
  choices[ir::kDirectionChoice].members = {{"inbound", ""}, {"outbound", ""}};
  choices[ir::kActionChoice].members = {{"greet", ""}, {"thank", ""}};
  choices[ir::kPromiseStateChoice].members = {{"open", ""}, {"kept", ""}, {"broken", ""}};
  auto program = std::make_shared<const ir::Program>(build.program());
  const std::string hash = *bundle::hashOf(*program);
  return Rulebook(std::move(program), hash);
}

std::string idOf(int i) { return "c" + std::to_string(1000 + i); }

void import(Store& store, const fs::path& file, int from, int to) {
  std::ofstream(file) << [&] {
    std::string lines = "id,spend\n";
    for (int i = from; i < to; ++i) lines += idOf(i) + "," + std::to_string(i) + ".00\n";
    return lines;
  }();
  ImportRequest request;
  request.path = file.string();
  const auto report = store.import(request);
  REQUIRE(report.ok());
  REQUIRE(report->rejected == 0);
}

std::string answerOf(const Engine& engine, int i) {
  DecisionRequest request;
  request.customer = idOf(i);
  request.now = "2026-03-02T10:00Z";
  request.explain = i % 4 == 0;
  const auto decision = engine.decide(request);
  if (!decision.ok()) return decision.error().message;
  std::string answer;
  for (const OfferedAction& offered : decision->offered)
    answer += offered.action + " " + offered.priority.text() + "; ";
  return answer;
}

}  // namespace

TEST_CASE("an engine gives the same answers to many threads, beside a writer") {
  const fs::path folder = fs::temp_directory_path() / ("regard_engine_threads" + std::to_string(::getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  {
    auto store = Store::open((folder / "store").string(), Access::write);
    REQUIRE(store.ok());
    REQUIRE(store->adopt(rulebook()).ok());
    import(*store, folder / "some.csv", 0, kCustomers);
    const auto engine = Engine::make(rulebook(), *store);
    REQUIRE(engine.ok());

    std::vector<std::string> alone;
    for (int i = 0; i < kCustomers; ++i) alone.push_back(answerOf(*engine, i));
    CHECK(alone[19] == "greet £1.00; ");
    CHECK(alone[20] == "thank £20.00; greet £1.00; ");

    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int round = 0; round < 5; ++round)
          for (int i = 0; i < kCustomers; ++i)
            if (answerOf(*engine, (i + t * 7) % kCustomers) !=
                alone[static_cast<std::size_t>((i + t * 7) % kCustomers)])
              ++wrong;
      });
    }
    import(*store, folder / "others.csv", kCustomers, 10 * kCustomers);
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
  }
  fs::remove_all(folder);
}

TEST_CASE("many threads log their decisions, while others make them again") {
  constexpr int kThreads = 4, kEach = 100;
  const fs::path folder = fs::temp_directory_path() / ("regard_log_threads" + std::to_string(::getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  {
    auto store = Store::open((folder / "store").string(), Access::write);
    REQUIRE(store.ok());
    REQUIRE(store->adopt(rulebook()).ok());
    import(*store, folder / "some.csv", 0, kCustomers);
    const auto engine = Engine::make(rulebook(), *store);
    REQUIRE(engine.ok());
    const DecisionLog log(*store);

    std::atomic<int> wrong = 0, running = kThreads;
    std::vector<std::vector<std::string>> ids(kThreads);
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          DecisionRequest request;
          request.customer = idOf((i + t * 7) % kCustomers);
          request.now = "2026-03-02T10:00Z";
          request.log = i % 10 == 0 ? Logging::durable : Logging::soon;
          const auto decided = engine->decide(request);
          decided.ok() ? ids[static_cast<std::size_t>(t)].push_back(decided->id) : static_cast<void>(++wrong);
        }
        --running;
      });
    }
    threads.emplace_back([&] {
      while (running > 0) {
        const auto report = log.replay({});
        if (!report.ok() || report->same != report->all()) ++wrong;
      }
    });
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
    LogStatus status = engine->logStatus();
    for (int i = 0; i < 10'000 && status.waiting > 0; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      status = engine->logStatus();
    }
    CHECK(status.written == kThreads * kEach);
    CHECK(status.lost == 0);
    std::set<std::string> all;
    for (const auto& mine : ids) {
      CHECK(std::is_sorted(mine.begin(), mine.end()));
      all.insert(mine.begin(), mine.end());
    }
    CHECK(all.size() == kThreads * kEach);
    const auto report = log.replay({});
    REQUIRE(report.ok());
    for (const auto& [id, why] : report->unreadables) UNSCOPED_INFO(why);
    CHECK(report->same == kThreads * kEach);
  }
  fs::remove_all(folder);
}
