#!/usr/bin/env bash
# Runs the Go tests for linux/arm64 under qemu-user: those of the default build, where a fused multiply-add would show, and
# those of -tags rust. Without "full" it runs the kernels' alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export GOARCH=arm64 CC=aarch64-linux-gnu-gcc QEMU_LD_PREFIX=/usr/aarch64-linux-gnu
packages=(./fallback ./internal/kernel)
if [[ ${1:-} == full ]]; then
	packages=(./...)
fi
echo "default build"
CGO_ENABLED=0 go test -short -timeout 60m -exec qemu-aarch64 "${packages[@]}"
echo "-tags rust"
CGO_ENABLED=1 go test -short -timeout 60m -tags rust -exec qemu-aarch64 "${packages[@]}"
