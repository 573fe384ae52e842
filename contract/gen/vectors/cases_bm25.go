package main

import (
	"fmt"
	"strings"
)

// documents returns texts as documents with the ids a, b, ….
func documents(texts ...string) []object {
	docs := []object{}
	for i, t := range texts {
		docs = append(docs, object{{"id", string(rune('a' + i))}, {"text", t}})
	}
	return docs
}

func bm25Vectors() []vector {
	search := func(name string, docs []object, queries []string, k int, shows ...string) vector {
		return vector{name, object{{"docs", docs}, {"queries", queries}, {"k", k}}, shows}
	}
	tuned := func(name string, k1, b float64, shows ...string) vector {
		return vector{name, object{{"docs", documents("red red red fox", "red fox runs far away over the hills", "blue whale")},
			{"queries", []string{"red", "fox red", "whale"}}, {"k", 9}, {"k1", k1}, {"b", b}}, shows}
	}
	twice := func(name, id string) vector {
		docs := []object{{{"id", id}, {"text", "red"}}, {{"id", id}, {"text", "blue"}}}
		return vector{"an id twice: " + name, object{{"docs", docs}, {"queries", []string{}}, {"k", 1}}, []string{`"code":"duplicate_id"`}}
	}
	ranks := func(ids ...string) string { // of one query, without scores
		return `"results":[[{"id":"` + strings.Join(ids, `"`)
	}
	four := documents("red fox", "blue fox", "red whale", "green whale swims")
	vectors := []vector{
		search("no documents", documents(), []string{"red", ""}, 3, `"results":[[],[]]`),
		search("no queries", four, []string{}, 3, `"results":[]`),
		search("empty documents", documents("", " ", "."), []string{"red"}, 3, `"results":[[]]`),
		search("an empty query", four, []string{""}, 3, `"results":[[]]`),
		search("a query of punctuation", four, []string{"?!", "$ %"}, 3, `"results":[[],[]]`),
		search("no document has it", four, []string{"zebra"}, 3, `"results":[[]]`),
		search("one document, one term", documents("red"), []string{"red"}, 3, ranks("a")),
		search("a term that every document has still scores", documents("red", "red", "red"), []string{"red"}, 3, `{"id":"a"`, `{"id":"b"`, `{"id":"c"`),
		search("a rare term weighs more", four, []string{"green", "red"}, 4),
		search("equal scores come in insertion order", documents("fox red", "red fox", "fox fox", "red red"), []string{"red", "fox"}, 4),
		search("equal scores beyond k: the earlier stay", documents("red", "red", "red", "red"), []string{"red"}, 2, `"id":"a"`, `"id":"b"`),
		search("a short document before a long one", documents("red fox jumps over the lazy dog", "red fox"), []string{"red"}, 2, ranks("b")),
		search("an empty document counts for the mean length", documents("red fox", "", "blue"), []string{"red"}, 2),
		search("a repeated query term counts again", four, []string{"red", "red red", "red red red"}, 2),
		search("the order of query terms is the order of the sum", four, []string{"red fox green whale", "whale green fox red"}, 4),
		search("unknown query terms add nothing", four, []string{"red zebra", "red"}, 2),
		search("stop words are terms too", documents("the red fox", "a blue whale"), []string{"the", "a the"}, 2),
		search("terms are stems", documents("foxes running", "a fox ran", "a dog"), []string{"fox", "runs"}, 3),
		search("numbers are terms", documents("12,345 items", "it is 12345"), []string{"12345", "12,345"}, 3),
		search("signs are no terms", documents("5 %", "$5"), []string{"5", "%"}, 3),
		search("bytes that are no text", documents("red \xff fox", "\xff\xfe"), []string{"\xffred", "fox"}, 3),
		search("Han characters are terms", documents("今天天气好", "我们去公园"), []string{"天气", "去"}, 3),
		search("k is 0", four, []string{"red"}, 0, `"results":[[]]`),
		search("k is negative", four, []string{"red"}, -1, `"results":[[]]`),
		search("k is the smallest number", four, []string{"red"}, -9223372036854775808, `"results":[[]]`),
		search("k is 1", four, []string{"red", "whale"}, 1),
		search("k is as many as match", four, []string{"red"}, 2),
		search("k is more than match", four, []string{"red"}, 3),
		search("k is huge", four, []string{"red fox"}, 9223372036854775807),
		search("term frequency saturates", documents("red", "red red", "red red red red red red red red", "blue"), []string{"red"}, 4),
		search("the same text twice", documents("red fox", "red fox", "blue"), []string{"red fox"}, 4),
		search("a query as long as a text", four, []string{"green whale swims with a red fox and a blue fox in the sea"}, 4),
		{"integer ids", object{{"docs", []object{{{"id", 1}, {"text", "red"}}, {{"id", -7}, {"text", "red fox"}}}}, {"queries", []string{"red"}}, {"k", 2}}, []string{`{"id":1,`, `{"id":-7,`}},
		{"an id of no characters", object{{"docs", []object{{{"id", ""}, {"text", "red"}}}}, {"queries", []string{"red"}}, {"k", 2}}, []string{`{"id":"",`}},
		{"an id that is no text", object{{"docs", []object{{{"id", "\xff"}, {"text", "red"}}}}, {"queries", []string{"red"}}, {"k", 2}}, []string{`{"id":{"b64":"/w=="},`}},
		{"an id twice", object{{"docs", []object{{{"id", "a"}, {"text", "red"}}, {{"id", "a"}, {"text", "blue"}}}}, {"queries", []string{}}, {"k", 1}}, []string{`"code":"duplicate_id","message":"index: a document with id \"a\" is already there"`}},
		{"an id twice, with a quote, a line feed and bytes that are no text", object{{"docs", []object{{{"id", "\"\n\xff"}, {"text", "red"}}, {{"id", "\"\n\xff"}, {"text", "blue"}}}}, {"queries", []string{}}, {"k", 1}}, []string{`"code":"duplicate_id"`}},
		{"an integer and a text are one id", object{{"docs", []object{{{"id", 1}, {"text", "red"}}, {{"id", "1"}, {"text", "blue"}}}}, {"queries", []string{}}, {"k", 1}}, []string{`"code":"duplicate_id","message":"index: a document with id \"1\"`}},
		{"an id twice, an accent and an emoji", object{{"docs", []object{{{"id", "é😀"}, {"text", "red"}}, {{"id", "é😀"}, {"text", "blue"}}}}, {"queries", []string{}}, {"k", 1}}, []string{`"code":"duplicate_id"`}},
		twice("controls", "\x00\a\b\t\v\f\r\x1b\x7f"),
		twice("what cannot be seen", "\u0085\u00a0\u00ad\u200b\u2028\u202e\ufeff\u3000\U000e0041"),
		twice("what is not assigned or private", "\u0378\ue000\ufffe\U000f0000\U0010ffff"),
		twice("what later versions of Unicode assigned", "\u1c89\ua7cb\u2ffc\U0002ebf0\U0001fae9"),
		twice("marks and a replacement character", "e\u0301\u0903\u20dd\ufffd"),
		twice("halves of characters", "\xe2\x82|\xed\xa0\x80|\xf4\x90\x80\x80|\xc0\x80"),

		tuned("k1 0: repetition does not count", 0, .75),
		tuned("b 0: length does not count", 1.2, 0),
		tuned("b 1: length counts wholly", 1.2, 1),
		tuned("k1 0, b 1", 0, 1),
		tuned("k1 2, b .3", 2, .3),
		tuned("a denormal k1", tiny, .75),
		tuned("the largest k1", 1e100, .75),
		tuned("minus zero", negative, negative),
		tuned("k1 above its range", above(1e100), .75, `k1 is 1.0000000000000002e+100: want a number from 0 to 1e+100`),
		tuned("k1 negative", -tiny, .75, `k1 is -5e-324: want`),
		tuned("k1 no number", nan, .75, `k1 is NaN: want`),
		tuned("k1 infinite", inf, .75, `k1 is +Inf: want`),
		tuned("b above 1", 1.2, above(1), `b is 1.0000000000000002: want a number from 0 to 1`),
		tuned("b negative", 1.2, -.5, `b is -0.5: want`),
		tuned("b no number", 1.2, nan, `b is NaN: want`),
		tuned("k1 is looked at before b", -1, 2, `k1 is -1: want`),

		search("twenty documents, ten wanted", numbered(20), []string{"alpha", "beta gamma", "delta alpha delta"}, 10),
		search("2049 documents: more than are all scored", many(2049), []string{"alpha", "beta alpha gamma", "gamma gamma delta rare", "rare"}, 4),
		search("three hundred documents", numbered(300), []string{"alpha beta gamma delta", "gamma"}, 5),
	}
	return vectors
}

// many returns n short documents with integer ids, one of which has a rare word.
func many(n int) []object {
	words := []string{"alpha", "beta", "gamma", "delta", "alpha alpha"}
	docs := []object{}
	for i := range n {
		text := words[i%3] + " " + words[i*i%5]
		if i == n-2 {
			text = "rare"
		}
		docs = append(docs, object{{"id", i}, {"text", text}})
	}
	return docs
}

// numbered returns n documents of a few words each, by a fixed rule.
func numbered(n int) []object {
	words := []string{"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"}
	docs := []object{}
	for i := range n {
		var text []string
		for j := range 2 + i%9 {
			text = append(text, words[(i*i+j*(i%5))%len(words)])
		}
		docs = append(docs, object{{"id", fmt.Sprint(i)}, {"text", strings.Join(text, " ")}})
	}
	return docs
}
