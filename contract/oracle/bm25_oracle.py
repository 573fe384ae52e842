"""BM25 scores by PyPI's bm25s, for the oracle test of fallback/index.go.

Reads {"docs": [[word, …], …], "queries": [[word, …], …]} on standard input and prints one list a query: the score of every
document. bm25s leaves out the factor k1 + 1 in its method "lucene"; it is put back here.
"""

import json
import sys

import bm25s

K1, B = 1.2, 0.75


def main():
    data = json.load(sys.stdin)
    words = sorted({w for doc in data["docs"] for w in doc})
    number = {w: i for i, w in enumerate(words)}
    index = bm25s.BM25(method="lucene", k1=K1, b=B)
    index.index(([[number[w] for w in doc] for doc in data["docs"]], number), show_progress=False)
    out = []
    for query in data["queries"]:
        known = [number[w] for w in query if w in number]
        scores = index.get_scores_from_ids(known) if known else [0.0] * len(data["docs"])
        out.append([float(s) * (K1 + 1) for s in scores])
    json.dump(out, sys.stdout)


main()
