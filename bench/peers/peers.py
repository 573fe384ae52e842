"""Times PyPI's backfire-kernel on the inputs of pairs.json and sets it against this project's kernels in the same run.

    python bench/peers/peers.py [-tags rust]        (make peers installs what it needs into bench/peers/.venv first)

Arguments go to go run: with -tags rust the text rows are the Rust kernel's.

One call of the peer goes from Python into Rust and back; an empty such call takes about .05 µs, which flatters
ours in the rows of under a microsecond. A kernel of ours analyses both texts anew in each call, as the peer does.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import timeit

import backfire_kernel as peer

HERE = pathlib.Path(__file__).parent
ROUNDS, ROUND_SECONDS = 41, 0.01
BATCH = 64


def median_ns(call):
    number = 1
    while timeit.timeit(call, number=number) < ROUND_SECONDS:
        number *= 2
    return statistics.median(timeit.repeat(call, number=number, repeat=ROUNDS)) / number * 1e9


def text_rows(pairs):
    functions = {
        "entity overlap": peer.rust_entity_overlap,
        "numeric": peer.rust_numerical_consistency,
        "negation flip": peer.rust_negation_flip,
        "traceability": peer.rust_traceability,
        "word overlap": peer.rust_word_overlap,
        "lite": lambda claim, source: peer.rust_lite_score(source, claim),
    }
    texts = [(p["claim"], p["source"]) for p in pairs]

    def over_all(f):
        for claim, source in texts:
            f(claim, source)

    rows = {name: median_ns(lambda: over_all(f)) / len(texts) for name, f in functions.items()}
    batch = [(source, claim) for claim, source in texts] * (BATCH // len(texts))
    rows[f"lite, batch of {BATCH}"] = median_ns(lambda: peer.rust_lite_score_batch(batch)) / len(batch)
    return rows


def bm25_row(pairs):
    index = peer.RustBM25()
    for i in range(100):
        index.add_document(str(i), f"{pairs[i % len(pairs)]['claim']} number {i}")
    return median_ns(lambda: index.query("refund within 30 days", 10))


def halt_row():
    tokens = ["t"] * 1000

    def stream():
        peer.RustStreamingKernel().stream_tokens(tokens, lambda _: 0.82)

    return median_ns(stream) / len(tokens)


def main():
    pairs = json.loads((HERE / "pairs.json").read_text())
    ours = json.loads(subprocess.run(["go", "run", *sys.argv[1:], "./bench/peers"], cwd=HERE.parent.parent, check=True, capture_output=True, text=True).stdout)
    theirs = text_rows(pairs)
    prompt = (HERE / "prompt.txt").read_text()
    theirs["sanitizer, a prompt"] = median_ns(lambda: peer.rust_sanitizer_score(prompt))
    theirs["BM25, 100 short documents"] = bm25_row(pairs)
    theirs["streaming, per token"] = halt_row()
    theirs["softmax 200×3"] = median_ns(lambda: peer.rust_softmax([float(i % 7) - 3 for i in range(600)], 3))
    print(f"{'row':<28}{'ours, µs':>10}{'peer, µs':>10}{'ratio':>8}")
    for name, ns in theirs.items():
        print(f"{name:<28}{ours[name] / 1e3:>10.3f}{ns / 1e3:>10.3f}{ns / ours[name]:>8.1f}")


main()
