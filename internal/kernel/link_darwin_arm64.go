//go:build rust && cgo && !backfire_dl

package kernel

/*
#cgo CFLAGS: -I${SRCDIR}/../../include
#cgo LDFLAGS: ${SRCDIR}/../../lib/darwin_arm64/libbackfire.a
*/
import "C"

import (
	_ "github.com/backfire-ai/backfire-go/include" // so that vendoring carries them
	_ "github.com/backfire-ai/backfire-go/lib/darwin_arm64"
)
