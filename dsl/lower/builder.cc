#include "dsl/lower/builder.h"

#include <array>
#include <optional>
#include <utility>

#include "base/check.h"
#include "dsl/ir/operands.h"

namespace regard::dsl {
namespace {

using ir::Inst;
using ir::InstIndex;
using ir::Op;

std::size_t mix(std::size_t seed, std::uint64_t value) {
  return (seed ^ value) * 0x9E37'79B9'7F4A'7C15ULL + (seed >> 29U);
}

std::size_t hashOf(const Inst& inst, bool aIsTable, bool bIsTable) {
  std::size_t hash = mix(static_cast<std::size_t>(inst.op), static_cast<std::uint64_t>(inst.type));
  hash = mix(hash, inst.flags);
  if (!aIsTable) hash = mix(hash, inst.a);
  if (!bIsTable) hash = mix(hash, inst.b);
  return hash;
}

struct Opposite {
  ScalarOp op, opposite;
};
constexpr std::array<Opposite, 12> kOpposites = {{{ScalarOp::EqNumber, ScalarOp::NeNumber},
                                                  {ScalarOp::NeNumber, ScalarOp::EqNumber},
                                                  {ScalarOp::LtNumber, ScalarOp::GeNumber},
                                                  {ScalarOp::GeNumber, ScalarOp::LtNumber},
                                                  {ScalarOp::GtNumber, ScalarOp::LeNumber},
                                                  {ScalarOp::LeNumber, ScalarOp::GtNumber},
                                                  {ScalarOp::EqInt, ScalarOp::NeInt},
                                                  {ScalarOp::NeInt, ScalarOp::EqInt},
                                                  {ScalarOp::LtInt, ScalarOp::GeInt},
                                                  {ScalarOp::GeInt, ScalarOp::LtInt},
                                                  {ScalarOp::GtInt, ScalarOp::LeInt},
                                                  {ScalarOp::LeInt, ScalarOp::GtInt}}};

/// The comparison or question that is true exactly where this one is false; kNot if there is none.
Op oppositeOf(Op op) {
  switch (op) {
    case Op::kEqText: return Op::kNeText;
    case Op::kNeText: return Op::kEqText;
    case Op::kIsKnown: return Op::kIsUnknown;
    case Op::kIsUnknown: return Op::kIsKnown;
    default: break;
  }
  for (const Opposite& row : kOpposites)
    if (op == ir::opOf(row.op)) return ir::opOf(row.opposite);
  return Op::kNot;
}

/// Comparisons of a count: what is undecided is so both ways. Nothing for the rest.
std::optional<ir::Aggregate> oppositeOf(ir::Aggregate aggregate) {
  using enum ir::Aggregate;
  constexpr std::pair<ir::Aggregate, ir::Aggregate> kPairs[] = {
      {kCountEq, kCountNe}, {kCountLt, kCountGe}, {kCountGt, kCountLe}};
  for (const auto& [one, other] : kPairs) {
    if (aggregate == one) return other;
    if (aggregate == other) return one;
  }
  return std::nullopt;
}

}  // namespace

std::uint32_t InstBuilder::spanIndex(Span span) {
  const auto [found, isNew] = spans_.emplace(span, static_cast<std::uint32_t>(program_.spans.size()));
  if (isNew) program_.spans.push_back(span);
  return found->second;
}

InstIndex InstBuilder::add(Op op, Type type, std::uint32_t a, std::uint32_t b, Span span, std::uint16_t flags) {
  if (type.kind == TypeKind::kChoice) flags = static_cast<std::uint16_t>(flags | type.choice);
  const Inst inst{op, type.kind, flags, a, b, 0};
  const std::size_t hash = hashOf(inst, false, false);
  const auto [first, last] = insts_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    Inst other = program_.insts[it->second];
    other.span = 0;
    if (other == inst) return it->second;
  }
  return append(inst, span, hash);
}

InstIndex InstBuilder::append(const Inst& inst, Span span, std::size_t hash) {
  const auto index = static_cast<InstIndex>(program_.insts.size());
  program_.insts.push_back(inst);
  program_.insts.back().span = spanIndex(span);
  insts_.emplace(hash, index);
  bool readsRow = inst.op == Op::kColumn;
  if (inst.op != Op::kQuery)
    ir::forEachOperand(program_, inst, [&](InstIndex part) { readsRow = readsRow || readsRow_[part]; });
  readsRow_.push_back(readsRow);
  return index;
}

InstIndex InstBuilder::addWithTable(Op op, Type type, std::uint32_t a, const std::vector<std::uint32_t>& words,
                                    Span span, std::uint16_t flags) {
  if (type.kind == TypeKind::kChoice) flags = static_cast<std::uint16_t>(flags | type.choice);
  const bool inB = op == Op::kInSet;
  const auto table = static_cast<std::uint32_t>(program_.operands.size());
  const Inst inst{op, type.kind, flags, inB ? a : table, inB ? table : 0, 0};
  std::size_t hash = hashOf(inst, !inB, inB);
  for (const std::uint32_t word : words) hash = mix(hash, word);
  const auto [first, last] = insts_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    const Inst& other = program_.insts[it->second];
    if (other.op != op || other.type != type.kind || other.flags != flags || (inB && other.a != a)) continue;
    const ir::OperandRange range = ir::operandRange(program_, other);
    if (range.count == words.size() && std::equal(words.begin(), words.end(), program_.operands.begin() + range.begin))
      return it->second;
  }
  program_.operands.insert(program_.operands.end(), words.begin(), words.end());
  return append(inst, span, hash);
}

