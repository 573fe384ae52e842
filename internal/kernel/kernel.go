package kernel

import (
	"io"
	"math"

	"github.com/backfire-ai/backfire-go/fallback"
)

// Kernel is what a kernel computes; package fallback says what each function does. It is safe for concurrent use.
//
// Beside the errors that package fallback has, a function may fail with a *Fault if it is the kernel itself that is at
// fault. What a function writes is then undefined.
type Kernel interface {
	Digest() uint64 // of the tables

	Fold(f *fallback.Folded, text string) error
	Segment(s *fallback.Segmenter, buf string, eof bool) (end int, ok bool, err error)
	Analyze(a *fallback.Analysis, text string) error
	AnalyzeBatch(out *Analyses, texts *Batch) error
	NumberUnit(n *fallback.Number) string
	Signals(claim, source string) (fallback.Signals, error)
	SignalsBatch(out []fallback.Signals, pairs *Batch) error // pairs holds claim, source, claim, source, …
	Skeleton(dst []byte, text string) ([]byte, error)        // appends it
	Scan(s *fallback.Scan, text string, mode fallback.ScanMode) error
	Rule(number int) fallback.RuleInfo // of a Finding
	InjectionScore(w *fallback.InjectionWork, text string, mode fallback.ScanMode) (fallback.InjectionScore, error)
	InjectionPoints(mode fallback.ScanMode) (strict, balanced, lenient float64)
	Coherence(cfg fallback.CoherenceConfig, hLogical, hFactual float64) (fallback.CoherenceScore, error)
	InjectionVerdict(dst []fallback.InjectionClaimResult, claims []fallback.InjectionClaim, sanitizer, baseline float64,
		cfg fallback.InjectionConfig) ([]fallback.InjectionClaimResult, fallback.InjectionResult, error)
	Softmax(dst, logits []float64, cols int) ([]float64, error)
	Divergence(dst, probs []float64, cols, contradiction, neutral int) ([]float64, error)
	Confidence(dst, probs []float64, cols int) ([]float64, error)

	// NewHalt returns a machine that is driven step by step.
	NewHalt(cfg fallback.HaltConfig) (Halt, error)
	// RunHalt drives a machine over the tokens that next returns until it halts or there are none left. It returns how
	// many passed, and the decision that halted, if one did. A next that panics halts as a score that is not finite does.
	RunHalt(cfg fallback.HaltConfig, next NextToken) (passed int, d fallback.HaltDecision, err error)

	NewIndex(p fallback.BM25) (Index, error)
	LoadIndex(r io.Reader) (Index, error)

	// reopen opens the same kernel over other tables.
	reopen(tables []byte) (Kernel, error)
}

// NextToken returns the token with the given number, false if there is none.
type NextToken func(index int) (t fallback.HaltToken, ok bool)

// Halt is fallback.Halt.
type Halt interface {
	Step(t fallback.HaltToken) (fallback.HaltDecision, error)
}

// Index is fallback.Index. After Close every method but Close fails with ErrClosed; snapshots stay usable.
type Index interface {
	Add(id, text string) error
	Replace(id, text string) error
	Remove(id string) (bool, error)
	Snapshot() (Snapshot, error)
	Close() error // idempotent; waits for calls in flight
}

// Snapshot is fallback.Snapshot, with what is computed from the facts in it.
type Snapshot interface {
	Len() int
	Document(doc uint32) (id, text string, err error) // allocates nothing once it was asked for that document
	Search(hits []fallback.Hit, query string, k int) ([]fallback.Hit, error)
	Ground(claim string) (fallback.Grounding, error)
	Review(r *fallback.Review, answer string, cfg fallback.CoherenceConfig, hLogical float64) error
	Save(w io.Writer) error
}

// Batch is texts in one buffer, for calls that take many at once. The zero value is empty; Reset keeps the storage.
type Batch struct {
	text    []byte
	offsets []int // text i is text[offsets[i]:offsets[i+1]]; empty as long as there is none
}

// Reset empties the batch.
func (b *Batch) Reset() { b.text, b.offsets = b.text[:0], b.offsets[:0] }

// Add appends a text.
func (b *Batch) Add(text string) {
	if len(b.offsets) == 0 {
		b.offsets = append(b.offsets, 0)
	}
	b.text = append(b.text, text...)
	b.offsets = append(b.offsets, len(b.text))
}

// Len returns the number of texts.
func (b *Batch) Len() int { return max(len(b.offsets)-1, 0) }

// at returns text i, which lives until the batch changes.
func (b *Batch) at(i int) string { return string(b.text[b.offsets[i]:b.offsets[i+1]]) }

// Analyses is what AnalyzeBatch finds, a text each. It is reused from call to call; what All has lives until the next.
type Analyses struct {
	All []fallback.Analysis // of the Rust kernel, views of what it wrote

	own    []fallback.Analysis // what All is made of when it is the Go kernel's
	blocks []uint64
	starts []int
}

// call calls next. A panic in it becomes a token that halts.
func (next NextToken) call(index int) (t fallback.HaltToken, ok bool) {
	t, ok = fallback.HaltToken{Score: math.NaN()}, true // if there is a panic, even one of nil
	defer func() { _ = recover() }()
	return next(index)
}
