#pragma once
// What a run over random rulebooks has met, so that it can prove it met everything.

#include <map>
#include <string>

#include "engine/plan/plan.h"
#include "engine/reference/reference.h"

namespace regard::agree {

class Tally {
 public:
  void addProgram(const ir::Program& program);
  void addCustomer(const ir::Program& program, const Inputs& inputs);
  void addValues(const ir::Program& program, const std::vector<Scalar>& values);
  void addOutcomes(const ir::Program& program, const reference::Result& result);

  /// What another run has met.
  void add(const Tally& other) {
    for (const auto& [what, times] : other.counts_) note(what, times);
  }

  /// Times met; 0 for what never was.
  std::size_t of(const std::string& what) const;
  /// Everything a run is supposed to meet.
  static std::vector<std::string> wanted();

 private:
  void note(const std::string& what, std::size_t times = 1) {
    if (times > 0) counts_[what] += times;
  }
  void addInst(const ir::Program& program, const ir::Inst& inst);
  void addAction(const ir::Action& action);

  std::map<std::string, std::size_t> counts_;
};

}  // namespace regard::agree
