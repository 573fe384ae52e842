//go:build rust && cgo && !backfire_dl && !musl

package kernel

/*
#cgo CFLAGS: -I${SRCDIR}/../../include
#cgo LDFLAGS: ${SRCDIR}/../../lib/linux_amd64/libbackfire.a -static-libgcc
*/
import "C"

import (
	_ "github.com/backfire-ai/backfire-go/include" // so that vendoring carries them
	_ "github.com/backfire-ai/backfire-go/lib/linux_amd64"
)
