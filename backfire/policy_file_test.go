package backfire

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const fullPolicy = `
mode: passthrough
strict: true
keep_claims: 7
hold:
  max_bytes: 512
  on_overflow: release
  max_wait: 800ms
  on_timeout: release
coherence: {threshold: 0.5, soft_limit: 0.8, weight_logic: 0.25, weight_fact: 0.75}
halt:
  enabled: true
  hard_limit: 0.4
  window: 3
  window_threshold: 0.6
  trend_window: 4
  trend_threshold: 0.2
nli:
  deadline: 1m
  on_failure: open
  max_abandoned: 3
scan: {min_weight: 60, prompt: {override: flag}, document: {pii: halt}, output: {secret: ignore}}
`

func TestParsePolicyReadsEveryKey(t *testing.T) {
	p, err := ParsePolicy(strings.NewReader(fullPolicy))
	require.NoError(t, err)
	assert.Equal(t, Policy{
		Mode: Passthrough, Strict: true, KeepClaims: 7,
		Hold:      Hold{MaxBytes: 512, OnOverflow: ReleaseHeld, MaxWait: 800 * time.Millisecond, OnTimeout: ReleaseHeld},
		Coherence: Coherence{Threshold: .5, SoftLimit: .8, WeightLogic: .25, WeightFact: .75},
		Halt: ScoreHalt{
			Enabled: true, HardLimit: .4, Window: 3, WindowThreshold: .6, TrendWindow: 4, TrendThreshold: .2,
		},
		NLI:  NLIPolicy{Deadline: time.Minute, OnFailure: FailOpen, MaxAbandoned: 3},
		Scan: p.Scan,
	}, p)
	assert.Equal(t, 60, p.Scan.MinWeight)
	assert.Equal(t, ActionFlag, p.Scan.Prompt.Of(CategoryOverride))
	assert.Equal(t, ActionHalt, p.Scan.Document.Of(CategoryPII))
	assert.Equal(t, ActionIgnore, p.Scan.Output.Of(CategorySecret))
}

// TestEveryCategoryHasAKey sets them one by one.
func TestEveryCategoryHasAKey(t *testing.T) {
	for _, mode := range []string{"prompt", "document", "output"} {
		for _, c := range scanCategories {
			for _, action := range []Action{ActionIgnore, ActionFlag, ActionHalt} {
				p, err := ParsePolicy(strings.NewReader(fmt.Sprintf("scan: {%s: {%s: %s}}", mode, c, action)))
				require.NoError(t, err)
				actions := map[string]ScanActions{"prompt": p.Scan.Prompt, "document": p.Scan.Document, "output": p.Scan.Output}[mode]
				assert.Equal(t, action, actions.Of(c), "%s %s", mode, c)
			}
		}
	}
}

func TestParsePolicyDefaults(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "---\n", "{}", "hold: {}", "null"} {
		p, err := ParsePolicy(strings.NewReader(text))
		require.NoError(t, err, "%q", text)
		assert.Equal(t, DefaultPolicy(), p, "%q", text)
	}
}

func TestParsePolicyTakesJSON(t *testing.T) {
	p, err := ParsePolicy(strings.NewReader(`{"strict": true, "hold": {"max_bytes": 100, "max_wait": "2s"}}`))
	require.NoError(t, err)
	assert.True(t, p.Strict)
	assert.Equal(t, 100, p.Hold.MaxBytes)
	assert.Equal(t, 2*time.Second, p.Hold.MaxWait)
}

func TestParsePolicyRefuses(t *testing.T) {
	tests := []struct {
		name, text, key string
		line            int
		want            string
	}{
		{"typo", "strict: true\nhold:\n  max_byte: 9\n", "hold.max_byte", 3, "max_bytes"},
		{"typo in a section", "strict: true\nhald:\n  enabled: true\n", "hald", 2, "one of coherence, halt, hold"},
		{"key given twice", "strict: true\nstrict: false\n", "strict", 2, "see line 1"},
		{"section given twice", "hold:\n  max_bytes: 99\nhold:\n  max_wait: 1s\n", "hold", 3, "see line 1"},
		{"out of range", "\nhold:\n  max_bytes: 1\n", "hold.max_bytes", 3, "64 to 1048576"},
		{"weights", "coherence:\n  weight_logic: 0.9\n", "coherence.weight_fact", 1, ""},
		{"not a number", "hold:\n  max_bytes: many\n", "hold.max_bytes", 2, "a whole number"},
		{"not whole", "hold:\n  max_bytes: 99.5\n", "hold.max_bytes", 2, "a whole number"},
		{"not a bool", "strict: 7\n", "strict", 1, "true or false"},
		{"not a duration", "hold: {max_wait: 800}\n", "hold.max_wait", 1, "a duration"},
		{"NaN", "halt: {hard_limit: .nan}\n", "halt.hard_limit", 1, ""},
		{"infinite", "halt: {trend_threshold: .inf}\n", "halt.trend_threshold", 1, ""},
		{"not an enumerated value", "mode: open\n", "mode", 1, "gate or passthrough"},
		{"list for a value", "mode: [gate]\n", "mode", 1, "a single value"},
		{"value for a section", "hold: 4096\n", "hold", 1, "max_bytes"},
		{"list for the whole", "- strict\n", "", 1, "strict"},
		{"nothing for a value", "strict:\n", "strict", 1, "a single value"},
		{"alias", "strict: &a true\nmode: *a\n", "mode", 2, "a single value"},
		{"merge key", "<<: {strict: true}\n", "<<", 1, "one of"},
		{"two documents", "strict: true\n---\nstrict: false\n", "", 2, "a single YAML document"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParsePolicy(strings.NewReader(tt.text))
			var wrong *PolicyError
			require.ErrorAs(t, err, &wrong)
			assert.Equal(t, tt.line, wrong.Line)
			if tt.name == "weights" {
				assert.Contains(t, wrong.Key, "coherence.weight")
			} else {
				assert.Equal(t, tt.key, wrong.Key)
			}
			assert.Contains(t, err.Error(), tt.want)
		})
	}
}

func TestParsePolicyRefusesWhatIsNoYAML(t *testing.T) {
	for _, text := range []string{"a: [", "\x00", "hold:\n\t- x", strings.Repeat("#", maxPolicySize+1)} {
		_, err := ParsePolicy(strings.NewReader(text))
		var wrong *PolicyError
		assert.ErrorAs(t, err, &wrong, "%.20q", text)
	}
	broken := errors.New("broken")
	_, err := ParsePolicy(io.MultiReader(strings.NewReader("strict: true\n"), iotest.ErrReader(broken)))
	assert.ErrorIs(t, err, broken)
}

func TestLoadPolicy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "policy.yaml")
	require.NoError(t, os.WriteFile(path, []byte("strict: true\n"), 0o600))
	p, err := LoadPolicy(path)
	require.NoError(t, err)
	assert.True(t, p.Strict)

	require.NoError(t, os.WriteFile(path, []byte("mode: gate\nstrikt: true\n"), 0o600))
	_, err = LoadPolicy(path)
	var wrong *PolicyError
	require.ErrorAs(t, err, &wrong)
	assert.Equal(t, path, wrong.File)
	assert.Contains(t, err.Error(), path+", line 2: strikt")

	_, err = LoadPolicy(filepath.Join(t.TempDir(), "none.yaml"))
	assert.ErrorIs(t, err, fs.ErrNotExist)
}
