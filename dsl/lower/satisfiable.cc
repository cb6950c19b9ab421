// Parts that must all be true leave the intersection of what each of them leaves; an empty one is a contradiction.

#include "dsl/lower/satisfiable.h"

#include <algorithm>
#include <unordered_map>

#include "dsl/lower/value_sets.h"

namespace regard::dsl {
namespace {

using ir::Inst;
using ir::InstIndex;
using ir::Op;

struct Kept {
  Part part;
  Region region;
};

/// What is left for one value, and the atoms that left it.
struct Left {
  Region region;
  std::vector<Kept> atoms;
};

}  // namespace

std::optional<Contradiction> findContradiction(const ir::Program& program, const std::vector<Part>& parts) {
  std::unordered_map<InstIndex, Left> left;
  std::vector<Part> stack(parts.rbegin(), parts.rend());
  while (!stack.empty()) {
    const Part part = stack.back();
    stack.pop_back();
    const Inst& inst = program.insts[part.inst];
    if (inst.op == Op::kAnd) {
      stack.push_back({inst.b, program.spans[program.insts[inst.b].span]});
      stack.push_back({inst.a, program.spans[program.insts[inst.a].span]});
      continue;
    }
    const std::optional<Atom> atom = atomOf(program, part.inst);
    if (!atom) continue;
    const auto [found, isNew] = left.try_emplace(atom->subject);
    Left& now = found->second;
    if (isNew) now.region = {true, allValuesOf(program, atom->subject)};
    now.region = intersect(now.region, atom->region);
    if (!now.region.empty()) {
      now.atoms.push_back({part, atom->region});
      continue;
    }
    const auto other = std::find_if(now.atoms.begin(), now.atoms.end(), [&](const Kept& earlier) {
      return intersect(earlier.region, atom->region).empty();
    });
    return Contradiction{part, other == now.atoms.end() ? std::nullopt : std::optional(other->part)};
  }
  return std::nullopt;
}

}  // namespace regard::dsl
