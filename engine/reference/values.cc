// What every instruction means, in instruction order, with nothing skipped and nothing remembered. A line here is the
// law that the fast evaluators must obey; where a rule of docs/language is easier to read as a loop than as a formula,
// it is a loop.

#include <vector>

#include "base/posterior.h"
#include "engine/reference/walk.h"

namespace regard::reference {
namespace {

/// A member of a choice, or unknown where there is none.
Scalar memberOrUnknown(std::int64_t ordinal) {
  return ordinal < 0 ? Scalar::unknown() : Scalar::known(Cell::ofInt(ordinal));
}

ScalarOp equalOp(TypeKind kind) { return kind == TypeKind::kNumber ? ScalarOp::EqNumber : ScalarOp::EqInt; }
ScalarOp lessEqualOp(TypeKind kind) { return kind == TypeKind::kNumber ? ScalarOp::LeNumber : ScalarOp::LeInt; }

/// `x` moved into low … high; an error stays.
Scalar clamped(TypeKind kind, Scalar x, Scalar low, Scalar high) {
  if (!x.isKnown()) return x;
  if (apply(lessOp(kind), x, low).truth() == Truth::True) return low;
  return apply(lessOp(kind), high, x).truth() == Truth::True ? high : x;
}

}  // namespace

ScalarOp lessOp(TypeKind kind) { return kind == TypeKind::kNumber ? ScalarOp::LtNumber : ScalarOp::LtInt; }

ScalarOp addOp(TypeKind kind) {
  switch (kind) {
    case TypeKind::kNumber: return ScalarOp::AddNumber;
    case TypeKind::kMoney: return ScalarOp::AddMoney;
    case TypeKind::kDuration: return ScalarOp::AddDuration;
    case TypeKind::kPeriod: return ScalarOp::AddPeriod;
    default: return ScalarOp::AddPercent;
  }
}

Scalar Walk::candidateField(ir::CandidateField field) const {
  if (candidate.action == ir::kNone) return Scalar::unknown();
  const ir::Action& action = program.actions[candidate.action];
  switch (field) {
    case ir::CandidateField::kChannel: return memberOrUnknown(candidate.channel);
    case ir::CandidateField::kIssue: return memberOrUnknown(action.issue);
    case ir::CandidateField::kGroup: return memberOrUnknown(action.group);
    case ir::CandidateField::kAction: return memberOrUnknown(candidate.action);
    case ir::CandidateField::kDirection: return memberOrUnknown(inputs.outbound ? ir::kOutbound : ir::kInbound);
    case ir::CandidateField::kPropensity: return candidate.propensity;
    case ir::CandidateField::kValue: return candidate.value;
    case ir::CandidateField::kBenefit: return candidate.benefit;
    case ir::CandidateField::kCost: return candidate.cost;
  }
  return Scalar::unknown();
}

Scalar strict(Scalar a, Scalar b) {
  if (a.state == State::kError) return a;
  if (b.state == State::kError) return b;
  if (!a.isKnown() || !b.isKnown()) return Scalar::unknown();
  return a;
}

Scalar Walk::equalText(Scalar a, Scalar b) const {
  const Scalar both = strict(a, b);
  if (!both.isKnown()) return both;
  const bool equal = textOf(program, inputs, a.cell.asText()) == textOf(program, inputs, b.cell.asText());
  return Scalar::known(Cell::ofBool(equal));
}

Scalar Walk::partOfText(ir::Op op, Scalar a, Scalar b) const {
  const Scalar both = strict(a, b);
  if (!both.isKnown()) return both;
  const std::string_view whole = textOf(program, inputs, a.cell.asText()),
                         part = textOf(program, inputs, b.cell.asText());
  const bool found = op == ir::Op::kStartsWith ? whole.starts_with(part)
                     : op == ir::Op::kEndsWith ? whole.ends_with(part)
                                               : whole.find(part) != std::string_view::npos;
  return Scalar::known(Cell::ofBool(found));
}

/// What the prior and the answers that came on the candidate's channel say: their mean, or a draw where Thompson
/// explores. Channels that learn together share one draw: more of them are no more chances.
Scalar Walk::learned(const ir::Inst& inst) const {
  const ir::Learned& learned = program.actions[inst.a].learned.front();
  double yes = 0, of = 0;
  for (const Evidence& evidence : inputs.evidence)
    if (evidence.action == inst.a && evidence.channel == candidate.channel) {
      yes = evidence.yes;
      of = evidence.of;
    }
  if (!inputs.explores(program, ir::ExploreKind::kThompson))
    return Scalar::known(Cell::ofInt(posteriorMean(learned.prior, learned.answers, yes, of).e8));
  const std::string& action = program.actions[inst.a].name;
  Draws draws(*inputs.seed, DrawFor::kPropensity, action);
  if (ir::learnsByChannel(program, learned) && candidate.channel >= 0) {
    const auto& channels = program.choices[ir::kChannelChoice].members;
    const std::string& channel = channels[static_cast<std::size_t>(candidate.channel)].name;
    draws = Draws(*inputs.seed, DrawFor::kChannelPropensity, action, channel);
  }
  return Scalar::known(Cell::ofInt(posteriorDraw(learned.prior, learned.answers, yes, of, draws).e8));
}

Scalar Walk::inSet(const ir::Inst& inst) const {
  const Scalar x = values[inst.a];
  const TypeKind kind = program.insts[inst.a].type;
  Truth any = Truth::False;
  for (std::uint32_t i = 0; i < program.operands[inst.b]; ++i) {
    const std::uint32_t member = inst.b + 1 + 3 * i;
    const Scalar low = operand(member);
    const auto mode = static_cast<ir::RangeMode>(program.operands[member + 2]);
    Truth hit = Truth::False;
    if (mode == ir::RangeMode::kEqual) {
      hit = kind == TypeKind::kText ? equalText(x, low).truth() : apply(equalOp(kind), x, low).truth();
    } else {
      const ScalarOp below = mode == ir::RangeMode::kClosed ? lessEqualOp(kind) : lessOp(kind);
      hit = truthAnd(apply(lessEqualOp(kind), low, x).truth(), apply(below, x, operand(member + 1)).truth());
    }
    any = truthOr(any, hit);
  }
  return Scalar::ofTruth(any);
}

/// The first true rung, unless one before it is undecided and could have been the answer.
Scalar Walk::ladder(const ir::Inst& inst) const {
  const std::uint32_t count = program.operands[inst.a];
  const Scalar last = Scalar::known(Cell::ofInt(0));
  const Scalar undecided = (inst.flags & ir::kLadderAlsoUnknown) != 0 ? last : Scalar::unknown();
  Scalar answer = undecided;
  Scalar error;
  bool sawUnknown = false;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Scalar condition = operand(inst.a + 1 + i);
    if (condition.state == State::kError && error.state != State::kError) error = condition;
    if (condition.state == State::kUnknown) sawUnknown = true;
    if (condition.truth() == Truth::True) {
      answer = Scalar::known(Cell::ofInt(count - 1 - i));
      break;
    }
  }
  if (error.state == State::kError) return error;
  return sawUnknown ? undecided : answer;
}

