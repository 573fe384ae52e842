//go:build backfire_wasm

package kernel

import "github.com/backfire-ai/backfire-go/fallback"

// InjectionScore asks the Go kernel's models: the module has none yet.
func (k *wasmKernel) InjectionScore(w *fallback.InjectionWork, text string, mode fallback.ScanMode) (fallback.InjectionScore, error) {
	return k.rules.InjectionScore(w, text, mode)
}

func (k *wasmKernel) InjectionPoints(mode fallback.ScanMode) (strict, balanced, lenient float64) {
	return k.rules.InjectionPoints(mode)
}
