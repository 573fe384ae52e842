//go:build rust && cgo && backfire_dl && linux && (amd64 || arm64)

package kernel

/*
#cgo CFLAGS: -I${SRCDIR}/../../include
#cgo LDFLAGS: -ldl
#include "load_dl.h"
*/
import "C"

import (
	"bytes"
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

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
	content, err := os.ReadFile(path)
	if err != nil {
		return unusable(path, cause(err).Error())
	}
	if err := whole(content); err != nil {
		return unusable(path, err.Error())
	}
	sum := sha256.Sum256(content)
	loadedFrom = fmt.Sprintf("%s (SHA-256 %x)", path, sum)
	want := os.Getenv(hashVariable)
	if want == "" {
		return load(path, path)
	}
	if got := hex.EncodeToString(sum[:]); !strings.EqualFold(got, want) {
		return &Rejection{Kernel: "rust", Check: "library", Found: "SHA-256 " + got, Supported: want + " as " + hashVariable + " says"}
	}
	checked, err := memoryFile(content)
	if err != nil {
		return unusable(path, err.Error())
	}
	defer checked.Close()
	return load(path, fmt.Sprintf("/proc/self/fd/%d", checked.Fd()))
}

// loadedFrom is the library that was found: its path and checksum. Only Open, which runs once, gets here.
var loadedFrom string

// origin says where the kernel comes from.
func origin() string { return "it was loaded from " + loadedFrom }

// load loads the library of a path from a file, which may be a copy.
func load(path, file string) *Rejection {
	name := append([]byte(file), 0)
	var problem [512]C.char
	if C.backfire_dl_find((*C.char)(unsafe.Pointer(&name[0])), &problem[0], C.size_t(len(problem))) != 0 {
		return unusable(path, strings.TrimPrefix(C.GoString(&problem[0]), file+": "))
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

// cause returns what went wrong with a file, without its name.
func cause(err error) error {
	var wrong *os.PathError
	if errors.As(err, &wrong) {
		return wrong.Err
	}
	return err
}

// whole fails for what the loader would not survive: it maps what the headers of a file say and touches it, though the file
// may have been cut short.
func whole(content []byte) error {
	short := errors.New("the file is cut short")
	file, err := elf.NewFile(bytes.NewReader(content))
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return short
	}
	if err != nil {
		return err
	}
	for _, p := range file.Progs {
		size := uint64(len(content))
		if p.Type == elf.PT_LOAD && (p.Off > size || p.Filesz > size-p.Off) {
			return short
		}
	}
	return nil
}

// memoryFile returns a file in memory with the content, so that what is loaded is what was checked, whatever becomes of the file
// meanwhile.
func memoryFile(content []byte) (*os.File, error) {
	fd, err := unix.MemfdCreate("libbackfire.so", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, fmt.Errorf("a copy in memory: %w", err)
	}
	file := os.NewFile(uintptr(fd), "libbackfire.so")
	if _, err := file.Write(content); err != nil {
		return nil, errors.Join(fmt.Errorf("a copy in memory: %w", err), file.Close())
	}
	const seals = unix.F_SEAL_SEAL | unix.F_SEAL_WRITE | unix.F_SEAL_SHRINK | unix.F_SEAL_GROW
	if _, err := unix.FcntlInt(file.Fd(), unix.F_ADD_SEALS, seals); err != nil {
		return nil, errors.Join(fmt.Errorf("a copy in memory: %w", err), file.Close())
	}
	return file, nil
}
