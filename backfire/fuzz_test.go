package backfire

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzStream holds whole against cut answers: the same must leave, and be said.
func FuzzStream(f *testing.F) {
	f.Add(truePayment+" "+falseWindow+" "+trueDesigner, []byte{1}, byte(0))
	f.Add(strangeClaim+"\n\n- "+trueWindow+"\r\n- "+trueDesigner, []byte{3, 200, 1}, byte(1))
	f.Add("```\n"+strings.Repeat("é", 90)+"\n```\n"+trueWindow, []byte{7}, byte(2))
	f.Add("日本語です。\xff\x00 e.g. 3.14 | a | b |\n# T\n> q", []byte{2}, byte(3))
	f.Add(strings.Repeat("word ", 60)+"\xf0\x9f", []byte{64, 1}, byte(6))
	guards := map[byte]*Guard{}
	for i := range byte(8) {
		guards[i] = newGuard(f, func(p *Policy) {
			p.Strict = i&1 != 0
			if i&2 != 0 {
				p.Hold.MaxBytes = 64
			}
			if i&4 != 0 {
				p.Hold.OnOverflow = ReleaseHeld
			}
		})
	}
	f.Fuzz(func(t *testing.T, answer string, sizes []byte, choice byte) {
		g := guards[choice%8]
		whole, want := stream(g, nil, answer)
		steps := []int{1}
		for _, n := range sizes {
			steps = append(steps, int(n)+1)
		}
		cut, got := stream(g, nil, chunked(answer, steps)...)
		require.Equal(t, whole, cut)
		require.Equal(t, comparableResult(want), comparableResult(got))
		require.True(t, strings.HasPrefix(answer, whole))
		require.Equal(t, want.Halt == nil, whole == answer)
	})
}

// FuzzParsePolicy looks for files that are neither a valid policy nor refused as one.
func FuzzParsePolicy(f *testing.F) {
	f.Add([]byte(fullPolicy))
	f.Add([]byte(`{"strict": true, "hold": {"max_bytes": 100}}`))
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("halt: {hard_limit: .nan}\n? [x]\n: y"))
	f.Add([]byte("---\n...\n---\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParsePolicy(bytes.NewReader(data))
		if err == nil {
			require.NoError(t, p.Validate())
			return
		}
		var wrong *PolicyError
		require.ErrorAs(t, err, &wrong)
		require.Zero(t, p)
	})
}

// FuzzLoadFacts looks for files whose facts are not what the file says, or that are refused without saying why.
func FuzzLoadFacts(f *testing.F) {
	f.Add("# T\n\n- One\n- [ ] Two <!-- c -->\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", byte(0))
	f.Add("---\nt: 1\n---\n```\nx\n```\n> q\n\nTitle\n=====\n", byte(0))
	f.Add("One.\nTwo\nthree!\n\n四。", byte(1))
	f.Add("{\"text\": \"One\"}\n{\"id\": \"x\", \"text\": \"\\ud800\"}\n", byte(2))
	f.Add("\uFEFF\x00", byte(1))
	names := []string{"f.md", "f.txt", "f.jsonl"}
	f.Fuzz(func(t *testing.T, text string, kind byte) {
		name := names[int(kind)%len(names)]
		facts, err := LoadFactsFS(context.Background(), mapFS(map[string]string{name: text}), name, nil)
		if err == nil {
			checkFacts(t, text, facts)
			return
		}
		var wrong *FactsError
		var twice *DuplicateFactError
		require.True(t, errors.Is(err, ErrNoFacts) || errors.As(err, &wrong) || errors.As(err, &twice), "%v", err)
	})
}
