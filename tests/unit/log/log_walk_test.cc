// The log in the order of time, and how it is bounded.

#include "engine/log/log_walk.h"

#include "tests/unit/log/log_store.h"

namespace regard {
namespace {

using namespace support;

constexpr std::int64_t kDayMs = 86'400'000;

std::vector<DecisionId> walked(LogStore& log, const LogRange& range, std::size_t most = 1U << 30U) {
  std::vector<DecisionId> ids;
  REQUIRE(walkLog(log.store(), range, [&](const ReadTxn&, const DecisionId& id, std::string_view record) {
            CHECK(decisionHeaderOf(record).ok());
            ids.push_back(id);
            return ids.size() < most;
          }).ok());
  return ids;
}

std::vector<DecisionId> reversed(std::vector<DecisionId> ids) {
  std::reverse(ids.begin(), ids.end());
  return ids;
}

TEST_CASE("the log is walked either way, over any range") {
  const TempFolder folder;
  LogStore log(folder / "store");
  CHECK(walked(log, {}).empty());
  CHECK(walked(log, {.from = {}, .below = {}, .newestFirst = true}).empty());
  std::vector<DecisionId> all;
  {
    std::vector<std::future<Result<Sequence>>> done;
    DecisionIds ids;
    for (int i = 0; i < 2'500; ++i) {  // more than one snapshot's worth
      all.push_back(ids.next(kLogMs + i));
      done.push_back(log.store().writer().submit(logCommand(all.back(), "ann", log.rules(), 0, false, {}, {})));
    }
    for (auto& each : done) REQUIRE(each.get().ok());
  }
  const auto part = [&](std::size_t begin, std::size_t end) {
    return std::vector<DecisionId>(all.begin() + static_cast<std::ptrdiff_t>(begin),
                                   all.begin() + static_cast<std::ptrdiff_t>(end));
  };
  CHECK(walked(log, {}) == all);
  CHECK(walked(log, {.from = {}, .below = {}, .newestFirst = true}) == reversed(all));
  CHECK(walked(log, {}, 1'001) == part(0, 1'001));
  for (const auto& [begin, end] : {std::pair<std::size_t, std::size_t>{0, 2'499}, {1, 1'001}, {999, 2'000}, {7, 8}}) {
    CHECK(walked(log, {.from = all[begin], .below = all[end], .newestFirst = false}) == part(begin, end));
    CHECK(walked(log, {.from = all[begin], .below = all[end], .newestFirst = true}) == reversed(part(begin, end)));
    const auto from = DecisionId::firstAt(kLogMs + static_cast<std::int64_t>(begin));
    const auto below = DecisionId::firstAt(kLogMs + static_cast<std::int64_t>(end));
    CHECK(walked(log, {.from = from, .below = below, .newestFirst = false}) == part(begin, end));
    CHECK(walked(log, {.from = from, .below = below, .newestFirst = true}) == reversed(part(begin, end)));
  }
  CHECK(walked(log, {.from = all.back().successor(), .below = {}, .newestFirst = false}).empty());
  CHECK(walked(log, {.from = {}, .below = all.front(), .newestFirst = true}).empty());
}

TEST_CASE("old decisions go with new ones, a few at a time") {
  const TempFolder folder;
  LogStore log(folder / "store");
  for (int i = 0; i < 20; ++i) log.log("ann", {}, {}, 0, kLogMs + i);
  log.must(SetLogLimits{.keepMs = kDayMs, .quotaBytes = 0});
  CHECK(log.count(Table::kDecisions) == 20);  // nothing goes by saying so
  log.log("bob", {}, {}, 0, kLogMs + kDayMs);
  CHECK(log.count(Table::kDecisions) == 21);  // the oldest is just a day old
  log.log("bob", {}, {}, 0, kLogMs + kDayMs + 2);
  CHECK(log.count(Table::kDecisions) == 20);
  CHECK(walked(log, {}).front().ms() == kLogMs + 2);
  log.log("bob", {}, {}, 0, kLogMs + 100 * kDayMs);  // a clock that is wrong, perhaps
  CHECK(log.count(Table::kDecisions) == 21 - kPrunedPerDecision);
}

TEST_CASE("what is beyond the limits can go at once") {
  const TempFolder folder;
  LogStore log(folder / "store");
  for (int i = 0; i < 20; ++i) log.log("ann", {}, {}, 0, kLogMs + i);
  log.must(SetLogLimits{.keepMs = kDayMs, .quotaBytes = 0});
  CHECK(log.must(PruneLog{.nowMs = kLogMs + kDayMs + 10, .most = 3}).replaced == 3);
  CHECK(log.must(PruneLog{.nowMs = kLogMs + kDayMs + 10, .most = 100}).replaced == 7);
  CHECK(log.must(PruneLog{.nowMs = kLogMs + kDayMs + 10, .most = 100}).replaced == 0);
  CHECK(walked(log, {}).front().ms() == kLogMs + 10);
  log.must(SetLogLimits{});
  CHECK(log.must(PruneLog{.nowMs = kLogMs + 1'000 * kDayMs, .most = 100}).replaced == 0);
  CHECK(log.must(PruneLog{.nowMs = -5, .most = 100}).replaced == 0);
}

TEST_CASE("the log keeps within its quota, the newest decisions in it") {
  constexpr std::uint64_t kQuota = 100'000;
  const TempFolder folder;
  LogStore log(folder / "store");
  log.must(SetLogLimits{.keepMs = 0, .quotaBytes = kQuota});
  Inputs frame;
  frame.text = std::string(800, 'x');
  DecisionId last;
  for (int i = 0; i < 500; ++i) last = log.log("ann", {}, frame, 0, kLogMs + i);
  CHECK(valueOrFail(log.store().read()).bytes(Table::kDecisions) <= kQuota);
  const auto left = walked(log, {});
  CHECK(left.size() > 60);  // of about 900 bytes each
  CHECK(left.back() == last);
  CHECK(left.front().ms() == kLogMs + 500 - static_cast<std::int64_t>(left.size()));
}

TEST_CASE("limits that are damaged are told") {
  const TempFolder folder;
  LogStore log(folder / "store");
  log.overwrite(Table::kMeta, "log_limits", "short");
  const auto done = log.run(PruneLog{.nowMs = kLogMs, .most = 1});
  REQUIRE_FALSE(done.ok());
  CHECK(done.fault().message == "how long the log is kept is damaged: say it again");
  log.must(SetLogLimits{.keepMs = 5, .quotaBytes = 6});
  CHECK(valueOrFail(logLimits(valueOrFail(log.store().read()))) == LogLimits{5, 6});
}

}  // namespace
}  // namespace regard
