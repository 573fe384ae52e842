#!/usr/bin/env bash
# Sets the BM25 index against bm25s on one corpus in one run. PYTHON names a python that has bm25s and numba.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ours=$(go run ./bench/peers/bm25 "$folder")
"${PYTHON:-python3}" bench/peers/bm25.py "$folder" "$ours"
