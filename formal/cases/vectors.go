package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

// vector is a case of contract/vectors.
type vector struct {
	Name string
	In   json.RawMessage
	Out  json.RawMessage
	Err  *struct{ Code, Message string }
}

func readVectors(folder, function string) ([]vector, error) {
	raw, err := os.ReadFile(filepath.Join(folder, function+".json"))
	if err != nil {
		return nil, err
	}
	var file struct{ Cases []vector }
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", function, err)
	}
	return file.Cases, nil
}

// number is a float as the vectors write it.
type number float64

func (n *number) UnmarshalJSON(raw []byte) error {
	switch string(raw) {
	case `"NaN"`:
		*n = number(math.NaN())
	case `"Infinity"`:
		*n = number(math.Inf(1))
	case `"-Infinity"`:
		*n = number(math.Inf(-1))
	default:
		return json.Unmarshal(raw, (*float64)(n))
	}
	return nil
}

// or returns the number, or x if it is left out.
func (n *number) or(x float64) float64 {
	if n == nil {
		return x
	}
	return float64(*n)
}
