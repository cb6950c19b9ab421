// From an expression that holds or fails to the few comparisons that made it so. `and` and `or` are walked down to the
// operands that gave them their value; every other flag is an atom, and each kind of atom knows what it needs.

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string_view>

#include "base/format.h"
#include "dsl/ir/operands.h"
#include "dsl/ir/print.h"
#include "engine/reference/facts.h"

namespace regard::reference {
namespace {

constexpr int kNamesOpened = 1;

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string spellInstant(const ir::Program& program, std::int64_t ms) {
  const auto zone = Zone::named(program.timezone);
  return formatInstant(ms, zone ? *zone : Zone::utc());
}

std::string spellKnown(const ir::Program& program, const Inputs& inputs, Type type, Cell cell) {
  switch (type.kind) {
    case TypeKind::kFlag: return formatFlag(cell.asBool());
    case TypeKind::kNumber: return formatNumber(cell.asDouble());
    case TypeKind::kPercent: return formatPercent({cell.asInt()});
    case TypeKind::kMoney: return formatMoney({cell.asInt()}, program.currency);
    case TypeKind::kText: return quoted(textOf(program, inputs, cell.asText()));
    case TypeKind::kDate: return formatDate(static_cast<Day>(cell.asInt()));
    case TypeKind::kInstant: return spellInstant(program, cell.asInt());
    case TypeKind::kDuration: return formatDuration(cell.asInt());
    case TypeKind::kPeriod: return formatPeriod(cell.asInt());
    case TypeKind::kChoice: return program.choices[type.choice].members[static_cast<std::size_t>(cell.asInt())].name;
    case TypeKind::kError: break;
  }
  return "?";
}

/// The words before or after a value that a comparison needs.
struct Need {
  std::string_view op, flipped, before, after, dateBefore, dateAfter;
};
constexpr Need kNeeds[] = {
    {"=", "=", "", "", "", ""},
    {"!=", "!=", "anything but ", "", "anything but ", ""},
    {"<", ">", "less than ", "", "before ", ""},
    {"<=", ">=", "at most ", "", "", " or earlier"},
    {">", "<", "more than ", "", "after ", ""},
    {">=", "<=", "at least ", "", "", " or later"},
};

/// The row of a comparison, or nullptr.
const Need* needOf(const ir::Inst& inst) {
  std::string_view op;
  if (inst.op == ir::Op::kEqText) op = "=";
  if (inst.op == ir::Op::kNeText) op = "!=";
  if (ir::isScalar(inst.op) && inst.type == TypeKind::kFlag) op = infoOf(ir::scalarOf(inst.op)).text;
  const auto* found = std::find_if(std::begin(kNeeds), std::end(kNeeds), [&](const Need& n) { return n.op == op; });
  return found == std::end(kNeeds) ? nullptr : found;
}

const Need& flipped(const Need& need) {
  return *std::find_if(std::begin(kNeeds), std::end(kNeeds), [&](const Need& n) { return n.op == need.flipped; });
}

const ir::Named* findName(const Lookup& lookup, ir::InstIndex inst) {
  const ir::Op op = lookup.program().insts[inst].op;
  if (op == ir::Op::kInput || op == ir::Op::kCandidate) return nullptr;  // shared by all users
  return lookup.named(inst);
}

class FactFinder {
 public:
  FactFinder(const Lookup& lookup, const Inputs& inputs, const std::vector<Scalar>& values)
      : lookup_(lookup), program_(lookup.program()), inputs_(inputs), values_(values) {}

  std::vector<Fact> find(ir::InstIndex root) {
    std::vector<Step> open{{root, 0}};  // a stack of our own: rules may nest deeper than a thread's
    while (!open.empty()) {
      const Step step = open.back();
      open.pop_back();
      walk(step, open);
    }
    return std::move(facts_);
  }

 private:
  struct Step {
    ir::InstIndex inst;
    int namesOpened;
  };

  void walk(Step step, std::vector<Step>& open) {
    const ir::Inst& inst = program_.insts[step.inst];
    if (findName(lookup_, step.inst) != nullptr && ++step.namesOpened > kNamesOpened) return addFact(step.inst, "yes");
    if (inst.op != ir::Op::kAnd && inst.op != ir::Op::kOr) return atom(step.inst);
    const Truth truth = values_[step.inst].truth();
    const bool everyOne = inst.op == ir::Op::kAnd ? truth == Truth::True : truth != Truth::True;
    for (const ir::InstIndex operand : {inst.b, inst.a})
      if (everyOne || values_[operand].truth() == truth) open.push_back({operand, step.namesOpened});
  }

