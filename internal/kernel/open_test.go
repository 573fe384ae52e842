package kernel

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

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
	for name, open := range map[string]func(Kernel) (Choice, *Rejection){"rust": openRust, "wasm": openWasm} {
		if choice, rejected := open(reference); rejected == nil {
			all[name] = choice.Kernel
		}
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

// TestRunHaltTakesAPanicOfNilForAFailure: before Go 1.21, and with this setting since, recover cannot tell it from none.
func TestRunHaltTakesAPanicOfNilForAFailure(t *testing.T) {
	t.Setenv("GODEBUG", "panicnil=1")
	for name, k := range kernels(t) {
		t.Run(name, func(t *testing.T) {
			passed, d, err := k.RunHalt(fallback.DefaultHaltConfig(), func(int) (fallback.HaltToken, bool) { panic(nil) })
			require.NoError(t, err)
			assert.Zero(t, passed)
			assert.Equal(t, fallback.HaltDecision{Halted: true, Reason: fallback.HaltNonFinite, Limit: .5}, d)
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

// TestLoadIndexFailsAlike: with every kernel the errors are the same, to the last word, and come at the first wrong byte.
func TestLoadIndexFailsAlike(t *testing.T) {
	long := strings.Repeat("an id ", 60)
	twice := bytes.Replace(savedIndex(t, long+"1", long+"2"), []byte(long+"2"), []byte(long+"1"), 1)
	badK1 := bytes.Clone(twice)
	copy(badK1[16:24], "\xff\xff\xff\xff\xff\xff\xff\xff") // a NaN
	broken := errors.New("broken")
	for name, r := range map[string]func() io.Reader{
		"endless":         func() io.Reader { return endless{} },
		"an id twice":     func() io.Reader { return bytes.NewReader(sealed(twice)) },
		"cut short":       func() io.Reader { return bytes.NewReader(twice[:50]) },
		"goes on":         func() io.Reader { return bytes.NewReader(append(sealed(twice), 0)) },
		"a bad k1":        func() io.Reader { return bytes.NewReader(sealed(badK1)) },
		"breaks":          func() io.Reader { return io.MultiReader(bytes.NewReader(twice[:50]), iotest.ErrReader(broken)) },
		"corrupt, breaks": func() io.Reader { return io.MultiReader(strings.NewReader("something else"), iotest.ErrReader(broken)) },
	} {
		t.Run(name, func(t *testing.T) {
			reference, err := OpenGo()
			require.NoError(t, err)
			_, want := reference.LoadIndex(r())
			require.Error(t, want)
			for name, k := range kernels(t) {
				_, err := k.LoadIndex(r())
				assert.Equal(t, want, err, name)
			}
		})
	}
}

// endless never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// savedIndex returns a saved index with a document for each id.
func savedIndex(t *testing.T, ids ...string) []byte {
	k, err := OpenGo()
	require.NoError(t, err)
	x, err := k.NewIndex(fallback.DefaultBM25)
	require.NoError(t, err)
	for _, id := range ids {
		require.NoError(t, x.Add(id, "thirty days"))
	}
	s, err := x.Snapshot()
	require.NoError(t, err)
	var saved bytes.Buffer
	require.NoError(t, s.Save(&saved))
	return saved.Bytes()
}

// sealed replaces the last eight bytes by the right checksum.
func sealed(saved []byte) []byte {
	if len(saved) < 8 {
		return nil
	}
	body := saved[:len(saved)-8]
	return binary.LittleEndian.AppendUint64(bytes.Clone(body), fallback.HashWord(string(body)))
}

// TestSaveToAWriterThatTakesLess fails, though the writer says nothing.
func TestSaveToAWriterThatTakesLess(t *testing.T) {
	for name, k := range kernels(t) {
		t.Run(name, func(t *testing.T) {
			x, err := k.NewIndex(fallback.DefaultBM25)
			require.NoError(t, err)
			s, err := x.Snapshot()
			require.NoError(t, err)
			assert.ErrorIs(t, s.Save(lazy{}), io.ErrShortWrite)
		})
	}
}

// lazy takes a byte less than it is given.
type lazy struct{}

func (lazy) Write(p []byte) (int, error) { return len(p) - 1, nil }
