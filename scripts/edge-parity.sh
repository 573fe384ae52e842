#!/usr/bin/env bash
# Asks every kernel here the same questions and compares the answers, byte by byte: scripts/edge-parity.sh [questions]
# Go, the Rust kernel linked in, as a module under wazero, as a module in Node, and in Chromium. What is missing is skipped, and
# said to be.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
count=${1:-30000}
most=100000 # in a round
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

answerers=(go)
CGO_ENABLED=0 go build -o "$work/parity" ./edge/parity
CGO_ENABLED=0 go build -o "$work/go" ./cmd/backfire
if command -v "$(go env CC)" >/dev/null; then
	CGO_ENABLED=1 go build -tags rust -o "$work/rust" ./cmd/backfire
	answerers+=(rust)
else
	echo "SKIPPED: no C compiler, which the Rust kernel needs"
fi
CGO_ENABLED=0 go build -tags backfire_wasm -o "$work/wasm" ./cmd/backfire
answerers+=(wasm)
if command -v node >/dev/null; then
	answerers+=(node)
	if node --input-type=module -e 'import("./edge/js/test/support/chromium.js").then((m) => process.exit(m.chromium ? 0 : 1))'; then
		answerers+=(chromium)
	else
		echo "SKIPPED: no Chromium"
	fi
else
	echo "SKIPPED: no Node, and so no Chromium"
fi

answer() {
	case $1 in
	node) node edge/js/test/support/answer.js <"$work/questions" ;;
	chromium) node edge/js/test/support/answer-chromium.js "$work/questions" ;;
	*) BACKFIRE_KERNEL=$1 "$work/$1" call <"$work/questions" ;;
	esac
}

for ((from = 0; from < count; from += most)); do
	n=$((count - from < most ? count - from : most))
	"$work/parity" -n "$n" -from "$from" >"$work/questions"
	for who in "${answerers[@]}"; do
		answer "$who" >"$work/answers.$who"
		[[ $(wc -l <"$work/answers.$who") == "$n" ]] || { echo "edge-parity: $who did not answer all of $n questions from $from on" >&2; exit 1; }
		if ! cmp -s "$work/answers.go" "$work/answers.$who"; then
			echo "edge-parity: go and $who differ:" >&2
			diff "$work/answers.go" "$work/answers.$who" | head -4 | cut -c1-2000 >&2
			exit 1
		fi
	done
done
echo "$count questions, the same answers: ${answerers[*]}"
