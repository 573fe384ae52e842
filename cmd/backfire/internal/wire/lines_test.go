package wire_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
)

// allLines reads to the end; a line that is too long is shown as its error.
func allLines(t *testing.T, src io.Reader, max int) []string {
	var got []string
	lines := wire.NewLines(src, max)
	for {
		line, err := lines.Next()
		var tooLong *wire.LineTooLongError
		switch {
		case err == io.EOF:
			return got
		case errors.As(err, &tooLong):
			got = append(got, tooLong.Error())
		default:
			require.NoError(t, err)
			got = append(got, string(line))
		}
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 200<<10)
	for _, tc := range []struct {
		name, in string
		max      int
		want     []string
	}{
		{"nothing", "", 10, nil},
		{"one without end", "ab", 10, []string{"ab"}},
		{"empty lines count", "\na\n\n", 10, []string{"", "a", ""}},
		{"just short enough", "1234\n", 4, []string{"1234"}},
		{"one too long", "1234\n12345\n12\n", 4, []string{"1234", "this line has 5 bytes; want at most 4", "12"}},
		{"longer than any buffer", long + "\nb", 1 << 20, []string{long, "b"}},
		{"too long by far, and the last", "a\n" + long, 10, []string{"a", "this line has 204800 bytes; want at most 10"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			assert.Equal(t, tc.want, allLines(t, strings.NewReader(tc.in), tc.max))
			assert.Equal(t, tc.want, allLines(t, iotest.HalfReader(strings.NewReader(tc.in)), tc.max))
		})
	}
}

func TestLinesPassOnErrors(t *testing.T) {
	broken := errors.New("broken")
	lines := wire.NewLines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)), 10)
	line, err := lines.Next()
	require.NoError(t, err)
	assert.Equal(t, "a", string(line))
	_, err = lines.Next()
	assert.Equal(t, broken, err, "half a line is not a line")
}
