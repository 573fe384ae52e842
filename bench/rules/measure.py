"""What the rules alone say of labelled texts, and how often all rules fire in texts that should have nothing in them.

    python bench/rules/measure.py bin/backfire attacks FILE.jsonl…      rows {text, …}; texts of *documents* are scanned as such
    python bench/rules/measure.py bin/backfire false FOLDER…            findings of weight 50 and over per 100 KB, by rule

A text counts as detected if a rule of at least weight 75, the default policy's, finds an attack in it. Links, domains and e-mail
addresses are not counted as false: they are what they seem to be.
"""

import collections
import json
import pathlib
import subprocess
import sys

WEIGHT = 75
LINKS = {"pii.url", "pii.domain", "pii.email"}


def call(binary, requests):
    lines = "".join(json.dumps({"id": i, "fn": "scan", "in": r}) + "\n" for i, r in enumerate(requests))
    out = subprocess.run([binary, "call"], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line)["out"] for line in out.stdout.splitlines()]


def attacks(binary, files):
    for path in map(pathlib.Path, files):
        mode = "document" if "documents" in path.name else "prompt"
        texts = [json.loads(line)["text"] for line in path.open()]
        detected = 0
        for answer in call(binary, [{"text": t, "mode": mode} for t in texts]):
            detected += any(f["weight"] >= WEIGHT and f["category"] not in ("pii", "secret") for f in answer["findings"])
        print(f"{path.stem:40} {detected:5} of {len(texts):5}  {100 * detected / len(texts):6.2f} %")


def false(binary, folders):
    for folder in folders:
        size = sum(p.stat().st_size for p in pathlib.Path(folder).rglob("*") if p.is_file())
        out = subprocess.run([binary, "scan", "--json", "--mode", "document", folder], capture_output=True, text=True, check=False)
        count = collections.Counter(f["rule"] for line in out.stdout.splitlines() for f in json.loads(line)["findings"])
        total = sum(n for rule, n in count.items() if rule not in LINKS)
        print(f"{folder}: {size / 1e6:.1f} MB, {total / (size / 1e5):.2f} per 100 KB: {dict(count.most_common(12))}")


if __name__ == "__main__":
    {"attacks": attacks, "false": false}[sys.argv[2]](sys.argv[1], sys.argv[3:])
