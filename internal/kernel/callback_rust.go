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

// backfireNextToken is what bf_halt_run calls. A panic of the function behind context ends in NextToken.call; it must not
// unwind through the kernel.
//
//export backfireNextToken
func backfireNextToken(context unsafe.Pointer, index C.size_t, token *C.bf_halt_token) C.int32_t {
	t, ok := pointer.Restore(context).(NextToken).call(int(index))
	if !ok {
		return 0
	}
	*(*fallback.HaltToken)(unsafe.Pointer(token)) = t
	return 1
}
