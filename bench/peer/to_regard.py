#!/usr/bin/env python3
"""A ruleset of the common workload as a rulebook. Usage: to_regard.py RULESET.json > rules.regard

A predicate is a permitting clause, which a missing value does not pass; a linear term reads `(x else 0)`; weight w is a
lever of (w - 1). Values are in ten thousandths of the workload's unit, so that money's four places resolve whatever
doubles do: a score here is 10,000 scores there.
"""
import json
import sys
from decimal import Decimal

from workload.schema import ATTRS, ENUMS

UNIT = "£10,000"


def name_of(member):
    return "m_" + member.replace("-", "_to_").replace("+", "_and_over") if member[0].isdigit() else member


def decimal(number):
    return format(Decimal(repr(number)), "f")


def profile():
    yield "profile customer {"
    for name, kind, _ in ATTRS:
        if kind == "id":
            yield f"  key {name} : text"
        elif kind == "enum":
            yield f"  {name} : one of {{ " + ", ".join(f'{name_of(m)} "{m}"' for m in ENUMS[name]) + " }"
        else:
            yield f"  {name} : " + ("flag" if kind == "bool" else "number")
    yield "}"


def predicate(p):
    attribute, op, value = p["attr"], p["op"], p["value"]
    if op == "is":
        return attribute if value else f"not {attribute}"
    if op in ("in", "not_in"):
        return f"{attribute} {op.replace('_', ' ')} {{ {', '.join(map(name_of, value))} }}"
    return f"{attribute} {op} {decimal(value)}"


def clause(item):
    return " or ".join(map(predicate, item["any"])) if "any" in item else predicate(item)


def linear(form):
    text = decimal(form["base"])
    for term in form["terms"]:
        sign, coefficient = ("-", -term["coef"]) if term["coef"] < 0 else ("+", term["coef"])
        text += f" {sign} {decimal(coefficient)} * ({term['attr']} else 0)"
    return text


def action(a):
    name, p = a["id"].lower(), a["propensity"]
    low, high = decimal(p["min"]), decimal(p["max"])
    yield f"formula likely_{name} = {linear(p)}"
    yield f'action {name} "{a["id"]} by {a["channel"]}" {{'
    for item in a["eligibility"]["all"]:
        yield "  eligible when " + clause(item)
    yield f"  value {UNIT} * ({linear(a['value'])})"
    yield (f"  propensity if likely_{name} < {low} then {decimal(p['min'] * 100)}% "
           f"else (if likely_{name} > {high} then {decimal(p['max'] * 100)}% else 100% * likely_{name})")
    change = (Decimal(repr(a["weight"])) - 1) * 100
    if change:
        yield f"  weight {change:+f}%"
    yield "}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        ruleset = json.load(file)
    print(f'rulebook peers "The common workload, {ruleset["R"]} actions" {{ currency GBP }}')
    print("\n".join(profile()))
    for a in ruleset["actions"]:
        print("\n".join(action(a)))
    print(f"arbitrate {{ rank by propensity * value  keep {ruleset['top_k']} }}")


main()
