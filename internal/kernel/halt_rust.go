//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

/*
#include "backfire.h"

// What these take from Go they use during the call only, and none of them calls Go.
#cgo noescape bf_halt_start
#cgo nocallback bf_halt_start
#cgo noescape bf_halt_step
#cgo nocallback bf_halt_step

int32_t backfireNextToken(void *context, size_t index, bf_halt_token *token);
*/
import "C"

import (
	"unsafe"

	pointer "github.com/mattn/go-pointer"

	"github.com/backfire-ai/backfire-go/fallback"
)

// rustHalt is a machine of the kernel's in memory of Go's.
type rustHalt struct{ state []uint64 }

func (k *rustKernel) NewHalt(cfg fallback.HaltConfig) (Halt, error) {
	var msg C.bf_message
	var n C.size_t
	var state []uint64
	for range 2 {
		st := C.bf_halt_start((*C.bf_halt_config)(unsafe.Pointer(&cfg)), (*C.uint64_t)(unsafe.SliceData(state)), C.size_t(len(state)), &n, &msg)
		if st == C.BF_STATUS_BUFFER {
			state = make([]uint64, n)
			continue
		}
		if st != C.BF_STATUS_OK {
			return nil, misconfigured("halt", st, &msg, cfg)
		}
		return &rustHalt{state}, nil
	}
	return nil, fault("halt", C.BF_STATUS_BUFFER, &msg)
}

func (h *rustHalt) Step(t fallback.HaltToken) (d fallback.HaltDecision, err error) {
	var msg C.bf_message
	st := C.bf_halt_step((*C.uint64_t)(unsafe.SliceData(h.state)), C.size_t(len(h.state)), (*C.bf_halt_token)(unsafe.Pointer(&t)),
		(*C.bf_halt_decision)(unsafe.Pointer(&d)), &msg)
	if st != C.BF_STATUS_OK {
		return fallback.HaltDecision{}, fault("halt", st, &msg)
	}
	return d, nil
}

// RunHalt gives the kernel a function to call for each token, and, so that C never holds a pointer of Go's, a number in
// place of next. next lives in the table behind that number until the run ends, and no longer. It may panic; it must not end
// its goroutine (runtime.Goexit), which would leave the kernel's frames without unwinding them.
func (k *rustKernel) RunHalt(cfg fallback.HaltConfig, next NextToken) (passed int, d fallback.HaltDecision, err error) {
	context := pointer.Save(next)
	defer pointer.Unref(context)
	var msg C.bf_message
	var n C.size_t
	st := C.bf_halt_run((*C.bf_halt_config)(unsafe.Pointer(&cfg)), C.bf_next_token(C.backfireNextToken), context,
		&n, (*C.bf_halt_decision)(unsafe.Pointer(&d)), &msg)
	if st != C.BF_STATUS_OK {
		return 0, fallback.HaltDecision{}, misconfigured("halt", st, &msg, cfg)
	}
	return int(n), d, nil
}
