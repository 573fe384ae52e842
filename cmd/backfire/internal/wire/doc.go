// Package wire reads and writes the JSON of backfire's line formats. It is stricter than encoding/json where silence
// would change a caller's text: invalid UTF-8, lone surrogates, duplicate and unknown keys are errors, key case counts,
// and every error names its path. It also carries what JSON cannot: a text that is not valid UTF-8 travels as
// {"b64":"…"}, and the non-finite floats as "NaN", "Infinity" and "-Infinity". Keys are written in the order of the calls.
package wire