  void atom(ir::InstIndex index) {
    const ir::Inst& inst = program_.insts[index];
    if (const Need* need = needOf(inst)) return comparison(inst, *need);
    switch (inst.op) {
      case ir::Op::kInSet: return addFact(inst.a, setText(inst, "one of "));
      case ir::Op::kIsKnown: return addFact(inst.a, "any known value");
      case ir::Op::kIsUnknown: return addFact(inst.a, "unknown");
      case ir::Op::kNot: return negation(inst.a);
      default: return addFact(index, "yes");
    }
  }

  void negation(ir::InstIndex index) {
    const ir::Inst& inst = program_.insts[index];
    if (inst.op == ir::Op::kInSet) return addFact(inst.a, setText(inst, "none of "));
    addFact(index, "no");
  }

  /// The side that varies is the subject; of two that vary, the one that is missing, else the left one.
  void comparison(const ir::Inst& inst, const Need& need) {
    const bool leftConstant = isConstant(inst.a), rightConstant = isConstant(inst.b);
    const bool rightMissing = values_[inst.a].isKnown() && !values_[inst.b].isKnown();
    if ((leftConstant || rightMissing) && !rightConstant) return addFact(inst.b, needText(flipped(need), inst.a));
    addFact(inst.a, needText(need, inst.b));
  }

  std::string needText(const Need& need, ir::InstIndex limit) const {
    const TypeKind kind = program_.insts[limit].type;
    const bool isTime = kind == TypeKind::kDate || kind == TypeKind::kInstant;
    return fmt::format("{}{}{}", isTime ? need.dateBefore : need.before, operandText(limit),
                       isTime ? need.dateAfter : need.after);
  }

  /// A constant as its author wrote it (12 months, not 1 year); anything else by its name, with its value.
  std::string operandText(ir::InstIndex index) const {
    const std::string value = valueText(index);
    const std::string written = nameOf(lookup_, index);
    if (!isConstant(index)) return fmt::format("{} ({})", written, value);
    return written.empty() ? value : written;
  }

  bool isConstant(ir::InstIndex index) const {
    const ir::Inst& inst = program_.insts[index];
    const bool isNegation = ir::isScalar(inst.op) && !infoOf(ir::scalarOf(inst.op)).binary;
    return inst.op == ir::Op::kConst || (isNegation && isConstant(inst.a));
  }

  std::string valueText(ir::InstIndex index) const {
    return spell(program_, inputs_, ir::typeOf(program_.insts[index]), values_[index]);
  }

  std::string setText(const ir::Inst& inst, std::string_view several) const {
    std::string members;
    const std::uint32_t count = program_.operands[inst.b];
    bool onlyOne = count == 1;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t* member = &program_.operands[inst.b + 1 + 3 * i];
      const auto mode = static_cast<ir::RangeMode>(member[2]);
      if (i > 0) members += ", ";
      members += operandText(member[0]);
      if (mode == ir::RangeMode::kClosed) members += " to " + operandText(member[1]);
      if (mode == ir::RangeMode::kHalfOpen) members += " to under " + operandText(member[1]);
    }
    if (onlyOne) return several == "none of " ? "anything but " + members : members;
    return std::string(several) + members;
  }

  void addFact(ir::InstIndex subject, std::string needed) {
    Fact fact{nameOf(lookup_, subject), valueText(subject), std::move(needed), causeOf(lookup_, values_, subject)};
    const bool isNew = std::none_of(facts_.begin(), facts_.end(), [&](const Fact& other) {
      return other.subject == fact.subject && other.needed == fact.needed;
    });
    if (isNew) facts_.push_back(std::move(fact));
  }

