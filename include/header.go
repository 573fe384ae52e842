//go:build backfire_wasm

package include

import _ "embed" // for the header

// Header is backfire.h, for what must know its fingerprint without a C compiler.
//
//go:embed backfire.h
var Header string
