package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/internal/mock"
)

// mock is the command that plays a model's service.
func (c *cli) mock() *cobra.Command {
	var listen, answer, transcript string
	var rate float64
	cmd := &cobra.Command{
		Use:   "mock",
		Short: "Play a language model's service, offline",
		Long: `mock answers requests in the formats of OpenAI's Chat Completions and Responses and of Anthropic's Messages, streamed at a
rate or not, with answers in the shape of recorded ones. A request chooses its answer by the name of the model:

` + mockModels() + `
With --answer every other model says what is in FILE; with --transcript its stream is FILE, byte for byte, such as curl -N
recorded it. Nothing leaves this machine.`,
		Example: `  backfire mock --rate 20
  backfire mock --answer examples/refunds/answer.txt
  curl -N localhost:8089/v1/chat/completions -d '{"model":"refunds","stream":true,"messages":[]}'`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringVarP(&listen, "listen", "l", "localhost:8089", "address to listen on")
	cmd.Flags().Float64Var(&rate, "rate", 20, "events a second of a streamed answer; 0 is as fast as possible")
	cmd.Flags().StringVar(&answer, "answer", "", "file with the answer of every other model")
	cmd.Flags().StringVar(&transcript, "transcript", "", "file with the recorded stream of every other model")
	cmd.MarkFlagsMutuallyExclusive("answer", "transcript")
	cmd.RunE = c.begin(func(cmd *cobra.Command, _ []string) error {
		if rate < 0 {
			return &usageError{fmt.Sprintf("--rate is %v, want 0 or more events a second", rate)}
		}
		service := &mock.Service{Answers: mock.Models(), Rate: rate}
		if err := mockDefault(service, answer, transcript); err != nil {
			return err
		}
		return c.serveUntilDone(cmd.Context(), listen, service)
	})
	return cmd
}

// mockModels describes the models.
func mockModels() string {
	var b strings.Builder
	for _, m := range mock.Catalogue {
		fmt.Fprintf(&b, "  %-10s %s\n", m.Name, m.About)
	}
	return b.String()
}

// mockDefault sets what every other model says.
func mockDefault(s *mock.Service, answer, transcript string) error {
	switch {
	case answer != "":
		text, err := os.ReadFile(answer)
		if err != nil {
			return err
		}
		said := mock.Say(string(text))
		s.Default = &said
	case transcript != "":
		stream, err := os.ReadFile(transcript)
		if err != nil {
			return err
		}
		s.Recorded = mock.Recorded(string(stream))
	}
	return nil
}

// serveUntilDone serves plain HTTP until the context is done.
func (c *cli) serveUntilDone(ctx context.Context, address string, handler http.Handler) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	fmt.Fprintf(c.err, "backfire: listening on http://%s\n", listener.Addr())
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