  const Lookup& lookup_;
  const ir::Program& program_;
  const Inputs& inputs_;
  const std::vector<Scalar>& values_;
  std::vector<Fact> facts_;
};

/// Calls visit(operand) for what an instruction's value came from: of an `if` and a choice of values, the one taken.
template <class Visit>
void forEachSource(const ir::Program& program, const std::vector<Scalar>& values, const ir::Inst& inst, Visit visit) {
  if (inst.op != ir::Op::kIf && inst.op != ir::Op::kSelect) return ir::forEachOperand(program, inst, visit);
  const ir::InstIndex which = program.operands[inst.a];
  visit(which);
  if (!values[which].isKnown()) return;
  const Cell taken = values[which].cell;
  const std::uint32_t place =
      inst.op == ir::Op::kIf ? (taken.asBool() ? 1U : 2U) : 2U + static_cast<std::uint32_t>(taken.asInt());
  visit(program.operands[inst.a + place]);
}

/// The attributes without a value that make `root` unknown, each once. Users stand after their operands, so going
/// backwards meets every user of an operand before the operand itself.
std::vector<std::string> unknownBehind(const Lookup& lookup, const std::vector<Scalar>& values, ir::InstIndex root) {
  const ir::Program& program = lookup.program();
  std::set<ir::InstIndex, std::greater<>> open{root};
  std::vector<std::string> names;
  while (!open.empty()) {
    const ir::InstIndex inst = *open.begin();
    open.erase(open.begin());
    if (values[inst].state != State::kUnknown) continue;
    const ir::Op op = program.insts[inst].op;
    if (op == ir::Op::kInput || op == ir::Op::kCandidate) names.push_back(nameOf(lookup, inst));
    forEachSource(program, values, program.insts[inst], [&](ir::InstIndex operand) { open.insert(operand); });
  }
  std::reverse(names.begin(), names.end());
  return names;
}

bool matches(const ir::Program& program, const std::vector<Scalar>& values, const ir::Inst& table, std::uint32_t row) {
  return values[program.operands[table.a + 2 + 2 * row]].truth() == Truth::True;
}

/// The number of a row as written, from 1: the instruction may have put them in order.
std::uint32_t numberOf(const Lookup& lookup, ir::InstIndex index, std::uint32_t row) {
  const ir::Named* named = findName(lookup, index);
  if (named == nullptr || row >= named->parts.size()) return row + 1;
  const auto isAbove = [&](Span part) { return part.begin < named->parts[row].begin; };
  return 1 + static_cast<std::uint32_t>(std::count_if(named->parts.begin(), named->parts.end(), isAbove));
}

/// The rows of a table that its value comes from, counted from 1: the one that decided, those of a sum, or two that
/// contradict each other.
std::vector<std::uint32_t> rowsBehind(const Lookup& lookup, const std::vector<Scalar>& values, ir::InstIndex index) {
  const ir::Program& program = lookup.program();
  const ir::Inst& table = program.insts[index];
  const auto hit = static_cast<ir::TableHit>(program.operands[table.a]);
  const bool isError = values[index].state == State::kError;
  std::vector<std::uint32_t> rows;
  std::uint32_t first = 0;
  for (std::uint32_t row = 0; row < program.operands[table.a + 1]; ++row) {
    if (!matches(program, values, table, row)) continue;
    const auto outputOf = [&](std::uint32_t of) { return values[program.operands[table.a + 3 + 2 * of]]; };
    const bool isExtreme = hit == ir::TableHit::kMin || hit == ir::TableHit::kMax;
    if (isExtreme && outputOf(row) != values[index]) continue;
    const bool clashes = isError && (hit == ir::TableHit::kUnique || outputOf(row) != outputOf(first));
    if (rows.empty()) first = row;
    if (rows.empty() || hit == ir::TableHit::kSum || (rows.size() == 1 && clashes))
      rows.push_back(numberOf(lookup, index, row));
  }
  return rows;
}

/// "row 2", "rows 1 and 3", "no row".
std::string listed(const std::vector<std::uint32_t>& rows) {
  if (rows.empty()) return "no row";
  std::string all = std::to_string(rows.front());
  for (std::size_t i = 1; i < rows.size(); ++i)
    all += (i + 1 == rows.size() ? " and " : ", ") + std::to_string(rows[i]);
  return fmt::format("row{} {}", rows.size() == 1 ? "" : "s", all);
}

/// Whether the error is the table's own: two of its rows contradict each other.
bool isClash(const Lookup& lookup, const std::vector<Scalar>& values, ir::InstIndex index) {
  const ir::Program& program = lookup.program();
  if (program.insts[index].op != ir::Op::kTable || values[index].state != State::kError) return false;
  const ValueError error = values[index].cell.asError();
  const auto hit = static_cast<ir::TableHit>(program.operands[program.insts[index].a]);
  const bool mayBe = (hit == ir::TableHit::kUnique && error == ValueError::kTwoRows) ||
                     (hit == ir::TableHit::kAny && error == ValueError::kRowsDiffer);
  return mayBe && rowsBehind(lookup, values, index).size() == 2;
}

/// The first step that went wrong: from an error down to one whose operands are all right.
std::string whereError(const Lookup& lookup, const std::vector<Scalar>& values, ir::InstIndex index) {
  const ir::Program& program = lookup.program();
  for (ir::InstIndex deeper = index; deeper != ir::kNone;) {
    index = deeper;
    deeper = ir::kNone;
    if (isClash(lookup, values, index))
      return fmt::format("({} of `{}`)", listed(rowsBehind(lookup, values, index)), nameOf(lookup, index));
    ir::forEachOperand(program, program.insts[index], [&](ir::InstIndex operand) {
      if (deeper == ir::kNone && values[operand].state == State::kError) deeper = operand;
    });
  }
  return fmt::format("in `{}`", ir::excerpt(program, program.spans[program.insts[index].span]));
}

}  // namespace

