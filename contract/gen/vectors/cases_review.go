package main

func reviewVectors() []vector {
	review := func(name, answer string, facts []object, config object, shows ...string) vector {
		in := object{{"answer", answer}, {"facts", facts}}
		if config != nil {
			in = append(in, member{"config", config})
		}
		return vector{name, in, shows}
	}
	shop := documents("Refunds are possible within 30 days of purchase.", "Delivery takes five days.", "The shop in Leeds opens at 9 am.")
	const right, wrong, other = "Delivery takes five days.", "Refunds are possible within 14 days of purchase.", "Parrots speak."
	return []vector{
		review("nothing", "", documents(), nil, `"score":1,"approved":true,"warning":false,"h_logical":0,"h_factual":0,"claims":[]`),
		review("white space", " \n\t", shop, nil, `"score":1`, `"claims":[]`),
		review("no facts", "Delivery takes five days.", documents(), nil, `"score":0,"approved":false`, `"reason":"no_facts"`),
		review("no facts and nothing said", "Hello!", documents(), nil, `"score":1,"approved":true`, `"reason":"no_content"`),
		review("a true claim", right, shop, nil, `"score":1,"approved":true`, `"h_factual":0`),
		review("a false claim", wrong, shop, nil, `"score":0,"approved":false,"warning":false,"h_logical":0,"h_factual":1`, `"verdict":"contradicted"`),
		review("a claim of something else", other, shop, nil, `"score":0,"approved":false`, `"verdict":"unknown"`),
		review("a true and a false claim", right+" "+wrong, shop, nil, `"h_factual":1`, `"span":[0,25]`, `"span":[26,74]`, `"claim_focus":[54,61]`),
		review("a false and a true claim", wrong+" "+right, shop, nil, `"h_factual":1`),
		review("spans are in the answer", "\n\n  "+right+"\n\n- "+wrong+"\n", shop, nil, `"claim_span":[4,29]`),
		review("the worst claim counts", right+" The shop in York opens late at 9 am.", shop, nil),
		review("a greeting costs nothing", "Hello! "+right, shop, nil, `"score":1`),
		review("a question costs what it lacks", "Is the delivery in five days? "+right, shop, nil),
		review("a threshold of 0 does not approve a contradiction", wrong, shop, object{{"threshold", 0.}, {"soft_limit", 0.}}, `"score":0,"approved":false,"warning":false`),
		review("a threshold of 0 approves what is unknown", other, shop, object{{"threshold", 0.}}, `"score":0,"approved":true,"warning":true`),
		review("the weights of the config do not matter without an NLI", right+" The shop in York opens late at 9 am.", shop, object{{"w_logic", 1.}, {"w_fact", 0.}}),
		review("a soft limit of 1 warns", right+" The shop in York opens late at 9 am.", shop, object{{"threshold", .25}, {"soft_limit", 1.}}),
		review("many kinds of lines", "# Shop\n\n"+right+"\n\n| a | 9 am |\n```\nrefunds 14\n```\n> The shop opens at 10 am.", shop, nil),
		review("bytes that are no text", "\xff. "+right+" \xe2\x80", shop, nil),
		review("Han", "今天送货。我们不去公园。", documents("今天送货。", "我们去公园。"), nil, `"reason":"negation"`),
		review("every kind of verdict", right+" "+wrong+" "+other+" And so it is.", shop, nil, `"reason":"restated"`, `"reason":"number"`, `"reason":"unsupported"`, `"reason":"no_content"`),
		{"the prompt decides nothing", object{{"prompt", "How long does it take?"}, {"answer", right}, {"facts", shop}}, []string{`"score":1`}},
		{"an id twice", object{{"answer", right}, {"facts", []object{{{"id", "x"}, {"text", "b"}}, {{"id", "x"}, {"text", "c"}}}}}, []string{`"code":"duplicate_id"`}},
		review("a config out of range", right, shop, object{{"soft_limit", above(1)}}, `"code":"config","message":"soft_limit is 1.0000000000000002: want a number from 0 to 1"`),
		review("weights that do not sum to 1", right, shop, object{{"w_logic", .5}}, `"code":"config","message":"w_logic + w_fact is 0.9: want a sum of 1"`),
	}
}
