package backfire

import (
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCloseOverwritesOriginals looks at the memory that a vault had, and at what a restoring writer had ready.
func TestCloseOverwritesOriginals(t *testing.T) {
	s, err := NewScanner()
	require.NoError(t, err)
	r := s.NewRedactor()
	masked, _, err := r.Mask("ann@example.org and 4111 1111 1111 1111", ScanPrompt)
	require.NoError(t, err)
	var kept [][]byte
	for _, list := range r.vault {
		kept = append(kept, list...)
	}
	require.Len(t, kept, 2)
	w := r.RestoreTo(io.Discard).(*restorer)
	_, err = io.WriteString(w, masked)
	require.NoError(t, err)
	ready := w.ready[:cap(w.ready)]
	assert.True(t, allZero(ready), "written on, and still there")
	require.NoError(t, r.Close())
	for _, original := range kept {
		assert.True(t, allZero(original))
	}
	assert.Empty(t, r.vault)
}

func allZero(b []byte) bool { return !slices.ContainsFunc(b, func(c byte) bool { return c != 0 }) }