std::string spell(const ir::Program& program, const Inputs& inputs, Type type, Scalar value) {
  if (value.state == State::kUnknown) return "unknown";
  if (value.isKnown()) return spellKnown(program, inputs, type, value.cell);
  const ValueError error = value.cell.asError();
  return error == ValueError::kNone ? "an error" : fmt::format("an error: {}", errorText(error));
}

std::string nameOf(const Lookup& lookup, ir::InstIndex index) {
  const ir::Program& program = lookup.program();
  constexpr std::string_view kFields[] = {"channel",    "issue", "group",   "action", "direction",
                                          "propensity", "value", "benefit", "cost"};
  const ir::Inst& inst = program.insts[index];
  if (inst.op == ir::Op::kCandidate) return std::string(kFields[inst.a]);
  if (inst.op == ir::Op::kInput) {
    const ir::Input& input = program.inputs[inst.a];
    return input.source == ir::InputSource::kRequest ? "request." + input.name : input.name;
  }
  if (const ir::Named* named = findName(lookup, index)) return named->name;
  return ir::excerpt(program, program.spans[inst.span]);
}

std::string causeOf(const Lookup& lookup, const std::vector<Scalar>& values, ir::InstIndex index) {
  const ir::Program& program = lookup.program();
  const State state = values[index].state;
  const ir::Op op = program.insts[index].op;
  if (state == State::kKnown && op == ir::Op::kTable && findName(lookup, index) != nullptr)
    return "by " + listed(rowsBehind(lookup, values, index));
  if (state == State::kKnown || op == ir::Op::kInput || op == ir::Op::kCandidate) return {};
  if (state == State::kError) return whereError(lookup, values, index);
  const auto names = unknownBehind(lookup, values, index);
  if (names.empty()) return {};
  return fmt::format("{} {} unknown", fmt::join(names, ", "), names.size() == 1 ? "is" : "are");
}

std::vector<Fact> whyNotTrue(const Lookup& lookup, const Inputs& inputs, const std::vector<Scalar>& values,
                             ir::InstIndex inst) {
  REGARD_CHECK(values[inst].truth() != Truth::True, inst);
  return FactFinder(lookup, inputs, values).find(inst);
}

std::vector<Fact> whyTrue(const Lookup& lookup, const Inputs& inputs, const std::vector<Scalar>& values,
                          ir::InstIndex inst) {
  REGARD_CHECK(values[inst].truth() == Truth::True, inst);
  return FactFinder(lookup, inputs, values).find(inst);
}

// ---- for whoever has one question

std::string nameOf(const ir::Program& program, ir::InstIndex inst) { return nameOf(Lookup(program), inst); }

std::vector<Fact> whyNotTrue(const ir::Program& program, const Inputs& inputs, const std::vector<Scalar>& values,
                             ir::InstIndex inst) {
  return whyNotTrue(Lookup(program), inputs, values, inst);
}

std::vector<Fact> whyTrue(const ir::Program& program, const Inputs& inputs, const std::vector<Scalar>& values,
                          ir::InstIndex inst) {
  return whyTrue(Lookup(program), inputs, values, inst);
}

}  // namespace regard::reference
