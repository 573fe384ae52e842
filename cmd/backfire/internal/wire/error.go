package wire

import "fmt"

// Code says what kind of thing was wrong with an input.
type Code string

// The codes of an Error.
const (
	Malformed      Code = "malformed_json"  // not JSON
	MissingField   Code = "missing_field"   // a required key is not there
	UnknownField   Code = "unknown_field"   // a key that nobody reads
	DuplicateField Code = "duplicate_field" // a key given twice in one object
	WrongType      Code = "wrong_type"      // JSON of another type than the shape asks for
	InvalidValue   Code = "invalid_value"   // the right type, but not a possible value
)

// Error says what was wrong with an input, and where.
type Error struct {
	Code Code
	Path string // where in the value: in.evidence[3].text; empty for the value itself
	Text string // what is wrong, and what would be right
}

func (e *Error) Error() string {
	if e.Path == "" {
		return e.Text
	}
	return e.Path + ": " + e.Text
}

// Under returns err with a step put before its path; errors of other types pass unchanged.
func Under(step string, err error) error {
	e, ok := err.(*Error)
	if !ok {
		return err
	}
	path := step
	if e.Path != "" && e.Path[0] != '[' {
		path += "."
	}
	return &Error{e.Code, path + e.Path, e.Text}
}

func errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Text: fmt.Sprintf(format, args...)}
}
