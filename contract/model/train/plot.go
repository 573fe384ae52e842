package main

import (
	"fmt"
	"os"
	"strings"
)

// Of a reliability plot.
const (
	plotBins  = 10
	plotSize  = 360
	plotEdge  = 44
	plotLeast = 5 // texts that a bin must have to be drawn
)

// plotReliability draws how often texts of a score are attacks, of the validation set: each half with the calibration of the
// other, so that nothing is judged by itself. Both classes count the same.
func plotReliability(path string, m *model, v validationSet) error {
	attacks, harmless := v.margins(m)
	var scores, hits, counts [plotBins]float64
	var texts [plotBins]int
	for half := range 2 {
		c := platt(every(attacks, 2, 1-half), every(harmless, 2, 1-half))
		for label, margins := range [][]float64{every(harmless, 2, half), every(attacks, 2, half)} {
			for _, z := range margins {
				p, weight := c.probability(z), 1/float64(len(margins))
				bin := min(int(p*plotBins), plotBins-1)
				scores[bin] += p * weight
				hits[bin] += float64(label) * weight
				counts[bin] += weight
				texts[bin]++
			}
		}
	}
	var b strings.Builder
	whole := plotSize + 2*plotEdge
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", whole, whole)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="white"/>`+"\n", whole, whole)
	at := func(x, y float64) (float64, float64) { return plotEdge + x*plotSize, plotEdge + (1-y)*plotSize }
	for i := range 6 {
		t := float64(i) / 5
		x, y := at(t, 0)
		fmt.Fprintf(&b, `<text x="%.0f" y="%.0f" text-anchor="middle">%.1f</text>`+"\n", x, y+18, t)
		x, y = at(0, t)
		fmt.Fprintf(&b, `<text x="%.0f" y="%.0f" text-anchor="end">%.1f</text>`+"\n", x-8, y+4, t)
	}
	fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#888"/>`+"\n", plotEdge, plotEdge, plotSize, plotSize)
	x0, y0 := at(0, 0)
	x1, y1 := at(1, 1)
	fmt.Fprintf(&b, `<line x1="%.0f" y1="%.0f" x2="%.0f" y2="%.0f" stroke="#bbb" stroke-dasharray="4"/>`+"\n", x0, y0, x1, y1)
	for i, n := range texts {
		if n < plotLeast {
			continue
		}
		x, y := at(scores[i]/counts[i], hits[i]/counts[i])
		fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="5" fill="#1f5fa8"/><text x="%.1f" y="%.1f" fill="#555">%d</text>`+"\n", x, y, x+8, y+4, n)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">score, and how many texts</text>`+"\n", whole/2, whole-6)
	fmt.Fprintf(&b, `<text x="12" y="%d" text-anchor="middle" transform="rotate(-90 12 %d)">share of attacks, both classes weighing the same</text>`+"\n</svg>\n", whole/2, whole/2)
	return os.WriteFile(path, []byte(b.String()), 0o644)
}

// every returns each n-th value from one on.
func every(values []float64, n, from int) []float64 {
	var out []float64
	for i := from; i < len(values); i += n {
		out = append(out, values[i])
	}
	return out
}
