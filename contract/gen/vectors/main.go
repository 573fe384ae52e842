// Command vectors writes the test vectors of contract/vectors: inputs of every kernel function, chosen here, and what the
// Go kernel answers to them. It also keeps the copy of vectors and tables that kernel/ carries, so that the Rust kernel
// is tested from inside its own folder.
//
//	go run ./contract/gen/vectors                       write what is new; refuse to change an expectation
//	go run ./contract/gen/vectors -accept               change expectations too, and print each change
//	go run ./contract/gen/vectors -check                fail if what is on disk is not what the sources give
//	go run ./contract/gen/vectors -check -kernel rust   the same with the answers of a build with the tag rust, or, for
//	                                                    shared, of the library that BACKFIRE_KERNEL_PATH names
//
// It runs anywhere inside the module and needs the go command: the answers come from `backfire call`, and for the
// functions that it does not serve from package fallback. The same sources always give the same bytes.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	var opts options
	flag.BoolVar(&opts.check, "check", false, "compare with the files on disk instead of writing them")
	flag.BoolVar(&opts.accept, "accept", false, "change and remove expectations where the sources or the kernel changed")
	flag.StringVar(&opts.kernel, "kernel", goKernel, "whose answers -check compares: go, rust, wasm, or shared, a library loaded at run time")
	flag.Parse()
	if err := run(opts, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "vectors:", err)
		os.Exit(1)
	}
}

type options struct {
	check, accept bool
	kernel        string
}

// run answers all vectors and writes them below the root of the module around the working directory, or compares them.
func run(opts options, out io.Writer) error {
	if _, known := kernels[opts.kernel]; !known {
		return fmt.Errorf("no kernel %q: want go, rust or shared", opts.kernel)
	}
	if opts.kernel != goKernel && !opts.check {
		return fmt.Errorf("expectations come from the %s kernel; -kernel %s goes with -check only", goKernel, opts.kernel)
	}
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	suites, err := answered(root, opts.kernel)
	if err != nil {
		return err
	}
	tree, err := render(suites)
	if err != nil {
		return err
	}
	changes, err := changesOnDisk(root, suites)
	if err != nil {
		return err
	}
	for _, c := range changes {
		fmt.Fprintln(out, c)
	}
	if opts.check {
		return tree.compare(root)
	}
	if len(changes) > 0 && !opts.accept {
		return fmt.Errorf("%d expectations would change: nothing was written; say -accept if that is meant", len(changes))
	}
	if err := tree.write(root); err != nil {
		return err
	}
	if len(changes) > 0 {
		fmt.Fprintln(out, "raise Contract in fallback/kernel.go if these expectations have been released")
	}
	for _, s := range suites {
		fmt.Fprintf(out, "%-18s %5d\n", s.function, len(s.cases))
	}
	return nil
}

// answered returns the suites with the answers of a kernel.
func answered(root, kernel string) ([]suite, error) {
	suites, err := sources()
	if err != nil {
		return nil, err
	}
	e, err := newEvaluator(root, kernel)
	if err != nil {
		return nil, err
	}
	defer e.close()
	for i := range suites {
		if err := e.answer(&suites[i]); err != nil {
			return nil, err
		}
	}
	return suites, errors.Join(unmet(suites)...)
}
