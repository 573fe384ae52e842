package fallback

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestIndexOracle compares scores with PyPI's bm25s, which computes in float32: equal to 1e-6 of each.
func TestIndexOracle(t *testing.T) {
	python := os.Getenv("BACKFIRE_ORACLE_PYTHON")
	if python == "" {
		t.Skip("BACKFIRE_ORACLE_PYTHON names no python that has bm25s")
	}
	k := openKernel(t)
	for seed := range uint64(3) {
		texts := zipfTexts(400, 20, seed+1)
		queries := zipfTexts(20, 4, seed+100)
		in := map[string][][]string{}
		for _, text := range texts {
			in["docs"] = append(in["docs"], strings.Fields(text))
		}
		for _, query := range queries {
			in["queries"] = append(in["queries"], strings.Fields(query))
		}
		blob, err := json.Marshal(in)
		require.NoError(t, err)
		cmd := exec.Command(python, "../contract/oracle/bm25_oracle.py")
		cmd.Stdin = bytes.NewReader(blob)
		cmd.Stderr = os.Stderr
		answer, err := cmd.Output()
		require.NoError(t, err)
		var want [][]float64
		require.NoError(t, json.Unmarshal(answer, &want))

		s := indexed(t, k, texts...)
		var sc SearchScratch
		for i, query := range queries {
			got := make([]float64, len(texts))
			for _, h := range s.Search(&sc, k.Terms(nil, query), len(texts), nil) {
				got[h.Doc] = h.Score
			}
			require.Len(t, want[i], len(got))
			for doc, score := range got {
				require.InDelta(t, want[i][doc], score, 1e-6*score, fmt.Sprintf("query %d, document %d", i, doc))
			}
		}
	}
}
