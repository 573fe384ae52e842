package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTidy(t *testing.T) {
	for in, want := range map[string]string{
		"A dog is running":                         "A dog is running.",
		" He said ``yes'' yesterday .":             `He said "yes" yesterday.`,
		"The franc <CHF=> rose , he said.":         "The franc rose, he said.",
		"The journal (news - web sites) reported.": "The journal reported.",
		"Is it so?": "Is it so?",
		"":          "",
	} {
		assert.Equal(t, want, tidy(in))
	}
}

func TestUsable(t *testing.T) {
	for s, want := range map[string]bool{
		"The shares rose 5.2 percent on Monday.":   true,
		`He said the "witness" was there.`:         true,
		"Too short this.":                          false,
		"The shares rose on Monday":                false,
		"Stanford plays at 11 a.m. in the park.":   false,
		"The U.S. officials were in the room.":     false,
		"He works for the firm Smith Inc.":         false,
		"She lives in the U.S.":                    false,
		"Who is it? he asked the tall man.":        false,
		`He said that "nobody knows it all.`:       false,
		"lower case starts are parts of sentences": false,
		"- a list item is not a sentence.":         false,
		"Third . . . we are not allowed.":          false,
	} {
		assert.Equal(t, want, usable(s), s)
	}
}

func TestSplitText(t *testing.T) {
	got := splitText("It rose 5.2 percent. It fell!\n\n- an item\nLast one")
	assert.Equal(t, []string{"It rose 5.2 percent.", "It fell!", "- an item", "Last one"}, got)
}
