#!/usr/bin/env python3
"""Trains a few small models with the real libraries and writes their files and what they predict.

    python3 make.py [FOLDER] [--seed N]

Needs xgboost, lightgbm, numpy and pandas. What lies beside this script was made with seed 102; file names say what each
model has that others have not. `customers.csv` is what is predicted of: a fifth of its cells are missing, some are
exactly at a threshold of a tree, some are 0. `predictions.csv` has a row for each model and customer: the sum of the
trees as the library gives it, to the last bit, and the prediction.
"""
import argparse
import json
import re
from pathlib import Path

import lightgbm
import numpy as np
import pandas as pd
import xgboost

PLANS = ["basic", "plus", "family plan", "Business"]
NUMBERS = ["visits", "MonthlyCharges", "tenure", "region"]
ROWS, ASKED = 400, 48


def customers(rng, rows):
    table = pd.DataFrame({
        "visits": rng.poisson(3, rows).astype(float),
        "MonthlyCharges": np.round(rng.gamma(4, 12, rows), 2),
        "tenure": np.round(rng.exponential(20, rows) - 4, 1),
        "region": rng.integers(0, 9, rows).astype(float),
        "plan": rng.choice(PLANS, rows),
    })
    for name in table.columns:
        table.loc[rng.random(rows) < 0.2, name] = None if name == "plan" else np.nan
    return table


def truth(rng, table):
    filled = table[NUMBERS].fillna(-1)
    return (0.4 * (filled.visits - 3) - 0.03 * filled.tenure + 0.02 * (filled.MonthlyCharges - 45)
            + np.where(filled.region.isin([1, 4, 5]), 0.8, -0.3) + np.select([table.plan == "plus", table.plan == "family plan"], [1.6, -1.2], 0)
            + np.where(table.MonthlyCharges.isna(), 0.7, 0) + np.where(table.tenure == 0, -0.5, 0)
            + rng.normal(0, 0.5, len(table)))


def xgboost_models(rng, table, worth):
    data = table[NUMBERS].copy()
    for word in PLANS[:2]:  # one column for each word, as it is usual with XGBoost
        data["plan_" + word] = np.where(table.plan.isna(), np.nan, (table.plan == word).astype(float))
    seed = int(rng.integers(1 << 30))
    common = {"max_depth": 3, "eta": 0.4, "nthread": 1, "seed": seed}
    binary = xgboost.DMatrix(data, (worth > 0).astype(int))
    number = xgboost.DMatrix(data, worth * 10 + 40)
    yield "xgboost_logistic.json", xgboost.train({**common, "objective": "binary:logistic"}, binary, 8), data
    yield "xgboost_base_score.json", xgboost.train(
        {**common, "objective": "binary:logistic", "base_score": 0.2, "num_parallel_tree": 2, "subsample": 0.7},
        binary, 3), data
    yield "xgboost_regression.json", xgboost.train({**common, "objective": "reg:squarederror"}, number, 8), data


def lightgbm_models(rng, table, worth):
    seed = int(rng.integers(1 << 30))
    common = {"num_leaves": 6, "learning_rate": 0.4, "min_data_in_leaf": 10, "num_threads": 1, "seed": seed,
              "deterministic": True, "verbose": -1, "min_data_per_group": 5, "cat_smooth": 1, "max_cat_to_onehot": 1}
    data = table[NUMBERS]
    words = data.assign(plan=pd.Categorical(table.plan, PLANS))
    yes, number = (worth > 0).astype(int), worth * 10 + 40

    def train(frame, label, rounds=8, categories="auto", **more):
        return lightgbm.train({**common, **more}, lightgbm.Dataset(frame, label, categorical_feature=categories), rounds)

    yield "lightgbm_binary.txt", train(data, yes, objective="binary", sigmoid=0.7), data
    yield "lightgbm_zero_as_missing.txt", train(data, yes, objective="binary", zero_as_missing=True), data
    yield "lightgbm_no_missing.txt", train(data.fillna(0), yes, objective="binary", use_missing=False), data
    yield "lightgbm_words.txt", train(words, yes, objective="binary"), words
    yield "lightgbm_numbered.txt", train(data, number, categories=["region"], objective="regression"), data
    yield "lightgbm_forest.txt", train(data, yes, objective="binary", boosting="rf", bagging_freq=1,
                                       bagging_fraction=0.6), data


def predict(model, data):
    """Sums and predictions; of XGBoost in single precision."""
    if isinstance(model, xgboost.Booster):
        matrix = xgboost.DMatrix(data)
        return model.predict(matrix, output_margin=True), model.predict(matrix)
    return model.predict(data, raw_score=True), model.predict(data)


def save(model, path):
    model.save_model(path)
    if path.suffix == ".json":  # one line is no file to look at
        path.write_text(re.sub(r'("trees":\[|\},)\{"base_weights"', r'\1\n{"base_weights"', path.read_text()) + "\n")


def thresholds(folder):
    """A few of each column, out of the models just written."""
    found = json.loads((folder / "xgboost_logistic.json").read_text())["learner"]
    for tree in found["gradient_booster"]["model"]["trees"]:
        for column, left, at in zip(tree["split_indices"], tree["left_children"], tree["split_conditions"]):
            if left != -1:
                yield found["feature_names"][column], float(np.float32(at))
    text = (folder / "lightgbm_binary.txt").read_text()
    names = re.search("^feature_names=(.*)$", text, re.M).group(1).split()
    for columns, at in zip(re.findall("^split_feature=(.*)$", text, re.M), re.findall("^threshold=(.*)$", text, re.M)):
        for column, value in zip(columns.split(), at.split()):
            yield names[int(column)], float(value)


def write(folder, seed):
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    table = customers(rng, ROWS)
    worth = truth(rng, table)
    asked = customers(rng, ASKED)
    models = [*xgboost_models(rng, table, worth), *lightgbm_models(rng, table, worth)]
    for name, model, _ in models:
        save(model, folder / name)
    at = [(name, value) for name, value in thresholds(folder) if name in NUMBERS and 1e-30 < abs(value) < 1e30]
    for row in range(0, ASKED, 2):  # every second customer is at a threshold, and one in six at 0
        name, value = at[int(rng.integers(len(at)))]
        asked.loc[row, name] = value if row % 6 else 0.0
    with open(folder / "predictions.csv", "w", encoding="utf-8") as out:
        out.write("model,customer,sum,prediction\n")
        for name, model, data in models:
            frame = asked[NUMBERS].copy()
            for column in data.columns[len(NUMBERS):]:
                frame[column] = (pd.Categorical(asked.plan, PLANS) if column == "plan" else
                                 np.where(asked.plan.isna(), np.nan, (asked.plan == column[5:]).astype(float)))
            for row, (total, prediction) in enumerate(zip(*predict(model, frame))):
                out.write(f"{name},{row},{float(total)!r},{float(prediction)!r}\n")
    asked.to_csv(folder / "customers.csv", index_label="customer", float_format="%.17g")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--seed", type=int, default=102)
    given = parser.parse_args()
    write(given.folder, given.seed)
