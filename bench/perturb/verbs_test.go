package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestVerbForms(t *testing.T) {
	for _, want := range []verb{
		{"stop", "stops", "stopped", "stopped", "stopping"},
		{"carry", "carries", "carried", "carried", "carrying"},
		{"play", "plays", "played", "played", "playing"},
		{"admit", "admits", "admitted", "admitted", "admitting"},
		{"open", "opens", "opened", "opened", "opening"},
		{"free", "frees", "freed", "freed", "freeing"},
		{"equip", "equips", "equipped", "equipped", "equipping"},
		{"tie", "ties", "tied", "tied", "tying"},
		{"reach", "reaches", "reached", "reached", "reaching"},
		{"show", "shows", "showed", "shown", "showing"},
		{"give", "gives", "gave", "given", "giving"},
		{"have", "has", "had", "had", "having"},
	} {
		assert.Equal(t, want, verbOf(want.base))
	}
}

func TestPastOf(t *testing.T) {
	for form, want := range map[string]string{"found": "find", "went": "go", "reported": "report", "cut": "", "read": "", "table": ""} {
		v, ok := pastOf(form)
		assert.Equal(t, want, v.base, form)
		assert.Equal(t, want != "", ok, form)
	}
}
