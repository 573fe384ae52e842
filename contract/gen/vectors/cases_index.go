package main

import (
	"encoding/binary"
	"math"
	"strings"

	"github.com/backfire-ai/backfire-go/fallback"
)

func indexVectors() []vector {
	do := func(name string, ops ...object) vector { return vector{name, object{{"do", ops}}, nil} }
	shows := func(v vector, shows ...string) vector { return vector{v.name, v.in, shows} }
	add := func(id, text string) object { return object{{"op", "add"}, {"id", id}, {"text", text}} }
	replace := func(id, text string) object { return object{{"op", "replace"}, {"id", id}, {"text", text}} }
	remove := func(id string) object { return object{{"op", "remove"}, {"id", id}} }
	search := func(query string) object { return object{{"op", "search"}, {"query", query}, {"k", 9}} }
	save, load := object{{"op", "save"}}, object{{"op", "load"}}
	three := []object{add("a", "red fox"), add("b", "blue fox jumps"), add("c", "red whale")}
	after := func(ops ...object) []object { return append(three[:3:3], ops...) }
	var many []object
	for i := range 70 {
		many = append(many, add(string(rune('A'+i)), strings.Repeat("red ", 1+i%7)+strings.Repeat("fox ", i%5)))
	}
	for i := range 60 {
		many = append(many, remove(string(rune('A'+i))))
	}
	return []vector{
		do("nothing is done"),
		shows(do("an empty index finds nothing", search("red")), `[[]]`),
		do("three documents", after(search("red fox"), search("whale"))...),
		shows(do("an id that is taken is refused", add("a", "red"), add("a", "blue"), search("red"), search("blue")), `[true,false,[{"id":"a"`),
		shows(do("a removed document is not found", after(remove("a"), search("red"))...), `[true,true,true,true,[{"id":"c"`),
		shows(do("removing twice", after(remove("a"), remove("a"))...), `true,false]`),
		shows(do("removing what was never there", remove("x")), `[false]`),
		do("scores after a removal count the documents that are left", after(search("fox"), remove("c"), search("fox"))...),
		do("a term that no document has any more", after(remove("c"), search("whale"))...),
		do("all removed", after(remove("a"), remove("b"), remove("c"), search("red fox whale"))...),
		do("all removed, one added", after(remove("a"), remove("b"), remove("c"), add("d", "red"), search("red fox"))...),
		do("an id is free after its removal", after(remove("a"), add("a", "green fox"), search("fox green red"))...),
		do("a replaced text is found by its new words alone", after(replace("a", "green whale"), search("green"), search("red"))...),
		shows(do("a replaced document is the youngest", add("a", "red"), add("b", "red"), replace("a", "red"), search("red")), `[{"id":"b",`),
		do("replacing what is not there adds it", replace("a", "red"), search("red")),
		do("replacing by nothing", after(replace("a", ""), search("red fox"))...),
		do("more than half is removed", append(many, search("red fox"), search("fox"))...),
		do("removals, then additions", append(many, add("x", "red fox"), add("A", "fox fox"), search("fox"))...),
		do("an empty index saved", save),
		do("three documents saved", after(save)...),
		do("a saved index leaves out what was removed", after(remove("b"), save)...),
		do("a saved index has a replaced document last", after(replace("a", "red"), save)...),
		do("texts and ids that are no text, saved", add("\xff", "\xfe red"), add("", ""), save),
		do("saved and loaded", after(save, load, search("red fox"), save)...),
		do("removals, saved and loaded", after(remove("a"), add("d", "fox"), search("fox"), save, load, search("fox"))...),
		do("loaded, then changed", after(save, load, remove("a"), add("d", "red"), search("red"))...),
	}
}

func indexLoadVectors() []vector {
	of := func(name, saved string, shows ...string) vector { return vector{name, object{{"bytes", saved}}, shows} }
	u64 := func(v uint64) string { return string(binary.LittleEndian.AppendUint64(nil, v)) }
	f64 := func(v float64) string { return u64(math.Float64bits(v)) }
	block := func(s string) string { return u64(uint64(len(s))) + s }
	signed := func(s string) string { return s + u64(fallback.HashWord(s)) }
	const magic, corrupt = "BKFINDEX", `"code":"corrupt_index"`
	head := func(format uint64, k1, b float64, count uint64) string {
		return magic + u64(format) + f64(k1) + f64(b) + u64(count)
	}
	usual := func(count uint64) string { return head(1, 1.2, .75, count) }
	two := signed(usual(2) + block("a") + block("red fox") + block("b") + block(""))
	return []vector{
		of("no document", signed(usual(0)), `{"documents":0}`),
		of("two documents", two, `{"documents":2}`),
		of("an id and a text that are no text", signed(usual(1)+block("\xff")+block("\xfe\x00")), `{"documents":1}`),
		of("other parameters", signed(head(1, 0, 1, 0)), `{"documents":0}`),
		of("nothing", "", corrupt),
		of("half the magic", magic[:4], corrupt),
		of("another magic", signed("BKFTABLE"+usual(0)[8:]), corrupt),
		of("a magic that is no text, with what must be escaped", signed("\xff\"\\\n\u00e9\x7f\x00"+usual(0)[8:]), `begins with \"\\xff\\\"\\\\\\n`),
		of("the magic alone", magic, corrupt),
		of("format 0", signed(head(0, 1.2, .75, 0)), corrupt),
		of("format 2", signed(head(2, 1.2, .75, 0)), corrupt),
		of("a huge format", signed(head(math.MaxUint64, 1.2, .75, 0)), corrupt),
		of("k1 no number", signed(head(1, nan, .75, 0)), corrupt),
		of("k1 negative", signed(head(1, -1, .75, 0)), corrupt),
		of("b above 1", signed(head(1, 1.2, 2, 0)), corrupt),
		of("b infinite", signed(head(1, 1.2, inf, 0)), corrupt),
		of("an id twice", signed(usual(2)+block("a")+block("x")+block("a")+block("y")), corrupt),
		of("an id twice, with an accent", signed(usual(2)+block("é\n")+block("x")+block("é\n")+block("y")), corrupt),
		of("fewer documents than it says", signed(usual(2)+block("a")+block("x")), corrupt),
		of("more documents than it says", signed(usual(1)+block("a")+block("x")+block("b")+block("y")), corrupt),
		of("more documents than there can be", signed(usual(1<<33)), corrupt),
		of("the most documents it can say", signed(usual(math.MaxUint64)), corrupt),
		of("an id longer than the file", signed(usual(1)+u64(1000)+"a"), corrupt),
		of("a text longer than memory", signed(usual(1)+block("a")+u64(math.MaxUint64)+"x"), corrupt),
		of("a text of 2^63 bytes", signed(usual(1)+block("a")+u64(1<<63)+"x"), corrupt),
		of("another digest", two[:len(two)-1]+"\x00", corrupt),
		of("a byte changed", strings.Replace(two, "red", "rad", 1), corrupt),
		of("no digest", two[:len(two)-8], corrupt),
		of("half a digest", two[:len(two)-4], corrupt),
		of("a byte after the end", two+"x", corrupt),
		of("cut in the parameters", two[:20], corrupt),
		of("cut in the number of documents", two[:36], corrupt),
		of("cut in an id's length", two[:44], corrupt),
		of("cut in a text", two[:60], corrupt),
	}
}