/// The known rows summed as written. An undecided row matters only if counting it could move the clamped sum: the
/// two extremes are all undecided rows that take, and all that add.
Scalar Walk::scorecard(const ir::Inst& inst) const {
  const Scalar start = operand(inst.a), low = operand(inst.a + 1), high = operand(inst.a + 2);
  const Scalar bounds = strict(strict(start, low), high);
  if (!bounds.isKnown()) return bounds;

  struct Undecided {
    Scalar condition, points;
  };
  std::vector<Undecided> undecided;
  Scalar sum = start;
  for (std::uint32_t i = 0; i < program.operands[inst.a + 3]; ++i) {
    const Scalar condition = operand(inst.a + 4 + 2 * i), points = operand(inst.a + 5 + 2 * i);
    if (condition.truth() == Truth::False) continue;
    if (condition.truth() == Truth::True && points.isKnown())
      sum = apply(addOp(inst.type), sum, points);
    else
      undecided.push_back({condition, points});
  }
  if (!sum.isKnown()) return sum;

  Scalar least = sum, most = sum, reason = Scalar::unknown();
  bool bounded = true;
  for (const Undecided& row : undecided) {
    if (reason.state != State::kError && row.condition.state == State::kError) reason = row.condition;
    if (reason.state != State::kError && row.points.state == State::kError) reason = row.points;
    if (!row.points.isKnown()) {
      bounded = false;
      continue;
    }
    const bool takes = apply(lessOp(inst.type), row.points, Scalar::known({})).truth() == Truth::True;
    Scalar& extreme = takes ? least : most;
    extreme = apply(addOp(inst.type), extreme, row.points);
  }
  if (bounded) {
    least = clamped(inst.type, least, low, high);
    most = clamped(inst.type, most, low, high);
    if (!least.isKnown()) return least;
    if (!most.isKnown()) return most;
    if (least == most) return least;
  }
  return reason;
}

