// Package linux_arm64_musl carries the prebuilt kernel for linux_arm64_musl, so that vendoring copies it.
package linux_arm64_musl
