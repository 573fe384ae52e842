//go:build !rust || !cgo || !(linux || (darwin && !backfire_dl)) || !(amd64 || arm64)

package kernel

import "runtime"

// openRust says why this build has no Rust kernel.
func openRust(Kernel) (Choice, *Rejection) {
	return Choice{}, &Rejection{
		Kernel:    "rust",
		Check:     "platform",
		Found:     "a build for " + runtime.GOOS + "/" + runtime.GOARCH + " without it",
		Supported: "a build with -tags rust and CGO_ENABLED=1 for linux or darwin on amd64 or arm64",
	}
}
