// Package mock plays a language model's service: it answers in the wire formats of OpenAI's Chat Completions and Responses
// and of Anthropic's Messages, streamed at a given rate or not, with answers that are known beforehand. Its answers have the
// shape of recorded ones.
package mock

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Answer is what the model says.
type Answer struct {
	Choices []Choice // more than one only in Chat Completions
}

// Choice is one answer out of several.
type Choice struct {
	Reasoning []string // tokens
	Text      []string
	Calls     []Call
}

// Call is a tool call.
type Call struct {
	Name      string
	Arguments []string // tokens of JSON
}

// Say returns an answer of one choice with a text.
func Say(text string) Answer { return Answer{Choices: []Choice{{Text: Tokens(text)}}} }

// Tokens cuts a text as tokenisers do, more or less: words with the space before them, and punctuation.
func Tokens(text string) []string {
	var tokens []string
	begin := 0
	for i, r := range text {
		if i > begin && strings.ContainsRune(" \n.,;:!?\"", r) {
			tokens = append(tokens, text[begin:i])
			begin = i
		}
	}
	if begin < len(text) {
		tokens = append(tokens, text[begin:])
	}
	return tokens
}

// Bytes cuts a text into its bytes.
func Bytes(text string) []string { return strings.Split(text, "") }

// Transcript is an answer as it is sent.
type Transcript struct {
	Events []string // when it is streamed: each whole, with the blank line that ends it
	Whole  string   // when it is not
}

// Recorded returns a stream that was recorded.
func Recorded(stream string) *Transcript {
	return &Transcript{Events: strings.SplitAfter(stream, "\n\n"), Whole: "{}"}
}

// Stream returns all events.
func (t Transcript) Stream() string { return strings.Join(t.Events, "") }

// text returns a JSON string.
func text(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings always can be
	}
	return string(b)
}

// add appends an event; kind "" is none.
func (t *Transcript) add(kind, format string, args ...any) {
	data := fmt.Sprintf(format, args...)
	if kind != "" {
		kind = "event: " + kind + "\n"
	}
	t.Events = append(t.Events, kind+"data: "+data+"\n\n")
}
