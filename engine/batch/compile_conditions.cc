#include <algorithm>

#include "engine/batch/compiler.h"

namespace regard::batch {
namespace {

using Kind = Condition::Kind;

void append(std::string& key, std::uint64_t number) {
  key.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::string keyOf(const Condition& condition) {
  std::string key;
  append(key, static_cast<std::uint64_t>(condition.kind) | (condition.isKnown ? 256U : 0U) |
                  (condition.region.unknown ? 512U : 0U));
  append(key, condition.subject);
  append(key, condition.inst);
  append(key, condition.action);
  for (const Range& range : condition.region.values) {
    append(key, static_cast<std::uint64_t>(range.low));
    append(key, static_cast<std::uint64_t>(range.high));
  }
  for (const std::uint32_t part : condition.parts) append(key, part);
  return key;
}

}  // namespace

std::uint32_t Compiler::intern(const std::string& key, Condition condition) {
  const auto [at, isNew] = interned_.try_emplace(key, static_cast<std::uint32_t>(out_.conditions.size()));
  if (isNew) {
    for (const std::uint32_t part : condition.parts) use(part);
    out_.conditions.push_back(std::move(condition));
  }
  return at->second;
}

std::uint32_t Compiler::all(std::vector<std::uint32_t> parts) {
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  std::erase_if(parts, [&](std::uint32_t part) { return out_.conditions[part].kind == Kind::kAlways; });
  Condition condition;
  if (std::any_of(parts.begin(), parts.end(),
                  [&](std::uint32_t part) { return out_.conditions[part].kind == Kind::kNever; })) {
    condition.kind = Kind::kNever;
    return intern(keyOf(condition), condition);
  }
  if (parts.size() == 1) return parts.front();
  condition.kind = parts.empty() ? Kind::kAlways : Kind::kAll;
  for (const std::uint32_t part : parts) condition.ofCandidate |= out_.conditions[part].ofCandidate;
  condition.parts = std::move(parts);
  return intern(keyOf(condition), condition);
}

std::uint32_t Compiler::any(std::vector<std::uint32_t> parts) {
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  std::erase_if(parts, [&](std::uint32_t part) { return out_.conditions[part].kind == Kind::kNever; });
  Condition condition;
  if (std::any_of(parts.begin(), parts.end(),
                  [&](std::uint32_t part) { return out_.conditions[part].kind == Kind::kAlways; }))
    return intern(keyOf(condition), condition);
  if (parts.size() == 1) return parts.front();
  condition.kind = parts.empty() ? Kind::kNever : Kind::kAny;
  for (const std::uint32_t part : parts) condition.ofCandidate |= out_.conditions[part].ofCandidate;
  condition.parts = std::move(parts);
  return intern(keyOf(condition), condition);
}

/// Where the value of `condition.inst` comes from: a column if several ask for it, else code of its own.
void Compiler::compute(Condition& condition, int depth) {
  if (!condition.ofCandidate && analysis_.askers[condition.inst] > 1) {
    condition.column = columnOf(condition.inst, depth + 1);
  } else if (depth >= kDepthMax) {
    condition.code.failed = true;
  } else {
    LaneCompiler(*this, condition.action, condition.code).root(condition.inst, depth + 1);
  }
}

/// Each value of a choice or flag by a bit, if there are few enough.
void listMembers(const ir::Program& program, const ir::Inst& subject, Condition& condition) {
  const bool isFlag = subject.type == TypeKind::kFlag;
  if (!isFlag && subject.type != TypeKind::kChoice) return;
  const std::size_t members = isFlag ? 2 : program.choices[ir::typeOf(subject).choice].members.size();
  condition.hasMembers = members <= 64;
  for (std::size_t i = 0; condition.hasMembers && i < members; ++i)
    for (const Range& range : condition.region.values)
      if (static_cast<std::int64_t>(i) >= range.low && static_cast<std::int64_t>(i) <= range.high)
        condition.members |= std::uint64_t{1} << i;
}

std::uint32_t Compiler::regionOf(Subject subject, Region region, int depth) {
  Condition condition;
  condition.kind = Kind::kRegion;
  condition.subject = subject;
  condition.region = std::move(region);
  condition.ofCandidate = subject == kChannelSubject;
  condition.type = TypeKind::kDate;
  const std::string key = keyOf(condition);
  if (const auto found = interned_.find(key); found != interned_.end()) return found->second;
  if (subject < kFirstSpecialSubject) {
    const ir::Inst& inst = program_.insts[subject];
    condition.type = inst.type;
    listMembers(program_, inst, condition);
    if (inst.op == ir::Op::kInput) {
      condition.input = static_cast<std::int32_t>(inst.a);
    } else {
      condition.inst = subject;
      compute(condition, depth);
    }
  }
  return intern(key, std::move(condition));
}

std::uint32_t Compiler::computed(ir::InstIndex inst, std::uint32_t action, bool isKnown, int depth) {
  Condition condition;
  condition.kind = Kind::kComputed;
  condition.inst = inst;
  condition.isKnown = isKnown;
  condition.ofCandidate = !analysis_.isOfFrame(inst);
  if (condition.ofCandidate) condition.action = action;
  const std::string key = keyOf(condition);
  if (const auto found = interned_.find(key); found != interned_.end()) return found->second;
  compute(condition, depth);
  return intern(key, std::move(condition));
}

/// Whether `inst` is true, taken apart as far as single values can be told from each other.
std::uint32_t Compiler::conditionOf(ir::InstIndex index, std::uint32_t action, int depth) {
  const ir::Inst& inst = program_.insts[index];
  if (depth > kDepthMax) return computed(index, action, false, depth);
  const Needs needs = finder_.of(index, action);
  Condition decided;
  decided.kind = Kind::kNever;
  if (needs.never) return intern(keyOf(decided), decided);
  if (needs.saysAll()) {
    std::vector<std::uint32_t> parts;
    for (const Need& need : needs.all) parts.push_back(regionOf(need.subject, need.region, depth));
    return all(std::move(parts));
  }
  if (inst.op == ir::Op::kAnd)
    return all({conditionOf(inst.a, action, depth + 1), conditionOf(inst.b, action, depth + 1)});
  if (inst.op == ir::Op::kOr)
    return any({conditionOf(inst.a, action, depth + 1), conditionOf(inst.b, action, depth + 1)});
  return computed(index, action, false, depth);
}

/// Whether a treatment's token has a value to fill in.
std::uint32_t Compiler::knownOf(ir::InstIndex inst, std::uint32_t action) {
  if (analysis_.constantFor(action, inst).isKnown()) return all({});
  return computed(inst, action, true, 0);
}

std::uint32_t Compiler::columnOf(ir::InstIndex inst, int depth) {
  if (const auto found = columnOfInst_.find(inst); found != columnOfInst_.end()) return found->second;
  SharedColumn column;
  column.inst = inst;
  column.isFlag = program_.insts[inst].type == TypeKind::kFlag;
  // A column never waits for itself: operands stand before their users.
  column.code.failed = depth > kDepthMax;
  if (!column.code.failed) LaneCompiler(*this, kNobody, column.code).root(inst, depth + 1);
  for (const std::uint32_t other : column.code.columns)
    column.depth = std::max(column.depth, out_.columns[other].depth + 1);
  for (const std::uint32_t condition : column.code.conditions)
    if (out_.conditions[condition].column != kNothing)
      column.depth = std::max(column.depth, out_.columns[out_.conditions[condition].column].depth + 1);
  column.code.failed = column.code.failed || column.depth > static_cast<std::uint32_t>(kDepthMax);
  if (column.code.failed) {
    column.code = {};
    column.code.failed = true;
    column.depth = 0;
  }
  const auto number = static_cast<std::uint32_t>(out_.columns.size());
  out_.columns.push_back(std::move(column));
  columnOfInst_.emplace(inst, number);
  return number;
}

std::uint32_t Compiler::columnElse(std::uint32_t input, std::uint64_t otherwise) {
  const auto [at, isNew] =
      columnElse_.try_emplace(std::pair(input, otherwise), static_cast<std::uint32_t>(out_.columns.size()));
  if (isNew) {
    SharedColumn column;
    column.input = static_cast<std::int32_t>(input);
    column.otherwise = otherwise;
    out_.columns.push_back(std::move(column));
  }
  return at->second;
}

}  // namespace regard::batch
