package backfire

import (
	"errors"
	"log/slog"
	"math"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// Config is what New makes a Guard of. Either Facts or Index is needed.
type Config struct {
	// Facts are what answers are held against.
	Facts []Fact
	// Index is used in place of Facts. It may be empty, and may change while the Guard is in use.
	Index *Index
	// Policy is what the Guard does with verdicts; nil means DefaultPolicy.
	Policy *Policy
	// NLI is asked for the logical half of a score; nil means that there is none.
	NLI NLI
	// Logger is told of halts, of bounds that fired and of failures of the NLI hook, but never of texts. Nil means silence,
	// except that a kernel that was rejected is reported once a process, to slog.Default.
	Logger *slog.Logger
}

// Guard holds answers against facts. It is safe for concurrent use.
type Guard struct {
	kernel  kernel.Kernel
	index   *Index
	policy  Policy
	nli     *nliCaller // nil without a hook
	scanner *Scanner
	log     *slog.Logger
}

var errFactsAndIndex = errors.New("backfire: Config has both Facts and an Index, want one of them")

// New returns a Guard. It returns ErrNoFacts if there is neither an Index nor any fact, *DuplicateFactError if two facts
// have one id, *FactError for a fact without an id and *PolicyError for a policy out of range; and *RuleError for
// a rule of the policy that cannot be used; and *KernelError or *EnvironmentError if the kernel that BACKFIRE_KERNEL asks for cannot serve.
func New(cfg Config) (*Guard, error) {
	k, err := openKernel()
	if err != nil {
		return nil, err
	}
	policy := DefaultPolicy()
	if cfg.Policy != nil {
		policy = *cfg.Policy
	}
	if err := policy.Validate(); err != nil {
		return nil, err
	}
	scanning, err := policy.Scan.extend(k)
	if err != nil {
		return nil, err
	}
	index, err := cfg.index()
	if err != nil {
		return nil, err
	}
	warnOfKernel(cfg.Logger)
	g := &Guard{kernel: k, index: index, policy: policy, scanner: newScanner(scanning).WithSensitivity(policy.Scan.Sensitivity), log: cfg.Logger}
	if g.log == nil {
		g.log = slog.New(slog.DiscardHandler)
	}
	if cfg.NLI != nil {
		g.nli = &nliCaller{hook: cfg.NLI, policy: policy.NLI}
	}
	return g, nil
}

func (c Config) index() (*Index, error) {
	switch {
	case c.Index != nil && len(c.Facts) > 0:
		return nil, errFactsAndIndex
	case c.Index != nil:
		return c.Index, nil
	case len(c.Facts) == 0:
		return nil, ErrNoFacts
	}
	return NewIndex(c.Facts...)
}

// Index returns the index of the Guard's facts. A Review or Stream that has begun does not see later changes of it.
func (g *Guard) Index() *Index { return g.index }

// Policy returns the policy of the Guard.
func (g *Guard) Policy() Policy { return g.policy }

// WithIndex returns a Guard that holds answers against the facts of another index and is otherwise g.
func (g *Guard) WithIndex(index *Index) *Guard {
	other := *g
	other.index = index
	return &other
}

// WithPolicy returns a Guard with another policy, for the same facts, the same NLI hook and the same Logger. It returns
// what New returns for a policy out of range. The two count abandoned calls of the hook apart.
func (g *Guard) WithPolicy(p Policy) (*Guard, error) {
	cfg := Config{Index: g.index, Policy: &p, Logger: g.log}
	if g.nli != nil {
		cfg.NLI = g.nli.hook
	}
	return New(cfg)
}

// Abandoned returns how many calls of the NLI hook have overrun their deadline and are still running.
func (g *Guard) Abandoned() int {
	if g.nli == nil {
		return 0
	}
	return int(g.nli.abandoned.Load())
}

// ground judges one claim, of which the first byte is at the offset in the answer.
func (g *Guard) ground(text string, at int, facts kernel.Snapshot) (Claim, error) {
	found, err := facts.Ground(text)
	if err != nil {
		return Claim{}, err
	}
	return g.claim(found, at, facts)
}

// claim turns what a kernel found into a Claim, scored as without a hook.
func (g *Guard) claim(r fallback.Grounding, at int, facts kernel.Snapshot) (Claim, error) {
	score, err := g.coherence(math.NaN(), r.Divergence())
	if err != nil {
		return Claim{}, err
	}
	c := Claim{
		Span:    Span{Start: at + r.Claim.Start, End: at + r.Claim.End},
		Verdict: r.Verdict,
		Reason:  r.Reason,
		Support: r.Support,
		Score:   score,
	}
	if r.ClaimFocus.Len() > 0 {
		c.Focus = Span{Start: at + r.ClaimFocus.Start, End: at + r.ClaimFocus.End}
	}
	if r.Doc >= 0 {
		fact, err := factAt(facts, uint32(r.Doc))
		if err != nil {
			return Claim{}, err
		}
		c.Evidence = Evidence{Fact: fact, Span: r.Evidence, Focus: r.EvidenceFocus}
	}
	return c, nil
}

// coherence scores two divergences, of which the logical one is NaN if there is none.
func (g *Guard) coherence(logical, factual float64) (float64, error) {
	cfg := g.policy.Coherence.config()
	if math.IsNaN(logical) {
		logical, cfg.WeightLogic, cfg.WeightFact = 0, 0, 1
	}
	score, err := g.kernel.Coherence(cfg, logical, factual)
	return score.Score, err
}
