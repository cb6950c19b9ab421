#pragma once
// Looks for values under which conditions come out as wanted. Idea: narrow what everything may be (narrow.h); where a
// condition is still open, try each of its truths in turn; where none is, give every input a value of those left.
// Without a way through, there are no such values: that is a proof.

#include <functional>
#include <optional>
#include <vector>

#include "dsl/prove/narrow.h"

namespace regard::dsl {

/// An instruction, and what it has to be.
struct Goal {
  ir::InstIndex inst = 0;
  Possible wanted;
};

struct SearchLimits {
  std::uint64_t visitsMax = 2'000'000;  ///< instructions looked at; beyond: too large
  int triesMax = 200;                   ///< values tried for the inputs of one way; beyond: it stays open
};

enum class Outcome : std::uint8_t {
  kNone,      ///< there are no such values
  kFound,     ///< here they are
  kPossible,  ///< conditions can come out so; values were not asked for
  kOpen,      ///< neither found nor excluded
  kTooLarge,  ///< more cases than the limits allow
};

class Search {
 public:
  /// What a leaf may be, whoever comes.
  using DomainOf = std::function<Possible(const ir::Inst&)>;
  /// Whether complete values are what was looked for after all; sets `blame` if not.
  using Accept = std::function<bool(const Box&, ir::InstIndex& blame)>;

  Search(const Cone& cone, const DomainOf& domainOf, SearchLimits limits = {});

  /// Only whether conditions can come out so.
  Outcome isPossible(const std::vector<Goal>& goals);
  Outcome find(const std::vector<Goal>& goals, const Accept& accept);

  /// The box of every value that is possible at all.
  const Box& everything() const { return everything_; }
  /// kOpen: the instruction for which no values were found.
  ir::InstIndex blame() const { return blame_; }
  std::uint64_t visits() const { return visits_; }

 private:
  Outcome run(const std::vector<Goal>& goals);
  bool split(Box box, Place changed);
  bool assign(Box box);
  std::vector<Possible> candidates(const Possible& left, Place place) const;
  bool stop(Outcome outcome);

  const Cone& cone_;
  SearchLimits limits_;
  Box everything_;
  std::vector<Place> goals_;
  std::vector<Place> leaves_;        ///< in the order in which they are given values
  std::vector<std::int64_t> texts_;  ///< constants of the cone
  const Accept* accept_ = nullptr;
  Outcome outcome_ = Outcome::kNone;
  ir::InstIndex blame_ = ir::kNone;
  std::uint64_t visits_ = 0;
  int tries_ = 0;
};

}  // namespace regard::dsl
