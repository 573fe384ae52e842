package fallback

import "slices"

// resolve puts findings in order and drops those that others cover. Going from left to right, of two overlapping findings of
// the same category one stays: the heavier, else the one that was validated, else the longer, else the earlier, else the one
// of the lower rule. Findings of different categories both stay, since a policy may do different things with them, and so do
// all in a layer.
func (k *Kernel) resolve(found []Finding) []Finding {
	slices.SortFunc(found, byPlace)
	found = slices.Compact(found)
	var last [categoryCount]int // of each category: 1 + the index of the finding that stays so far
	for i := range found {
		if found[i].Layers != 0 {
			continue
		}
		category := k.Rule(found[i].Rule).Category
		before := last[category] - 1
		switch {
		case before < 0 || found[before].Span.End <= found[i].Span.Start:
			last[category] = i + 1
		case k.better(found[i], found[before]):
			found[before].Rule = dropped
			last[category] = i + 1
		default:
			found[i].Rule = dropped
		}
	}
	return slices.DeleteFunc(found, func(f Finding) bool { return f.Rule == dropped })
}

const dropped = -1

// better reports whether a, which does not start before b, stays of the two.
func (k *Kernel) better(a, b Finding) bool {
	wa, wb := k.Rule(a.Rule).Weight, k.Rule(b.Rule).Weight
	switch {
	case wa != wb:
		return wa > wb
	case a.Validated != b.Validated:
		return a.Validated
	}
	return a.Span.Len() > b.Span.Len()
}

// byPlace orders findings by start, end, rule and layers.
func byPlace(a, b Finding) int {
	switch {
	case a.Span.Start != b.Span.Start:
		return a.Span.Start - b.Span.Start
	case a.Span.End != b.Span.End:
		return a.Span.End - b.Span.End
	case a.Rule != b.Rule:
		return a.Rule - b.Rule
	}
	return int(a.Layers) - int(b.Layers)
}
