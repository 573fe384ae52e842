package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// folds is how many parts texts are cut into, each of which is left out once.
const folds = 5

// reportPrompts says how well models do on folds, families of attacks and languages that they were not fitted to. All are judged at
// the margin that the balanced point has for a model fitted to everything.
func reportPrompts(r reader, all, queries []example, v validationSet) {
	whole := fit(r.read(withLonger(all)), promptSettings)
	limit := calibrate(whole, v).points[1]
	fmt.Printf("\nordinary requests, not fitted to: %.1f %% of %d left alone\n", 100-100*over(margins(whole, queries), limit), len(queries))

	fmt.Printf("\nfifths left out in turn, at the balanced point\n")
	held := map[string][]float64{}
	for fold := range folds {
		in := func(i int) bool { return i%folds != fold }
		m := fit(r.read(withLonger(numbered(all, in))), promptSettings)
		for _, e := range r.read(numbered(all, func(i int) bool { return !in(i) })) {
			held[e.source] = append(held[e.source], m.margin(&e))
		}
	}
	for _, source := range slices.Sorted(maps.Keys(held)) {
		fmt.Printf("  %-36s %5d texts %6.1f %% taken for attacks\n", source, len(held[source]), 100*over(held[source], limit))
	}

	fmt.Printf("\nfamilies of attacks left out in turn, in every language: caught\n")
	leaveOut(r, all, limit, func(e *example) string {
		if e.attack && e.family != "own" {
			return e.family
		}
		return ""
	}, func(*example) bool { return true })

	fmt.Printf("\nlanguages left out in turn, harmless texts too: caught of the translated attacks\n")
	shares := leaveOut(r, all, limit, func(e *example) string {
		if e.lang != "en" {
			return e.lang
		}
		return ""
	}, func(e *example) bool { return e.source == "attack_cyberseceval_multilingual" })
	slices.Sort(shares)
	fmt.Printf("  median %.1f %%\n", 100*shares[len(shares)/2])
}

// leaveOut fits a model without each group of texts in turn and prints what it catches of those of the group that count. A group
// without a name is never left out.
func leaveOut(r reader, all []example, limit float64, group func(*example) string, counts func(*example) bool) (shares []float64) {
	groups := map[string]int{}
	for i := range all {
		if counts(&all[i]) && group(&all[i]) != "" {
			groups[group(&all[i])]++
		}
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		m := fit(r.read(withLonger(where(all, func(e *example) bool { return group(e) != name }))), promptSettings)
		out := r.read(where(all, func(e *example) bool { return group(e) == name && counts(e) }))
		share := over(margins(m, out), limit)
		shares = append(shares, share)
		fmt.Printf("  %-36s %5d texts %6.1f %%\n", name, len(out), 100*share)
	}
	return shares
}

// numbered returns the examples whose number a condition holds for.
func numbered(all []example, keep func(int) bool) []example {
	var out []example
	for i := range all {
		if keep(i) {
			out = append(out, all[i])
		}
	}
	return out
}

// documentFolds is how many parts documents and families of instructions are cut into.
const documentFolds = 4

// reportDocuments says how well models find instructions of families that they were not fitted to, planted in documents that they were
// not fitted to either. Own instructions are always fitted to and never judged.
func reportDocuments(r reader, set documentSet) {
	fmt.Printf("\ndocuments and families of instructions left out together\n")
	fold := map[string]int{}
	for _, in := range set.instructions {
		if _, ok := fold[in.family]; !ok {
			fold[in.family] = len(fold) % documentFolds
		}
	}
	attacks, harmless := map[string][]float64{}, map[string][]float64{}
	for n := range documentFolds {
		m := fit(r.read(planted(documentSet{
			documents:    numbered(set.documents, func(i int) bool { return i%documentFolds != n }),
			instructions: slices.DeleteFunc(slices.Clone(set.instructions), func(in instruction) bool { return in.family != "own" && fold[in.family] == n }),
			filler:       set.filler,
		}, 1)), documentSettings)
		for _, e := range r.read(planted(documentSet{
			documents:    numbered(set.documents, func(i int) bool { return i%documentFolds == n }),
			instructions: slices.DeleteFunc(slices.Clone(set.instructions), func(in instruction) bool { return in.family == "own" || fold[in.family] != n }),
		}, 2)) {
			if e.attack {
				attacks[e.source] = append(attacks[e.source], m.margin(&e))
			} else {
				harmless[e.source] = append(harmless[e.source], m.margin(&e))
			}
		}
	}
	var allAttacks, allHarmless []float64
	for _, source := range slices.Sorted(maps.Keys(harmless)) {
		printSeparation(source, attacks[source], harmless[source])
		if strings.HasPrefix(source, "bipia") {
			allAttacks, allHarmless = append(allAttacks, attacks[source]...), append(allHarmless, harmless[source]...)
		}
	}
	printSeparation("e-mails, tables and code together", allAttacks, allHarmless)
}

func printSeparation(name string, attacks, harmless []float64) {
	fmt.Printf("  %-36s %5d documents  AUROC %.3f  recall with 95 %% left alone %.3f\n",
		name, len(harmless), auroc(attacks, harmless), recallAt(attacks, harmless, .05))
}
