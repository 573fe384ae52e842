"""Times PyPI's bm25s (method lucene, numba, one core) on the corpus that bench/peers/bm25 wrote.

    python bench/peers/bm25.py FOLDER '{"build_s": …, "heap_mb": …, "query_us": …}'

The second argument is what bench/peers/bm25 printed for the Go index on the same corpus. bm25s is asked all queries in one
call, tokenised beforehand, and the call's time is divided by their number: the way it is fastest. The Go index is asked
one by one, the query's own analysis included.
"""

import json
import os
import pathlib
import statistics
import sys
import time

os.environ["NUMBA_NUM_THREADS"] = "1"

import bm25s

TOP, ROUNDS = 10, 9


def main():
    folder, ours = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2])
    documents = [line.split() for line in (folder / "documents.txt").read_text().split("\n")]
    queries = [line.split() for line in (folder / "queries.txt").read_text().split("\n")]
    vocabulary = {w: i for i, w in enumerate(sorted({w for d in documents for w in d}))}
    start = time.perf_counter()
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75, backend="numba")
    index.index(([[vocabulary[w] for w in d] for d in documents], vocabulary), show_progress=False)
    build = time.perf_counter() - start
    ids = [[vocabulary[w] for w in query if w in vocabulary] for query in queries]
    tokens = bm25s.tokenization.Tokenized(ids=ids, vocab=vocabulary)
    index.retrieve(tokens, k=TOP, show_progress=False, n_threads=1)  # compiles
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        index.retrieve(tokens, k=TOP, show_progress=False, n_threads=1)
        times.append((time.perf_counter() - start) * 1e6 / len(queries))
    query_us = statistics.median(times)
    print(f"\nBM25, {len(documents)} documents   backfire     bm25s   ratio")
    print(f"query, µs                 {ours['query_us']:>9.1f} {query_us:>9.1f} {query_us / ours['query_us']:>7.1f}")
    print(f"building the index, s     {ours['build_s']:>9.2f} {build:>9.2f} {build / ours['build_s']:>7.1f}")
    print(f"heap beyond texts, MB     {ours['heap_mb']:>9.1f}")


main()
