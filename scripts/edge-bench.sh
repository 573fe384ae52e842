#!/usr/bin/env bash
# How fast each function is in every kernel, as ratios in one run, the Rust kernel linked in being 1: scripts/edge-bench.sh [ms]
# ms is how long each function is run. The kernels take turns, and the best turn counts, so that what else the machine does
# hits all alike. Needs a C compiler; Node and Chromium are left out where they are not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
each=${1:-300}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=1 go build -tags rust,backfire_wasm -o "$work/bench" ./edge/bench
cat contract/SPEC.md README.md docs/KERNEL.md docs/PERFORMANCE.md >"$work/prose"
turns=6
each=$((each / turns))
for ((turn = 0; turn < turns; turn++)); do
	"$work/bench" -kernel rust,go,wasm -time "${each}ms" <"$work/prose"
	! command -v node >/dev/null || node edge/js/test/support/bench.js node "$each" <"$work/prose"
	! command -v chromium >/dev/null || node edge/js/test/support/bench.js chromium "$each" <"$work/prose"
done >"$work/results"
"$work/bench" -ratios <"$work/results"
