#!/usr/bin/env bash
# Builds a module that uses this one, with -tags rust, first as it is and then with `go mod vendor`, and checks that the
# Rust kernel serves in it: the header and the library must reach every build that needs them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >main.go <<'END'
package main

import (
	"fmt"

	"github.com/backfire-ai/backfire-go/backfire"
)

func main() { fmt.Println(backfire.Kernel().Name) }
END
cp "$root/go.sum" .
go mod init example.com/consumer 2>/dev/null
go mod edit -require=github.com/backfire-ai/backfire-go@v0.0.0 -replace=github.com/backfire-ai/backfire-go="$root"
go mod tidy 2>/dev/null
export CGO_ENABLED=1
expect_rust() {
	local got
	got=$(BACKFIRE_KERNEL=rust ./consumer)
	[[ $got == rust ]] || { echo "$1: kernel is $got, want rust" >&2; exit 1; }
	echo "$1: the Rust kernel serves"
}
go build -tags rust -o consumer .
expect_rust "from another module"
go mod vendor
go build -mod=vendor -tags rust -o consumer .
expect_rust "vendored"
