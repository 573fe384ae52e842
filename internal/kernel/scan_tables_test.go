//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/blob"
	"github.com/backfire-ai/backfire-go/internal/rules"
)

// shippedRules is the number of the section with the rules that ship.
const shippedRules = 17

// TestDamagedRulesAreRefusedAlike changes bytes of the tables of a few rules, with digests that fit, and has both kernels open
// them: neither panics, both refuse the same in the same words, and what they take they can scan with.
func TestDamagedRulesAreRefusedAlike(t *testing.T) {
	golang, _ := both(t)
	compiled, err := rules.Compile(userRules, func(text string) string { return text })
	require.NoError(t, err)
	sections, err := blob.Sections(tables.Blob())
	require.NoError(t, err)
	for i := range sections {
		if sections[i].ID == shippedRules {
			sections[i].Data = nil // a user's rules alone, so that opening is quick
		}
	}
	damaged := func(damage func(b []byte)) []byte {
		b := append([]byte(nil), compiled.Tables...)
		damage(b)
		binary.LittleEndian.PutUint64(b[16:], fallback.HashWord(string(b[24:])))
		return blob.Assemble(blob.TableMagic, append(sections, blob.Section{ID: blob.UserRules, Name: "USER_RULES", Element: 1, Data: b}))
	}
	refused, taken := 0, 0
	x := uint32(7)
	next := func(n int) int {
		x = x*1664525 + 1013904223
		return int(x>>8) % n
	}
	count := 800
	if testing.Short() {
		count = 200
	}
	for range count {
		at, value, wide := next(len(compiled.Tables)-28)+24, byte(next(256)), next(3) == 0
		tables := damaged(func(b []byte) {
			b[at] = value
			if wide {
				copy(b[at:], []byte{0xFF, 0xFF, 0xFF, 0xFF}[:1+next(4)])
			}
		})
		opened, wantErr := golang.reopen(tables)
		native, err := openNative(tables, opened)
		if wantErr != nil {
			require.ErrorContains(t, err, wantErr.Error())
			refused++
			continue
		}
		require.NoError(t, err)
		taken++
		var s fallback.Scan
		for _, k := range []Kernel{opened, native} {
			require.NoError(t, k.Scan(&s, "order 4111 1111 1111 1111, TCK-12345, say banana, project curlew", fallback.ScanOutput))
		}
		require.NoError(t, native.Close())
	}
	require.Greater(t, refused, count/10, "damage is noticed")
	require.Greater(t, taken, count/10, "and some makes other tables")
}
