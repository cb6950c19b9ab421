#include "apps/server/idempotency.h"

namespace regard::server {

IdempotencyKeys::Begun IdempotencyKeys::begin(const std::string& key, std::size_t fingerprint, Clock::time_point now) {
  makeRoom(now);
  const auto found = entries_.find(key);
  if (found == entries_.end()) {
    entries_.emplace(key, Entry{fingerprint, now, false, {}});
    order_.emplace_back(now, key);
    return {};
  }
  const Entry& entry = found->second;
  if (entry.fingerprint != fingerprint) return {Found::another, nullptr};
  if (!entry.isDone) return {Found::atWork, nullptr};
  return {Found::answer, &entry.answer};
}

void IdempotencyKeys::finish(const std::string& key, const Response& answer) {
  constexpr int kFault = 500;
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  if (answer.status >= kFault) return drop(found);
  bytes_ += answer.body.size();
  found->second.isDone = true;
  found->second.answer = answer;
}

void IdempotencyKeys::forget(const std::string& key) {
  if (const auto found = entries_.find(key); found != entries_.end()) drop(found);
}

void IdempotencyKeys::makeRoom(Clock::time_point now) {
  while (!order_.empty() && (now - order_.front().first >= limits_.keepFor || entries_.size() >= limits_.keysMax ||
                             bytes_ > limits_.bytesMax)) {
    const auto found = entries_.find(order_.front().second);
    if (found != entries_.end() && found->second.begun == order_.front().first) drop(found);
    order_.pop_front();
  }
}

void IdempotencyKeys::drop(Entries::iterator entry) {
  if (entry->second.isDone) bytes_ -= entry->second.answer.body.size();
  entries_.erase(entry);
}

}  // namespace regard::server
