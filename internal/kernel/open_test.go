package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/fallback"
)

func TestChooseGo(t *testing.T) {
	choice, err := choose("go")
	require.NoError(t, err)
	assert.Equal(t, "go", choice.Name)
	assert.Equal(t, Version, choice.Version)
	assert.Equal(t, "BACKFIRE_KERNEL=go asks for it", choice.Reason)
	assert.Nil(t, choice.Rejected)
}

func TestChooseNonsense(t *testing.T) {
	_, err := choose("gold")
	var wrong *EnvironmentError
	require.ErrorAs(t, err, &wrong)
	assert.EqualError(t, err, `backfire: the environment variable BACKFIRE_KERNEL is "gold", want go, rust or auto`)
}

// kernels returns the kernels of this build.
func kernels(t testing.TB) map[string]Kernel {
	reference, err := OpenGo()
	require.NoError(t, err)
	all := map[string]Kernel{"go": reference}
	if native, _, rejected := openRust(reference); rejected == nil {
		all["rust"] = native
	}
	return all
}

func TestRunHaltTakesAPanicForAFailure(t *testing.T) {
	for name, k := range kernels(t) {
		t.Run(name, func(t *testing.T) {
			passed, d, err := k.RunHalt(fallback.DefaultHaltConfig(), func(i int) (fallback.HaltToken, bool) {
				if i == 2 {
					panic("no score")
				}
				return fallback.HaltToken{Score: 1}, true
			})
			require.NoError(t, err)
			assert.Equal(t, 2, passed)
			assert.Equal(t, fallback.HaltDecision{Index: 2, Halted: true, Reason: fallback.HaltNonFinite, Limit: .5}, d)
		})
	}
}

func TestConfigurationsAreChecked(t *testing.T) {
	for name, k := range kernels(t) {
		t.Run(name, func(t *testing.T) {
			var wrong *fallback.ConfigError
			_, err := k.Coherence(fallback.CoherenceConfig{Threshold: 2}, 0, 0)
			require.ErrorAs(t, err, &wrong)
			assert.Equal(t, "threshold", wrong.Field)
			_, err = k.NewHalt(fallback.HaltConfig{HardLimit: math.Inf(1)})
			require.ErrorAs(t, err, &wrong)
			_, _, err = k.RunHalt(fallback.HaltConfig{}, nil)
			require.ErrorAs(t, err, &wrong)
			_, _, err = k.InjectionVerdict(nil, nil, 0, 0, fallback.InjectionConfig{Drift: -1})
			require.ErrorAs(t, err, &wrong)
			_, err = k.NewIndex(fallback.BM25{B: math.NaN()})
			require.ErrorAs(t, err, &wrong)
			assert.Equal(t, "b", wrong.Field)

			var shape *fallback.ShapeError
			_, err = k.Softmax(nil, []float64{1, 2, 3}, 2)
			require.ErrorAs(t, err, &shape)
			assert.EqualError(t, err, "3 numbers in rows of 2: want a whole number of rows")
			_, err = k.Divergence(nil, []float64{1, 2, 3}, 3, 7, 0)
			require.ErrorAs(t, err, &shape)
			_, err = k.Confidence(nil, []float64{1}, 0)
			require.ErrorAs(t, err, &shape)
		})
	}
}
