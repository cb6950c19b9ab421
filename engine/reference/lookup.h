#pragma once
// What is looked up in a program for every sentence of an explanation.

#include <cstdint>
#include <vector>

#include "dsl/ir/program.h"

namespace regard::reference {

/// Immutable. The program must outlive it.
class Lookup {
 public:
  /// For a question or two: whatever is asked is looked for.
  explicit Lookup(const ir::Program& program) : program_(program) {}
  /// For many: all names and lines are noted first.
  static Lookup noted(const ir::Program& program);

  const ir::Program& program() const { return program_; }
  /// The first name of an instruction; nullptr if it has none.
  const ir::Named* named(ir::InstIndex inst) const;
  /// From 1. REQUIRES a span of a source that there is.
  std::uint32_t lineOf(Span span) const;

 private:
  const ir::Program& program_;
  bool isNoted_ = false;
  std::vector<std::uint32_t> names_;                  ///< by instruction: into the program's names, or kNone
  std::vector<std::vector<std::uint32_t>> lineEnds_;  ///< by source: where its lines end
};

}  // namespace regard::reference
