package fallback

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/contract/tables"
)

// openKernel opens the kernel on the tables that ship.
func openKernel(t testing.TB) *Kernel {
	t.Helper()
	k, err := Open(tables.Blob())
	require.NoError(t, err)
	return k
}