InstIndex InstBuilder::constant(Type type, Cell cell, Span span) {
  const std::size_t hash = mix(mix(static_cast<std::size_t>(type.kind), type.choice), cell.bits);
  const auto [first, last] = constants_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    const ir::Constant& other = program_.constants[it->second];
    if (other.type == type && other.cell == cell) return add(Op::kConst, type, it->second, 0, span);
  }
  const auto index = static_cast<std::uint32_t>(program_.constants.size());
  program_.constants.push_back({type, cell});
  constants_.emplace(hash, index);
  return add(Op::kConst, type, index, 0, span);
}

InstIndex InstBuilder::ownConstant(InstIndex inst, Span span) {
  if (program_.insts[inst].op != Op::kConst) return inst;
  const auto index = static_cast<InstIndex>(program_.insts.size());
  program_.insts.push_back(Inst(program_.insts[inst]));
  program_.insts.back().span = spanIndex(span);
  readsRow_.push_back(false);
  return index;
}

InstIndex InstBuilder::text(std::string_view value, Span span) {
  const auto [found, isNew] = texts_.try_emplace(std::string(value));
  if (isNew) {
    found->second = {static_cast<std::uint32_t>(program_.textPool.size()) | TextRef::kProgramPool,
                     static_cast<std::uint32_t>(value.size())};
    program_.textPool += value;
  }
  return constant({TypeKind::kText, 0}, Cell::ofText(found->second), span);
}

InstIndex InstBuilder::negate(InstIndex root) {
  std::vector<InstIndex> stack{root};
  while (!stack.empty()) {
    const InstIndex index = stack.back();
    const std::size_t before = stack.size();
    if (!opposites_.contains(index) && !negateReady(index, stack)) {
      REGARD_CHECK(stack.size() > before, index);
      continue;
    }
    stack.pop_back();
    if (opposites_.contains(index)) continue;
    const InstIndex opposite = negateOne(index);
    opposites_.emplace(index, opposite);
    opposites_.emplace(opposite, index);
  }
  return opposites_.at(root);
}

/// Whether the opposites of its parts are there; those that are not go onto the stack.
bool InstBuilder::negateReady(InstIndex index, std::vector<InstIndex>& missing) const {
  const Inst& inst = program_.insts[index];
  const std::size_t before = missing.size();
  const auto want = [&](InstIndex part) {
    if (!opposites_.contains(part)) missing.push_back(part);
  };
  if (inst.op == Op::kAnd || inst.op == Op::kOr || inst.op == Op::kElse) {
    want(inst.a);
    want(inst.b);
  } else if (inst.op == Op::kIf) {
    want(program_.operands[inst.a + 1]);
    want(program_.operands[inst.a + 2]);
  }
  return missing.size() == before;
}

InstIndex InstBuilder::negateOne(InstIndex index) {
  const Inst inst = program_.insts[index];
  const Span span = program_.spans[inst.span];
  switch (inst.op) {
    case Op::kNot: return inst.a;
    case Op::kAnd: return add(Op::kOr, kFlagType, opposites_.at(inst.a), opposites_.at(inst.b), span);
    case Op::kOr: return add(Op::kAnd, kFlagType, opposites_.at(inst.a), opposites_.at(inst.b), span);
    case Op::kElse: return add(Op::kElse, kFlagType, opposites_.at(inst.a), opposites_.at(inst.b), span);
    case Op::kConst: return constant(kFlagType, Cell::ofBool(!program_.constants[inst.a].cell.asBool()), span);
    case Op::kIf: {
      const std::vector<std::uint32_t> words = {program_.operands[inst.a], opposites_.at(program_.operands[inst.a + 1]),
                                                opposites_.at(program_.operands[inst.a + 2])};
      return addWithTable(Op::kIf, kFlagType, 0, words, span);
    }
    default: break;
  }
  if (inst.op == Op::kQuery)
    if (const auto aggregate = oppositeOf(static_cast<ir::Aggregate>(program_.operands[inst.a]))) {
      std::vector<std::uint32_t> words(program_.operands.begin() + inst.a,
                                       program_.operands.begin() + inst.a + ir::kQueryWords);
      words[ir::kAggregateWord] = static_cast<std::uint32_t>(*aggregate);
      return addWithTable(Op::kQuery, kFlagType, 0, words, span);
    }
  const Op opposite = oppositeOf(inst.op);
  return opposite == Op::kNot ? add(Op::kNot, kFlagType, index, 0, span)
                              : add(opposite, kFlagType, inst.a, inst.b, span);
}

}  // namespace regard::dsl
