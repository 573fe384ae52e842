//go:build rust && cgo && backfire_dl && linux && (amd64 || arm64)

package kernel

/*
#cgo CFLAGS: -I${SRCDIR}/../../include
#cgo LDFLAGS: -ldl
#include "load_dl.h"
*/
import "C"

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	_ "github.com/backfire-ai/backfire-go/include" // so that vendoring carries the header
)

// The environment variables that say which library to load: its absolute path and, where one is given, the SHA-256 that
// the file must have.
const (
	pathVariable = "BACKFIRE_KERNEL_PATH"
	hashVariable = "BACKFIRE_KERNEL_SHA256"
)

// findLibrary loads the library and finds the functions that say what it is. These three have the same signatures in
// every version, so they may be called before anything else is known of the library. It is never unloaded: threads that
// once were in it may still have destructors to run.
func findLibrary() *Rejection {
	path := os.Getenv(pathVariable)
	if !filepath.IsAbs(path) {
		return &Rejection{
			Kernel: "rust", Check: "library", Found: fmt.Sprintf("%s=%q", pathVariable, path),
			Supported: "the absolute path of libbackfire.so",
		}
	}
	if rejected := checkHash(path, os.Getenv(hashVariable)); rejected != nil {
		return rejected
	}
	name := append([]byte(path), 0)
	var problem [512]C.char
	if C.backfire_dl_find((*C.char)(unsafe.Pointer(&name[0])), &problem[0], C.size_t(len(problem))) != 0 {
		return unusable(path, strings.TrimPrefix(C.GoString(&problem[0]), path+": "))
	}
	return nil
}

// bindLibrary finds all other functions of the library that findLibrary loaded.
func bindLibrary() *Rejection {
	if missing := C.backfire_dl_bind(); missing != nil {
		return unusable(os.Getenv(pathVariable), "no function "+C.GoString(missing))
	}
	return nil
}

func unusable(path, problem string) *Rejection {
	return &Rejection{Kernel: "rust", Check: "library", Found: path + ": " + problem, Supported: "a backfire kernel for this platform"}
}

// checkHash holds a file against a SHA-256 in hexadecimal digits, if there is one.
func checkHash(path, want string) *Rejection {
	if want == "" {
		return nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return &Rejection{Kernel: "rust", Check: "library", Found: "no readable file", Supported: path, Err: err}
	}
	sum := sha256.Sum256(content)
	if got := hex.EncodeToString(sum[:]); !strings.EqualFold(got, want) {
		return &Rejection{Kernel: "rust", Check: "library", Found: "SHA-256 " + got, Supported: want + " as " + hashVariable + " says"}
	}
	return nil
}
