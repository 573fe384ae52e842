//go:build rust && cgo && linux && amd64 && !backfire_dl && !musl

package crossing

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

func rust(b *testing.B) kernel.Kernel {
	choice, err := kernel.Open()
	require.NoError(b, err)
	require.Equal(b, "rust", choice.Name)
	return choice.Kernel
}

func BenchmarkCall(b *testing.B) {
	k := rust(b)
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			bareCall()
		}
	})
	b.Run("empty", func(b *testing.B) {
		for b.Loop() {
			emptyCall()
		}
	})
	b.Run("checked", func(b *testing.B) { // arguments checked, panics caught, an error's place made ready
		cfg := fallback.DefaultCoherenceConfig()
		for b.Loop() {
			if _, err := k.Coherence(cfg, .1, .2); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCallback(b *testing.B) {
	k := rust(b)
	b.Run("bare", func(b *testing.B) { bareCallbacks(b.N) })
	b.Run("token in C", func(b *testing.B) {
		if passed := runInC(fallback.DefaultHaltConfig(), b.N); passed != b.N {
			b.Fatal(passed)
		}
	})
	b.Run("token", func(b *testing.B) {
		passed, _, err := k.RunHalt(fallback.DefaultHaltConfig(), func(i int) (fallback.HaltToken, bool) {
			return fallback.HaltToken{Score: .9}, i < b.N
		})
		if err != nil || passed != b.N {
			b.Fatal(passed, err)
		}
	})
}
