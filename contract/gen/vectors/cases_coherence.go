package main

import "math"

var (
	nan      = math.NaN()
	inf      = math.Inf(1)
	tiny     = math.SmallestNonzeroFloat64
	huge     = math.MaxFloat64
	negative = math.Copysign(0, -1)
)

// below and above are the floats next to x.
func below(x float64) float64 { return math.Nextafter(x, -inf) }
func above(x float64) float64 { return math.Nextafter(x, inf) }

// outOfUnit are numbers that a field from 0 to 1 refuses, by how they are out of range.
var outOfUnit = []struct {
	name  string
	value float64
}{
	{"no number", nan}, {"infinite", inf}, {"minus infinite", -inf}, {"just above 1", above(1)}, {"a denormal below 0", -tiny},
}

// shownNumbers are numbers that a field from 0 to 1 refuses, by how the message writes them.
var shownNumbers = []struct {
	name  string
	value float64
}{
	{"999999 in full", 999999}, {"a million with an exponent", 1e6}, {"seven digits with an exponent", 1234567}, {"1e21", 1e21},
	{"a ten-thousandth in full", -.0001}, {"a hundred-thousandth with an exponent", -.00001}, {"the largest float", huge},
	{"seventeen digits", 1.1234567890123457}, {"as near to two shortest decimals: the even one", 2740188716841145.0 / 4},
	{"as near to two, below 1", -0x1p-44}, {"minus a million", -1000000}, {"a power of two", 0x1p70},
}

func score(s string) string { return `"score":` + s }

const (
	approved   = `"approved":true,"warning":false`
	warned     = `"approved":true,"warning":true`
	unapproved = `"approved":false,"warning":false`
)

func coherenceVectors() []vector {
	pair := func(name string, logical, factual float64, shows ...string) vector {
		return vector{name, object{{"h_logical", logical}, {"h_factual", factual}}, shows}
	}
	with := func(name string, logical, factual float64, config object, shows ...string) vector {
		return vector{name, object{{"h_logical", logical}, {"h_factual", factual}, {"config", config}}, shows}
	}
	vectors := []vector{
		pair("nothing against it scores 1", 0, 0, score("1"), approved),
		pair("all against it scores 0", 1, 1, score("0"), unapproved),
		pair("half and half", .5, .5, score("0.5"), unapproved),
		pair("logic alone has its weight", 1, 0, score("0.4"), unapproved),
		pair("fact alone has its weight", 0, 1, score("0.6"), warned),
		pair("products are rounded before they are added", .1, .3),
		pair("thirds round each by themselves", 1.0/3, 2.0/3),
		pair("minus zero is zero", negative, negative, score("1")),
		pair("denormals vanish", tiny, tiny, score("1")),
		pair("the float below 1 divides nothing away", below(1), below(1)),
		pair("a finite divergence above 1 is taken as it is", 2, 0, score("0"), unapproved),
		pair("a finite divergence below 0 is taken as it is", -1, 1, score("1"), approved),
		pair("a huge divergence is clamped", huge, 0, score("0")),
		pair("a huge negative divergence is clamped", -huge, 0, score("1")),
		pair("two huge divergences that overflow are clamped", huge, huge, score("0")),
		pair("huge ones of either sign", huge, -huge),
		pair("NaN logic is missing", nan, 0, score("0.7"), approved),
		pair("NaN fact is missing", 0, nan, score("0.8"), approved),
		pair("infinite logic counts a half", inf, 0, score("0.7")),
		pair("minus infinite fact counts a half", 0, -inf, score("0.8")),
		pair("NaN beside an infinity", nan, inf, score("0.5")),
		{"both are missing", object{}, []string{score("0.5")}},
		{"null is missing", object{{"h_logical", nil}, {"h_factual", 0.}}, []string{score("0.7")}},
		{"a missing fact beside a given logic", object{{"h_logical", 0.}}, []string{score("0.8")}},
		{"an empty config has the defaults", object{{"h_logical", 0.}, {"h_factual", 1.}, {"config", object{}}}, []string{score("0.6"), warned}},
		pair("a score that rounds to just below the threshold", .1, .85),
		with("equal to the threshold is approved", .5, .5, object{{"threshold", .5}}, warned),
		with("just below the threshold is not", .5, .5, object{{"threshold", above(.5)}}, unapproved),
		with("equal to the soft limit is no warning", .25, .25, object{{"soft_limit", .75}}, score("0.75"), approved),
		with("just below the soft limit is a warning", .25, .25, object{{"soft_limit", above(.75)}}, warned),
		with("a soft limit below the threshold never warns", .25, .25, object{{"threshold", .7}, {"soft_limit", .1}}, approved),
		with("threshold 0 approves a score of 0", 1, 1, object{{"threshold", 0.}}, score("0"), warned),
		with("threshold 1 approves only 1", 0, 0, object{{"threshold", 1.}}, score("1"), approved),
		with("threshold 1 refuses what is next to 1", 0, 1e-15, object{{"threshold", 1.}}, unapproved),
		with("minus zero is a threshold", 1, 1, object{{"threshold", negative}}, warned),
		with("all weight on logic", .25, 1, object{{"w_logic", 1.}, {"w_fact", 0.}}, score("0.75")),
		with("all weight on fact", 1, .25, object{{"w_logic", 0.}, {"w_fact", 1.}}, score("0.75")),
		with("weight 0 does not silence an infinity, which counts a half", inf, 0, object{{"w_logic", 0.}, {"w_fact", 1.}}, score("1")),
		with("weights that miss 1 by a rounding", .5, .5, object{{"w_logic", .1}, {"w_fact", .9}}),
		with("weights that sum to 1 plus 1e-9 rounded down", .5, .5, object{{"w_logic", .5}, {"w_fact", .5000000009999999}}),
		with("weights that sum to 1 minus 1e-9", .5, .5, object{{"w_logic", .5}, {"w_fact", .499999999}}),
		with("weights that sum to more than 1 plus 1e-9", 0, 0, object{{"w_logic", .5}, {"w_fact", .500000001001}}, `w_logic + w_fact is 1.000000001001`),
		with("weights that sum to less than 1 minus 1e-9", 0, 0, object{{"w_logic", .5}, {"w_fact", .499999998}}, `w_logic + w_fact is`),
		with("weights that sum to 0", 0, 0, object{{"w_logic", 0.}, {"w_fact", 0.}}, `w_logic + w_fact is 0: want a sum of 1`),
		with("weights that sum to 2", 0, 0, object{{"w_logic", 1.}, {"w_fact", 1.}}, `w_logic + w_fact is 2: want a sum of 1`),
		with("the first bad field is the one reported", 0, 0, object{{"soft_limit", 2.}, {"threshold", 3.}}, `threshold is 3: want a number from 0 to 1`),
		with("a bad weight is reported before the sum", 0, 0, object{{"w_logic", 1.5}, {"w_fact", .5}}, `w_logic is 1.5: want`),
		with("a denormal weight and 1", 1, 0, object{{"w_logic", tiny}, {"w_fact", 1.}}),
	}
	for _, field := range []string{"threshold", "soft_limit", "w_logic", "w_fact"} {
		for _, bad := range outOfUnit {
			vectors = append(vectors, with(field+" refused: "+bad.name, 0, 0, object{{field, bad.value}}, `"code":"config","message":"`+field+` is `))
		}
	}
	for _, bad := range shownNumbers {
		vectors = append(vectors, with("threshold refused, shown: "+bad.name, 0, 0, object{{"threshold", bad.value}}, `"code":"config","message":"threshold is `))
	}
	return vectors
}
