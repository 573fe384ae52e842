//go:build backfire_wasm

package kernel

import "github.com/backfire-ai/backfire-go/fallback"

// InjectionScore needs no working memory of the caller's: the module has its own.
func (k *wasmKernel) InjectionScore(_ *fallback.InjectionWork, text string, mode fallback.ScanMode) (out fallback.InjectionScore, err error) {
	err = k.hold(func(i *wasmInstance) error {
		if err := i.frame(len(text)+injectionScoreSize, 2); err != nil {
			return err
		}
		in, at := i.PutString(text), i.Room(injectionScoreSize)
		if _, err := i.status(0, "bf_injection_score", i.kernel, uint64(in), size(len(text)), uint64(mode), uint64(at)); err != nil {
			return err
		}
		r := i.at(at, injectionScoreSize)
		out = fallback.InjectionScore{Score: r.float(0), Span: r.span(8)}
		if out.Span.End < out.Span.Start || out.Span.End > len(text) {
			return overran("bf_injection_score")
		}
		return nil
	})
	return out, err
}

func (k *wasmKernel) InjectionPoints(mode fallback.ScanMode) (strict, balanced, lenient float64) {
	return k.rules.InjectionPoints(mode)
}
