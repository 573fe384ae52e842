package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestGoKernelGivesTheVectors asks the Go kernel again for all that is on disk.
func TestGoKernelGivesTheVectors(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles and runs a program")
	}
	root, err := moduleRoot()
	require.NoError(t, err)
	suites, err := onDisk(root)
	require.NoError(t, err)
	require.NotEmpty(t, suites)
	e, err := newEvaluator(root, goKernel)
	require.NoError(t, err)
	defer e.close()
	for _, want := range suites {
		t.Run(want.function, func(t *testing.T) {
			got := suite{function: want.function}
			for _, c := range want.cases {
				got.cases = append(got.cases, answeredCase{Name: c.Name, In: c.In})
			}
			require.NoError(t, e.answer(&got))
			for i := range want.cases {
				assert.Equal(t, want.cases[i].answer(), got.cases[i].answer(), want.cases[i].Name)
			}
		})
	}
}

func TestFilesAreWhatTheSourcesGive(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles and runs a program")
	}
	require.NoError(t, run(options{check: true, kernel: goKernel}, t.Output()))
}

func TestRunTakesExpectationsFromTheGoKernelOnly(t *testing.T) {
	require.ErrorContains(t, run(options{kernel: "rust"}, t.Output()), "-check only")
}

func TestSuitesRefuseDuplicates(t *testing.T) {
	a, b := object{{"text", "a"}}, object{{"text", "b"}}
	_, err := newSuite("fold", []vector{{"one", a, nil}, {"two", b, nil}})
	require.NoError(t, err)
	_, err = newSuite("fold", []vector{{"one", a, nil}, {"one", b, nil}})
	require.EqualError(t, err, `fold: two vectors are named "one"`)
	_, err = newSuite("fold", []vector{{"one", a, nil}, {"two", a, nil}})
	require.EqualError(t, err, `fold: "one" and "two" have the same input {"text":"a"}`)
}

func TestNamesKeepTheirPromises(t *testing.T) {
	s, err := newSuite("fold", []vector{{"kept", object{{"text", "A"}}, []string{`"folded":"a"`}}, {"broken", object{{"text", "B"}}, []string{`"folded":"a"`, `"map"`}}})
	require.NoError(t, err)
	s.cases[0].Out = json.RawMessage(`{"folded":"a","map":[0]}`)
	s.cases[1].Out = json.RawMessage(`{"folded":"b","map":[0]}`)
	errs := unmet([]suite{s})
	require.Len(t, errs, 1)
	assert.ErrorContains(t, errs[0], `"broken"`)
}

// answeredSuite returns a suite of one case.
func answeredSuite(function, name, in, out string) suite {
	return suite{function: function, cases: []answeredCase{{Name: name, In: json.RawMessage(in), Out: json.RawMessage(out)}}}
}

func TestChanges(t *testing.T) {
	old := []suite{answeredSuite("fold", "one", `{"text":"A"}`, `{"folded":"a"}`)}
	refused := answeredSuite("fold", "one", `{"text":"A"}`, "")
	refused.cases[0].Err = &callError{"config", "x"}
	for _, tc := range []struct {
		name string
		now  []suite
		want []string
	}{
		{"the same", old, nil},
		{"a new suite", append([]suite{answeredSuite("stem", "s", `{}`, `{}`)}, old...), nil},
		{"another answer", []suite{answeredSuite("fold", "one", `{"text":"A"}`, `{"folded":"b"}`)},
			[]string{"fold, \"one\": has another answer\n  {\"text\":\"A\"}\n- {\"folded\":\"a\"}\n+ {\"folded\":\"b\"}"}},
		{"an error for an answer", []suite{refused},
			[]string{"fold, \"one\": has another answer\n  {\"text\":\"A\"}\n- {\"folded\":\"a\"}\n+ {\"code\":\"config\",\"message\":\"x\"}"}},
		{"another input", []suite{answeredSuite("fold", "one", `{"text":"B"}`, `{"folded":"a"}`)},
			[]string{"fold, \"one\": has another input\n- {\"text\":\"A\"}\n+ {\"text\":\"B\"}"}},
		{"another name", []suite{answeredSuite("fold", "two", `{"text":"A"}`, `{"folded":"a"}`)}, []string{`fold, "one": is dropped`}},
		{"no such suite any more", nil, []string{`fold, "one": is dropped`}},
	} {
		t.Run(tc.name, func(t *testing.T) { assert.Equal(t, tc.want, changes(old, tc.now)) })
	}
}

func TestFilesGoToDiskAndAreCompared(t *testing.T) {
	root := t.TempDir()
	s := answeredSuite("fold", "one", `{"text":"A"}`, `{"folded":"a"}`)
	tree, err := render([]suite{s})
	require.NoError(t, err)
	require.Error(t, tree.compare(root), "nothing is there yet")

	stray := filepath.Join(root, vectorsCopyDir, "old.json")
	require.NoError(t, os.MkdirAll(filepath.Dir(stray), 0o755))
	require.NoError(t, os.WriteFile(stray, nil, 0o644))
	assert.ErrorContains(t, tree.compare(root), "kernel/testdata/vectors/old.json comes from no source")
	require.NoError(t, tree.write(root))
	require.NoError(t, tree.compare(root))
	assert.NoFileExists(t, stray)

	read, err := onDisk(root)
	require.NoError(t, err)
	assert.Equal(t, []suite{s}, read)

	require.NoError(t, os.WriteFile(filepath.Join(root, tablesCopy), []byte("x"), 0o644))
	assert.EqualError(t, tree.compare(root), "kernel/testdata/tables.bin is not what the sources give: run go run ./contract/gen/vectors")
}

func TestParseSuiteRefusesOtherVersions(t *testing.T) {
	_, err := parseSuite([]byte(`{"version":2,"function":"fold","cases":[]}`))
	require.EqualError(t, err, "the format is version 2: want 1")
}

func TestEncode(t *testing.T) {
	for _, tc := range []struct {
		value any
		want  string
	}{
		{nil, `null`}, {true, `true`}, {-7, `-7`}, {.1, `0.1`}, {1e21, `1e+21`}, {5e-324, `5e-324`}, {math.Copysign(0, -1), `-0`},
		{nan, `"NaN"`}, {inf, `"Infinity"`}, {-inf, `"-Infinity"`},
		{"a\"\\\n\x01", `"a\"\\\n\u0001"`}, {"é 日 😀", `"é 日 😀"`}, {"e\u0301\u200b\u00a0\U000e0041", `"e\u0301\u200b\u00a0\udb40\udc41"`}, {"\xff", `{"b64":"/w=="}`},
		{object{{"b", list{1, "x"}}, {"a", []float64{.5}}}, `{"b":[1,"x"],"a":[0.5]}`},
	} {
		assert.Equal(t, tc.want, string(encode(tc.value)))
	}
	assert.Panics(t, func() { encode(float32(1)) })
}

func TestTextsSurviveEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		var got text
		require.NoError(t, json.Unmarshal(encode(want), &got))
		require.Equal(t, want, string(got))
	})
}

func TestTakeRefusesFaultsOfTheInput(t *testing.T) {
	var c answeredCase
	require.NoError(t, c.take([]byte(`{"id":null,"err":{"code":"config","message":"m"}}`)))
	assert.Equal(t, `{"code":"config","message":"m"}`, c.answer())
	assert.EqualError(t, c.take([]byte(`{"id":null,"err":{"code":"missing_field","message":"m"}}`)), "the kernel was not reached: missing_field: m")
	assert.ErrorContains(t, c.take([]byte(`x`)), `answered "x"`)
}
