// Command train fits the two injection models from the corpora in contract/model and from labelled files, and writes
// contract/model/prompt.bin and document.bin, which contract/gen compiles into the tables.
//
//	go run ./contract/model/train -data DIR           fit and write
//	go run ./contract/model/train -data DIR -report   also say how well models do on what they were not fitted to
//
// DIR has the folder injection/ with the files that labelled.go names; docs/MODELS.md says what they are. The reading of
// texts is that of the tables as they are compiled: after a change of the lexicon, run go generate first. The same sources
// give the same models on the same kind of machine.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
)

func main() {
	data := flag.String("data", "", "folder of the labelled files")
	out := flag.String("out", filepath.Join("contract", "model"), "folder of the corpora, where the models go too")
	plots := flag.String("plots", "docs", "folder for the reliability plots")
	report := flag.Bool("report", false, "also fit and score with families, languages and folds left out; takes some minutes")
	flag.Parse()
	if err := run(*data, *out, *plots, *report); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(data, dir, plots string, report bool) error {
	k, err := fallback.Open(tables.Blob())
	if err != nil {
		return err
	}
	r := reader{kernel: k}
	own, err := readCorpora(filepath.Join(dir, "corpus"))
	if err != nil {
		return err
	}
	labelled, err := readLabelled(filepath.Join(data, "injection"))
	if err != nil {
		return err
	}
	validation, err := readValidation(filepath.Join(dir, "validation.toml"), r)
	if err != nil {
		return err
	}
	prompts := promptTexts(own, labelled)
	documents := documentTexts(own, labelled)
	for _, m := range []struct {
		name       string
		settings   settings
		texts      []example
		validation validationSet
	}{
		{"prompt", promptSettings, r.read(withLonger(prompts)), validation.prompts()},
		{"document", documentSettings, r.read(planted(documents, 1)), validation.documents()},
	} {
		fitted := fit(m.texts, m.settings)
		c := calibrate(fitted, m.validation)
		fmt.Printf("%s model, fitted to %d texts\n", m.name, len(m.texts))
		c.print(fitted, m.validation)
		if err := os.WriteFile(filepath.Join(dir, m.name+".bin"), encode(fitted, c), 0o644); err != nil {
			return err
		}
		if err := plotReliability(filepath.Join(plots, "reliability_"+m.name+".svg"), fitted, m.validation); err != nil {
			return err
		}
	}
	if !report {
		return nil
	}
	reportPrompts(r, prompts, r.read(labelled["benign_user_queries"]), validation.prompts())
	reportDocuments(r, documents)
	return nil
}
