// Package darwin_amd64 carries the prebuilt kernel for darwin_amd64, so that vendoring copies it.
package darwin_amd64
