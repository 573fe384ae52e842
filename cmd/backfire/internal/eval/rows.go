package eval

import (
	"fmt"
	"io"
	"strconv"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
)

// maxLine is the longest row, in bytes.
const maxLine = 256 << 20

// RowError is a row that cannot be read.
type RowError struct {
	File string
	Line int // counted from 1
	Err  error
}

func (e *RowError) Error() string { return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err) }

func (e *RowError) Unwrap() error { return e.Err }

// Source is a labelled file.
type Source struct {
	Name string // for errors
	In   io.Reader
}

// eachRow calls read with a reader at the start of every row that is not blank.
func (s Source) eachRow(read func(r *wire.Reader, line int) error) error {
	lines := wire.NewLines(s.In, maxLine)
	for n := 1; ; n++ {
		line, err := lines.Next()
		if err == io.EOF {
			return nil
		}
		if err == nil && !blank(line) {
			r := wire.NewReader(line)
			r.AllowUnknown()
			if err = read(r, n); err == nil {
				err = r.End()
			}
		}
		if err != nil {
			return &RowError{s.Name, n, err}
		}
	}
}

func blank(line []byte) bool {
	for _, c := range line {
		if c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// Row is what rows of all tasks may have.
type Row struct {
	Line   int
	ID     []byte            // JSON as it was written; the line number if the row has none
	groups map[string]string // what it has under GroupKeys
}

// GroupKeys are the keys of a row by which figures are also broken down.
var GroupKeys = []string{"kind", "source"}

// fields returns the fields of a row: those of the task and those that all have.
func (row *Row) fields(r *wire.Reader, line int, own ...wire.Field) []wire.Field {
	row.Line, row.ID = line, strconv.AppendInt(nil, int64(line), 10)
	own = append(own, wire.Field{Name: "id", Optional: true, Read: func() error {
		raw, err := r.Raw()
		row.ID = append([]byte(nil), raw...)
		return err
	}})
	for _, key := range GroupKeys {
		own = append(own, wire.Field{Name: key, Optional: true, Read: func() error {
			value, err := r.Text()
			if row.groups == nil {
				row.groups = make(map[string]string)
			}
			row.groups[key] = value
			return err
		}})
	}
	return own
}

// text reads a text into dst.
func text(r *wire.Reader, dst *string) func() error {
	return func() (err error) { *dst, err = r.Text(); return err }
}

// invalid is an error of the value just read.
func invalid(format string, args ...any) error {
	return &wire.Error{Code: wire.InvalidValue, Text: fmt.Sprintf(format, args...)}
}
