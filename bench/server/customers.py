#!/usr/bin/env python3
"""Customers for the rules of bench/data/actions.py. Usage: customers.py COUNT > customers.csv. The same count gives the same bytes."""
import random
import sys

rng = random.Random(1)
print("id,tenure,spend,arrears,score,joined,vulnerable,contract,region")
for number in range(int(sys.argv[1])):
    arrears = 0 if rng.random() < 0.8 else rng.randrange(100, 20000) / 100
    print(f"c-{number:07},{rng.randrange(0, 121)},{rng.randrange(500, 15000) / 100:.2f},{arrears:.2f},{rng.randrange(0, 101)}%,"
          f"20{rng.randrange(10, 26)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02},{'yes' if rng.random() < 0.1 else 'no'},"
          f"{rng.choice(['monthly', 'yearly', 'two_yearly'])},{rng.choice(['north', 'east', 'south', 'west'])}")
