// Command cases writes what the models of formal/ are replayed on: the vectors of contract/vectors for the functions that
// are modelled, and random cases, all with the answers of the kernel that serves. Each file it writes is a Coq file that asks
// the model and prints the names of the cases in which it answers otherwise.
//
//	go run -tags rust ./formal/cases -out dir
//
// The tag is needed for the version check, which is part of the bridge to the Rust kernel; with CGO_ENABLED=0 it is the Go
// kernel that answers even so. The same kernel always gives the same bytes, and so do both kernels, but for choice.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/backfire-ai/backfire-go/internal/kernel"
)

func main() {
	out := flag.String("out", "", "the `folder` to write to")
	vectors := flag.String("vectors", "contract/vectors", "the folder of the vectors")
	serves := flag.Bool("serves", false, "say which kernel serves and do nothing else")
	flag.Parse()
	if *serves {
		fmt.Println(whichServes())
		return
	}
	if err := run(*out, *vectors); err != nil {
		fmt.Fprintln(os.Stderr, "cases:", err)
		os.Exit(1)
	}
}

// A suite is cases of one model.
type suite struct {
	name  string // of the file, and in the manifest
	of    string // the Coq type of a case; the model is asked by this name with _agrees behind it
	scope string // what is opened for the cases
	cases []coqCase
}

type coqCase struct{ name, term string }

// run makes all suites and prints how many cases each has.
func run(out, vectors string) error {
	choice, err := kernel.Open()
	if err != nil {
		return err
	}
	fmt.Printf("# answered by the %s kernel\n", choice.Name)
	for _, source := range []func(kernel.Kernel, string) ([]suite, error){haltSuites, scoreSuites, versionSuites, gateSuites, redactSuites} {
		suites, err := source(choice.Kernel, vectors)
		if err != nil {
			return err
		}
		for _, s := range suites {
			if len(s.cases) == 0 {
				return fmt.Errorf("%s has no cases", s.name)
			}
			if err := os.WriteFile(filepath.Join(out, s.name+".v"), []byte(s.file()), 0o644); err != nil {
				return err
			}
			fmt.Println(s.name, len(s.cases))
		}
	}
	return nil
}
