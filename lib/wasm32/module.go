//go:build backfire_wasm

package wasm32

import _ "embed" // for the module

// Module is the prebuilt kernel.
//
//go:embed backfire.wasm
var Module []byte
