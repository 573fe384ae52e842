// Package linux_arm64 carries the prebuilt kernel for linux_arm64, so that vendoring copies it.
package linux_arm64
