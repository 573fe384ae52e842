// Package linux_amd64_musl carries the prebuilt kernel for linux_amd64_musl, so that vendoring copies it.
package linux_amd64_musl
