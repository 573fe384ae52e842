//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

/*
#include "backfire.h"
*/
import "C"

import (
	"fmt"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
)

// openRust finds the Rust kernel, checks that it is one that this bridge can drive, and opens it. The reference is a
// kernel that is known to be right.
func openRust(reference Kernel) (Choice, *Rejection) {
	if rejected := findLibrary(); rejected != nil {
		return Choice{}, rejected
	}
	version := C.GoString(C.bf_version())
	if rejected := CheckVersion(version); rejected != nil {
		return Choice{}, rejected
	}
	if rejected := checkNumbers(uint64(C.bf_abi_fingerprint()), uint32(C.bf_contract())); rejected != nil {
		return Choice{}, rejected
	}
	if rejected := bindLibrary(); rejected != nil {
		return Choice{}, rejected
	}
	k, err := openNative(tables.Blob(), reference)
	if err != nil {
		return Choice{}, &Rejection{Kernel: "rust", Check: "tables", Found: "a kernel that refuses them", Supported: "one that reads them", Err: err}
	}
	if err := selfTest(k, reference); err != nil {
		k.Close()
		return Choice{}, &Rejection{Kernel: "rust", Check: "self-test", Found: "another answer", Supported: "the answers of the Go kernel", Err: err}
	}
	return Choice{Kernel: k, Name: "rust", Version: version, Reason: origin() + " and passed its checks"}, nil
}

// checkNumbers holds the kernel's declarations and its contract against those that this bridge was built with.
func checkNumbers(fingerprint uint64, contract uint32) *Rejection {
	if want := uint64(C.BF_ABI_FINGERPRINT); fingerprint != want {
		return &Rejection{
			Kernel: "rust", Check: "abi fingerprint",
			Found: fmt.Sprintf("%016x", fingerprint), Supported: fmt.Sprintf("%016x", want),
		}
	}
	if contract != fallback.Contract {
		return &Rejection{Kernel: "rust", Check: "contract", Found: fmt.Sprint(contract), Supported: fmt.Sprint(fallback.Contract)}
	}
	return nil
}
