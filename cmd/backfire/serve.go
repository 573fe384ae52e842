package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/serve"
)

// serve is the command that guards services for clients in any language.
func (c *cli) serve() *cobra.Command {
	var path string
	var check bool
	cmd := &cobra.Command{
		Use:   "serve --config FILE",
		Short: "Guard language models' services, as a gateway",
		Long: `serve stands between clients and language models' services, and guards what goes through: OpenAI's Chat Completions and
Responses, Anthropic's Messages, streamed or not. Clients need nothing but its address as their base URL. docs/HTTP.md
has all keys of FILE; nothing is served if anything in it is wrong.

Logs are lines of JSON on standard error, one for each verdict, and hold no texts and no keys. SIGTERM or SIGINT drains:
answers under way come to their end.`,
		Example: `  backfire serve --config gateway.yaml
  backfire serve --config gateway.yaml --check`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringVarP(&path, "config", "c", "", "file of settings in YAML")
	cmd.Flags().BoolVar(&check, "check", false, "read FILE and all that it names, then end")
	if err := cmd.MarkFlagRequired("config"); err != nil {
		panic(err) // the flag was defined above
	}
	cmd.RunE = c.begin(func(cmd *cobra.Command, _ []string) error {
		config, err := serve.Load(path)
		if err != nil {
			return err
		}
		if check {
			config.Listen, config.Admin = "127.0.0.1:0", "127.0.0.1:0"
		}
		server, err := serve.New(cmd.Context(), config, c.err)
		if err != nil {
			return err
		}
		if check {
			server.Close()
			fmt.Fprintf(c.out, "%s is in order\n", path)
			return nil
		}
		return server.Run(cmd.Context())
	})
	return cmd
}
