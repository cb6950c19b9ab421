#pragma once
// Amounts, percents and numbers as linear forms of what is the same for all of a customer's candidates: `spend * 12 *
// 40% - £5` is a constant and a factor times the customer's spend. In doubles, and with how far exact arithmetic, which
// rounds each product, may be away from them.

#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/plan/analysis.h"
#include "engine/plan/bound.h"

namespace regard {

/// In units of its type: 10⁻⁴ of money, 10⁻⁸ of percents.
struct LinearForm {
  struct Term {
    double factor = 0;
    ir::InstIndex inst = 0;  ///< of the frame; money, a percent or a number
  };
  double start = 0;
  std::vector<Term> terms;  ///< at most kBoundTermsMax, each of another instruction
  double slack = 0;         ///< units that exact arithmetic may be away, where no value is beyond measureMax()

  void scale(double factor);
  /// False, and of no use any more, if there are too many terms.
  bool add(const LinearForm& other, double sign);
};

/// Finds the forms of one program. Of one thread.
class LinearForms {
 public:
  /// REQUIRES `analysis` to outlive this.
  explicit LinearForms(const Analysis& analysis) : analysis_(analysis), program_(analysis.program) {}
  /// None where it is no such form, or one of values that are not worth computing for everybody.
  const std::optional<LinearForm>& of(ir::InstIndex inst) { return of(inst, 0); }

 private:
  const std::optional<LinearForm>& of(ir::InstIndex inst, int depth);
  std::optional<LinearForm> find(ir::InstIndex inst, int depth);
  std::optional<LinearForm> combined(const ir::Inst& inst, int depth);
  std::optional<LinearForm> scaled(const ir::Inst& inst, int depth);
  LinearForm term(ir::InstIndex inst) const;
  bool isAtHand(ir::InstIndex inst) const;
  double constantOf(ir::InstIndex inst) const;

  const Analysis& analysis_;
  const ir::Program& program_;
  std::unordered_map<ir::InstIndex, std::optional<LinearForm>> known_;
};

}  // namespace regard
