// Command openai asks OpenAI's Chat Completions for a streamed answer through a guard: the two lines that matter are marked.
//
// With OPENAI_API_KEY set it asks the real service; without it asks the model of backfire mock, which it starts itself.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

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

	options, model := []option.RequestOption{option.WithHTTPClient(guarded)}, "gpt-4o-mini"
	if os.Getenv("OPENAI_API_KEY") == "" {
		url, stop := offline.Start()
		defer stop()
		options = append(options, option.WithBaseURL(url+"/v1/"), option.WithAPIKey("none"))
		model = "refunds"
	}

	client := openai.NewClient(options...)
	stream := client.Chat.Completions.NewStreaming(context.Background(), openai.ChatCompletionNewParams{
		Model:    model,
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("How long can I send an item back?")},
	})
	defer stream.Close()
	for stream.Next() {
		chunk := stream.Current()
		if len(chunk.Choices) == 0 {
			continue
		}
		fmt.Print(chunk.Choices[0].Delta.Content)
		if chunk.Choices[0].FinishReason == "content_filter" {
			fmt.Printf("\n\ncut, because: %s\n", chunk.JSON.ExtraFields["backfire"].Raw())
		}
	}
	if err := stream.Err(); err != nil {
		log.Fatal(err)
	}
}
