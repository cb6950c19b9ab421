// Logged decisions, made again.

#include <chrono>

#include "engine/door/decision_result.h"
#include "engine/door/log_entry.h"
#include "engine/door/log_reader.h"
#include "engine/door/values.h"

namespace regard {
namespace {

constexpr std::size_t kShown = 10;            ///< differences, and what could not be read, of which more is told
constexpr std::uint64_t kProgressEach = 256;  ///< decisions

class Replay {
 public:
  void add(const ReadDecision& read) {
    if (read.isErased()) {
      ++report_.erased;
    } else if (read.plan == nullptr) {
      unreadable(read.logged.id, read.problem);
    } else if (auto made = decideAgain(*read.plan, read.logged, scratch_, again_); !made) {
      unreadable(read.logged.id, made.fault());
    } else if (decisionBytes(again_) == decisionBytes(read.logged.decision)) {
      ++report_.same;
    } else {
      different(*read.plan->program, read.logged);
    }
  }

  ReplayReport finished() {
    report_.seconds = std::chrono::duration<double>(Clock::now() - begun_).count();
    return std::move(report_);
  }
  std::uint64_t done() const { return report_.all(); }

 private:
  using Clock = std::chrono::steady_clock;

  void unreadable(const DecisionId& id, const Fault& fault) {
    ++report_.unreadable;
    if (report_.unreadables.size() < kShown) report_.unreadables.emplace_back(id.text(), fault.message);
  }
  void different(const ir::Program& program, const LoggedDecision& logged) {
    ++report_.different;
    if (report_.differences.size() < kShown)
      report_.differences.push_back({logged.id.text(), logged.customer, program.currency,
                                     factorsOf(program, logged.frame, logged.decision),
                                     factorsOf(program, logged.frame, again_)});
  }

  ReplayReport report_;
  Scratch scratch_;
  Decision again_;
  Clock::time_point begun_ = Clock::now();
};

}  // namespace

Expected<ReplayReport> DecisionLog::replay(const LogRangeRequest& asked,
                                           const std::function<void(std::uint64_t)>& progress) const {
  const auto range = rangeOf(asked);
  if (!range) return errorOf(range.fault());
  Replay replay;
  LogReader reader(*store_);
  const auto done = reader.forEach(*range, [&](const ReadDecision& read) {
    replay.add(read);
    if (progress && replay.done() % kProgressEach == 0) progress(replay.done());
    return true;
  });
  if (!done) return errorOf(done.fault());
  return replay.finished();
}

}  // namespace regard
