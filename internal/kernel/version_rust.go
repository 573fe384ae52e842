//go:build rust || backfire_wasm

package kernel

import (
	"fmt"

	"github.com/Masterminds/semver/v3"
)

// supportedVersions is the range of kernel versions that this bridge can drive. Pre-releases are outside of it.
const supportedVersions = ">=0.1.0, <0.2.0"

// CheckVersion holds a kernel's version against the supported range. It returns nil for one inside of it.
func CheckVersion(version string) *Rejection {
	rejected := &Rejection{Kernel: "rust", Check: "version", Found: fmt.Sprintf("%q", version), Supported: supportedVersions}
	v, err := semver.StrictNewVersion(version)
	if err != nil {
		rejected.Err = err
		return rejected
	}
	supported, err := semver.NewConstraint(supportedVersions)
	if err != nil {
		rejected.Err = err
		return rejected
	}
	if !supported.Check(v) {
		return rejected
	}
	return nil
}
