#!/usr/bin/env bash
# Runs the Go tests with the Rust kernel under the race detector, AddressSanitizer and Go's check of pointers passed to C,
# and the soak; with "full" on all packages and at full length.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CGO_ENABLED=1
packages=(./internal/kernel)
if [[ ${1:-} == full ]]; then
	packages=(./backfire ./internal/kernel ./cmd/...)
	export BACKFIRE_SOAK=full
fi
echo "race detector"
go test -short -race -skip 'Allocat|Soak' -tags rust "${packages[@]}"
echo "AddressSanitizer"
go test -short -asan -skip 'Allocat|Soak' -tags rust "${packages[@]}"
echo "cgocheck2"
GOEXPERIMENT=cgocheck2 go test -short -skip 'Allocat|Soak' -tags rust "${packages[@]}"
echo "soak"
go test -count=1 -timeout 60m -run Soak -tags rust ./backfire
if [[ ${1:-} == full ]]; then
	echo "Miri"
	bash scripts/miri.sh
fi
