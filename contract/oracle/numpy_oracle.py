"""Holds the vectors of the NLI arithmetic against numpy in float64.

    python contract/oracle/numpy_oracle.py [FOLDER]      by default contract/vectors

Numpy's exp and log round otherwise and it sums in another order, so this is no check of bits, which reference.py is; it shows
that what is exact there is also the softmax, the divergence and the entropy that everybody means: within 16 units in the last
place of the largest number of a row (of 1, where a result is 1 less a sum). Rows with a NaN or an infinity are left out; numpy
has another convention for them. The exit code is 1 if a row differs.
"""

import json
import sys
from pathlib import Path

import numpy as np

ULPS = 16


def softmax(row):
    e = np.exp(row - row.max())
    return e / e.sum()


def divergence(row, contradiction=2, neutral=1):
    d = 1 - row[1] if len(row) == 2 else row[contradiction] + 0.5 * row[neutral]
    return np.clip([d], 0, 1)


def confidence(row):
    p = row[(row > 0) & (row <= 1)]
    if len(row) == 1 or len(p) == 0:
        return np.array([float(len(row) == 1)])
    return np.clip([1 + (p * np.log(p)).sum() / np.log(len(row))], 0, 1)


def check(folder, name, key, function, more=()):
    """Compares the rows of a function and returns how many were compared and how many differ."""
    compared = differ = 0
    for case in json.loads((folder / f"{name}.json").read_text("utf-8"))["cases"]:
        numbers, cols = case["in"][key], case["in"]["cols"]
        if "out" not in case or not numbers:
            continue
        with np.errstate(all="ignore"):
            rows = np.array([float(x) for x in numbers]).reshape(-1, cols)
            wants = np.array(case["out"]["values"], dtype=np.float64).reshape(len(rows), -1)
            for row, want in zip(rows, wants):
                if not np.isfinite(row).all():
                    continue
                got = function(row, **{k: case["in"][k] for k in more if k in case["in"]})
                scale = 1.0 if name != "softmax" else want.max()
                compared += 1
                if not (np.abs(got - want) <= ULPS * np.spacing(scale)).all():
                    differ += 1
                    print(f"{name}, {case['name']!r}: want {want}, numpy has {got}")
    print(f"{name:18} {compared:5} rows compared {compared - differ:5} close")
    return compared, differ


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "vectors"
    results = [
        check(folder, "softmax", "logits", softmax),
        check(folder, "divergence", "probs", divergence, ("contradiction", "neutral")),
        check(folder, "confidence", "probs", confidence),
    ]
    sys.exit(1 if any(differ or not compared for compared, differ in results) else 0)


main()
