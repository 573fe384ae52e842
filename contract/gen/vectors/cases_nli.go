package main

import "fmt"

func values(s string) string { return `"values":[` + s + `]` }

func shapeError(message string) string { return `"code":"shape","message":"` + message }

func softmaxVectors() []vector {
	rows := func(name string, cols int, logits []float64, shows ...string) vector {
		return vector{name, object{{"logits", logits}, {"cols", cols}}, shows}
	}
	vectors := []vector{
		rows("no logits", 3, []float64{}, values("")),
		rows("no logits in one column", 1, []float64{}, values("")),
		rows("one column is always 1", 1, []float64{0, -5, huge, inf, -inf, nan}, values("1,1,1,1,1,1")),
		rows("equal logits share", 2, []float64{0, 0}, values("0.5,0.5")),
		rows("three equal logits round each", 3, []float64{1, 1, 1}),
		rows("seven equal logits", 7, []float64{2, 2, 2, 2, 2, 2, 2}),
		rows("a difference of one", 2, []float64{1, 0}),
		rows("the largest is last", 3, []float64{-1, 0, 2}),
		rows("the sum runs from the first column", 5, []float64{.1, .2, .3, .4, .5}),
		rows("the same in the other direction", 5, []float64{.5, .4, .3, .2, .1}),
		rows("a sum that rounds otherwise from its end", 4, []float64{3, .59, 1.83, .84}),
		rows("another sum that rounds otherwise from its end", 4, []float64{3, 1.57, 1.93, 1.12}),
		rows("a small share is lost in the sum", 3, []float64{0, -40, -40}),
		rows("shifted rows agree", 2, []float64{3, 1, 103, 101}),
		rows("large logits do not overflow", 2, []float64{1000, 999}),
		rows("large negative logits do not vanish", 2, []float64{-1000, -1001}),
		rows("the largest floats", 2, []float64{huge, huge}, values("0.5,0.5")),
		rows("the largest float beside its opposite", 2, []float64{huge, -huge}, values("1,0")),
		rows("a difference that overflows", 2, []float64{-huge, huge}, values("0,1")),
		rows("minus zero equals zero", 2, []float64{0, negative}, values("0.5,0.5")),
		rows("denormals", 2, []float64{tiny, 0}),
		rows("NaN counts as minus infinity", 2, []float64{nan, 3}, values("0,1")),
		rows("only NaN", 2, []float64{nan, nan}, values("0.5,0.5")),
		rows("only minus infinity", 3, []float64{-inf, -inf, -inf}),
		rows("NaN and minus infinity", 4, []float64{nan, -inf, -inf, nan}, values("0.25,0.25,0.25,0.25")),
		rows("one infinity takes all", 3, []float64{0, inf, huge}, values("0,1,0")),
		rows("two infinities share", 3, []float64{inf, nan, inf}, values("0.5,0,0.5")),
		rows("infinity beside minus infinity", 2, []float64{-inf, inf}, values("0,1")),
		rows("minus infinity beside a number", 2, []float64{-inf, -745}, values("0,1")),
		rows("rows do not mix", 2, []float64{0, 0, nan, 1, 5, 5}, values("0.5,0.5,0,1,0.5,0.5")),
		rows("a typical row of an NLI model", 3, []float64{-1.8662109, 0.2319336, 2.0273438}),
		rows("half a row", 2, []float64{1, 2, 3}, shapeError("3 numbers in rows of 2: want a whole number of rows")),
		rows("fewer than a row", 5, []float64{1}, shapeError("1 numbers in rows of 5")),
		rows("no columns", 0, []float64{1}, shapeError("0 columns: want at least 1")),
		rows("no columns and no logits", 0, []float64{}, shapeError("0 columns")),
		rows("less than no columns", -3, []float64{1, 2, 3}, shapeError("-3 columns")),
		rows("more columns than memory, no logits", 1<<40, []float64{}, values("")),
	}
	// Beside 0 the share of x is exp(x) to the last bit, once 1 + exp(x) rounds to 1.
	for _, x := range []struct {
		name string
		x    float64
	}{
		{"where 1 + exp first rounds to 1", -37.5}, {"-40", -40}, {"-100", -100}, {"-345.678", -345.678}, {"-700", -700},
		{"the last normal result", -708.39}, {"a subnormal result", -708.5}, {"a shorter subnormal", -740}, {"the smallest argument above 0", -745.1332191019411},
		{"the next below is 0", -745.1332191019412}, {"far below", -1e10},
	} {
		vectors = append(vectors, rows("exp: "+x.name, 2, []float64{0, x.x}))
	}
	for _, x := range []float64{-1e-17, -1e-9, -.1, -.34657359027997264, -.3465735902799727, -.5, -.6931471805599453, -1, -2, -10, -20} {
		vectors = append(vectors, rows(fmt.Sprintf("exp within a row: %v", x), 2, []float64{x, 0}))
	}
	return vectors
}

