// The queue in front of the workers, with a clock of the test's own.

#include <atomic>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

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