/// Any two errors are the same here: no rule can tell them apart.
bool Walk::same(TypeKind kind, Scalar a, Scalar b) const {
  if (a.state != b.state) return false;
  if (!a.isKnown()) return true;
  return kind == TypeKind::kText ? equalText(a, b).truth() == Truth::True : a.cell == b.cell;
}

/// What the rows that match give, their outputs in the order written. Nothing matches: unknown.
Scalar Walk::together(ir::TableHit hit, TypeKind kind, const std::vector<Scalar>& outputs) const {
  if (outputs.empty()) return Scalar::unknown();
  if (hit == ir::TableHit::kFirst) return outputs.front();
  if (hit == ir::TableHit::kUnique) return outputs.size() == 1 ? outputs.front() : Scalar::error(ValueError::kTwoRows);
  for (const Scalar output : outputs)
    if (output.state == State::kError) return output;
  Scalar answer;
  bool allKnown = true;
  for (const Scalar output : outputs) {
    if (!output.isKnown()) {
      allKnown = false;
    } else if (!answer.isKnown()) {
      answer = output;
    } else if (hit == ir::TableHit::kAny) {
      if (!same(kind, answer, output)) return Scalar::error(ValueError::kRowsDiffer);
    } else {
      const bool less = apply(lessOp(kind), output, answer).truth() == Truth::True;
      const bool more = apply(lessOp(kind), answer, output).truth() == Truth::True;
      if (hit == ir::TableHit::kMin ? less : more) answer = output;
    }
  }
  return allKnown ? answer : Scalar::unknown();
}

/// A sum has a term for each row that matches or may, unless it would add zero; a row that may match is a term nobody
/// knows. Under the other policies a row that may match matters if the answer with it is not the answer without it.
Scalar Walk::table(const ir::Inst& inst) const {
  const auto hit = static_cast<ir::TableHit>(program.operands[inst.a]);
  struct Row {
    Scalar condition, output;
  };
  std::vector<Row> rows;
  for (std::uint32_t i = 0; i < program.operands[inst.a + 1]; ++i) {
    const Row row{operand(inst.a + 2 + 2 * i), operand(inst.a + 3 + 2 * i)};
    if (row.condition.truth() != Truth::False) rows.push_back(row);
  }

  if (hit == ir::TableHit::kSum) {
    Scalar sum = Scalar::known({}), reason;
    bool decided = true;
    for (const auto& [condition, output] : rows) {
      const bool matches = condition.truth() == Truth::True;
      if (!matches && output == Scalar::known({})) continue;
      const Scalar term = matches ? output : condition;
      if (term.isKnown()) {
        sum = apply(addOp(inst.type), sum, term);
        continue;
      }
      decided = false;
      if (reason.state != State::kError) reason = term;
    }
    return decided ? sum : reason;
  }

  std::vector<Scalar> matching;
  for (const Row& row : rows)
    if (row.condition.truth() == Truth::True) matching.push_back(row.output);
  const Scalar answer = together(hit, inst.type, matching);
  bool decided = true;
  for (std::size_t may = 0; may < rows.size(); ++may) {
    if (rows[may].condition.truth() == Truth::True) continue;
    std::vector<Scalar> withIt;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (i == may || rows[i].condition.truth() == Truth::True) withIt.push_back(rows[i].output);
    if (same(inst.type, together(hit, inst.type, withIt), answer)) continue;
    if (rows[may].condition.state == State::kError) return rows[may].condition;
    decided = false;
  }
  return decided ? answer : Scalar::unknown();
}

