#pragma once
// What one decision at a time needs beside the immutable plan. Sessions are lent out and come back, so that a server's
// threads reuse memory and formatters without owning any.

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/decide/decide.h"
#include "engine/exact/scratch.h"
#include "engine/gather/gather.h"
#include "engine/render/render.h"

namespace regard {

struct Session {
  std::vector<GivenValue> request, overrides;
  std::vector<std::int16_t> channels;  ///< that can be used; empty: all
  ZoneCache zones;
  Inputs inputs;
  Scratch scratch;
  exact::Scratch evidence;  ///< for what propensities are learned by
  Decision decision;
  Renderer renderer;
};

class SessionPool {
 public:
  /// Gives the session back when destroyed.
  class Lease {
   public:
    Lease(SessionPool& pool, std::unique_ptr<Session> session) : pool_(pool), session_(std::move(session)) {}
    ~Lease() { pool_.giveBack(std::move(session_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Session& operator*() { return *session_; }
    Session* operator->() { return session_.get(); }

   private:
    SessionPool& pool_;
    std::unique_ptr<Session> session_;
  };

  Lease lend() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return {*this, std::make_unique<Session>()};
    std::unique_ptr<Session> session = std::move(idle_.back());
    idle_.pop_back();
    return {*this, std::move(session)};
  }

 private:
  void giveBack(std::unique_ptr<Session> session) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(session));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Session>> idle_;
};

}  // namespace regard
