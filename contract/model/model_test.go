// Package model has no code: its tests hold the models that ship against the validation set.
package model

import (
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
)

// TestBalancedPoint holds what docs/ACCURACY.md says of the balanced point against the models in the tables: the least share
// of each part of the validation set that is caught or left alone.
func TestBalancedPoint(t *testing.T) {
	var parts map[string][]string
	_, err := toml.DecodeFile("validation.toml", &parts)
	require.NoError(t, err)
	k, err := fallback.Open(tables.Blob())
	require.NoError(t, err)
	for _, tc := range []struct {
		part      string
		mode      fallback.ScanMode
		caught    float64
		leftAlone float64
	}{
		{part: "hijack", caught: .75}, {part: "extraction", caught: .75}, {part: "jailbreak", caught: .8}, {part: "translated", caught: .7},
		{part: "benign_trigger", leftAlone: .95}, {part: "benign_chat", leftAlone: .95}, {part: "benign_translated", leftAlone: .95},
		{part: "planted", mode: fallback.ScanDocument, caught: .3}, {part: "indirect", mode: fallback.ScanDocument, caught: .6},
		{part: "benign_documents", mode: fallback.ScanDocument, leftAlone: .93},
	} {
		var w fallback.InjectionWork
		_, balanced, _ := k.InjectionPoints(tc.mode)
		over := 0
		require.NotEmpty(t, parts[tc.part])
		for _, text := range parts[tc.part] {
			if k.InjectionScore(&w, text, tc.mode).Score >= balanced {
				over++
			}
		}
		share := float64(over) / float64(len(parts[tc.part]))
		assert.GreaterOrEqual(t, share, tc.caught, tc.part)
		assert.GreaterOrEqual(t, 1-share, tc.leftAlone, tc.part)
	}
}
