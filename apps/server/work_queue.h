#pragma once
// A bounded queue and the threads that work on it. What waited past its deadline is not begun.

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

  /// `threads` may be 0 where a test calls runOne() itself. `waitingMax`: of work that no thread has begun.
  WorkQueue(std::size_t threads, std::size_t waitingMax, Now now = Clock::now);
  ~WorkQueue();  ///< what waits is run first
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  /// False if waitingMax wait already: nothing was taken.
  bool offer(Work work);
  std::size_t waiting() const;
  /// The oldest, on this thread; false if nothing waits.
  bool runOne();

 private:
  void work();
  void finish(Work work) const;

  const std::size_t waitingMax_;
  const Now now_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> queue_;
  bool isStopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace regard::server
