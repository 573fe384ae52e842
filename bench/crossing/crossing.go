//go:build rust && cgo && linux && amd64 && !backfire_dl && !musl

// Package crossing holds what the cost of crossing between Go and the Rust kernel is set against: the least that cgo
// costs, one way and the other. The benchmarks say the rest:
//
//	go test -tags rust -run '^$' -bench . ./bench/crossing
package crossing

/*
#cgo CFLAGS: -I${SRCDIR}/../../include
#cgo LDFLAGS: ${SRCDIR}/../../lib/linux_amd64/libbackfire.a
#include "backfire.h"

#cgo noescape crossingNothing
#cgo nocallback crossingNothing
#cgo noescape bf_contract
#cgo nocallback bf_contract
uint32_t crossingNothing(void);

void crossingLoop(size_t n);

#cgo noescape crossingRun
#cgo nocallback crossingRun
bf_status crossingRun(const bf_halt_config *config, size_t tokens, size_t *passed);
*/
import "C"

import (
	"unsafe"

	"github.com/backfire-ai/backfire-go/fallback"
)

// bareCall calls a C function that does nothing.
func bareCall() uint32 { return uint32(C.crossingNothing()) }

// emptyCall calls the kernel's least function, which returns a number.
func emptyCall() uint32 { return uint32(C.bf_contract()) }

// bareCallbacks has C call a Go function that does nothing n times.
func bareCallbacks(n int) { C.crossingLoop(C.size_t(n)) }

// runInC has the kernel take n tokens from a C function: what a token costs without a callback into Go. It returns how many passed.
func runInC(cfg fallback.HaltConfig, n int) int {
	var passed C.size_t
	C.crossingRun((*C.bf_halt_config)(unsafe.Pointer(&cfg)), C.size_t(n), &passed)
	return int(passed)
}