func divergenceVectors() []vector {
	rows := func(name string, cols int, probs []float64, shows ...string) vector {
		return vector{name, object{{"probs", probs}, {"cols", cols}}, shows}
	}
	columns := func(name string, cols, contradiction, neutral int, probs []float64, shows ...string) vector {
		return vector{name, object{{"probs", probs}, {"cols", cols}, {"contradiction", contradiction}, {"neutral", neutral}}, shows}
	}
	return []vector{
		rows("nothing in two columns", 2, []float64{}, values("")),
		rows("nothing in three columns", 3, []float64{}, values("")),
		rows("two classes: 1 less the second", 2, []float64{.25, .75}, values("0.25")),
		rows("two classes: the first does not count", 2, []float64{.9, .75, nan, .75, 7, .75}, values("0.25,0.25,0.25")),
		rows("two classes: 1 − .9 as floats", 2, []float64{.1, .9}, values("0.09999999999999998")),
		rows("two classes: minus zero", 2, []float64{1, negative}, values("1")),
		rows("two classes: NaN counts as 0", 2, []float64{.5, nan}, values("1")),
		rows("two classes: infinity counts as 0", 2, []float64{.5, inf, .5, -inf}, values("1,1")),
		rows("two classes: above 1 is clamped", 2, []float64{0, above(1), 0, 2, 0, huge}, values("0,0,0")),
		rows("two classes: below 0 is clamped", 2, []float64{0, -tiny, 0, -2, 0, -huge}, values("1,1,1")),
		rows("two classes: exactly 1", 2, []float64{0, 1}, values("0")),
		rows("two classes: the float below 1", 2, []float64{0, below(1)}),
		columns("two classes do not look at the columns named", 2, 7, -7, []float64{.25, .75}, values("0.25")),
		rows("three classes: contradiction and half the neutral", 3, []float64{.25, .25, .5}, values("0.625")),
		rows("three classes: neutral alone", 3, []float64{0, 1, 0}, values("0.5")),
		rows("three classes: entailment alone", 3, []float64{1, 0, 0}, values("0")),
		rows("three classes: contradiction alone", 3, []float64{0, 0, 1}, values("1")),
		rows("three classes: thirds", 3, []float64{1.0 / 3, 1.0 / 3, 1.0 / 3}),
		rows("three classes: .1 + .5·.2 as floats", 3, []float64{.7, .2, .1}, values("0.2")),
		rows("three classes: .3 + .5·.6 as floats", 3, []float64{.1, .6, .3}),
		rows("three classes: the sum is clamped", 3, []float64{0, 1, 1}, values("1")),
		rows("three classes: a negative sum is clamped", 3, []float64{0, -1, .25}, values("0")),
		rows("three classes: a negative neutral lowers", 3, []float64{0, -.5, .75}, values("0.5")),
		rows("three classes: NaN counts as 0", 3, []float64{nan, .5, nan, nan, nan, .5}, values("0.25,0.5")),
		rows("three classes: infinities count as 0", 3, []float64{0, inf, .5, 0, .5, -inf}, values("0.5,0.25")),
		rows("three classes: overflow is clamped", 3, []float64{0, huge, huge}, values("1")),
		rows("three classes: half a denormal is even", 3, []float64{0, tiny, 0}, values("0")),
		rows("three classes: half of two denormals", 3, []float64{0, 2 * tiny, 0}, values("5e-324")),
		columns("other columns", 3, 0, 2, []float64{.5, .25, .25}, values("0.625")),
		columns("one column for both", 3, 1, 1, []float64{.5, .25, .25}, values("0.375")),
		columns("the last of four columns", 4, 3, 2, []float64{0, 0, .5, .5}, values("0.75")),
		columns("rows of five", 5, 4, 0, []float64{1, 0, 0, 0, 0, 0, 0, 0, 0, 1}, values("0.5,1")),
		columns("no such contradiction column", 3, 3, 1, []float64{0, 0, 1}, shapeError("contradiction in column 3, neutral in 1: want columns from 0 to 2")),
		columns("no such neutral column", 3, 2, 3, []float64{0, 0, 1}, shapeError("contradiction in column 2, neutral in 3")),
		columns("a negative contradiction column", 3, -1, 1, []float64{0, 0, 1}, shapeError("contradiction in column -1")),
		columns("a negative neutral column", 4, 2, -1, []float64{0, 0, 1, 0}, shapeError("contradiction in column 2, neutral in -1: want columns from 0 to 3")),
		columns("columns are checked without rows too", 3, 5, 1, []float64{}, shapeError("contradiction in column 5")),
		rows("one column is no classification", 1, []float64{.5}, shapeError("1 column: want at least 2 classes")),
		rows("one column, nothing in it", 1, []float64{}, shapeError("1 column")),
		rows("half a row of two", 2, []float64{1}, shapeError("1 numbers in rows of 2")),
		rows("half a row of three", 3, []float64{1, 0}, shapeError("2 numbers in rows of 3")),
		rows("no columns", 0, []float64{}, shapeError("0 columns")),
		rows("less than no columns", -1, []float64{.5}, shapeError("-1 columns")),
	}
}

