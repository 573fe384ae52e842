// Perturb makes labelled answers to measure the halting of false claims on. It reads true sentences, makes one thing in
// one sentence of an answer false, and writes rows for "backfire eval halt".
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

const usage = `Usage: perturb -in FILE -mode copy|paraphrase -out FILE [flags]

Reads JSON Lines of true sentences: pairs {context, claim, label}, of which those with label 1 are used, or texts
{text} (mode copy only). Writes answers of three sentences, each about one fact, as JSON Lines:

  {"id", "facts": [...], "answer", "label": "clean"|"contradicted", "sentence", "kind", "start", "original"}

In mode copy a sentence of the answer is its fact's own; in mode paraphrase the fact is the context and the sentence is
the claim. In a contradicted answer one thing in one sentence is made false that claim and fact have in common, so that
the sentence contradicts its fact. "sentence" is the index of that sentence, "start" its byte offset in the answer,
"original" what it was, "kind" one of number, unit, date, negation_insert, negation_drop, antonym, name. There are as
many clean answers as contradicted ones. The facts of an answer are shuffled among distractors about other things.

Only plain sentences are taken: they end with a period, nothing inside could be read as a sentence's end, and quotes
are closed. The same input, flags and seed give the same output.

Flags:
`

func main() {
	err := run(os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, "perturb:", err)
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "perturb:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("see -help")

func run(args []string, log io.Writer) error {
	flags := flag.NewFlagSet("perturb", flag.ContinueOnError)
	flags.SetOutput(log)
	flags.Usage = func() {
		fmt.Fprint(log, usage)
		flags.PrintDefaults()
	}
	var o options
	in := flags.String("in", "", "`FILE` of true sentences, JSON Lines")
	out := flags.String("out", "", "`FILE` to write the answers to")
	pairsOut := flags.String("pairs", "", "also write the single claims, {context, claim, label: 1|0, kind}, to `FILE`")
	flags.StringVar(&o.mode, "mode", modeCopy, "copy or paraphrase")
	flags.Uint64Var(&o.seed, "seed", 1, "seed of every random choice")
	flags.IntVar(&o.facts, "facts", 20, "distractors beside the facts of the answer")
	flags.IntVar(&o.perKind, "per-kind", 150, "contradicted answers of each kind, at most")
	flags.BoolVar(&o.strictClean, "strict-clean", false, "leave out true sentences with digits that their fact does not have")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return fmt.Errorf("%w (%w)", err, errUsage)
	}
	switch {
	case *in == "" || *out == "":
		return fmt.Errorf("-in and -out are needed (%w)", errUsage)
	case flags.NArg() > 0:
		return fmt.Errorf("unexpected argument %q (%w)", flags.Arg(0), errUsage)
	case o.mode != modeCopy && o.mode != modeParaphrase:
		return fmt.Errorf("-mode %q is neither copy nor paraphrase (%w)", o.mode, errUsage)
	case o.facts < 0 || o.perKind < 1:
		return fmt.Errorf("-facts must not be negative and -per-kind must be positive (%w)", errUsage)
	}
	statements, err := readFile(*in, o.mode)
	if err != nil {
		return err
	}
	if len(statements) < sentencesPerAnswer {
		return fmt.Errorf("%s: %d usable sentences, an answer needs %d", *in, len(statements), sentencesPerAnswer)
	}
	rows, pairs := newBuilder(statements, o).build()
	if err := writeLines(*out, rows); err != nil {
		return err
	}
	if *pairsOut != "" {
		if err := writeLines(*pairsOut, pairs); err != nil {
			return err
		}
	}
	report(log, len(statements), rows)
	return nil
}

func readFile(path, mode string) ([]statement, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	statements, err := readStatements(f, mode)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return statements, nil
}

func writeLines[T any](path string, rows []T) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, r := range rows {
		if err := enc.Encode(r); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(w.Flush(), f.Close())
}

// report says how many rows of each kind there are.
func report(w io.Writer, sentences int, rows []row) {
	fmt.Fprintf(w, "%d usable sentences, %d answers:", sentences, len(rows))
	for i := 0; i < len(rows); {
		j := i
		for j < len(rows) && rows[j].Kind == rows[i].Kind {
			j++
		}
		fmt.Fprintf(w, " %s %d", rows[i].Kind, j-i)
		i = j
	}
	fmt.Fprintln(w)
}
