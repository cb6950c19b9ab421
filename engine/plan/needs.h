#pragma once
// What must hold of single values, or of one of a few, for a condition to be true. That is the part of a condition that
// an index can use: tables over one value at a time, however the condition was put together.

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/ranges.h"
#include "dsl/ir/program.h"
#include "engine/plan/analysis.h"

namespace regard {

/// Where a value may be. An error is nowhere: no condition over an error is true.
struct Region {
  bool unknown = false;
  RangeSet values;  ///< of numbers: their keys
  friend bool operator==(const Region&, const Region&) = default;
};

/// A value that needs talk of: an instruction (below all of these), the customer's day, whether the decision is inbound
/// or outbound, or the candidate's channel.
using Subject = std::uint32_t;
inline constexpr Subject kTodaySubject = ir::kNone - 1, kDirectionSubject = ir::kNone - 2,
                         kChannelSubject = ir::kNone - 3, kFirstSpecialSubject = kChannelSubject;

struct Need {
  Subject subject = 0;
  Region region;
};

/// Of values of which one at least must be where it may be: each of another subject, rising, two or more.
using Alternatives = std::vector<Need>;

struct Needs {
  bool never = false;          ///< the condition cannot be true, and the rest says nothing
  bool complete = true;        ///< it is true exactly where all of this holds; else that is necessary, not enough
  std::vector<Need> all = {};  ///< one for each subject
  std::vector<Alternatives> either = {};

  bool saysAll() const { return complete && either.empty(); }  ///< `all` alone does
};

/// Finds the needs of conditions. What it does not understand is incomplete: it may be true anywhere.
class NeedsFinder {
 public:
  /// REQUIRES `analysis` to outlive this.
  explicit NeedsFinder(const Analysis& analysis) : analysis_(analysis), program_(analysis.program) {}

  /// Of `condition` for candidates of `action`. Valid until the next call.
  const Needs& of(ir::InstIndex condition, std::uint32_t action);

 private:
  Needs find(ir::InstIndex condition, int depth);
  static bool addNeed(Needs& needs, Need need);
  Needs conjunction(ir::InstIndex a, ir::InstIndex b, int depth);
  Needs disjunction(ir::InstIndex a, ir::InstIndex b, int depth);
  Needs comparison(const ir::Inst& inst);
  Needs membership(const ir::Inst& inst, bool negated);
  Needs about(ir::InstIndex inst, Region region) const;
  Scalar constant(ir::InstIndex inst) const { return analysis_.constantFor(action_, inst); }

  const Analysis& analysis_;
  const ir::Program& program_;
  std::uint32_t action_ = 0;
  std::unordered_map<ir::InstIndex, Needs> known_;  ///< of conditions that are the same for every candidate
  Needs last_;                                      ///< of one that is not
};

Region intersect(const Region& a, const Region& b);

}  // namespace regard
