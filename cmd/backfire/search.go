package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/backfire"
)

func (c *cli) search() *cobra.Command {
	var g guarding
	var k int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "search --facts PATH [flags] QUERY",
		Short: "Find the facts nearest to a query",
		Long: `search ranks the facts by BM25 over word stems and prints the best, one a line: score, id, text. It shows what guard and
review would hold a claim against.

` + factsHelp,
		Example: `  backfire search --facts faq/ "how long do refunds take"
  backfire search --facts facts.jsonl -k 3 --json refund | jq '.hits[].id'`,
		Args: cobra.ExactArgs(1),
	}
	g.addFacts(cmd, true)
	cmd.Flags().IntVarP(&k, "k", "k", 10, "how many facts at most")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.RunE = c.begin(func(cmd *cobra.Command, args []string) error {
		if k < 1 {
			return &usageError{fmt.Sprintf("-k is %d; want 1 or more", k)}
		}
		facts, err := g.load(cmd.Context())
		if err != nil {
			return err
		}
		index, err := backfire.NewIndex(facts...)
		if err != nil {
			return err
		}
		hits, err := index.Search(cmd.Context(), args[0], k)
		if err != nil {
			return err
		}
		if asJSON {
			return writeJSON(c.out, func(w *jsonWriter) { w.hits(hits) })
		}
		return c.writeHits(hits)
	})
	return cmd
}

func (c *cli) writeHits(hits []backfire.Hit) error {
	paint := paletteFor(c.out)
	var b strings.Builder
	for _, h := range hits {
		fmt.Fprintf(&b, "%7.3f  %s  %s\n", h.Score, paint.dim.Sprint(printable(h.ID)), printable(h.Text))
	}
	_, err := fmt.Fprint(c.out, b.String())
	return err
}

// hits: {hits:[{id, score, text, source, line, span}]}.
func (w *jsonWriter) hits(hits []backfire.Hit) {
	w.array("hits", func() {
		for _, h := range hits {
			w.Object(func() {
				w.text("id", h.ID)
				w.float("score", h.Score)
				w.text("text", h.Text)
				w.maybeText("source", h.Source)
				w.int("line", h.Line)
				w.span("span", h.Span)
			})
		}
	})
}
