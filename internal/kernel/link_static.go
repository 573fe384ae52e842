//go:build rust && cgo && !backfire_dl && (linux || darwin) && (amd64 || arm64)

package kernel

/*
#cgo CFLAGS: -I${SRCDIR}/../../include
#cgo linux,amd64,!musl LDFLAGS: ${SRCDIR}/../../lib/linux_amd64/libbackfire.a
#cgo linux,arm64,!musl LDFLAGS: ${SRCDIR}/../../lib/linux_arm64/libbackfire.a
#cgo linux,amd64,musl LDFLAGS: ${SRCDIR}/../../lib/linux_amd64_musl/libbackfire.a
#cgo linux,arm64,musl LDFLAGS: ${SRCDIR}/../../lib/linux_arm64_musl/libbackfire.a
#cgo darwin,amd64 LDFLAGS: ${SRCDIR}/../../lib/darwin_amd64/libbackfire.a
#cgo darwin,arm64 LDFLAGS: ${SRCDIR}/../../lib/darwin_arm64/libbackfire.a
*/
import "C"

import _ "github.com/backfire-ai/backfire-go/include" // so that vendoring carries the header

// findLibrary and bindLibrary have nothing to do: the linker did it.
func findLibrary() *Rejection { return nil }
func bindLibrary() *Rejection { return nil }
