package kernel

import (
	"io"
	"sync"
	"sync/atomic"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
)

// goKernel is the kernel of package fallback. It never fails otherwise than that does.
type goKernel struct{ *fallback.Kernel }

// OpenGo opens the Go kernel over the embedded tables.
func OpenGo() (Kernel, error) { return goKernel{}.reopen(tables.Blob()) }

func (goKernel) reopen(tables []byte) (Kernel, error) {
	k, err := fallback.Open(tables)
	if err != nil {
		return nil, err
	}
	return goKernel{k}, nil
}

// goScratch is the working memory of a call.
type goScratch struct {
	fallback.Scratch
	search        fallback.SearchScratch
	terms         []uint64
	claim, source fallback.Analysis
	skeleton      fallback.Skeleton
}

var goScratches = sync.Pool{New: func() any { return new(goScratch) }}

func (k goKernel) Fold(f *fallback.Folded, text string) error {
	k.Kernel.Fold(f, text)
	return nil
}

func (k goKernel) Segment(s *fallback.Segmenter, buf string, eof bool) (end int, ok bool, err error) {
	end, ok = k.Kernel.Segment(s, buf, eof)
	return end, ok, nil
}

func (k goKernel) Analyze(a *fallback.Analysis, text string) error {
	k.Kernel.Analyze(a, text)
	return nil
}

func (k goKernel) Skeleton(dst []byte, text string) ([]byte, error) {
	s := goScratches.Get().(*goScratch)
	defer goScratches.Put(s)
	k.Kernel.Skeleton(&s.skeleton, text)
	return append(dst, s.skeleton.Text...), nil
}

func (k goKernel) Scan(s *fallback.Scan, text string, mode fallback.ScanMode) error {
	k.Kernel.Scan(s, text, mode)
	return nil
}

func (k goKernel) InjectionScore(w *fallback.InjectionWork, text string, mode fallback.ScanMode) (fallback.InjectionScore, error) {
	return k.Kernel.InjectionScore(w, text, mode), nil
}

func (k goKernel) AnalyzeBatch(out *Analyses, texts *Batch) error {
	n := texts.Len()
	for len(out.own) < n {
		out.own = append(out.own, fallback.Analysis{})
	}
	out.All = out.own[:n]
	for i := range out.All {
		k.Kernel.Analyze(&out.All[i], texts.at(i))
	}
	return nil
}

func (k goKernel) Signals(claim, source string) (fallback.Signals, error) {
	s := goScratches.Get().(*goScratch)
	defer goScratches.Put(s)
	return k.signals(s, claim, source), nil
}

func (k goKernel) signals(s *goScratch, claim, source string) fallback.Signals {
	k.Kernel.Analyze(&s.claim, claim)
	k.Kernel.Analyze(&s.source, source)
	return k.Kernel.Signals(&s.Scratch, &s.claim, &s.source)
}

func (k goKernel) SignalsBatch(out []fallback.Signals, pairs *Batch) error {
	s := goScratches.Get().(*goScratch)
	defer goScratches.Put(s)
	for i := range out[:pairs.Len()/2] {
		out[i] = k.signals(s, pairs.at(2*i), pairs.at(2*i+1))
	}
	return nil
}

func (goKernel) Coherence(cfg fallback.CoherenceConfig, hLogical, hFactual float64) (fallback.CoherenceScore, error) {
	if err := cfg.Validate(); err != nil {
		return fallback.CoherenceScore{}, err
	}
	return fallback.Coherence(cfg, hLogical, hFactual), nil
}

func (goKernel) InjectionVerdict(dst []fallback.InjectionClaimResult, claims []fallback.InjectionClaim, sanitizer, baseline float64,
	cfg fallback.InjectionConfig) ([]fallback.InjectionClaimResult, fallback.InjectionResult, error) {
	if err := cfg.Validate(); err != nil {
		return dst, fallback.InjectionResult{}, err
	}
	dst, sum := fallback.InjectionVerdict(dst, claims, sanitizer, baseline, cfg)
	return dst, sum, nil
}

func (goKernel) Softmax(dst, logits []float64, cols int) ([]float64, error) {
	return fallback.Softmax(dst, logits, cols)
}

func (goKernel) Divergence(dst, probs []float64, cols, contradiction, neutral int) ([]float64, error) {
	return fallback.Divergence(dst, probs, cols, contradiction, neutral)
}

