#!/usr/bin/env python3
"""Trees all the way: `regard model import`, rules that ask them, and what the library predicted.

Usage: check.py REGARD. The models beside this script always; then, where xgboost, lightgbm and pandas are there, models
that are trained on the spot with other seeds. Prints `SKIPPED: …` where they are not.
"""
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

SEEDS = (101, 103, 104)
here, regard = Path(__file__).resolve().parent, Path(sys.argv[1]).resolve()

HEAD = """rulebook trees { currency GBP }
choice channel { call }
issues { sales }
profile customer {
  key customer    : text
  visits          : number
  monthly_charges : number
  tenure          : number
  region          : number
  plan            : one of { basic, plus, family_plan, business }
}
action greet { issue sales  treatment call {} }
"""


def customer(row):
    word = row["plan"].lower().replace(" ", "_")
    cells = {"visits": row["visits"], "monthly_charges": row["MonthlyCharges"], "tenure": row["tenure"],
             "region": row["region"], "plan": word}
    plain = {name: cell if name == "plan" else repr(float(cell)) for name, cell in cells.items() if cell}
    return ", ".join(f"{name} {cell}" for name, cell in plain.items())


def check(folder):
    """Each model of `folder` for each of its customers, by the tests of a rulebook."""
    with open(folder / "customers.csv", encoding="utf-8") as file:
        customers = list(csv.DictReader(file))
    with open(folder / "predictions.csv", encoding="utf-8") as file:
        predictions = list(csv.DictReader(file))
    book, names, tests = folder / "rules", [], []
    (book / "models").mkdir(parents=True)
    rules = HEAD
    for file in sorted({row["model"] for row in predictions} - {"xgboost_regression.json", "lightgbm_numbered.txt"}):
        name = file.split(".")[0]
        ran = subprocess.run([regard, "model", "import", folder / file, "-o", book / "models" / (name + ".json"),
                              "--column", "plan_basic=plan = basic", "--column", "plan_plus=plan = plus"]
                             if file.startswith("xgboost") else
                             [regard, "model", "import", folder / file, "-o", book / "models" / (name + ".json")],
                             capture_output=True, text=True)
        if ran.returncode != 0:
            sys.exit(f"{file}: {ran.stderr}")
        tells = "estimate" if "a number" in ran.stdout else "probability"
        rules += f'model {name} = trees from "models/{name}.json"\nformula {name}_said = {name}.{tells}()\n'
        names.append((file, name, tells))
    for number, row in enumerate(customers):
        expected = []
        for file, name, tells in names:
            value = next(float(p["prediction"]) for p in predictions
                         if p["model"] == file and int(p["customer"]) == number)
            # Answers are rounded to six places, and XGBoost's own have seven digits or so.
            off = 1.6e-6 + (6e-8 * abs(value) * 8 if file.startswith("xgboost") else 0)
            low, high = (f"{100 * (value + by):.6f}%" if tells == "probability" else f"{value + by:.9f}"
                         for by in (-off, off))
            expected.append(f"  expect {name}_said > {low}\n  expect {name}_said < {high}\n")
        tests.append(f'test "customer {number}" {{\n  customer {{ {customer(row)} }}\n{"".join(expected)}}}\n')
    (book / "trees.regard").write_text(rules + "".join(tests), encoding="utf-8")
    ran = subprocess.run([regard, "test", book], capture_output=True, text=True)
    print(ran.stdout.splitlines()[-1] if ran.stdout else ran.stderr)
    if ran.returncode != 0:
        sys.exit((ran.stdout + ran.stderr)[:4000])


def copied(folder):
    for file in here.iterdir():
        if file.suffix in (".json", ".txt", ".csv"):
            (folder / file.name).write_bytes(file.read_bytes())
    return folder


with tempfile.TemporaryDirectory() as place:
    check(copied(Path(place)))
sys.path.insert(0, str(here))
try:
    import make
except ImportError as missing:
    print(f"SKIPPED: only the committed models were looked at, none was trained: {missing}")
    sys.exit(0)
for seed in SEEDS:
    with tempfile.TemporaryDirectory() as place:
        make.write(Path(place), seed)
        check(Path(place))
