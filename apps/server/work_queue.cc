#include "apps/server/work_queue.h"

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
    queue_.push_back(std::move(work));
  }
  changed_.notify_one();
  return true;
}

std::size_t WorkQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

bool WorkQueue::runOne() {
  std::unique_lock lock(mutex_);
  if (queue_.empty()) return false;
  Work work = std::move(queue_.front());
  queue_.pop_front();
  lock.unlock();
  finish(std::move(work));
  return true;
}

void WorkQueue::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return isStopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Work work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    finish(std::move(work));
    lock.lock();
  }
}

void WorkQueue::finish(Work work) const { work.run(now_() < work.deadline); }

}  // namespace regard::server