func confidenceVectors() []vector {
	rows := func(name string, cols int, probs []float64, shows ...string) vector {
		return vector{name, object{{"probs", probs}, {"cols", cols}}, shows}
	}
	vectors := []vector{
		rows("nothing", 2, []float64{}, values("")),
		rows("one column is always 1", 1, []float64{0, .5, nan, inf, -1}, values("1,1,1,1,1")),
		rows("certain", 2, []float64{1, 0}, values("1")),
		rows("undecided between two", 2, []float64{.5, .5}, values("0")),
		rows("undecided among three", 3, []float64{1.0 / 3, 1.0 / 3, 1.0 / 3}),
		rows("undecided among four", 4, []float64{.25, .25, .25, .25}, values("0")),
		rows("undecided among five", 5, []float64{.2, .2, .2, .2, .2}),
		rows("nine to one", 2, []float64{.9, .1}),
		rows("one to nine adds in the other order", 2, []float64{.1, .9}),
		rows("three columns", 3, []float64{.7, .2, .1}),
		rows("three columns, another order", 3, []float64{.1, .2, .7}),
		rows("a typical row", 3, []float64{.0172, .1409, .8419}),
		rows("nothing is left", 2, []float64{0, 0}, values("0")),
		rows("minus zero is left out", 2, []float64{negative, negative}, values("0")),
		rows("NaN is left out", 2, []float64{nan, 1}, values("1")),
		rows("only NaN", 3, []float64{nan, nan, nan}, values("0")),
		rows("infinities are left out", 2, []float64{inf, .5, -inf, .5}),
		rows("above 1 is left out", 2, []float64{above(1), .5, 2, .5}),
		rows("exactly 1 counts and adds nothing", 2, []float64{1, 1}, values("1")),
		rows("negative is left out", 2, []float64{-.5, .5}),
		rows("a denormal", 2, []float64{tiny, 1}),
		rows("the smallest normal number", 2, []float64{0x1p-1022, 1}),
		rows("the float below 1", 2, []float64{below(1), 0}),
		rows("below 0 is clamped", 2, []float64{1 / 2.718281828459045, 1 / 2.718281828459045}),
		rows("rows do not mix", 2, []float64{1, 0, .5, .5, nan, nan}, values("1,0,0")),
		rows("half a row", 2, []float64{1, 0, 1}, shapeError("3 numbers in rows of 2")),
		rows("no columns", 0, []float64{1}, shapeError("0 columns")),
		rows("less than no columns", -2, []float64{1}, shapeError("-2 columns")),
	}
	// With one probability the confidence is 1 − (−p·ln p)/ln k: it shows ln.
	for _, p := range []float64{1e-300, 1e-10, .001, .01, .1, .25, .3, .36787944117144233, .5, .7071067811865475, .7071067811865476, .75, .99, .9999999999} {
		vectors = append(vectors, rows(fmt.Sprintf("ln at %v", p), 2, []float64{p, 0}))
	}
	for _, k := range []int{3, 6, 10, 11, 100} {
		row := make([]float64, k)
		row[k-1] = .5
		vectors = append(vectors, rows(fmt.Sprintf("ln of %d columns", k), k, row))
	}
	return vectors
}
