// Command proxy guards a service for clients in any language: point their base URL at it. backfire serve does the same with a
// file of settings; this is for a program that serves other things besides.
//
// It listens on localhost:8088 and forwards to OPENAI_BASE_URL, or to the model of backfire mock, which it starts itself:
//
//	curl -N localhost:8088/v1/chat/completions -d '{"model":"refunds","stream":true,"messages":[]}'
package main

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"os"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/backfire/httpguard"
	"github.com/backfire-ai/backfire-go/examples/offline"
)

func main() {
	facts, err := backfire.LoadFacts(context.Background(), "refunds/facts.md", nil)
	if err != nil {
		log.Fatal(err)
	}
	guard, err := backfire.New(backfire.Config{Facts: facts})
	if err != nil {
		log.Fatal(err)
	}
	address := os.Getenv("OPENAI_BASE_URL")
	if address == "" {
		mock, stop := offline.Start()
		defer stop()
		address = mock
	}
	target, err := url.Parse(address)
	if err != nil {
		log.Fatal(err)
	}
	proxy := &httpguard.Proxy{Target: target, Guard: guard, Options: httpguard.Options{
		OnVerdict: func(_ context.Context, v httpguard.Verdict) {
			slog.Info("answered", "outcome", v.Outcome, "model", v.Model)
		},
	}}
	fmt.Println("listening on http://localhost:8088, forwarding to", address)
	log.Fatal(http.ListenAndServe("localhost:8088", proxy))
}
