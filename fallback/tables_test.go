package fallback

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/contract/tables"
)

// sealed returns a copy of the blob with its digest made right again.
func sealed(blob []byte) []byte {
	binary.LittleEndian.PutUint64(blob[16:], hash64(blob[tableHeader:]))
	return blob
}

func copyOf(b []byte) []byte { return append([]byte(nil), b...) }

func TestOpenRefusesBadTables(t *testing.T) {
	good := tables.Blob()
	cases := []struct {
		name string
		blob func() []byte
		want string
	}{
		{"nothing", func() []byte { return nil }, "header"},
		{"other magic", func() []byte { b := copyOf(good); b[0] = 'X'; return b }, "header"},
		{"other format", func() []byte { b := copyOf(good); b[8] = 9; return b }, "format 9"},
		{"flipped bit", func() []byte { b := copyOf(good); b[len(b)/2] ^= 1; return b }, "digest"},
		{"cut short", func() []byte { return sealed(copyOf(good[:len(good)/2])) }, "reaches beyond"},
		{"huge directory", func() []byte { b := copyOf(good); binary.LittleEndian.PutUint32(b[12:], 1<<30); return sealed(b) }, "directory"},
		{"no sections", func() []byte { b := copyOf(good); binary.LittleEndian.PutUint32(b[12:], 0); return sealed(b) }, "section"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(c.blob())
			var te *TableError
			require.ErrorAs(t, err, &te)
			assert.Contains(t, err.Error(), c.want)
		})
	}
}

func TestOpenCopiesItsBlob(t *testing.T) {
	blob := copyOf(tables.Blob())
	k, err := Open(blob)
	require.NoError(t, err)
	clear(blob)
	var f Folded
	k.Fold(&f, "É")
	assert.Equal(t, "e", string(f.Text))
}

// FuzzOpen changes single values of a good blob: Open either refuses it or returns a kernel that does not panic.
func FuzzOpen(f *testing.F) {
	f.Add(uint32(40), uint32(0xFFFFFFFF))
	f.Add(uint32(100), uint32(7))
	good := tables.Blob()
	f.Fuzz(func(t *testing.T, at, value uint32) {
		b := copyOf(good)
		off := tableHeader + int(at)%(len(b)-tableHeader-4)
		binary.LittleEndian.PutUint32(b[off:], value)
		k, err := Open(sealed(b))
		if err != nil {
			return
		}
		var a Analysis
		k.Analyze(&a, "Dr. Müller paid $4.2 bn on 15 March 2024; it wasn't 日本 5 mg.")
	})
}
