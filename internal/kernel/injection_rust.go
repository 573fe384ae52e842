//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

import "github.com/backfire-ai/backfire-go/fallback"

// InjectionScore asks the Go kernel's models: the library has none yet.
func (k *rustKernel) InjectionScore(w *fallback.InjectionWork, text string, mode fallback.ScanMode) (fallback.InjectionScore, error) {
	return k.rules.InjectionScore(w, text, mode)
}

func (k *rustKernel) InjectionPoints(mode fallback.ScanMode) (strict, balanced, lenient float64) {
	return k.rules.InjectionPoints(mode)
}
