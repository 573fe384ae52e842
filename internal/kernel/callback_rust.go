//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

/*
#include "backfire.h"
*/
import "C"

import (
	"unsafe"

	pointer "github.com/mattn/go-pointer"

	"github.com/backfire-ai/backfire-go/fallback"
)

// backfireNextToken is what bf_halt_run calls. A panic of the function behind context ends here, as a failure to score: it
// must not unwind through the kernel.
//
//export backfireNextToken
func backfireNextToken(context unsafe.Pointer, index C.size_t, token *C.bf_halt_token) (status C.int32_t) {
	status = failedToken // if there is a panic, even one of nil
	defer func() { _ = recover() }()
	t, ok := pointer.Restore(context).(NextToken)(int(index))
	if !ok {
		return noToken
	}
	*(*fallback.HaltToken)(unsafe.Pointer(token)) = t
	return haveToken
}

// What a bf_next_token returns.
const noToken, haveToken, failedToken = 0, 1, 2
