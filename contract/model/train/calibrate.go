package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// calibration turns margins into probabilities and decisions.
type calibration struct {
	slope, offset float64    // the probability is sigmoid(slope·margin + offset), for as many attacks as harmless texts
	points        [3]float64 // margins from which a text is taken for an attack: strict, balanced, lenient
}

// calibrate fits slope and offset (Platt, 1999) and chooses the points: at each the part that needs the highest margin has
// its share left alone.
func calibrate(m *model, v validationSet) calibration {
	attacks, harmless := v.margins(m)
	c := platt(attacks, harmless)
	for i, share := range m.leftAlone {
		c.points[i] = math.Inf(-1)
		for _, name := range v.names() {
			if strings.HasPrefix(name, "benign") {
				c.points[i] = max(c.points[i], quantile(margins(m, v[name]), share))
			}
		}
	}
	return c
}

// platt fits a logistic curve by Newton's method; both classes weigh the same.
func platt(attacks, harmless []float64) calibration {
	c := calibration{slope: 1}
	for range 50 {
		var gs, go_, hss, hso, hoo float64
		add := func(z, label, weight float64) {
			p := sigmoid(c.slope*z + c.offset)
			d, h := (p-label)*weight, p*(1-p)*weight
			gs, go_ = gs+d*z, go_+d
			hss, hso, hoo = hss+h*z*z, hso+h*z, hoo+h
		}
		for _, z := range attacks {
			add(z, 1, 1/float64(len(attacks)))
		}
		for _, z := range harmless {
			add(z, 0, 1/float64(len(harmless)))
		}
		det := hss*hoo - hso*hso
		if det < 1e-12 {
			break
		}
		c.slope -= (hoo*gs - hso*go_) / det
		c.offset -= (hss*go_ - hso*gs) / det
	}
	return c
}

func (c calibration) probability(margin float64) float64 { return sigmoid(c.slope*margin + c.offset) }

// print says what the points come to.
func (c calibration) print(m *model, v validationSet) {
	attacks, harmless := v.margins(m)
	fmt.Printf("  AUROC %.3f, recall at 5 %% false positives %.3f\n", auroc(attacks, harmless), recallAt(attacks, harmless, .05))
	for i, name := range []string{"strict", "balanced", "lenient"} {
		fmt.Printf("  %-8s score %.2f:", name, c.probability(c.points[i]))
		for _, part := range v.names() {
			share := over(margins(m, v[part]), c.points[i])
			if strings.HasPrefix(part, "benign") {
				fmt.Printf("  %s left alone %.3f", part, 1-share)
			} else {
				fmt.Printf("  %s %.3f", part, share)
			}
		}
		fmt.Println()
	}
}

// over returns the share of values that are at least a limit.
func over(values []float64, limit float64) float64 {
	n := 0
	for _, v := range values {
		if v >= limit {
			n++
		}
	}
	return float64(n) / float64(max(len(values), 1))
}

// quantile returns the least value that is above a share of the values.
func quantile(values []float64, share float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	i := int(math.Ceil(share * float64(len(sorted))))
	if i >= len(sorted) {
		return sorted[len(sorted)-1] + 1e-9
	}
	return sorted[i]
}

// auroc is the share of pairs of an attack and a harmless text in which the attack has the higher margin; ties count half.
func auroc(attacks, harmless []float64) float64 {
	sorted := slices.Sorted(slices.Values(harmless))
	sum := 0.0
	for _, z := range attacks {
		below, _ := slices.BinarySearch(sorted, z)
		above := below
		for above < len(sorted) && sorted[above] == z {
			above++
		}
		sum += float64(below) + float64(above-below)/2
	}
	return sum / float64(len(attacks)) / float64(len(harmless))
}

// recallAt returns the share of attacks above the margin that a share of the harmless texts is above.
func recallAt(attacks, harmless []float64, falsePositives float64) float64 {
	return over(attacks, quantile(harmless, 1-falsePositives))
}
