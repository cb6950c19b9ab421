#pragma once
// Where the values of a frame come from. The law walks the whole program for every candidate; whoever asks about a
// thousand actions walks it once, and then only what a candidate changes.

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/reference/reference.h"

namespace regard::reference {

/// Of one program and one frame. Of one thread.
class FrameValues {
 public:
  FrameValues(const ir::Program& program, const Inputs& inputs) : program_(program), inputs_(inputs) {}
  virtual ~FrameValues() = default;
  FrameValues(const FrameValues&) = delete;
  FrameValues& operator=(const FrameValues&) = delete;

  const ir::Program& program() const { return program_; }
  const Inputs& inputs() const { return inputs_; }

  /// By instruction, for a candidate that has an action: whatever the action and its triggers read is as evaluateAll()
  /// has it. Valid until the next call.
  virtual const std::vector<Scalar>& of(const Candidate& candidate) = 0;
  /// As evaluateRow().
  virtual Scalar ofRow(std::uint32_t stream, std::uint32_t row, ir::InstIndex inst) = 0;

 private:
  const ir::Program& program_;
  const Inputs& inputs_;
};

/// The law: everything, each time. Both must outlive what is returned.
std::unique_ptr<FrameValues> walkedEachTime(const ir::Program& program, const Inputs& inputs);
/// The same values: what no candidate changes is computed once, the rest as far as each action reaches.
std::unique_ptr<FrameValues> walkedOnce(const ir::Program& program, const Inputs& inputs);

/// evaluate() of reference.h, by these values.
Result evaluate(FrameValues& frame);

}  // namespace regard::reference
