//go:build backfire_wasm

package kernel

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/include"
	"github.com/backfire-ai/backfire-go/internal/wasm"
	"github.com/backfire-ai/backfire-go/lib/wasm32"
)

// wantsWasm reports whether this build was asked to have the kernel as a WebAssembly module.
const wantsWasm = true

// openWasm checks that the embedded module is one that this package can drive, and opens it. The reference is a kernel that is
// known to be right.
func openWasm(reference Kernel) (Choice, *Rejection) { return openModule(wasm32.Module, reference) }

func openModule(code []byte, reference Kernel) (Choice, *Rejection) {
	rejected := &Rejection{Kernel: "wasm", Check: "library", Found: fmt.Sprintf("%d bytes", len(code)), Supported: "a WebAssembly module of backfire's"}
	module, err := wasm.Compile(code)
	if err != nil {
		rejected.Err = err
		return Choice{}, rejected
	}
	version, rejected := probe(module, rejected)
	if rejected != nil {
		rejected.Kernel = "wasm"
		module.Close()
		return Choice{}, rejected
	}
	k := &wasmKernel{module: module, tables: tables.Blob(), rules: reference}
	if err := k.hold(func(*wasmInstance) error { return nil }); err != nil {
		module.Close()
		return Choice{}, &Rejection{Kernel: "wasm", Check: "tables", Found: "a kernel that refuses them", Supported: "one that reads them", Err: err}
	}
	if err := selfTest(k, reference); err != nil {
		module.Close()
		return Choice{}, &Rejection{Kernel: "wasm", Check: "self-test", Found: "another answer", Supported: "the answers of the Go kernel", Err: err}
	}
	return Choice{Kernel: k, Name: "wasm", Version: version, Reason: "it is in this build and passed its checks"}, nil
}

// probe asks an instance what kernel it is. broken is what a module is that cannot be asked.
func probe(module *wasm.Module, broken *Rejection) (version string, rejected *Rejection) {
	i, err := module.Instantiate()
	if err != nil {
		broken.Err = err
		return "", broken
	}
	defer i.Close()
	var answers [3]uint64
	for n, function := range []string{"bf_version", "bf_abi_fingerprint", "bf_contract"} {
		if answers[n], err = i.Call(function); err != nil {
			broken.Err = err
			return "", broken
		}
	}
	version = versionAt(i, uint32(answers[0]))
	if rejected := CheckVersion(version); rejected != nil {
		return "", rejected
	}
	return version, checkModuleNumbers(answers[1], uint32(answers[2]))
}

// checkModuleNumbers holds the fingerprint of a module's declarations against that of include/backfire.h, and its contract against
// the Go kernel's.
func checkModuleNumbers(fingerprint uint64, contract uint32) *Rejection {
	if want := headerFingerprint(); fingerprint != want {
		return &Rejection{Check: "abi fingerprint", Found: fmt.Sprintf("%016x", fingerprint), Supported: fmt.Sprintf("%016x", want)}
	}
	if contract != fallback.Contract {
		return &Rejection{Check: "contract", Found: fmt.Sprint(contract), Supported: fmt.Sprint(fallback.Contract)}
	}
	return nil
}

// versionAt returns the text of at most 64 bytes that ends with NUL.
func versionAt(i *wasm.Instance, at uint32) string {
	for size := 64; size > 0; size-- { // the text may be the last thing in memory
		if b, ok := i.View(at, size); ok {
			text, _, _ := bytes.Cut(b, []byte{0})
			return string(text)
		}
	}
	return ""
}

var fingerprintLine = regexp.MustCompile(`(?m)^#define BF_ABI_FINGERPRINT UINT64_C\(0x([0-9a-f]+)\)$`)

// headerFingerprint returns the fingerprint of the declarations in include/backfire.h.
func headerFingerprint() uint64 {
	found := fingerprintLine.FindStringSubmatch(include.Header)
	if found == nil {
		return 0
	}
	n, _ := strconv.ParseUint(found[1], 16, 64)
	return n
}
