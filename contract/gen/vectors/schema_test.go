package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// vectorSchema returns the schema, compiled, which also says whether it is one.
func vectorSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../../vectors.schema.json")
	require.NoError(t, err)
	return schema
}

func TestVectorsFitTheirSchema(t *testing.T) {
	schema := vectorSchema(t)
	paths, err := filepath.Glob("../../vectors/*.json")
	require.NoError(t, err)
	checked := 0
	for _, path := range paths {
		if filepath.Base(path) == manifestName {
			continue
		}
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		file, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
		require.NoError(t, err, path)
		assert.NoError(t, schema.Validate(file), path)
		checked++
	}
	assert.Equal(t, 23, checked, "files, one a function")
}

// TestSchemaRefuses: what is nearly a file of vectors does not pass.
func TestSchemaRefuses(t *testing.T) {
	schema := vectorSchema(t)
	const good = `{"version":1,"function":"hash","cases":[{"name":"a","in":{"text":"a"},"out":{"hash":"0123456789abcdef"}}]}`
	for name, change := range map[string][2]string{
		"as it is":           {"", ""},
		"another version":    {`"version":1`, `"version":2`},
		"another function":   {`"hash","cases"`, `"sum","cases"`},
		"no cases":           {`[{"name":"a","in":{"text":"a"},"out":{"hash":"0123456789abcdef"}}]`, `[]`},
		"no name":            {`"name":"a"`, `"name":""`},
		"a field too many":   {`{"text":"a"}`, `{"text":"a","k":1}`},
		"another's answer":   {`"out":{"hash":"0123456789abcdef"}`, `"out":{"stem":"a"}`},
		"an unknown error":   {`"out":{"hash":"0123456789abcdef"}`, `"err":{"code":"bad","message":"no"}`},
		"an answer and more": {`"out":`, `"err":{"code":"config","message":"no"},"out":`},
		"not a hash":         {`0123456789abcdef`, `0123456789ABCDEF`},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(good, change[0], change[1], 1)))
			require.NoError(t, err)
			if change[0] == "" {
				assert.NoError(t, schema.Validate(file))
				return
			}
			assert.Error(t, schema.Validate(file))
		})
	}
}