Scalar Walk::structural(const ir::Inst& inst) {
  switch (inst.op) {
    case ir::Op::kConst: return Scalar::known(program.constants[inst.a].cell);
    case ir::Op::kInput: return inputs.at(inst.a);
    case ir::Op::kCandidate: return candidateField(static_cast<ir::CandidateField>(inst.a));
    case ir::Op::kNot: return Scalar::ofTruth(truthNot(values[inst.a].truth()));
    case ir::Op::kAnd: return Scalar::ofTruth(truthAnd(values[inst.a].truth(), values[inst.b].truth()));
    case ir::Op::kOr: return Scalar::ofTruth(truthOr(values[inst.a].truth(), values[inst.b].truth()));
    case ir::Op::kEqText: return equalText(values[inst.a], values[inst.b]);
    case ir::Op::kNeText: {
      const Scalar equal = equalText(values[inst.a], values[inst.b]);
      return equal.isKnown() ? Scalar::known(Cell::ofBool(!equal.cell.asBool())) : equal;
    }
    case ir::Op::kIsKnown:
    case ir::Op::kIsUnknown: {
      const Scalar x = values[inst.a];
      if (x.state == State::kError) return x;
      return Scalar::known(Cell::ofBool(x.isKnown() == (inst.op == ir::Op::kIsKnown)));
    }
    case ir::Op::kElse: return values[inst.a].state == State::kUnknown ? values[inst.b] : values[inst.a];
    case ir::Op::kIf: {
      const Scalar condition = operand(inst.a);
      if (!condition.isKnown()) return condition;
      return operand(condition.cell.asBool() ? inst.a + 1 : inst.a + 2);
    }
    case ir::Op::kInSet: return inSet(inst);
    case ir::Op::kLadder: return ladder(inst);
    case ir::Op::kScorecard: return scorecard(inst);
    case ir::Op::kTable: return table(inst);
    case ir::Op::kStartsWith:
    case ir::Op::kEndsWith:
    case ir::Op::kContains: return partOfText(inst.op, values[inst.a], values[inst.b]);
    case ir::Op::kSelect: {
      const Scalar which = operand(inst.a);
      return which.isKnown() ? operand(inst.a + 2 + static_cast<std::uint32_t>(which.cell.asInt())) : which;
    }
    case ir::Op::kColumn: {
      if (currentRow < 0) return Scalar::unknown();
      const std::size_t width = program.streams[inst.a].columns.size();
      return inputs.rows[inst.a].at(static_cast<std::size_t>(currentRow) * width + inst.b);
    }
    case ir::Op::kQuery: return query(inst);
    case ir::Op::kLearned: return learned(inst);
  }
  REGARD_CHECK(false, static_cast<int>(inst.op));
  return Scalar::unknown();
}

Scalar Walk::valueOf(const ir::Inst& inst) {
  if (!ir::isScalar(inst.op)) return structural(inst);
  const ScalarOp op = ir::scalarOf(inst.op);
  return apply(op, values[inst.a], infoOf(op).binary ? values[inst.b] : Scalar::known({}));
}

void Walk::take(ir::InstIndex inst) {
  self = inst;
  values[inst] = valueOf(program.insts[inst]);
}

std::vector<Scalar> walkAll(const ir::Program& program, const Inputs& inputs, const Candidate& candidate,
                            const RowReaders& readers) {
  Walk walk{program, inputs, candidate, readers, {}, -1};
  walk.values.resize(program.insts.size());
  for (ir::InstIndex inst = 0; inst < program.insts.size(); ++inst) walk.take(inst);
  return std::move(walk.values);
}

std::vector<Scalar> evaluateAll(const ir::Program& program, const Inputs& inputs, const Candidate& candidate) {
  return walkAll(program, inputs, candidate, rowReadersOf(program));
}

Scalar evaluateRow(const ir::Program& program, const Inputs& inputs, std::uint32_t stream, std::uint32_t row,
                   ir::InstIndex inst) {
  const Candidate nobody{ir::kNone, -1, {}, {}, {}, {}};
  const RowReaders readers = rowReadersOf(program);
  Walk walk{program, inputs, nobody, readers, walkAll(program, inputs, nobody, readers), -1};
  const std::vector<std::uint32_t> streams = ir::rowStreams(program);
  std::vector<ir::InstIndex> ofRow;
  for (ir::InstIndex i = 0; i <= inst; ++i)
    if (streams[i] == stream) ofRow.push_back(i);
  walk.walkRow(ofRow, row);
  return walk.values[inst];
}

}  // namespace regard::reference
