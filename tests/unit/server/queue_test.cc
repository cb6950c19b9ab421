// The queue in front of the workers, with a clock of the test's own.

#include <atomic>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "apps/server/rounds.h"
#include "apps/server/work_queue.h"

namespace regard::server {
namespace {

using std::chrono::milliseconds;

struct Bench {
  Clock::time_point now{};
  std::vector<std::string> done;
  WorkQueue queue{0, 2, [this] { return now; }};

  bool offer(const std::string& name, milliseconds within) {
    return queue.offer(
        {now + within, [this, name](bool isInTime) { done.push_back(name + (isInTime ? " begun" : " late")); }});
  }
};

TEST_CASE("work is begun in its order, and not if its time is over", "[server]") {
  Bench bench;
  REQUIRE(bench.offer("a", milliseconds(10)));
  REQUIRE(bench.offer("b", milliseconds(20)));
  bench.now += milliseconds(10);  // the deadline itself is too late
  CHECK(bench.queue.runOne());
  CHECK(bench.queue.runOne());
  CHECK(!bench.queue.runOne());
  CHECK(bench.done == std::vector<std::string>{"a late", "b begun"});
}

TEST_CASE("what does not fit is not taken, and room that is made is used", "[server]") {
  Bench bench;
  CHECK(bench.offer("a", milliseconds(10)));
  CHECK(bench.offer("b", milliseconds(10)));
  CHECK(!bench.offer("c", milliseconds(10)));
  CHECK(bench.queue.waiting() == 2);
  bench.queue.runOne();
  CHECK(bench.offer("d", milliseconds(10)));
}

TEST_CASE("what would be late when its turn comes is not taken, and is again once work takes less", "[server]") {
  Clock::time_point now{};
  Clock::duration takes = milliseconds(40);
  WorkQueue queue(0, 100, [&] { return now; });
  const auto offer = [&](milliseconds within) { return queue.offer({now + within, [&](bool) { now += takes; }}); };
  for (int i = 0; i < 200; ++i) {
    REQUIRE(offer(milliseconds(50)));
    REQUIRE(queue.runOne());
  }
  CHECK(queue.expected() > milliseconds(39));
  CHECK(queue.expected() <= milliseconds(40));
  CHECK(offer(milliseconds(50)));    // nothing waits: it is always taken
  CHECK(!offer(milliseconds(159)));  // one waits, then it takes its own time, and half is not for that
  CHECK(offer(milliseconds(161)));
  CHECK(!offer(milliseconds(239)));  // two wait
  CHECK(queue.waiting() == 2);
  while (queue.runOne()) {}

  takes = milliseconds(1);
  for (int i = 0; i < 200; ++i) {
    REQUIRE(offer(milliseconds(50)));
    REQUIRE(queue.runOne());
  }
  for (int waiting = 0; waiting < 20; ++waiting) CHECK(offer(milliseconds(50)));
}

TEST_CASE("under three times what can be done, what is begun is done in time, and workers have always something to do",
          "[server]") {
  constexpr milliseconds kTakes{3}, kApart{1}, kDeadline{50}, kLasts{10'000};
  Clock::time_point now{};
  const Clock::time_point end = now + kLasts;
  WorkQueue queue(0, 10'000, [&] { return now; });
  int inTime = 0, late = 0, refused = 0;
  for (Clock::time_point due = now; due < end;) {
    for (; due <= now; due += kApart) {
      const auto deadline = due + kDeadline;
      const bool isTaken = queue.offer({deadline, [&, deadline](bool isInTime) {
                                          if (isInTime) now += kTakes;
                                          ++(now < deadline ? inTime : late);
                                        }});
      refused += isTaken ? 0 : 1;
    }
    if (!queue.runOne()) now = due;
  }
  CHECK(late == 0);
  CHECK(inTime > (kLasts / kTakes) * 99 / 100);
  CHECK(refused > 2 * inTime * 9 / 10);
}

TEST_CASE("what comes while a round is under way has waited for its end", "[server]") {
  const Clock::time_point start{std::chrono::hours(1)};
  const auto at = [&](int ms) { return start + milliseconds(ms); };
  Rounds rounds;
  CHECK(rounds.read(at(0)));
  CHECK(!rounds.read(at(1)));
  CHECK(rounds.arrival(at(-9)) == at(0));  // it woke the thread
  rounds.ended(at(20));
  CHECK(rounds.read(at(20)));
  CHECK(rounds.arrival(at(-9)) == at(10));  // at some time in the round before
  CHECK(rounds.arrival(at(13)) == at(13));  // the connection's last answer was told only then
  rounds.ended(at(24));
  CHECK(rounds.read(at(30)));
  CHECK(rounds.arrival(at(-9)) == at(30));  // the thread had nothing to do
}

TEST_CASE("what was late already says nothing of what work takes", "[server]") {
  Clock::time_point now{};
  WorkQueue queue(0, 100, [&] { return now; });
  for (int i = 0; i < 100; ++i) {
    REQUIRE(queue.offer({now, [&](bool isInTime) { now += isInTime ? milliseconds(9) : milliseconds(1); }}));
    REQUIRE(queue.runOne());
  }
  CHECK(queue.expected() == Clock::duration::zero());
}

TEST_CASE("what waits when a queue ends is run first", "[server]") {
  std::atomic<int> done = 0;
  {
    WorkQueue queue(2, 100);
    for (int i = 0; i < 100; ++i)
      REQUIRE(queue.offer({Clock::now() + std::chrono::hours(1), [&](bool isInTime) { done += isInTime ? 1 : 0; }}));
  }
  CHECK(done == 100);
}

}  // namespace
}  // namespace regard::server
