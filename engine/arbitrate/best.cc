#include "engine/arbitrate/best.h"

#include <algorithm>

#include "engine/arbitrate/arbitrate.h"

namespace regard {

Best::Best(const ir::Program& program, const Inputs& inputs, std::vector<Scored>& out) : program_(program), out_(out) {
  constexpr std::uint32_t kKeptMax = 64;  // beyond, keeping order costs more than it saves
  remembersAll_ = program.arbitration.keep > kKeptMax || program.arbitration.keep == 0 || liftsOne(program, inputs);
  for (const ir::DiversityCap& cap : program.arbitration.caps) {
    if (cap.per == ir::CandidateField::kAction && cap.most > 0) continue;  // an action is kept once anyway
    remembersAll_ = remembersAll_ || cap_ != nullptr;
    cap_ = &cap;
  }
  if (remembersAll_) cap_ = nullptr;
}

// `out` is in rank order here, so the last of a class is its worst.
bool Best::fitsCap(std::uint32_t action, Money priority) const {
  const std::int64_t own = countedBy(program_, *cap_, action);
  if (own < 0) return true;
  std::uint32_t alike = 0;
  Money worst;
  for (const Scored& other : out_)
    if (!other.mandatory && countedBy(program_, *cap_, other.action) == own) {
      ++alike;
      worst = other.priority;
    }
  return alike < cap_->most || (alike > 0 && priority >= worst);
}

void Best::offer(const Scored& candidate) {
  if (remembersAll_) {
    out_.push_back(candidate);
    return;
  }
  if (!candidate.mandatory && !canBeKept(candidate.action, candidate.priority)) return;
  out_.insert(std::upper_bound(out_.begin(), out_.end(), candidate, ranksBefore), candidate);
  if (candidate.mandatory) {
    ++mandatory_;
    return;
  }
  const std::int64_t own = cap_ == nullptr ? -1 : countedBy(program_, *cap_, candidate.action);
  const auto isAlike = [&](const Scored& other) {
    return !other.mandatory && countedBy(program_, *cap_, other.action) == own;
  };
  if (own >= 0 && std::count_if(out_.begin(), out_.end(), isAlike) > static_cast<std::ptrdiff_t>(cap_->most))
    out_.erase(std::find_if(out_.rbegin(), out_.rend(), isAlike).base() - 1);
  if (out_.size() - mandatory_ > program_.arbitration.keep) out_.pop_back();
  if (out_.size() - mandatory_ == program_.arbitration.keep) floor_ = out_.back().priority;
}

}  // namespace regard
