#!/usr/bin/env bash
# Rehearses docs/EXTRACTION.md: makes the two repositories in a temporary folder and shows that both still pass. Needs git,
# Go, cargo and a C compiler.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$work/target}

# tracked PATTERN… prints the files below these paths that git knows, or would add.
tracked() { git -C "$root" ls-files -z --cached --others --exclude-standard -- "$@"; }

echo "== backfire-kernel"
kernel=$work/backfire-kernel
mkdir -p "$kernel"
(cd "$root" && tracked kernel | xargs -0 cp --parents -t "$work")
mv "$work/kernel/"* "$kernel"
find "$work/kernel" -mindepth 1 -maxdepth 1 -exec mv {} "$kernel" \; # those that begin with a period
mkdir "$kernel/include"
cp "$root/include/backfire.h" "$kernel/include"
cp "$root/LICENSE" "$kernel"
git -C "$kernel" init -q
(
	cd "$kernel"
	cargo fmt --all --check
	cargo clippy --quiet --locked --all-targets -- -D warnings
	cargo test --quiet --locked
	cargo run --quiet --locked --package backfire-header -- include/backfire.h --check
)

echo "== backfire-go"
module=$work/backfire-go
mkdir "$module"
(cd "$root" && tracked . ':!kernel' ':!formal' ':!build.rs-wrapper.sh' ':!scripts/header.sh' ':!scripts/second' \
	':!scripts/kernel-package*' ':!scripts/miri.sh' | xargs -0 cp --parents -t "$module")
git -C "$module" init -q
(
	cd "$module"
	bash .ci/run core
	CGO_ENABLED=1 go test -tags rust ./...
)
echo "both repositories pass"
