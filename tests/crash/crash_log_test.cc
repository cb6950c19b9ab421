// What of the log survives a killed process: of the decisions that were answered all but the latest, and none half.

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <sstream>
#include <thread>

#include "engine/log/log_walk.h"
#include "tests/crash/child.h"
#include "tests/crash/numbered.h"

namespace regard {
namespace {

using namespace support;

/// What the child said: ids by number, and how many were on disk when it said so.
struct LogHeard {
  std::map<std::uint64_t, std::string> ids;
  std::uint64_t durable = 0;

  void take(const std::string& text) {
    std::istringstream lines(text.substr(0, text.rfind('\n') + 1));
    for (std::string word; lines >> word;) {
      std::string rest;
      lines >> rest;
      if (word == "durable") {
        durable = std::stoull(rest) + 1;
      } else {
        ids[std::stoull(word)] = rest;
      }
    }
  }
};

/// How many decisions from 0 on are there without a gap, in the order in which they were made, each whole.
std::uint64_t decisionsIn(const std::string& path, const LogHeard& heard) {
  auto store = valueOrFail(ProfileStore::open(path, OpenMode::kReader));
  Sealer sealer;
  LoggedDecision logged;
  std::uint64_t number = 0, wrong = 0;
  const auto each = [&](const ReadTxn& txn, const DecisionId& id, std::string_view record) {
    const bool isWhole = readLogged(txn, id, record, sealer, logged).ok() && logged.seed == number &&
                         logged.customer == customerOf(number) && logged.frame == frameOf(number) &&
                         logged.decision == decisionOf(number);
    const auto said = heard.ids.find(number);
    const bool isSaid = said == heard.ids.end() || said->second == id.text();  // committed and not yet said
    wrong += isWhole && isSaid ? 0U : 1U;
    ++number;
    return true;
  };
  REQUIRE(walkLog(*store, {}, each).ok());
  CHECK(wrong == 0);
  return number;
}

TEST_CASE("kill -9 while decisions are logged: what is lost are the latest, and none is half there") {
  const TempFolder folder;
  const std::string path = folder / "store";
  { valueOrFail(ProfileStore::open(path, OpenMode::kWriter)); }
  Random random(29);
  LogHeard heard;
  std::uint64_t next = 0, lost = 0;
  for (int round = 0; round < 25; ++round) {
    Child child("log", path, next);
    std::string said = child.hear(2);
    std::this_thread::sleep_for(std::chrono::microseconds(below(random, 15'000)));
    child.kill();
    heard.ids.erase(heard.ids.lower_bound(next), heard.ids.end());  // those that were lost are made anew
    heard.take(said + child.hear());
    const std::uint64_t answered = heard.ids.empty() ? 0 : heard.ids.rbegin()->first + 1;
    const std::uint64_t found = decisionsIn(path, heard);
    INFO("round " << round << ": answered " << answered << ", durable " << heard.durable << ", found " << found);
    REQUIRE(found >= heard.durable);
    REQUIRE(found <= answered + 1);
    lost += answered > found ? answered - found : 0;
    next = found;
  }
  CHECK(next > 64);  // on a slow disk too
  CHECK(lost > 0);   // or the window would not have been met
}

}  // namespace
}  // namespace regard
