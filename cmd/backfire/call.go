package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/call"
)

func (c *cli) call() *cobra.Command {
	return &cobra.Command{
		Use:   "call",
		Short: "Serve the kernel to other languages: JSON Lines on standard input and output",
		Long: `call answers one JSON object a line until standard input ends:

  {"id":…,"fn":"…","in":{…}}   gives   {"id":…,"out":{…}}   or   {"id":…,"err":{"code":"…","message":"…"}}

Every line gets one line back, in order; an error costs only its own line. Answers are flushed before the next read, so
a program may write a line and wait for the answer. Keys come in a fixed order, floats in the shortest form that reads
back the same, non-finite ones as "NaN", "Infinity" and "-Infinity". Any text may be given as {"b64":"…"}, and comes so
when it is not valid UTF-8. A line may have up to 256 MiB.

Functions, of which contract/SPEC.md says what they take and compute:

  ` + strings.Join(call.Functions(), "\n  "),
		Example: `  echo '{"id":1,"fn":"ground","in":{"claim":"It costs $20.","evidence":[{"id":"p","text":"It costs $19."}]}}' | backfire call`,
		Args:    cobra.NoArgs,
		RunE: c.begin(func(cmd *cobra.Command, _ []string) error {
			return call.Serve(cmd.Context(), c.in, c.out)
		}),
	}
}
