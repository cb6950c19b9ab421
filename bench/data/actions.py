#!/usr/bin/env python3
"""Writes a rulebook of any number of actions, twelve lines each. Usage: actions.py COUNT > rules.regard.

The same count gives the same bytes. Actions differ in their conditions, formulas and texts, as they do in a large rulebook.
"""
import random
import sys

HEAD = """rulebook many "Many actions" { currency GBP  timezone "Europe/London"  locale "en-GB" }
choice channel { call, chat, email }
choice intent { cancel, billing, upgrade, support }
issues { service, retention, sales }
profile customer {
  key id : text
  tenure : number
  spend : money
  arrears : money
  score : percent
  joined : date
  vulnerable : flag
  contract : one of { monthly, yearly, two_yearly }
  region : one of { north, east, south, west }
}
request { channel : channel  intent : intent }
formula margin : money = spend * 12 * 40%
segment loyal "Loyal" when tenure >= 24 and arrears = £0
"""


def action(number, rng):
    low, spend = rng.randrange(1, 60), f"{rng.randrange(5, 90)}.{rng.randrange(10, 99)}"
    return f"""action offer_{number:06} "Offer number {number}" {{
  issue {rng.choice(["service", "retention", "sales"])}
  eligible when tenure >= {low} and spend > £{spend}
  eligible when contract in {{ {rng.choice(["monthly", "yearly"])}, two_yearly }} and not vulnerable
  applicable when request.intent = {rng.choice(["cancel", "billing", "upgrade"])} or score >= {rng.randrange(1, 99)}.{rng.randrange(1, 9)}%
  suitable when arrears <= £{rng.randrange(0, 50)}.{rng.randrange(10, 99)} or loyal
  value margin * {rng.randrange(5, 95)}.{rng.randrange(1, 999):03}5%
  benefit spend * {rng.randrange(1, 9)} - £{rng.randrange(1, 20)}.{rng.randrange(10, 99)}
  cost £{rng.randrange(1, 40)}.{rng.randrange(10, 99)}
  propensity {rng.randrange(1, 40)}.{rng.randrange(1, 9)}%
  treatment call {{ script "After {{{{tenure}}}} months: offer {number} for {{{{spend}}}} a month." }}
}}
"""


def main():
    count, rng = int(sys.argv[1]), random.Random(1)
    print(HEAD)
    for number in range(count):
        print(action(number, rng))
    print("arbitrate { rank by propensity * (value + benefit - cost)  keep 3 }")


main()
