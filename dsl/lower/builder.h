#pragma once
// Instructions of a program under construction: equal ones are one, whatever their spans.

#include <initializer_list>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dsl/ir/program.h"

namespace regard::dsl {

class InstBuilder {
 public:
  explicit InstBuilder(ir::Program& program) : program_(program) { spanIndex({}); }

  /// The instruction, made now or found: then it keeps the span it was made with.
  ir::InstIndex add(ir::Op op, Type type, std::uint32_t a, std::uint32_t b, Span span, std::uint16_t flags = 0);
  /// One whose operands stand in the operand table: `a` (kIf, kLadder, kScorecard, kTable) or `b` (kInSet) points
  /// there.
  ir::InstIndex addWithTable(ir::Op op, Type type, std::uint32_t a, const std::vector<std::uint32_t>& words, Span span,
                             std::uint16_t flags = 0);
  ir::InstIndex constant(Type type, Cell cell, Span span);
  ir::InstIndex text(std::string_view value, Span span);
  /// A constant that nobody else gets: whoever is told of it is told which one. What is no constant stays what it is.
  ir::InstIndex ownConstant(ir::InstIndex inst, Span span);
  std::uint32_t spanIndex(Span span);

  /// The instruction that is true where `inst` is false and the other way round, unknown and error kept: comparisons
  /// turned, De Morgan, and kNot only over what has no opposite.
  ir::InstIndex negate(ir::InstIndex inst);

  /// Whether its value differs from row to row.
  bool readsRow(ir::InstIndex inst) const { return readsRow_[inst]; }

 private:
  bool negateReady(ir::InstIndex inst, std::vector<ir::InstIndex>& missing) const;
  ir::InstIndex negateOne(ir::InstIndex index);

  struct SpanHash {
    std::size_t operator()(const Span& s) const {
      return (static_cast<std::size_t>(s.file) * 0x9E37'79B9U) ^ (static_cast<std::size_t>(s.begin) << 32U) ^ s.end;
    }
  };

  ir::InstIndex append(const ir::Inst& inst, Span span, std::size_t hash);

  ir::Program& program_;
  std::vector<bool> readsRow_;
  std::unordered_multimap<std::size_t, ir::InstIndex> insts_;
  std::unordered_multimap<std::size_t, std::uint32_t> constants_;
  std::unordered_map<std::string, TextRef> texts_;
  std::unordered_map<Span, std::uint32_t, SpanHash> spans_;
  std::unordered_map<ir::InstIndex, ir::InstIndex> opposites_;
};

}  // namespace regard::dsl
