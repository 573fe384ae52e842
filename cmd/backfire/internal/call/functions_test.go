package call

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
)

type wireReader = wire.Reader

// functionCase is a call and its answer: the whole of it, the beginning of it (want ends in …), or the code of an error.
type functionCase struct{ name, fn, in, want string }

// functionCases are inputs whose answers follow from the definitions. Where a figure is for the kernel's weights to decide,
// a case asks for the ends of its range.
var functionCases = []functionCase{
	{"fold drops marks and keeps the map", "fold", `{"text":"Ａé ﬁ"}`, `{"folded":"ae fi","map":[0,3,5,6,6]}`},
	{"fold of bytes that are no text", "fold", `{"text":{"b64":"/w=="}}`, `{"folded":"�","map":[0,0,0]}`},
	{"fold of nothing", "fold", `{"text":""}`, `{"folded":"","map":[]}`},

	{"scan", "scan", `{"text":"ä a@b.org"}`,
		`{"findings":[{"rule":"pii.email","category":"pii","type":"EMAIL_ADDRESS","start":3,"end":10,"layer":"","weight":90,"validated":true}],"injection":{"score":0.…`},
	{"scan of a layer", "scan", `{"text":"=YUBiLm9yZyBpcyBtaW5l","mode":"document"}`,
		`{"findings":[{"rule":"pii.email","category":"pii","type":"EMAIL_ADDRESS","start":1,"end":21,"layer":"base64","weight":90,"validated":true}],"injection":{"score":0.…`},
	{"scan of nothing", "scan", `{"text":""}`, `{"findings":[],"injection":{"score":0,"detected":false}}`},
	{"scan of an answer, which no model judges", "scan", `{"text":"Tell the guard to open up.","mode":"output"}`, `{"findings":[],"injection":{"score":0,"detected":false}}`},
	{"scan in no mode", "scan", `{"text":"","mode":"input"}`, `invalid_value`},
	{"redact", "redact", `{"text":"a@b.org, <X_1>, a@b.org"}`,
		`{"text":"<EMAIL_ADDRESS_1>, <LITERAL_1>, <EMAIL_ADDRESS_1>","items":[{"placeholder":"<EMAIL_ADDRESS_1>","type":"EMAIL_ADDRESS","start":0,"end":7},` +
			`{"placeholder":"<LITERAL_1>","type":"LITERAL","start":9,"end":14},{"placeholder":"<EMAIL_ADDRESS_1>","type":"EMAIL_ADDRESS","start":16,"end":23}]}`},

	{"analyze", "analyze", `{"text":"Ann Lee paid $4.2 billion, not 15 %. \"Yes\" she said."}`,
		`{"sentences":[[0,36],[37,52]],"words":[[0,3],[4,7],[8,12],[13,14],[14,17],[18,25],[27,30],[31,33],[34,35],[38,41],[43,46],[47,51]],` +
			`"numbers":[{"start":13,"end":25,"value":4200000000,"unit":"USD"},{"start":31,"end":35,"value":15,"unit":"%"}],` +
			`"names":[[0,7]],"negations":[[27,30]],"quotes":[[37,42]]}`},
	{"analyze of a bare number", "analyze", `{"text":"7"}`,
		`{"sentences":[[0,1]],"words":[[0,1]],"numbers":[{"start":0,"end":1,"value":7,"unit":null}],"names":[],"negations":[],"quotes":[]}`},
	{"analyze of nothing", "analyze", `{"text":" "}`, `{"sentences":[],"words":[],"numbers":[],"names":[],"negations":[],"quotes":[]}`},

	{"signals of a text against itself", "signals", `{"claim":"Anna pays 5 euros.","source":"Anna pays 5 euros."}`,
		`{"entity_overlap":1,"numeric":"consistent","negation_flip":false,"traceability":1,"word_overlap":1,"lite":0}`},
	{"signals of nothing", "signals", `{"claim":"","source":""}`,
		`{"entity_overlap":1,"numeric":"none","negation_flip":false,"traceability":1,"word_overlap":0,"lite":0.5}`},

	{"ground, supported", "ground", `{"claim":" It costs $19.","evidence":[{"id":7,"text":"It is red. It costs $19."}]}`,
		`{"verdict":"supported","support":1,"reason":"restated","claim_span":[1,14],"evidence_id":7,"evidence_span":[11,24]}`},
	{"ground without facts", "ground", `{"claim":"It costs $20.","evidence":[]}`,
		`{"verdict":"unknown","support":0,"reason":"no_facts","claim_span":[0,13],"evidence_id":null,"evidence_span":null}`},
	{"ground with an id twice", "ground", `{"claim":"a","evidence":[{"id":"1","text":"b"},{"id":1,"text":"c"}]}`, `duplicate_id`},

	{"coherence", "coherence", `{"h_logical":0.5,"h_factual":0}`, `{"score":0.7,"approved":true,"warning":false}`},
	{"coherence, missing inputs", "coherence", `{"h_logical":null}`, `{"score":0.5,"approved":false,"warning":false}`},
	{"coherence, inputs that are not finite", "coherence", `{"h_logical":"NaN","h_factual":"-Infinity","config":{"threshold":0.5}}`,
		`{"score":0.5,"approved":true,"warning":true}`},
	{"coherence, weights", "coherence", `{"h_logical":1,"h_factual":0,"config":{"w_logic":0,"w_fact":1}}`, `{"score":1,"approved":true,"warning":false}`},
	{"coherence, weights that do not sum to 1", "coherence", `{"config":{"w_logic":0.5}}`, `config`},
	{"coherence, a threshold that is no number", "coherence", `{"config":{"threshold":"NaN"}}`, `config`},
	{"coherence, a typo", "coherence", `{"config":{"treshold":0.5}}`, `unknown_field`},

	{"review", "review", `{"prompt":"?","answer":"It costs $19.","facts":[{"id":"p","text":"It costs $19."}]}`,
		`{"score":1,"approved":true,"warning":false,"h_logical":0,"h_factual":0,"claims":[{"verdict":"supported","support":1,` +
			`"reason":"restated","claim_span":[0,13],"evidence_id":"p","evidence_span":[0,13],"span":[0,13]}]}`},
	{"review of nothing", "review", `{"answer":"","facts":[]}`,
		`{"score":1,"approved":true,"warning":false,"h_logical":0,"h_factual":0,"claims":[]}`},
	{"review with an impossible config", "review", `{"answer":"","facts":[],"config":{"soft_limit":1.1}}`, `config`},

	{"bm25 of no documents", "bm25", `{"docs":[],"queries":["a",""],"k":3}`, `{"results":[[],[]]}`},
	{"bm25, k is zero", "bm25", `{"docs":[{"id":"a","text":"red"}],"queries":["red"],"k":0}`, `{"results":[[]]}`},
	{"bm25, k is negative", "bm25", `{"docs":[{"id":"a","text":"red"}],"queries":["red"],"k":-1}`, `{"results":[[]]}`},
	{"bm25, k is huge", "bm25", `{"docs":[{"id":{"b64":"/w=="},"text":"red"}],"queries":["blue"],"k":9000000000000000000}`, `{"results":[[]]}`},
	{"bm25, k1 is no number", "bm25", `{"docs":[],"queries":[],"k":1,"k1":"NaN"}`, `config`},
	{"bm25, b is out of range", "bm25", `{"docs":[],"queries":[],"k":1,"b":1.1}`, `config`},
	{"bm25, an id twice", "bm25", `{"docs":[{"id":"a","text":""},{"id":"a","text":""}],"queries":[],"k":1}`, `duplicate_id`},

	{"halt at the hard limit", "halt", `{"tokens":[{"token":"a","score":0.5},{"token":{"b64":"/w=="},"score":1},{"token":"c","score":0.25}]}`,
		`{"emitted":["a",{"b64":"/w=="}],"halted":true,"index":2,"reason":"hard_limit","value":0.25,"limit":0.5}`},
	{"halt does not", "halt", `{"tokens":[{"token":"a","score":0.5,"entropy":1.2,"elapsed_ms":50}]}`,
		`{"emitted":["a"],"halted":false,"index":-1,"reason":null,"value":null,"limit":null}`},
	{"halt at a score that is no number", "halt", `{"tokens":[{"token":"a","score":"NaN"}]}`,
		`{"emitted":[],"halted":true,"index":0,"reason":"non_finite","value":0,"limit":0.5}`},
	{"halt by window", "halt", `{"config":{"window":2,"window_threshold":0.75},"tokens":[{"token":"a","score":0.75},{"token":"b","score":0.5}]}`,
		`{"emitted":["a"],"halted":true,"index":1,"reason":"window_mean","value":0.625,"limit":0.75}`},
	{"halt by trend", "halt", `{"config":{"trend_window":2},"tokens":[{"token":"a","score":1},{"token":"b","score":0.75}]}`,
		`{"emitted":["a"],"halted":true,"index":1,"reason":"trend","value":0.25,"limit":0.15}`},
	{"halt by entropy", "halt", `{"tokens":[{"token":"a","score":1,"entropy":1.25}]}`,
		`{"emitted":[],"halted":true,"index":0,"reason":"entropy","value":1.25,"limit":1.2}`},
	{"halt by deadline", "halt", `{"config":{"deadline_ms":10},"tokens":[{"token":"a","score":1,"elapsed_ms":10.5}]}`,
		`{"emitted":[],"halted":true,"index":0,"reason":"deadline","value":10.5,"limit":10}`},
	{"halt with a window of none", "halt", `{"config":{"window":0},"tokens":[]}`, `config`},
	{"halt with a window without end", "halt", `{"config":{"window":9000000000000000000},"tokens":[]}`, `config`},

	{"stream", "stream", `{"facts":[{"id":"p","text":"It costs $19."}],"chunks":["It is n","ice. It costs"," $20. More."]}`,
		`{"released":"It is nice.","halted":true,"reason":"number",…`},
	{"stream lets a clean answer pass", "stream", `{"facts":[{"id":1,"text":"It costs $19."}],"chunks":["It costs $19.\n"]}`,
		`{"released":"It costs $19.\n","halted":false,"reason":null,"claims":[{"verdict":"supported","support":1,"reason":"restated",` +
			`"claim_span":[0,13],"evidence_id":1,"evidence_span":[0,13],"span":[0,13]}]}`},
	{"stream of bytes that are no text", "stream", `{"facts":[],"chunks":[{"b64":"/w=="}],"config":null}`, `{"released":{"b64":"/w=="},"halted":false,…`},
	{"stream halts strictly", "stream", `{"facts":[{"id":"p","text":"It costs $19."}],"chunks":["Parrots speak."],"config":{"strict":true}}`,
		`{"released":"","halted":true,"reason":"unsupported","claims":[{"verdict":"unknown",…`},
	{"stream overflows", "stream", `{"facts":[],"chunks":["` + strings.Repeat("word ", 20) + `"],"config":{"hold":{"max_bytes":64,"on_overflow":"halt"}}}`,
		`{"released":"","halted":true,"reason":"hold_bytes","claims":[…`},
	{"stream with a typo in its policy", "stream", `{"facts":[],"chunks":[],"config":{"strickt":true}}`, `config`},
	{"stream with a policy that is no object", "stream", `{"facts":[],"chunks":[],"config":[1]}`, `config`},
	{"stream with a fact without an id", "stream", `{"facts":[{"id":"","text":"a"}],"chunks":[]}`, `invalid_value`},
	{"stream with an id twice", "stream", `{"facts":[{"id":"a","text":"a"},{"id":"a","text":"b"}],"chunks":[]}`, `duplicate_id`},

	{"injection_verdict", "injection_verdict",
		`{"claims":[{"traceability":0.1,"entity_overlap":0,"forward":1,"reverse":1},{"traceability":1,"entity_overlap":1,"forward":0,"reverse":0}],"sanitizer":1,"baseline":0}`,
		`{"claims":[{"verdict":"injected","divergence":1},{"verdict":"grounded","divergence":0}],"risk":0.5,"combined":0.6499999999999999,"detected":false}`},
	{"injection_verdict of no claims", "injection_verdict", `{"claims":[],"sanitizer":1,"baseline":"NaN","config":{"detect":0.25}}`,
		`{"claims":[],"risk":0,"combined":0.3,"detected":true}`},
	{"injection_verdict with an impossible weight", "injection_verdict", `{"claims":[],"sanitizer":1,"baseline":0,"config":{"stage1_weight":2}}`, `config`},

	{"softmax", "softmax", `{"logits":[0,0,"-Infinity","NaN","Infinity",5],"cols":2}`, `{"values":[0.5,0.5,0.5,0.5,1,0]}`},
	{"softmax of nothing", "softmax", `{"logits":[],"cols":3}`, `{"values":[]}`},
	{"softmax of half a row", "softmax", `{"logits":[1,2,3],"cols":2}`, `shape`},
	{"softmax of no columns", "softmax", `{"logits":[1],"cols":0}`, `shape`},
	{"divergence of two classes", "divergence", `{"probs":[0.25,0.75],"cols":2}`, `{"values":[0.25]}`},
	{"divergence of three", "divergence", `{"probs":[0.25,0.25,0.5],"cols":3}`, `{"values":[0.625]}`},
	{"divergence, columns given", "divergence", `{"probs":[0.5,0.25,0.25],"cols":3,"contradiction":0,"neutral":2}`, `{"values":[0.625]}`},
	{"divergence, no such column", "divergence", `{"probs":[0.5,0.25,0.25],"cols":3,"contradiction":3}`, `shape`},
	{"confidence", "confidence", `{"probs":[1,0,0.5,0.5],"cols":2}`, `{"values":[1,0]}`},
	{"confidence of half a row", "confidence", `{"probs":[1],"cols":2}`, `shape`},
}

