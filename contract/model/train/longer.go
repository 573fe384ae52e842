package main

import (
	"math/rand/v2"
	"strings"
)

// How withLonger composes.
const (
	longerTexts   = 1500
	longerWeight  = .7
	shortText     = 1500 // bytes of the longest harmless text that is used
	shortAttack   = 300  // bytes of the longest attack
	longerWithOne = 3    // one in so many has an attack in it
)

var joints = []string{"\n", " ", "\n\n"}

// withLonger adds texts that are composed of two to seven others, so that a model does not take long for harmful, and finds an
// attack among what is none.
func withLonger(all []example) []example {
	r := rand.New(rand.NewPCG(9, 9))
	harmless := where(all, func(e *example) bool { return !e.attack && len(e.text) <= shortText })
	attacks := where(all, func(e *example) bool { return e.attack && len(e.text) <= shortAttack })
	for i := range longerTexts {
		e := example{weight: longerWeight, source: "composed", family: "composed", lang: "en"}
		var parts []string
		for range 2 + r.IntN(6) {
			parts = append(parts, harmless[r.IntN(len(harmless))].text)
		}
		if i%longerWithOne == 0 {
			a := attacks[r.IntN(len(attacks))]
			parts[r.IntN(len(parts))] = a.text
			e.attack, e.family, e.lang = true, a.family, a.lang
		}
		e.text = strings.Join(parts, joints[r.IntN(len(joints))])
		all = append(all, e)
	}
	return all
}
