#!/usr/bin/env python3
"""A ruleset of the common workload as straight-line C++, the baseline. Usage: to_cpp.py RULESET.json > baseline.cc

Built as a shared library it exports `peer_decide(numbers, members, out_ids, out_scores)`: numbers in schema order with NaN
where missing, members (enums, then booleans) as a bit mask with one bit set, or none where missing; the three best actions
by index, best first. The result is how many there are. The conditions of an action are joined without branches.
"""
import json
import sys

from workload.schema import ATTRS, ENUMS

NUMBERS = [name for name, kind, _ in ATTRS if kind in ("int", "dec")]
MEMBERS = [name for name, kind, _ in ATTRS if kind == "enum"] + [name for name, kind, _ in ATTRS if kind == "bool"]
ACTIONS_A_FUNCTION = 100  # compilers take more than linear time

HEAD = """#include <cstdint>
namespace {
struct Top { double score[3]; std::uint32_t id[3]; int count; };
__attribute__((noinline)) void offer(Top& top, std::uint32_t id, double score) {
  int at = top.count < 3 ? top.count : 3;
  while (at > 0 && top.score[at - 1] < score) --at;
  if (at == 3) return;
  if (top.count < 3) ++top.count;
  for (int i = top.count - 1; i > at; --i) { top.score[i] = top.score[i - 1]; top.id[i] = top.id[i - 1]; }
  top.score[at] = score;
  top.id[at] = id;
}
inline double clamp(double x, double low, double high) { return x < low ? low : x > high ? high : x; }
"""


def predicate(p):
    attribute, op, value = p["attr"], p["op"], p["value"]
    if op not in ("in", "not_in", "is"):
        return f"(n[{NUMBERS.index(attribute)}] {op} {value!r})"
    if op == "is":
        mask = 2 if value else 1
    else:
        mask = sum(1 << i for i, member in enumerate(ENUMS[attribute]) if (member in value) == (op == "in"))
    return f"((m[{MEMBERS.index(attribute)}] & {mask}) != 0)"


def item(it):
    return "(" + " | ".join(map(predicate, it["any"])) + ")" if "any" in it else predicate(it)


def linear(form):
    return repr(form["base"]) + "".join(f" + {t['coef']!r} * z[{NUMBERS.index(t['attr'])}]" for t in form["terms"])


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        actions = json.load(file)["actions"]
    print(HEAD)
    parts = range(0, len(actions), ACTIONS_A_FUNCTION)
    for part in parts:
        print(f"void part{part}(const double* n, const double* z, const std::uint16_t* m, Top& top) {{")
        for i, a in enumerate(actions[part:part + ACTIONS_A_FUNCTION], part):
            p = a["propensity"]
            print(f"  if ({' & '.join(map(item, a['eligibility']['all']))})\n"
                  f"    offer(top, {i}, clamp({linear(p)}, {p['min']!r}, {p['max']!r}) * ({linear(a['value'])}) * {a['weight']!r});")
        print("}")
    print(f"""}}
extern "C" int peer_decide(const double* n, const std::uint16_t* m, std::uint32_t* ids, double* scores) {{
  double z[{len(NUMBERS)}];
  for (int i = 0; i < {len(NUMBERS)}; ++i) z[i] = n[i] == n[i] ? n[i] : 0;
  Top top{{}};""")
    for part in parts:
        print(f"  part{part}(n, z, m, top);")
    print("""  for (int i = 0; i < top.count; ++i) { ids[i] = top.id[i]; scores[i] = top.score[i]; }
  return top.count;
}""")


main()
