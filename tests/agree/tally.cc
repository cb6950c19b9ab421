#include "tests/agree/tally.h"

#include <array>
#include <string_view>

namespace regard::agree {
namespace {

constexpr std::array<std::string_view, 23> kStructural = {
    "const",       "input",     "candidate", "not",    "and",    "or",     "eq text",   "ne text",
    "known",       "unknown",   "else",      "if",     "in set", "ladder", "scorecard", "table",
    "starts with", "ends with", "contains",  "select", "column", "query",  "learned"};
constexpr std::size_t kMade = 16;  // of these the random rulebooks have some
constexpr std::array<std::string_view, 9> kFields = {"channel",    "issue", "group",   "action", "direction",
                                                     "propensity", "value", "benefit", "cost"};
constexpr std::array<std::string_view, 3> kModes = {"one member", "closed range", "half-open range"};
constexpr std::array<std::string_view, 13> kWhys = {"kept",
                                                    "clause",
                                                    "not yet active",
                                                    "no longer active",
                                                    "no treatment on channel",
                                                    "treatment condition",
                                                    "token unknown",
                                                    "propensity out of range",
                                                    "figure unknown",
                                                    "figure error",
                                                    "priority overflow",
                                                    "diversity",
                                                    "below keep"};
/// By ValueError; the empty one is what importing a number can meet, and no rule.
constexpr std::array<std::string_view, 7> kErrors = {
    "truth error", "division by zero", "overflow", "date out of range", "", "two rows match", "rows differ"};
constexpr std::array<std::string_view, 8> kHits = {"unique", "any", "first", "sum", "min", "max", "priority", "count"};
constexpr std::array<std::string_view, 14> kOthers = {
    "no channels",  "ladder also unknown", "treatment when",    "treatment token",  "active",
    "lever always", "lever when",          "cap issue",         "cap group",        "cap action",
    "default",      "unknown value",       "negative priority", "weight at its end"};

std::string opName(ir::Op op) {
  if (ir::isScalar(op)) return std::string("op ") + infoOf(ir::scalarOf(op)).name;
  return "op " + std::string(kStructural[static_cast<std::size_t>(op) - static_cast<std::size_t>(ir::Op::kConst)]);
}

/// `priority` is the least or the greatest of a choice; `collect count` is a sum of ones.
std::string hitName(const ir::Program& program, const ir::Inst& table) {
  const auto hit = static_cast<ir::TableHit>(program.operands[table.a]);
  if (table.type == TypeKind::kChoice && hit >= ir::TableHit::kMin) return "priority";
  bool onlyOnes = hit == ir::TableHit::kSum && table.type == TypeKind::kNumber;
  for (std::uint32_t row = 0; row < program.operands[table.a + 1]; ++row) {
    const ir::Inst& output = program.insts[program.operands[table.a + 3 + 2 * row]];
    onlyOnes = onlyOnes && output.op == ir::Op::kConst && program.constants[output.a].cell == Cell::ofDouble(1);
  }
  return onlyOnes ? "count" : std::string(kHits[static_cast<std::size_t>(hit)]);
}

template <std::size_t N>
void append(std::vector<std::string>& all, const char* prefix, const std::array<std::string_view, N>& names) {
  for (const std::string_view name : names) all.push_back(prefix + std::string(name));
}

}  // namespace

std::vector<std::string> Tally::wanted() {
  std::vector<std::string> all;
  for (std::uint8_t op = 0; op < static_cast<std::uint8_t>(ScalarOp::kCount); ++op)
    if (const auto scalar = static_cast<ScalarOp>(op);
        infoOf(scalar).left != TypeKind::kInstant && scalar != ScalarOp::WholeDurations)
      all.push_back(opName(static_cast<ir::Op>(op)));
  for (std::size_t i = 0; i < kMade; ++i) all.push_back("op " + std::string(kStructural[i]));
  append(all, "field ", kFields);
  append(all, "member ", kModes);
  append(all, "outcome ", kWhys);
  for (const std::string_view error : kErrors)
    if (!error.empty()) all.push_back("error " + std::string(error));
  append(all, "table ", kHits);
  append(all, "", kOthers);
  return all;
}

std::size_t Tally::of(const std::string& what) const {
  const auto found = counts_.find(what);
  return found == counts_.end() ? 0 : found->second;
}

void Tally::addInst(const ir::Program& program, const ir::Inst& inst) {
  ++counts_[opName(inst.op)];
  if (inst.op == ir::Op::kCandidate) ++counts_["field " + std::string(kFields[inst.a])];
  if (inst.op == ir::Op::kLadder && (inst.flags & ir::kLadderAlsoUnknown) != 0) ++counts_["ladder also unknown"];
  if (inst.op == ir::Op::kTable) ++counts_["table " + hitName(program, inst)];
  if (inst.op != ir::Op::kInSet) return;
  for (std::uint32_t i = 0; i < program.operands[inst.b]; ++i)
    ++counts_["member " + std::string(kModes[program.operands[inst.b + 3 + 3 * i]])];
}

void Tally::addAction(const ir::Action& action) {
  if (action.hasActive) ++counts_["active"];
  for (const ir::Lever& lever : action.levers) ++counts_[lever.when == ir::kNone ? "lever always" : "lever when"];
  for (const ir::Treatment& treatment : action.treatments) {
    if (treatment.when != ir::kNone) ++counts_["treatment when"];
    for (const ir::TreatmentField& field : treatment.fields)
      for (const ir::TextPart& part : field.parts)
        if (part.token != ir::kNone) ++counts_["treatment token"];
  }
}

void Tally::addProgram(const ir::Program& program) {
  for (const ir::Inst& inst : program.insts) addInst(program, inst);
  for (const ir::Action& action : program.actions) addAction(action);
  for (const ir::DiversityCap& cap : program.arbitration.caps)
    ++counts_["cap " + std::string(kFields[static_cast<std::size_t>(cap.per)])];
  for (const ir::Input& input : program.inputs)
    if (input.fallback.isKnown()) ++counts_["default"];
  if (program.choices[ir::kChannelChoice].members.empty()) ++counts_["no channels"];
}

void Tally::addValues(const std::vector<Scalar>& values) {
  for (const Scalar& value : values) {
    if (value.state == State::kUnknown) ++counts_["unknown value"];
    if (value.state == State::kError) ++counts_["error " + std::string(kErrors.at(value.cell.bits))];
  }
}

void Tally::addOutcomes(const reference::Result& result) {
  for (const reference::Outcome& outcome : result.outcomes) {
    ++counts_["outcome " + std::string(kWhys[static_cast<std::size_t>(outcome.why)])];
    if (!outcome.hasScore) continue;
    if (outcome.scored.priority.e4 < 0) ++counts_["negative priority"];
    const std::int64_t weight = outcome.scored.weight.e8;
    if (weight == kOneE8 / 100 || weight == kOneE8 * 10) ++counts_["weight at its end"];
  }
}

}  // namespace regard::agree
