// Command ours prints how fast the kernel scans a text with all rules, for bench/vectorscan/run.sh.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

const rounds = 20

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "ours:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	choice, err := kernel.Open()
	if err != nil {
		return err
	}
	var s fallback.Scan
	best := time.Duration(1 << 62)
	for range rounds {
		start := time.Now()
		if err := choice.Kernel.Scan(&s, string(data), fallback.ScanDocument); err != nil {
			return err
		}
		best = min(best, time.Since(start))
	}
	fmt.Printf("backfire, %s kernel: all rules, %.1f MB/s, %d findings\n", choice.Name, float64(len(data))/1e6/best.Seconds(), len(s.Findings))
	return nil
}
