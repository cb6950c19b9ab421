#include "apps/server/work_queue.h"

#include <algorithm>
#include <utility>

namespace regard::server {

WorkQueue::WorkQueue(std::size_t threads, std::size_t waitingMax, Now now)
    : waitingMax_(waitingMax), now_(std::move(now)) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkQueue::~WorkQueue() {
  {
    const std::lock_guard lock(mutex_);
    isStopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  while (runOne()) {}
}

bool WorkQueue::offer(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= waitingMax_) return false;
    // Half of the time that is left is for the way here and back: a queue that fills all of it has every answer come a
    // little too late. Where nothing waits, work is always taken: else what once took long is never seen to take less.
    if (!queue_.empty() && 2 * expectedLocked() > work.deadline - now_()) return false;
    queue_.push_back(std::move(work));
  }
  changed_.notify_one();
  return true;
}

std::size_t WorkQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

Clock::duration WorkQueue::expected() const {
  const std::lock_guard lock(mutex_);
  return expectedLocked();
}

Clock::duration WorkQueue::expectedLocked() const {
  const auto workers = static_cast<Clock::rep>(std::max<std::size_t>(threads_.size(), 1));
  return took_ + took_ * static_cast<Clock::rep>(queue_.size()) / workers;
}

bool WorkQueue::runOne() {
  std::unique_lock lock(mutex_);
  if (queue_.empty()) return false;
  Work work = std::move(queue_.front());
  queue_.pop_front();
  finish(std::move(work), lock);
  return true;
}

void WorkQueue::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return isStopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Work work = std::move(queue_.front());
    queue_.pop_front();
    finish(std::move(work), lock);
  }
}

void WorkQueue::finish(Work work, std::unique_lock<std::mutex>& lock) {
  constexpr int kSmoothedOver = 16;
  lock.unlock();
  const Clock::time_point begun = now_();
  const bool isInTime = begun < work.deadline;
  work.run(isInTime);
  const Clock::duration took = now_() - begun;
  work.run = nullptr;  // what it holds goes without the lock
  lock.lock();
  if (isInTime) took_ += (took - took_) / (took_ == Clock::duration::zero() ? 1 : kSmoothedOver);
}

}  // namespace regard::server