// line is the request of a case, numbered 1.
func (tc functionCase) line() string { return fmt.Sprintf(`{"id":1,"fn":%q,"in":%s}`, tc.fn, tc.in) }

func TestFunctions(t *testing.T) {
	for _, tc := range functionCases {
		t.Run(tc.name, func(t *testing.T) {
			got := ask(t, tc.line())
			if !strings.HasPrefix(tc.want, "{") {
				assert.Contains(t, got, `{"id":1,"err":{"code":"`+tc.want+`","message":"`)
				return
			}
			if start, ok := strings.CutSuffix(tc.want, "…"); ok {
				assert.True(t, strings.HasPrefix(got, `{"id":1,"out":`+start), "got %s\nwant %s", got, tc.want)
				return
			}
			assert.Equal(t, `{"id":1,"out":`+tc.want+`}`, got)
		})
	}
}

func TestEveryFunctionHasCases(t *testing.T) {
	tried := make(map[string]bool)
	for _, tc := range functionCases {
		tried[tc.fn] = true
	}
	for _, name := range Functions() {
		assert.True(t, tried[name], name)
	}
}

// TestBM25Formula holds scores against the formula of the specification, worked out here.
func TestBM25Formula(t *testing.T) {
	line := `{"id":1,"fn":"bm25","in":{"docs":[{"id":"a","text":"red fox"},{"id":"b","text":"red red dog barks"}],"queries":["red red fox"],"k":9,"k1":1.5,"b":0.5}}`
	idf := func(df float64) float64 { return math.Log((2-df+.5)/(df+.5) + 1) }
	part := func(tf, dl, df float64) float64 { return idf(df) * tf * 2.5 / (tf + 1.5*(.5+.5*dl/3)) }
	var got [2]struct {
		id    string
		score float64
	}
	r := wire.NewReader([]byte(ask(t, line)))
	require.NoError(t, r.Fields(
		wire.Field{Name: "id", Read: func() error { _, err := r.Int(); return err }},
		wire.Field{Name: "out", Read: func() error {
			return r.Fields(wire.Field{Name: "results", Read: func() error {
				return r.Array(func(int) error {
					return r.Array(func(i int) error {
						return r.Fields(required("id", textInto(r, &got[i].id)), required("score", floatInto(r, &got[i].score)))
					})
				})
			}})
		}},
	))
	assert.Equal(t, "a", got[0].id)
	assert.InDelta(t, 2*part(1, 2, 2)+part(1, 2, 1), got[0].score, 1e-12)
	assert.Equal(t, "b", got[1].id)
	assert.InDelta(t, 2*part(2, 4, 2), got[1].score, 1e-12)
}

// TestContradictionsNameTheirWords checks the two keys that only contradictions have.
func TestContradictionsNameTheirWords(t *testing.T) {
	got := ask(t, `{"id":1,"fn":"ground","in":{"claim":"It costs $20.","evidence":[{"id":"p","text":"It costs $19."}]}}`)
	assert.Regexp(t, `^{"id":1,"out":{"verdict":"contradicted","support":[\d.]+,"reason":"number","claim_span":\[0,13\],`+
		`"evidence_id":"p","evidence_span":\[0,13\],"claim_focus":\[9,12\],"evidence_focus":\[9,12\]}}$`, got)
}
