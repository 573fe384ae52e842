package main

import (
	"math/rand/v2"
	"strings"
)

// instruction is something that could be planted in a document.
type instruction struct{ text, family string }

// documentSet is what texts for the model of documents are made of.
type documentSet struct {
	documents    []example
	instructions []instruction
	filler       []string // sentences of other documents
}

// ownDocument is the weight of documents that were written to be hard.
const ownDocument = .5

// fillerLength is the longest filler, in bytes.
const fillerLength = 400

// promptLength is the longest prompt that is planted, in bytes.
const promptLength = 300

// documentTexts collects what documents are made of: ordinary requests too are instructions once they stand in a document.
func documentTexts(own corpora, labelled map[string][]example) documentSet {
	var set documentSet
	for _, e := range labelled["benign_documents"] {
		if !strings.HasSuffix(e.family, "-q") { // these are questions about documents
			e.weight, e.source = 1, e.family
			set.documents = append(set.documents, e)
		}
	}
	for _, text := range own.plain {
		set.documents = append(set.documents, example{text: text, weight: ownDocument, source: "own documents", family: "own"})
	}
	for i, e := range labelled["benign_model_answers"] {
		switch {
		case i%2 == 0:
			set.documents = append(set.documents, e)
		case len(e.text) <= fillerLength:
			set.filler = append(set.filler, e.text)
		}
	}
	for _, name := range []string{"instruction_bipia_text", "instruction_bipia_code"} {
		for _, e := range labelled[name] {
			set.instructions = append(set.instructions, instruction{e.text, e.family})
		}
	}
	for _, text := range own.planted {
		set.instructions = append(set.instructions, instruction{text, "own"})
	}
	for _, e := range own.prompts {
		if e.lang == "en" && len(e.text) <= promptLength {
			set.instructions = append(set.instructions, instruction{e.text, "own"})
		}
	}
	return set
}

// plantedEach is how many instructions are planted in each document, one at a time.
const plantedEach = 4

// planted returns each document as it is, with a foreign sentence in it, which is no instruction, and with instructions.
func planted(set documentSet, seed uint64) []example {
	r := rand.New(rand.NewPCG(seed, 11))
	var out []example
	for _, d := range set.documents {
		d.attack = false
		out = append(out, d)
		if len(set.filler) > 0 {
			e := d
			e.text = plant(r, d.text, set.filler[r.IntN(len(set.filler))])
			out = append(out, e)
		}
		for range plantedEach {
			in := set.instructions[r.IntN(len(set.instructions))]
			e := d
			e.text, e.attack, e.family = plant(r, d.text, in.text), true, in.family
			out = append(out, e)
		}
	}
	return out
}

// plant puts a text before a document, behind it, or where one of its lines or sentences ends.
func plant(r *rand.Rand, document, text string) string {
	joint := joints[r.IntN(len(joints))]
	switch ends := sentenceEnds(document); {
	case r.IntN(3) == 0:
		return text + joint + document
	case len(ends) > 0 && r.IntN(2) == 0:
		at := ends[r.IntN(len(ends))]
		return document[:at] + joint + text + joint + strings.TrimLeft(document[at:], " ")
	}
	return document + joint + text
}

// sentenceEnds returns the offsets behind line ends, and behind full stops and the like before a space.
func sentenceEnds(text string) []int {
	var out []int
	for i := 0; i+1 < len(text); i++ {
		if text[i] == '\n' || strings.IndexByte(".!?", text[i]) >= 0 && text[i+1] == ' ' {
			out = append(out, i+1)
		}
	}
	return out
}
