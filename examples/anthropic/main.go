// Command anthropic asks Anthropic's Messages for a streamed answer through a guard: the two lines that matter are marked.
//
// With ANTHROPIC_API_KEY set it asks the real service; without it asks the model of backfire mock, which it starts itself.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/anthropics/anthropic-sdk-go/v2"
	"github.com/anthropics/anthropic-sdk-go/v2/option"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/backfire/httpguard"
	"github.com/backfire-ai/backfire-go/examples/offline"
)

func main() {
	facts, err := backfire.LoadFacts(context.Background(), "refunds/facts.md", nil)
	if err != nil {
		log.Fatal(err)
	}

	guard, err := backfire.New(backfire.Config{Facts: facts}) // one
	if err != nil {
		log.Fatal(err)
	}
	guarded := &http.Client{Transport: &httpguard.Transport{Guard: guard}} // two

	options, model := []option.RequestOption{option.WithHTTPClient(guarded)}, "claude-sonnet-4-5"
	if os.Getenv("ANTHROPIC_API_KEY") == "" {
		url, stop := offline.Start()
		defer stop()
		options = append(options, option.WithBaseURL(url), option.WithAPIKey("none"))
		model = "refunds"
	}

	client := anthropic.NewClient(options...)
	stream := client.Messages.NewStreaming(context.Background(), anthropic.MessageNewParams{
		Model:     anthropic.Model(model),
		MaxTokens: 500,
		Messages:  []anthropic.MessageParam{anthropic.NewUserMessage(anthropic.NewTextBlock("How long can I send an item back?"))},
	})
	defer stream.Close()
	message := anthropic.Message{}
	for stream.Next() {
		event := stream.Current()
		if err := message.Accumulate(event); err != nil {
			log.Fatal(err)
		}
		if event.Type == "content_block_delta" {
			fmt.Print(event.Delta.Text)
		}
	}
	if err := stream.Err(); err != nil {
		log.Fatal(err)
	}
	if message.StopReason == anthropic.StopReasonRefusal {
		fmt.Printf("\n\ncut, because: %s\n", message.StopDetails.Explanation)
	}
}
