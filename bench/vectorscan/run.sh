#!/usr/bin/env bash
# run.sh [TEXT] compares with Vectorscan (Debian: libvectorscan-dev) over the same patterns, on a text or on this repository's
# prose. Both figures are the best of twenty runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
pkg-config --exists libhs || { echo "want Vectorscan: apt-get install libvectorscan-dev pkg-config" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
text=${1:-$work/text}
[[ -n ${1:-} ]] || cat README.md CONTRIBUTING.md docs/*.md contract/SPEC.md >"$text"
go run ./bench/vectorscan/patterns >"$work/patterns"
cc -O2 -o "$work/scan" bench/vectorscan/scan.c $(pkg-config --cflags --libs-only-L libhs) -lhs
"$work/scan" "$work/patterns" "$text"
go run ./bench/vectorscan/ours "$text"
