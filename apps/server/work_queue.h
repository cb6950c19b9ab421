#pragma once
// A bounded queue and the threads that work on it. What waited past its deadline is not begun, and what would only wait
// past it is not taken: to be told so at once leaves its caller time for something else, and the workers to those whose
// turn comes in time.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "apps/server/exchange.h"

namespace regard::server {

/// Thread-safe.
class WorkQueue {
 public:
  struct Work {
    Clock::time_point deadline;
    std::function<void(bool isInTime)> run;  ///< false: its deadline had passed, so it is only to say so
  };
  using Now = std::function<Clock::time_point()>;

  /// `threads` may be 0 where a test calls runOne() itself, as one thread. `waitingMax`: of work that no thread has
  /// begun.
  WorkQueue(std::size_t threads, std::size_t waitingMax, Now now = Clock::now);
  ~WorkQueue();  ///< what waits is run first
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  /// False if waitingMax wait already, or so many that it would not be done in half of the time until its deadline:
  /// nothing was taken.
  bool offer(Work work);
  /// Until work that is offered now is done, by what work has taken of late. Work is taken in its order.
  Clock::duration expected() const;
  std::size_t waiting() const;
  /// The oldest, on this thread; false if nothing waits.
  bool runOne();

 private:
  void work();
  Clock::duration expectedLocked() const;
  /// Runs it without the lock, and learns from it what work takes.
  void finish(Work work, std::unique_lock<std::mutex>& lock);

  const std::size_t waitingMax_;
  const Now now_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> queue_;
  Clock::duration
      took_{};  ///< from the beginning of work to its end, smoothed; others' turns on the processor included
  bool isStopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace regard::server
