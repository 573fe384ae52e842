//go:build (rust && cgo) || backfire_wasm

package kernel

import (
	"fmt"
	"strings"
	"testing"

	"github.com/backfire-ai/backfire-go/fallback"
)

// choices makes texts of a fuzzer's bytes: each decides what comes next, so that a small change of the input is a small
// change of the text, and every text has the structure that the kernel's rules are about.
type choices struct{ left []byte }

// next returns a number below n; 0 when nothing is left.
func (c *choices) next(n int) int {
	if len(c.left) == 0 {
		return 0
	}
	b := c.left[0]
	c.left = c.left[1:]
	return int(b) % n
}

func (c *choices) of(words ...string) string { return words[c.next(len(words))] }

// number returns a number in one of many forms, most of them around a magnitude word or a unit.
func (c *choices) number() string {
	digits := c.of("0", "1", "3", "7", "12", "30", "99", "100", "999", "1000", "2024", "0.5", "4.2", "1.10", "1e3", "1,000", "12,34", "1 000", "٣", "½", "二十")
	sign := c.of("", "", "", "-", "−", "+", "€", "$", "~", "(")
	magnitude := c.of("", "", "", " million", " billion", "k", " K", " m", "bn", " thousand", " hundred", " dozen", " lakh", "%", " %", " per cent")
	unit := c.of("", "", " days", " kg", "km", " km/h", "°C", " ms", "GB", " USD", " years", "st", "th", "-day", " p.m.", ":30", "/2024", "-03-15")
	return sign + digits + magnitude + unit
}

func (c *choices) spelled() string {
	return c.of("one", "two", "zero", "a", "ten", "twenty", "ninety") + c.of("", "-one", " two", " hundred", " thousand", " million", " and five", " hundred and one")
}

func (c *choices) subject() string {
	return c.of("The trial", "A refund", "Dr. Ålesund", "ACME Corp.", "it", "Deliveries to Norway", "No one", "The U.S. office", "支持", "Café Zoë")
}

func (c *choices) verb() string {
	return c.of(" is", " lasts", " costs", " isn't", " is not", " was never", " opened", " closed", " cannot be", " increased to", " fell by", " may not", " weighs")
}

func (c *choices) object() string {
	switch c.next(5) {
	case 0:
		return " " + c.number()
	case 1:
		return " " + c.spelled() + c.of("", " days", " percent", " people")
	case 2:
		return c.of(" “open”", " \"closed\"", " 'red'", " «insured»", " `code.x`")
	case 3:
		return c.of(" on ", " by ", " before ") + c.of("15 March 2024", "March 15", "2024-03-15", "Monday", "June 32", "5:30 p.m.", "noon", "1 May")
	}
	return c.of(" available", " free", " red and blue", " insured", " without fees", " safe", " unsafe", " in No. 5 e.g. here")
}

func (c *choices) sentence() string {
	s := c.subject() + c.verb() + c.object()
	if c.next(3) == 0 {
		s += c.of(" and", ", but", " unless", " only if", "; ", " – ") + c.object()
	}
	return s + c.of(".", ".", ".", "!", "?", "...", "…", "。", ".)", ".\"", "", ":")
}

// document returns sentences with what separates them, some of which looks like Markdown.
func (c *choices) document() string {
	var b strings.Builder
	for range c.next(6) + 1 {
		b.WriteString(c.sentence())
		b.WriteString(c.of(" ", " ", "\n", "\n\n", "\r\n", "\n- ", "\n1. ", "\n# ", "\n> ", "\n| a | b |\n", "\n```\nx. Y\n```\n", "\t", "\u00a0", "\u200b", ""))
	}
	return b.String()
}

// nearly returns a text with one thing in it changed.
func (c *choices) nearly(text string) string {
	swaps := []string{"is", "isn't", "1", "7", "million", "billion", "open", "closed", "days", "weeks", "March", "May", "not ", "", "free", "insured",
		"The", "A", ".", " and", "kg", "g", "Norway", "Sweden", "0", "00", "only ", "", "-", "+"}
	at := 2 * c.next(len(swaps)/2)
	return strings.Replace(text, swaps[at], swaps[at+1], c.next(3)+1)
}

// FuzzNearly compares what kernels make of claims and evidence that nearly agree.
func FuzzNearly(f *testing.F) {
	addPrograms(f)
	f.Fuzz(func(t *testing.T, program []byte) {
		golang, rust := both(t)
		c := choices{program}
		evidence := c.document()
		claim := c.nearly(evidence)
		if c.next(2) == 0 {
			claim = c.nearly(c.sentence())
		}
		other := c.document()
		almost := c.nearly(other)
		same(t, golang, rust, func(k Kernel) (any, error) { return k.Signals(claim, evidence) })
		same(t, golang, rust, func(k Kernel) (any, error) { return snapshotOf(t, k, other, evidence, almost).Ground(claim) })
		same(t, golang, rust, func(k Kernel) (any, error) {
			var r fallback.Review
			err := snapshotOf(t, k, strings.SplitAfter(evidence+other, ".")...).Review(&r, claim, fallback.DefaultCoherenceConfig(), .25)
			return r, err
		})
	})
}

// FuzzDocument compares claims and analyses of text that is full of what rules look for.
func FuzzDocument(f *testing.F) {
	addPrograms(f)
	f.Fuzz(func(t *testing.T, program []byte) {
		golang, rust := both(t)
		c := choices{program}
		text, step := c.document()+c.document(), c.next(7)+1
		same(t, golang, rust, func(k Kernel) (any, error) {
			var a fallback.Analysis
			err := k.Analyze(&a, text)
			return exported(&a), err
		})
		same(t, golang, rust, func(k Kernel) (any, error) { return segmented(k, text, step) })
	})
}

// FuzzMagnitude compares the readings of numbers in all their forms.
func FuzzMagnitude(f *testing.F) {
	addPrograms(f)
	f.Fuzz(func(t *testing.T, program []byte) {
		golang, rust := both(t)
		c := choices{program}
		text := fmt.Sprintf("It is %s%s%s, not %s %s or %s.", c.number(), c.of(" ", "", "-", " to ", "–", " x "), c.number(), c.spelled(), c.number(), c.spelled())
		claim := c.nearly(text)
		same(t, golang, rust, func(k Kernel) (any, error) {
			var a fallback.Analysis
			err := k.Analyze(&a, text)
			units := make([]string, len(a.Numbers))
			for i := range a.Numbers {
				units[i] = k.NumberUnit(&a.Numbers[i])
			}
			return [...]any{exported(&a), units}, err
		})
		same(t, golang, rust, func(k Kernel) (any, error) { return k.Signals(claim, text) })
	})
}

func addPrograms(f *testing.F) {
	for seed := range 24 {
		program := make([]byte, 60)
		x := uint32(seed + 1)
		for i := range program {
			x = x*1664525 + 1013904223
			program[i] = byte(x >> 24)
		}
		f.Add(program)
	}
}

// segmented returns the ends of the claims of a text that arrives in steps, and the states between them.
func segmented(k Kernel, text string, step int) (any, error) {
	var states []any
	var seg fallback.Segmenter
	start, have := 0, 0
	for have < len(text) {
		have = min(have+step, len(text))
		for {
			end, ok, err := k.Segment(&seg, text[start:have], have == len(text))
			states = append(states, end, ok, seg)
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
			start += end
		}
	}
	return states, nil
}
