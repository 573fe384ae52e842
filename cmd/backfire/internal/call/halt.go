package call

import (
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
)

// haltConfig reads {hard_limit, soft_limit, window, window_threshold, trend_window, trend_threshold, entropy_limit,
// deadline_ms}; what is left out has its default.
func haltConfig(r *wire.Reader, cfg *fallback.HaltConfig) func() error {
	return func() error {
		err := r.Fields(
			optional("hard_limit", floatInto(r, &cfg.HardLimit)),
			optional("soft_limit", floatInto(r, &cfg.SoftLimit)),
			optional("window", intInto(r, &cfg.Window)),
			optional("window_threshold", floatInto(r, &cfg.WindowThreshold)),
			optional("trend_window", intInto(r, &cfg.TrendWindow)),
			optional("trend_threshold", floatInto(r, &cfg.TrendThreshold)),
			optional("entropy_limit", floatInto(r, &cfg.EntropyLimit)),
			optional("deadline_ms", floatInto(r, &cfg.Deadline)),
		)
		if err != nil {
			return err
		}
		return cfg.Validate()
	}
}

// scoredToken is a token and what Halt sees of it.
type scoredToken struct {
	text string
	fallback.HaltToken
}

func tokensInto(r *wire.Reader, dst *[]scoredToken) func() error {
	return func() error {
		return r.Array(func(int) error {
			var t scoredToken
			err := r.Fields(
				required("token", textInto(r, &t.text)),
				required("score", floatInto(r, &t.Score)),
				optional("entropy", func() error { t.HasEntropy = true; return floatInto(r, &t.Entropy)() }),
				optional("elapsed_ms", func() error { t.HasElapsed = true; return floatInto(r, &t.Elapsed)() }),
			)
			*dst = append(*dst, t)
			return err
		})
	}
}

// callHalt: {config?, tokens:[{token, score, entropy?, elapsed_ms?}]} → {emitted, halted, index, reason, value, limit}.
// emitted holds the tokens that left, in order; without a halt index is −1 and reason, value and limit are null.
func callHalt(s *server, r *wire.Reader) error {
	cfg := fallback.DefaultHaltConfig()
	var tokens []scoredToken
	err := r.Fields(optional("config", haltConfig(r, &cfg)), required("tokens", tokensInto(r, &tokens)))
	if err != nil {
		return err
	}
	emitted, decision, err := s.kernel.RunHalt(cfg, func(i int) (t fallback.HaltToken, ok bool) {
		if i < len(tokens) {
			t, ok = tokens[i].HaltToken, true
		}
		return t, ok
	})
	if err != nil {
		return err
	}
	s.out.Object(func() {
		s.out.Key("emitted")
		s.out.Array(func() {
			for _, t := range tokens[:emitted] {
				s.out.Text(t.text)
			}
		})
		s.writeDecision(decision)
	})
	return nil
}

func (s *server) writeDecision(d fallback.HaltDecision) {
	s.out.Key("halted")
	s.out.Bool(d.Halted)
	s.out.Key("index")
	if !d.Halted {
		s.out.Int(-1)
		for _, key := range []string{"reason", "value", "limit"} {
			s.out.Key(key)
			s.out.Null()
		}
		return
	}
	s.out.Int(d.Index)
	s.out.Key("reason")
	s.out.Text(d.Reason.String())
	s.out.Key("value")
	s.out.Float(d.Value)
	s.out.Key("limit")
	s.out.Float(d.Limit)
}
