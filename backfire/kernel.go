package backfire

import (
	"fmt"
	"sync"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
)

// Version is the version of this module.
const Version = "0.1.0"

// KernelInfo says which kernel serves this process.
type KernelInfo struct {
	Name    string // "go"
	Version string // the kernel's own version
	Reason  string // why this kernel serves and no other
}

// Kernel reports the kernel that serves every Guard and Index of this process.
func Kernel() KernelInfo {
	return KernelInfo{Name: "go", Version: Version, Reason: "this build has no other kernel"}
}

// openKernel opens the kernel over the embedded tables, once a process.
var openKernel = sync.OnceValues(func() (*fallback.Kernel, error) {
	k, err := fallback.Open(tables.Blob())
	if err != nil {
		return nil, fmt.Errorf("backfire: the kernel refuses the embedded tables: %w", err)
	}
	return k, nil
})
