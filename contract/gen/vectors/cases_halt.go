package main

import (
	"fmt"
)

// scored returns tokens named a, b, … with these scores.
func scored(scores ...float64) []object {
	tokens := []object{}
	for i, s := range scores {
		tokens = append(tokens, object{{"token", fmt.Sprintf("t%d", i)}, {"score", s}})
	}
	return tokens
}

// steady returns n equal scores.
func steady(n int, score float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = score
	}
	return out
}

func haltVectors() []vector {
	run := func(name string, tokens []object, shows ...string) vector {
		return vector{name, object{{"tokens", tokens}}, shows}
	}
	with := func(name string, config object, tokens []object, shows ...string) vector {
		return vector{name, object{{"config", config}, {"tokens", tokens}}, shows}
	}
	one := func(name string, extra object, shows ...string) vector {
		return run(name, []object{append(object{{"token", "x"}, {"score", 1.}}, extra...)}, shows...)
	}
	at := func(index int, reason, value, limit string) string {
		return fmt.Sprintf(`"halted":true,"index":%d,"reason":%q,"value":%s,"limit":%s`, index, reason, value, limit)
	}
	const passes = `"halted":false,"index":-1,"reason":null,"value":null,"limit":null`
	free := object{{"hard_limit", -huge}, {"window_threshold", -huge}, {"trend_threshold", huge}} // nothing but what a case adds
	add := func(config object, more ...member) object { return append(config[:len(config):len(config)], more...) }

	vectors := []vector{
		run("no tokens", scored(), `"emitted":[],`+passes),
		run("a score at the hard limit passes", scored(.5), passes),
		run("a score just below it halts", scored(below(.5)), at(0, "hard_limit", "0.49999999999999994", "0.5")),
		run("nothing after a halt is looked at", scored(.2, nan, 1), at(0, "hard_limit", "0.2", "0.5")),
		run("what came before a halt is emitted", scored(1, 1, .25, 1), `"emitted":["t0","t1"]`, at(2, "hard_limit", "0.25", "0.5")),
		run("NaN halts", scored(1, nan), at(1, "non_finite", "0", "0.5")),
		run("infinity halts", scored(inf), at(0, "non_finite", "0", "0.5")),
		run("minus infinity is not below a limit but not finite", scored(-inf), at(0, "non_finite", "0", "0.5")),
		run("the largest float passes", scored(huge), passes),
		run("minus zero is below the hard limit", scored(negative), at(0, "hard_limit", "-0", "0.5")),
		with("minus zero is not below 0", object{{"hard_limit", 0.}}, scored(negative), passes),
		with("a denormal below 0 is", object{{"hard_limit", 0.}}, scored(-tiny), at(0, "hard_limit", "-5e-324", "0")),
		with("log-probabilities as scores", object{{"hard_limit", -5.}, {"window_threshold", -4.}}, scored(-1, -5, -5.5), at(2, "hard_limit", "-5.5", "-5")),
		with("a hard limit above the soft limit", object{{"hard_limit", .9}, {"soft_limit", .1}}, scored(.9, .8), at(1, "hard_limit", "0.8", "0.9")),
		with("the lowest hard limit", free, scored(-huge), passes),
		with("the highest hard limit", object{{"hard_limit", huge}}, scored(1), at(0, "hard_limit", "1", "1.7976931348623157e+308")),

		run("nine scores do not fill the window", scored(steady(9, .51)...), passes),
		run("ten do", scored(steady(10, .51)...), at(9, "window_mean", "0.5099999999999999", "0.55")),
		with("a mean at its threshold passes", object{{"window", 4}, {"window_threshold", .625}}, scored(.5, .75, .5, .75), passes),
		with("one just below it halts", object{{"window", 4}, {"window_threshold", above(.625)}}, scored(.5, .75, .5, .75), at(3, "window_mean", "0.625", "0.6250000000000001")),
		with("a window of one is the score", object{{"window", 1}, {"window_threshold", .75}}, scored(.8, .7), at(1, "window_mean", "0.7", "0.75")),
		with("the window slides", object{{"window", 3}, {"window_threshold", .6}, {"trend_threshold", 1.}}, scored(1, 1, 1, .5, .5, .5), `"emitted":["t0","t1","t2","t3","t4"]`, at(5, "window_mean", "0.5", "0.6")),
		with("the sum runs afresh, oldest first", object{{"window", 3}, {"window_threshold", .9}, {"trend_threshold", 9.}}, scored(.9, 1, 1e16, 1, 1, .5)),
		with("a mean that rounds to below its threshold", object{{"window", 3}, {"window_threshold", .55}, {"trend_threshold", 1.}}, scored(.55, .55, .55)),
		with("ten times .7 as floats", object{{"window_threshold", .7}}, scored(steady(10, .7)...)),
		with("a sum that overflows", object{{"hard_limit", -huge}, {"window", 2}, {"window_threshold", 0.}, {"trend_threshold", huge}}, scored(huge, huge), passes),
		with("a sum that overflows below", object{{"hard_limit", -huge}, {"window", 2}, {"window_threshold", 0.}, {"trend_threshold", huge}}, scored(-huge, -huge), at(1, "window_mean", `"-Infinity"`, "0")),
		with("a score that halts hard does not enter the window", object{{"window", 2}, {"window_threshold", .9}}, scored(1, .1), at(1, "hard_limit", "0.1", "0.5")),

		with("a trend of two is the drop", object{{"trend_window", 2}}, scored(1, .75), at(1, "trend", "0.25", "0.15")),
		with("a drop at its threshold passes", object{{"trend_window", 2}, {"trend_threshold", .25}}, scored(1, .75), passes),
		with("a drop just above it halts", object{{"trend_window", 2}, {"trend_threshold", below(.25)}}, scored(1, .75), at(1, "trend", "0.25", "0.24999999999999997")),
		with("threshold 0 lets equal scores pass", object{{"trend_window", 2}, {"trend_threshold", 0.}}, scored(.7, .7, .7), passes),
		with("threshold 0 lets rising ones pass", object{{"trend_window", 3}, {"trend_threshold", 0.}}, scored(.7, .71, .72, .9), passes),
		with("threshold 0 halts at any fall", object{{"trend_window", 2}, {"trend_threshold", 0.}}, scored(1, below(1)), at(1, "trend", "1.1102230246251565e-16", "0")),
		with("three scores: the middle does not count", object{{"trend_window", 3}, {"trend_threshold", .1}}, scored(.9, 5, .7)),
		with("four scores: pairs from the outside in", object{{"trend_window", 4}, {"trend_threshold", .01}}, scored(.9, .8, .85, .7)),
		run("four scores do not fill the trend", scored(1, .9, .8, .7), passes),
		run("five that fall by .3 halt", scored(1, .9, .8, .75, .7), `"index":4,"reason":"trend"`),
		run("a slow fall passes", scored(1, .99, .98, .97, .96, .95, .94, .93), passes),
		run("a fall and a recovery pass", scored(1, .8, .6, .8, 1), passes),
		with("seven scores", object{{"trend_window", 7}}, scored(.95, .9, .93, .81, .77, .8, .6)),
		with("a trend that a fused multiply-add rounds otherwise", object{{"trend_window", 6}}, scored(59.480000000000004, 30.150000000000002, 5.442, 53.06, 7.886, 2.971), at(5, "trend", "43.102714285714285", "0.15")),
		with("another trend that it rounds otherwise", object{{"trend_window", 6}}, scored(38.21, 373.09999999999997, 32.51, 28.81, 1.382, .551)),
		with("the trend slides", object{{"trend_window", 3}, {"trend_threshold", .2}}, scored(.6, .8, 1, 1, .9, .7), `"index":5,"reason":"trend"`),
		with("a difference that overflows counts its sign", object{{"hard_limit", -huge}, {"trend_window", 2}}, scored(huge, -huge), at(1, "trend", `"Infinity"`, "0.15")),
		with("differences that overflow both ways count 0", object{{"hard_limit", -huge}, {"window_threshold", -huge}, {"trend_window", 4}, {"trend_threshold", 0.}}, scored(huge, -huge, huge, -huge)),
		with("window before trend", object{{"window", 2}, {"trend_window", 2}, {"window_threshold", .9}}, scored(1, .6), at(1, "window_mean", "0.8", "0.9")),

		one("entropy at its limit passes", object{{"entropy", 1.2}}, passes),
		one("entropy just above it halts", object{{"entropy", above(1.2)}}, at(0, "entropy", "1.2000000000000002", "1.2")),
		one("NaN entropy halts", object{{"entropy", nan}}, at(0, "entropy", "0", "1.2")),
		one("infinite entropy halts", object{{"entropy", inf}}, at(0, "entropy", "0", "1.2")),
		one("minus infinite entropy halts", object{{"entropy", -inf}}, at(0, "entropy", "0", "1.2")),
		one("negative entropy passes", object{{"entropy", -1.}}, passes),
		one("null entropy is none", object{{"entropy", nil}}, passes),
		one("time at the deadline passes", object{{"elapsed_ms", 50.}}, passes),
		one("time just above it halts", object{{"elapsed_ms", above(50)}}, at(0, "deadline", "50.00000000000001", "50")),
		one("NaN time halts", object{{"elapsed_ms", nan}}, at(0, "deadline", "0", "50")),
		one("infinite time halts", object{{"elapsed_ms", inf}}, at(0, "deadline", "0", "50")),
		one("minus infinite time halts", object{{"elapsed_ms", -inf}}, at(0, "deadline", "0", "50")),
		one("negative time passes", object{{"elapsed_ms", -5.}}, passes),
		one("entropy before deadline", object{{"entropy", 2.}, {"elapsed_ms", 99.}}, at(0, "entropy", "2", "1.2")),
		with("entropy limit 0", object{{"entropy_limit", 0.}}, []object{{{"token", ""}, {"score", 1.}, {"entropy", 0.}}, {{"token", ""}, {"score", 1.}, {"entropy", tiny}}}, `"emitted":[""]`, at(1, "entropy", "5e-324", "0")),
		with("the shortest deadline", object{{"deadline_ms", tiny}}, []object{{{"token", "a"}, {"score", 1.}, {"elapsed_ms", tiny}}, {{"token", "b"}, {"score", 1.}, {"elapsed_ms", 2 * tiny}}}, at(1, "deadline", "1e-323", "5e-324")),
		run("hard limit before entropy", []object{{{"token", "a"}, {"score", .25}, {"entropy", 9.}}}, `"reason":"hard_limit"`),
		run("non-finite before entropy and deadline", []object{{{"token", "a"}, {"score", nan}, {"entropy", nan}, {"elapsed_ms", nan}}}, `"reason":"non_finite"`),
		with("trend before entropy", object{{"trend_window", 2}}, []object{{{"token", "a"}, {"score", 1.}}, {{"token", "b"}, {"score", .6}, {"entropy", 9.}}}, at(1, "trend", "0.4000000000000001", "0.15")),
		run("a token of no text", []object{{{"token", ""}, {"score", .5}}}, `"emitted":[""]`),
		run("tokens that are halves of a character", []object{{{"token", "\xe2\x82"}, {"score", .5}}, {{"token", "\xac"}, {"score", .5}}}, `"emitted":[{"b64":"4oI="},{"b64":"rA=="}]`),
		run("an emoji and a quote", []object{{{"token", "😀"}, {"score", .5}}, {{"token", "\"\\\n"}, {"score", .5}}}, passes),
		with("scores beyond two windows: memory is moved", add(free, member{"window", 3}, member{"trend_window", 2}),
			scored(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13), passes),
		with("the mean after memory was moved", object{{"window", 3}, {"window_threshold", .7}, {"trend_threshold", 1.}},
			scored(.8, .8, .8, .8, .8, .8, .8, .8, .8, .8, .8, .6, .6), at(12, "window_mean", "0.6666666666666666", "0.7")),
		with("the longest windows", object{{"window", 65536}, {"trend_window", 65536}}, scored(.5, .5), passes),
		with("a hundred tokens of noise", object{{"trend_threshold", .3}}, scored(noise(100, .6, 1)...)),
		with("an empty config has the defaults", object{}, scored(1, .4), at(1, "hard_limit", "0.4", "0.5")),
		with("the first bad field is the one reported", object{{"deadline_ms", 0.}, {"window", 0}}, scored(), `window is 0: want a number from 1 to 65536`),
	}
	for _, bad := range []struct {
		field string
		value any
		shown string
	}{
		{"hard_limit", nan, "NaN"}, {"hard_limit", inf, "+Inf"}, {"hard_limit", -inf, "-Inf"},
		{"soft_limit", nan, "NaN"}, {"soft_limit", inf, "+Inf"},
		{"window", 0, "0"}, {"window", -1, "-1"}, {"window", 65537, "65537"}, {"window", 9000000000000000000, "9e+18"}, {"window", 100000000000000000, "1e+17"}, {"window", 9007199254740993, "9.007199254740992e+15"},
		{"window_threshold", -inf, "-Inf"}, {"window_threshold", nan, "NaN"},
		{"trend_window", 1, "1"}, {"trend_window", 0, "0"}, {"trend_window", 65537, "65537"}, {"trend_window", -9223372036854775808, "-9.223372036854776e+18"},
		{"trend_threshold", -tiny, "-5e-324"}, {"trend_threshold", nan, "NaN"}, {"trend_threshold", inf, "+Inf"},
		{"entropy_limit", -.5, "-0.5"}, {"entropy_limit", nan, "NaN"}, {"entropy_limit", inf, "+Inf"},
		{"deadline_ms", 0., "0"}, {"deadline_ms", -1., "-1"}, {"deadline_ms", nan, "NaN"}, {"deadline_ms", inf, "+Inf"},
	} {
		vectors = append(vectors, with(bad.field+" refused: "+bad.shown, object{{bad.field, bad.value}}, scored(),
			`"code":"config","message":"`+bad.field+" is "))
	}
	return vectors
}

// noise returns n numbers from low to high that look random: a linear congruential sequence.
func noise(n int, low, high float64) []float64 {
	out := make([]float64, n)
	state := uint32(1)
	for i := range out {
		state = state*1664525 + 1013904223
		out[i] = low + float64((high-low)*float64(state>>16))/65536 // rounded, so that the input is the same everywhere
	}
	return out
}
