// Conditions as jumps: only whether they are true matters, so `and` and `or` are short cuts, and what code cannot say
// is asked of the machine.

#include <algorithm>

#include "engine/plan/code_writer.h"

namespace regard {
namespace {

/// Values small enough for a mask: flags, members of most choices.
bool fitsMask(const ir::Program& program, Type type) {
  if (type.kind == TypeKind::kFlag) return true;
  return type.kind == TypeKind::kChoice && program.choices[type.choice].members.size() <= 64;
}

std::uint64_t maskOf(const RangeSet& values) {
  std::uint64_t mask = 0;
  for (const Range& range : values)
    for (std::int64_t bit = std::max<std::int64_t>(range.low, 0); bit <= std::min<std::int64_t>(range.high, 63); ++bit)
      mask |= std::uint64_t{1} << static_cast<unsigned>(bit);
  return mask;
}

}  // namespace

/// The region as an `or` of pieces, each an `and` of one or two tests.
std::vector<CodeWriter::Piece> CodeWriter::piecesOf(const Need& need) const {
  const Type type = need.subject < kFirstSpecialSubject ? ir::typeOf(program_.insts[need.subject])
                                                        : Type{TypeKind::kChoice, ir::kChannelChoice};
  const bool number = type.kind == TypeKind::kNumber;
  const CodeOp hasNone = number ? CodeOp::kHasNoNumber : CodeOp::kHasNoInt;
  std::vector<Piece> pieces;
  const auto bits = [&](std::int64_t key) {
    return number ? Cell::ofDouble(numberOfKey(key)).bits : Cell::ofInt(key).bits;
  };
  if (!need.region.values.empty() && fitsMask(program_, type)) {
    pieces.push_back({{CodeOp::kIsMember, true, maskOf(need.region.values)}});
  } else {
    for (const Range& range : need.region.values) {
      Piece piece;
      if (range.low != kLowestKey)
        piece.push_back({number ? CodeOp::kAtLeastNumber : CodeOp::kAtLeastInt, true, bits(range.low)});
      if (range.high != kHighestKey)
        piece.push_back({number ? CodeOp::kAtMostNumber : CodeOp::kAtMostInt, true, bits(range.high)});
      if (piece.empty()) piece.push_back({hasNone, false, 0});
      pieces.push_back(std::move(piece));
    }
  }
  if (need.region.unknown) pieces.push_back({{hasNone, true, 0}});
  return pieces;
}

void CodeWriter::jumpOn(const Need& need, bool when, Label& label, std::uint16_t place, bool mustBeKnown) {
  const std::vector<Piece> pieces = piecesOf(need);
  const auto test = [&](const Test& t, bool holds, Label& to) {
    const bool asksForMarker = t.op == CodeOp::kHasNoInt || t.op == CodeOp::kHasNoNumber;
    const std::uint8_t known = mustBeKnown && !asksForMarker ? kMustBeKnown : std::uint8_t{0};
    emitJump(t.op, static_cast<std::uint8_t>((t.wanted == holds ? kIfTrue : 0U) | known), place, t.imm, to);
  };
  Label inside;
  for (const Piece& piece : pieces) {
    const bool isLast = &piece == &pieces.back();
    if (!when && isLast) {  // out of the last piece: out of all
      for (const Test& t : piece) test(t, false, label);
      break;
    }
    Label next;
    for (const Test& t : piece) {
      if (&t == &piece.back())
        test(t, true, when ? label : inside);
      else
        test(t, false, next);
    }
    bind(next);
  }
  bind(inside);
}

void CodeWriter::jump(ir::InstIndex condition, bool when, Label& label, int depth) {
  const ir::Inst& inst = program_.insts[condition];
  const Needs needs = finder_.of(condition, action_);
  const bool areAtHand = std::all_of(needs.all.begin(), needs.all.end(),
                                     [&](const Need& need) { return registerOf(need.subject).has_value(); });
  if (needs.never || (needs.saysAll() && needs.all.empty())) {
    if (needs.never != when) emitJump(CodeOp::kJump, kIfTrue, 0, 0, label);
  } else if (needs.saysAll() && areAtHand) {
    Label past;
    for (const Need& need : needs.all) {
      const bool isLast = &need == &needs.all.back();
      jumpOn(need, when && isLast, when && !isLast ? past : label, *registerOf(need.subject), false);
    }
    bind(past);
  } else if ((inst.op == ir::Op::kAnd || inst.op == ir::Op::kOr) && depth < kDepthMax) {
    // The first side settles an `or` when it is true, an `and` when it is not.
    const bool settles = inst.op == ir::Op::kOr;
    Label past;
    jump(inst.a, settles, settles == when ? label : past, depth + 1);
    jump(inst.b, when, label, depth + 1);
    bind(past);
  } else if (canBeDemanded(condition)) {
    emitJump(CodeOp::kIsTrue, when ? kIfTrue : std::uint8_t{0}, 0, condition, label);
  } else {
    failed_ = true;
  }
}

}  // namespace regard
