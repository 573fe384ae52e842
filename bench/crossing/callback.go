//go:build rust && cgo && linux && amd64 && !backfire_dl && !musl

package crossing

/*
#include <stddef.h>
*/
import "C"

//export crossingCallback
func crossingCallback(C.size_t) {}
