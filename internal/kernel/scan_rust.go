//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

import "github.com/backfire-ai/backfire-go/fallback"

// goScan scans with the Go kernel.
type goScan struct{ kernel *fallback.Kernel }

func (g goScan) Scan(s *fallback.Scan, text string, mode fallback.ScanMode) error {
	g.kernel.Scan(s, text, mode)
	return nil
}

func (g goScan) Rule(number int) fallback.RuleInfo { return g.kernel.Rule(number) }
