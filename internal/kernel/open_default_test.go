//go:build !rust && !backfire_dl && !backfire_wasm

package kernel

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheDefaultBuildHasNoOtherKernel(t *testing.T) {
	choice, err := choose("")
	require.NoError(t, err)
	assert.Equal(t, "go", choice.Name)
	assert.Equal(t, "this build has no other kernel", choice.Reason)
	assert.Nil(t, choice.Rejected)

	_, err = choose("rust")
	var rejected *Rejection
	require.ErrorAs(t, err, &rejected)
	assert.Equal(t, "platform", rejected.Check)
	assert.ErrorContains(t, err, "-tags rust")

	_, err = open("wasm")
	require.ErrorAs(t, err, &rejected)
	assert.Equal(t, "platform", rejected.Check)
	assert.ErrorContains(t, err, "-tags backfire_wasm")
}
