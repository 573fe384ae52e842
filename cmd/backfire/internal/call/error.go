package call

import (
	"errors"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
)

// The codes of an answer's "err" beside those of package wire.
const (
	unknownFunction = "unknown_function" // "fn" names none
	lineTooLong     = "line_too_long"    // the line is longer than MaxLine
	badConfig       = "config"           // a number of the config is out of its range
	badShape        = "shape"            // the length of an array is not a multiple of cols
	duplicateID     = "duplicate_id"     // two documents or facts have one id
	internal        = "internal"         // a fault of ours
)

// callError is an error that knows its code.
type callError struct{ code, message string }

func (e *callError) Error() string { return e.message }

// classify returns the code and the message of an error as the caller sees them.
func classify(err error) (code, message string) {
	var (
		call        *callError
		input       *wire.Error
		config      *fallback.ConfigError
		policy      *backfire.PolicyError
		shape       *fallback.ShapeError
		document    *fallback.DuplicateIDError
		fact        *backfire.DuplicateFactError
		missingFact *backfire.FactError
	)
	switch {
	case errors.As(err, &call):
		return call.code, call.message
	case errors.As(err, &input):
		return string(input.Code), input.Error()
	case errors.As(err, &config), errors.As(err, &policy):
		return badConfig, err.Error()
	case errors.As(err, &shape):
		return badShape, err.Error()
	case errors.As(err, &document), errors.As(err, &fact):
		return duplicateID, err.Error()
	case errors.As(err, &missingFact):
		return string(wire.InvalidValue), err.Error()
	}
	return internal, err.Error()
}
