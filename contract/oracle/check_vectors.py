"""Recomputes the expectations of the test vectors with reference.py and compares them, floats to the last bit.

    python contract/oracle/check_vectors.py [FOLDER]      by default contract/vectors

Prints, for each function, how many cases were recomputed, how many are equal, and how many the reference does not cover. The
exit code is 1 if one differs. Of an error the code is compared and the message up to the value that it names.
"""

import base64
import json
import math
import re
import struct
import sys
from pathlib import Path

import reference


class NotCovered(Exception):
    """A case that the reference cannot recompute."""


def text(value):
    return base64.b64decode(value["b64"]) if isinstance(value, dict) else value.encode("utf-8")


def number(value):
    return {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}[value] if isinstance(value, str) else value


def numbers(config):
    return {name: number(x) for name, x in (config or {}).items()}


def missing(value):
    return math.nan if value is None else number(value)


LEXICON = Path(__file__).parent.parent / "lexicon"
# Words whose stem a lexicon gives: irregular forms, and words that are one.
GIVEN = set(re.findall(r"[a-z]+", "".join((LEXICON / name).read_text("utf-8") for name in ("irregular.toml", "same_word.toml"))))


def terms(value):
    """The terms of a text of plain words. Anything else takes the whole tokenizer, which the reference does not have."""
    words = text(value).decode("utf-8", "replace").lower()
    if not re.fullmatch(r"[a-z ]*", words) or GIVEN & set(words.split()):
        raise NotCovered
    return [reference.stem(word) for word in words.split()]


def on_stem(case):
    word = text(case["word"])
    if not re.fullmatch(rb"[a-z']{0,64}", word):
        raise NotCovered  # no word: SPEC leaves it as it is, snowballstemmer does something with it
    return {"stem": reference.stem(word.decode())}


def on_fold(case):
    folded, offsets = reference.fold(text(case["text"]))
    return {"folded": folded.decode("utf-8"), "map": offsets}


def on_coherence(case):
    score, approved, warning = reference.coherence(numbers(case.get("config")), missing(case.get("h_logical")), missing(case.get("h_factual")))
    return {"score": score, "approved": approved, "warning": warning}


def on_halt(case):
    tokens = [(number(t["score"]), *(None if t.get(key) is None else number(t[key]) for key in ("entropy", "elapsed_ms"))) for t in case["tokens"]]
    passed, found = reference.halt(numbers(case.get("config")), tokens)
    reason, value, limit = found or (None, None, None)
    return {
        "emitted": [t["token"] for t in case["tokens"][:passed]],
        "halted": found is not None,
        "index": passed if found else -1,
        "reason": reason,
        "value": value,
        "limit": limit,
    }


def on_injection_verdict(case):
    claims = [tuple(number(c[key]) for key in ("traceability", "forward", "reverse")) for c in case["claims"]]
    verdicts, risk, combined, detected = reference.injection_verdict(numbers(case.get("config")), claims, number(case["sanitizer"]), number(case["baseline"]))
    return {"claims": [{"verdict": v, "divergence": d} for v, d in verdicts], "risk": risk, "combined": combined, "detected": detected}


def on_bm25(case):
    documents = [(d["id"], terms(d["text"])) for d in case["docs"]]
    ids = [str(i) if isinstance(i, int) else json.dumps(i) if isinstance(i, dict) else i for i, _ in documents]
    if len(set(ids)) != len(ids):
        raise NotCovered
    results = reference.bm25(documents, [terms(q) for q in case["queries"]], case["k"], *(number(case.get(key, default)) for key, default in (("k1", 1.2), ("b", 0.75))))
    return {"results": [[{"id": i, "score": s} for i, s in hits] for hits in results]}


def row_function(function, key, *more):
    def on(case):
        return {"values": function([number(x) for x in case[key]], case["cols"], *(case.get(name, default) for name, default in more))}

    return on


FUNCTIONS = {
    "hash": lambda case: {"hash": f"{reference.hash64(text(case['text'])):016x}"},
    "stem": on_stem,
    "fold": on_fold,
    "softmax": row_function(reference.softmax, "logits"),
    "divergence": row_function(reference.divergence, "probs", ("contradiction", 2), ("neutral", 1)),
    "confidence": row_function(reference.confidence, "probs"),
    "coherence": on_coherence,
    "halt": on_halt,
    "injection_verdict": on_injection_verdict,
    "bm25": on_bm25,
    "index_load": lambda case: {"documents": reference.load_index(text(case["bytes"]))},
}


def same(got, want):
    if isinstance(got, bool) or isinstance(want, bool):
        return got is want
    if isinstance(got, float) or isinstance(want, float):
        if got is None or want is None:
            return False
        return struct.pack("<d", got) == struct.pack("<d", number(want))
    if isinstance(got, dict):
        return isinstance(want, dict) and got.keys() == want.keys() and all(same(got[k], want[k]) for k in got)
    if isinstance(got, list):
        return isinstance(want, list) and len(got) == len(want) and all(map(same, got, want))
    return got == want


def agrees(function, case):
    """Compares one case; returns None or how it differs."""
    try:
        got = function(case["in"])
    except reference.Refused as refused:
        err = case.get("err", {"code": None, "message": ""})
        if err["code"] == refused.code and err["message"].startswith(refused.message):
            return None
        return f"want {case.get('err', case.get('out'))}, got the error {refused.code}: {refused.message}…"
    if "out" in case and same(got, case["out"]):
        return None
    return f"want {case.get('out', case.get('err'))}, got {got}"


def check(folder, name):
    """Compares the cases of a function and returns how many differ."""
    file = json.loads((folder / f"{name}.json").read_text("utf-8"), parse_int=lambda s: -0.0 if s == "-0" else int(s))
    equal = differ = left = 0
    for case in file["cases"]:
        try:
            problem = agrees(FUNCTIONS[name], case)
        except NotCovered:
            left += 1
            continue
        if problem is None:
            equal += 1
            continue
        differ += 1
        print(f"{name}, {case['name']!r}: {problem}")
    print(f"{name:18} {equal + differ:5} recomputed {equal:5} equal {left:5} not covered")
    return differ


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "vectors"
    sys.exit(1 if sum(check(folder, name) for name in FUNCTIONS) else 0)


if __name__ == "__main__":
    main()
