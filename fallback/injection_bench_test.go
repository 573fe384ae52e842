package fallback

import (
	"strings"
	"testing"
)

// A prompt of 173 bytes, as people type them.
const benchPrompt = "Could you please help me rewrite the paragraph below so that it sounds more formal? I have to send it to my manager before noon and I am not sure about the tone of it, thanks."

func BenchmarkInjectionScore(b *testing.B) {
	k := openKernel(b)
	for _, bc := range []struct{ name, text string }{{"prompt", benchPrompt}, {"64KB", strings.Repeat(benchPrompt+" ", 376)}} {
		b.Run(bc.name, func(b *testing.B) {
			var w InjectionWork
			b.SetBytes(int64(len(bc.text)))
			b.ReportAllocs()
			for b.Loop() {
				k.InjectionScore(&w, bc.text, ScanPrompt)
			}
		})
	}
}
