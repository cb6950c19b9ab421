#pragma once
// What a program's instructions read: an input, a stream's rows, a column of a stream.

#include <cstdint>
#include <vector>

#include "dsl/ir/operands.h"
#include "dsl/ir/program.h"

namespace regard {

class Reads {
 public:
  explicit Reads(const ir::Program& program) : inputs_(program.inputs.size()), streams_(program.streams.size()) {
    for (std::size_t i = 0; i < streams_.size(); ++i) columns_.emplace_back(program.streams[i].columns.size());
    for (const ir::Inst& inst : program.insts) {
      if (inst.op == ir::Op::kInput) inputs_[inst.a] = true;
      if (inst.op == ir::Op::kColumn) columns_[inst.a][inst.b] = true;
      if (inst.op == ir::Op::kQuery) streams_[ir::queryWord(program, inst, ir::kStreamWord)] = true;
    }
  }
  bool input(std::uint32_t index) const { return inputs_[index]; }
  bool stream(std::uint32_t index) const { return streams_[index]; }
  bool column(std::uint32_t stream, std::size_t column) const { return columns_[stream][column]; }

 private:
  std::vector<bool> inputs_, streams_;
  std::vector<std::vector<bool>> columns_;
};

}  // namespace regard
