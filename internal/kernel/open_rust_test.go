//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestOurVersionIsSupported: a kernel of this module's own version is one that the bridge takes.
func TestOurVersionIsSupported(t *testing.T) {
	assert.Nil(t, CheckVersion(Version))
}
