//go:build !backfire_wasm

package kernel

// wantsWasm reports whether this build was asked to have the kernel as a WebAssembly module.
const wantsWasm = false

// openWasm says why this build has no such kernel.
func openWasm(Kernel) (Choice, *Rejection) {
	return Choice{}, &Rejection{
		Kernel: "wasm", Check: "platform", Found: "a build without it", Supported: "a build with -tags backfire_wasm",
	}
}
