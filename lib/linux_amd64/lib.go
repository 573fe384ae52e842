// Package linux_amd64 carries the prebuilt kernel for linux_amd64, so that vendoring copies it.
package linux_amd64
