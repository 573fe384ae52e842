package main

import (
	"io"

	"github.com/spf13/cobra"
)

// cli is one run of the command: where it reads and writes.
type cli struct {
	in      io.ReadCloser
	out     io.Writer
	err     io.Writer
	started bool // the command line was in order and a command began
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "backfire",
		Short: "Halt an answer where it contradicts the facts",
		Long: `backfire holds a text against facts, claim by claim. It needs no model, no network and no service.

Exit codes: 0 done, 1 failure, 2 wrong usage, 3 halted, not approved or found, 130 interrupted.
Where colour is used, NO_COLOR turns it off; it is never written to a file or a pipe.

Environment, where the build has a second kernel (doctor says which one serves):
  BACKFIRE_KERNEL         go, rust, wasm or auto, which is the default: rust if it can serve
  BACKFIRE_KERNEL_PATH    builds with the tag backfire_dl: the absolute path of the kernel's library
  BACKFIRE_KERNEL_SHA256  and the checksum that it must have, if any`,
		Example: `  backfire guard --facts facts.md < answer.txt
  backfire review --facts facts/ --json answer.txt
  backfire search --facts facts/ "refund period"
  backfire scan --mode document page.txt`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(c.guard(), c.review(), c.search(), c.scan(), c.call(), c.eval(), c.doctor(), c.serve(), c.mock(), c.version())
	return root
}

// begin notes that the command line was in order, so that errors from here on are failures and not wrong usage.
func (c *cli) begin(do func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		c.started = true
		return do(cmd, args)
	}
}
