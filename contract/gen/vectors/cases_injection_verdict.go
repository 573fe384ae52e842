package main

func injectionVerdictVectors() []vector {
	claim := func(trace, forward, reverse float64) object {
		return object{{"traceability", trace}, {"entity_overlap", 1.}, {"forward", forward}, {"reverse", reverse}}
	}
	all := func(name string, claims []object, sanitizer, baseline float64, config object, shows ...string) vector {
		in := object{{"claims", claims}, {"sanitizer", sanitizer}, {"baseline", baseline}}
		if config != nil {
			in = append(in, member{"config", config})
		}
		return vector{name, in, shows}
	}
	one := func(name string, trace, forward, reverse float64, shows ...string) vector {
		return all(name, []object{claim(trace, forward, reverse)}, 0, 0, nil, shows...)
	}
	based := func(name string, d, baseline float64, shows ...string) vector {
		return all(name, []object{claim(1, d, d)}, 0, baseline, nil, shows...)
	}
	configured := func(name string, trace, d float64, config object, shows ...string) vector {
		return all(name, []object{claim(trace, d, d)}, 0, 0, config, shows...)
	}
	const injected, drifted, grounded = `"verdict":"injected"`, `"verdict":"drifted"`, `"verdict":"grounded"`
	g, d, i := claim(1, 0, 0), claim(1, 1, 1), claim(0, 1, 1)
	vectors := []vector{
		one("a claim that follows is grounded", 1, 0, 0, grounded, `"divergence":0`),
		one("a claim of its own with trace is drifted", 1, 1, 1, drifted, `"divergence":1`, `"risk":0.4`),
		one("a claim without trace is injected", 0, 0, 0, injected, `"risk":1`),
		one("the smaller direction counts, forward", 1, .25, 1, grounded, `"divergence":0.25`),
		one("the smaller direction counts, reverse", 1, 1, .25, grounded, `"divergence":0.25`),
		one("trace just below the floor", below(.15), 0, 0, injected),
		one("trace at the floor", .15, 0, 0, grounded),
		one("divergence just below drift", 1, below(.6), 1, grounded),
		one("divergence at drift", 1, .6, 1, drifted),
		one("divergence at the claim limit with trace just below .2", below(.2), .75, .75, injected),
		one("divergence at drift with trace just below .3", below(.3), .6, .6, injected),
		one("divergence at drift with trace .3", .3, .6, .6, drifted),
		one("divergence just below drift with trace just below .3", below(.3), below(.6), 1, grounded),
		one("divergence between the limits with trace .2", .2, .7, .7, injected),
		one("a missing forward counts a half", 1, nan, 1, grounded, `"divergence":0.5`),
		one("a missing reverse counts a half", 1, 1, nan, grounded, `"divergence":0.5`),
		one("both missing", 1, nan, nan, grounded, `"divergence":0.5`),
		one("an infinite divergence counts a half", 1, inf, -inf, grounded, `"divergence":0.5`),
		one("a divergence above 1 is clamped", 1, 7, huge, drifted, `"divergence":1`),
		one("a divergence below 0 is clamped", 1, -7, 1, grounded, `"divergence":0`),
		one("minus zero divergence", 1, negative, 0, grounded, `"divergence":0`),
		one("a denormal divergence", 1, tiny, 1, grounded, `"divergence":5e-324`),
		one("a missing trace is none", nan, 0, 0, injected),
		one("an infinite trace is none", inf, 0, 0, injected),
		one("a trace above 1 is full", 7, 0, 0, grounded),
		one("a negative trace is none", -1, 0, 0, injected),

		based("the baseline is taken out", .75, .5, grounded, `"divergence":0.5`),
		based("a divergence at the baseline is nothing", .5, .5, `"divergence":0`),
		based("one below the baseline is nothing", .25, .5, `"divergence":0`),
		based("a baseline of 1 leaves nothing", 1, 1, `"divergence":0`),
		based("a baseline just below 1", 1, below(1), drifted, `"divergence":1`),
		based("a baseline above 1 is 1", 1, 7, `"divergence":0`),
		based("a baseline below 0 is 0", .75, -7, `"divergence":0.75`),
		based("a missing baseline is 0", .75, nan, `"divergence":0.75`),
		based("an infinite baseline is 0", .75, inf, `"divergence":0.75`),
		based("a denormal baseline", .75, tiny, `"divergence":0.75`),
		based("a calibration that rounds", .7, .1),
		based("a calibration up to drift", .64, .1),

		all("no claims, no sanitizer", []object{}, 0, 0, nil, `"claims":[],"risk":0,"combined":0,"detected":false`),
		all("no claims, sanitizer sure", []object{}, 1, 0, nil, `"combined":0.3,"detected":false`),
		all("no claims, sanitizer not a number", []object{}, nan, 0, nil, `"combined":0`),
		all("no claims, sanitizer infinite", []object{}, inf, 0, nil, `"combined":0`),
		all("no claims, sanitizer above 1", []object{}, 7, 0, nil, `"combined":0.3`),
		all("no claims, sanitizer below 0", []object{}, -7, 0, nil, `"combined":0`),
		all("an injected claim alone reaches the limit", []object{i}, 0, 0, nil, `"risk":1,"combined":0.7,"detected":true`),
		all("one of each", []object{g, d, i}, 0, 0, nil, `"risk":0.4666666666666666`),
		all("the order of claims does not count", []object{i, g, d}, 0, 0, nil, `"risk":0.4666666666666666`),
		all("three drifted: .4·3 as floats", []object{d, d, d}, 0, 0, nil, `"risk":0.4`),
		all("seven drifted", []object{d, d, d, d, d, d, d}, .5, 0, nil),
		all("one injected of three", []object{g, i, g}, .9, 0, nil),
		all("all weights rounded", []object{d, i, i, g, d, g}, .123456789, .1, nil),
		all("detected at the limit exactly", []object{i}, 0, 0, object{{"stage1_weight", .5}, {"detect", .5}}, `"combined":0.5,"detected":true`),
		all("not detected just below it", []object{i}, 0, 0, object{{"stage1_weight", .5}, {"detect", above(.5)}}, `"combined":0.5,"detected":false`),
		all("detect 0 detects nothing at all", []object{}, 0, 0, object{{"detect", 0.}}, `"combined":0,"detected":true`),
		all("detect 1", []object{i}, 1, 0, object{{"detect", 1.}}, `"combined":1,"detected":true`),
		all("stage 1 alone", []object{i}, .25, 0, object{{"stage1_weight", 1.}}, `"combined":0.25`),
		all("stage 1 not at all", []object{d}, 1, 0, object{{"stage1_weight", 0.}}, `"combined":0.4`),
		all("an empty config has the defaults", []object{i}, 1, 0, object{}, `"combined":1,"detected":true`),

		configured("drift above claim: the claim limit matters", .19, .8, object{{"drift", .9}}, injected),
		configured("drift above claim, divergence at the claim limit", .19, .75, object{{"drift", .9}}, injected),
		configured("drift above claim, divergence just below the claim limit", .19, below(.75), object{{"drift", .9}}, grounded),
		configured("drift above claim, trace .2", .2, .8, object{{"drift", .9}}, grounded),
		configured("trace floor 0 asks for no trace", 0, 0, object{{"trace_floor", 0.}}, grounded),
		configured("trace floor 1 asks for all of it", below(1), 0, object{{"trace_floor", 1.}}, injected),
		configured("trace floor 1, full trace", 1, 0, object{{"trace_floor", 1.}}, grounded),
		configured("drift 0 makes all drift", 1, 0, object{{"drift", 0.}}, drifted),
		configured("drift 1", 1, 1, object{{"drift", 1.}}, drifted),
		configured("claim 0 with low trace", .19, 0, object{{"claim", 0.}}, injected),
		all("the first bad field is the one reported", []object{}, 0, 0, object{{"stage1_weight", 2.}, {"claim", 3.}}, `claim is 3: want a number from 0 to 1`),
	}
	for _, field := range []string{"detect", "drift", "claim", "trace_floor", "stage1_weight"} {
		for _, bad := range outOfUnit {
			vectors = append(vectors, all(field+" refused: "+bad.name, []object{}, 0, 0, object{{field, bad.value}}, `"code":"config","message":"`+field+` is `))
		}
	}
	return vectors
}