func (goKernel) Confidence(dst, probs []float64, cols int) ([]float64, error) {
	return fallback.Confidence(dst, probs, cols)
}

// goHalt is a fallback.Halt that cannot fail.
type goHalt struct{ *fallback.Halt }

func (h goHalt) Step(t fallback.HaltToken) (fallback.HaltDecision, error) { return h.Halt.Step(t), nil }

func (goKernel) NewHalt(cfg fallback.HaltConfig) (Halt, error) {
	h, err := fallback.NewHalt(cfg)
	if err != nil {
		return nil, err
	}
	return goHalt{h}, nil
}

func (goKernel) RunHalt(cfg fallback.HaltConfig, next NextToken) (passed int, d fallback.HaltDecision, err error) {
	h, err := fallback.NewHalt(cfg)
	if err != nil {
		return 0, d, err
	}
	for {
		t, ok := next.call(passed)
		if !ok {
			return passed, fallback.HaltDecision{}, nil
		}
		if d = h.Step(t); d.Halted {
			return passed, d, nil
		}
		passed++
	}
}

func (k goKernel) NewIndex(p fallback.BM25) (Index, error) {
	x, err := k.Kernel.NewIndex(p)
	if err != nil {
		return nil, err
	}
	return &goIndex{kernel: k.Kernel, index: x}, nil
}

func (k goKernel) LoadIndex(r io.Reader) (Index, error) {
	x, err := k.Kernel.LoadIndex(r)
	if err != nil {
		return nil, err
	}
	return &goIndex{kernel: k.Kernel, index: x}, nil
}

// goIndex is a fallback.Index that can be closed. There is nothing to free: Close only keeps its promise that what
// follows fails, as it does with every kernel.
type goIndex struct {
	kernel *fallback.Kernel
	index  *fallback.Index
	closed atomic.Bool
}

func (x *goIndex) open() error {
	if x.closed.Load() {
		return ErrClosed
	}
	return nil
}

func (x *goIndex) Add(id, text string) error {
	if err := x.open(); err != nil {
		return err
	}
	return x.index.Add(id, text)
}

func (x *goIndex) Replace(id, text string) error {
	if err := x.open(); err != nil {
		return err
	}
	return x.index.Replace(id, text)
}

func (x *goIndex) Remove(id string) (bool, error) {
	if err := x.open(); err != nil {
		return false, err
	}
	return x.index.Remove(id), nil
}

func (x *goIndex) Snapshot() (Snapshot, error) {
	if err := x.open(); err != nil {
		return nil, err
	}
	return &goSnapshot{kernel: x.kernel, index: x.index, facts: x.index.Snapshot()}, nil
}

func (x *goIndex) Close() error {
	x.closed.Store(true)
	return nil
}

type goSnapshot struct {
	kernel *fallback.Kernel
	index  *fallback.Index
	facts  fallback.Snapshot
}

func (s *goSnapshot) Len() int { return s.facts.Len() }

func (s *goSnapshot) Document(doc uint32) (id, text string, err error) {
	return s.facts.ID(doc), s.facts.Text(doc), nil
}

func (s *goSnapshot) Search(hits []fallback.Hit, query string, k int) ([]fallback.Hit, error) {
	sc := goScratches.Get().(*goScratch)
	defer goScratches.Put(sc)
	sc.terms = s.kernel.Terms(sc.terms[:0], query)
	return s.facts.Search(&sc.search, sc.terms, k, hits), nil
}

func (s *goSnapshot) Ground(claim string) (fallback.Grounding, error) {
	sc := goScratches.Get().(*goScratch)
	defer goScratches.Put(sc)
	return s.kernel.Ground(&sc.Scratch, claim, s.facts), nil
}

func (s *goSnapshot) Review(r *fallback.Review, answer string, cfg fallback.CoherenceConfig, hLogical float64) error {
	if err := cfg.Validate(); err != nil {
		return err
	}
	sc := goScratches.Get().(*goScratch)
	defer goScratches.Put(sc)
	s.kernel.Review(r, &sc.Scratch, answer, s.facts, cfg, hLogical)
	return nil
}

func (s *goSnapshot) Save(w io.Writer) error { return s.facts.Save(w) }
