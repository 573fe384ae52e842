// Package darwin_arm64 carries the prebuilt kernel for darwin_arm64, so that vendoring copies it.
package darwin_arm64
