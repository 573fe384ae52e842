// Command rag holds an answer against the documents that the request itself carries: what tools returned are the facts, and
// no index has to be kept. Here the tool says 30 days, and the model says 60.
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
	none, err := backfire.NewIndex() // there are no facts beside those of each request
	if err != nil {
		log.Fatal(err)
	}
	guard, err := backfire.New(backfire.Config{Index: none})
	if err != nil {
		log.Fatal(err)
	}
	guarded := &http.Client{Transport: &httpguard.Transport{
		Guard:   guard,
		Options: httpguard.Options{Grounding: httpguard.FromRequest, Replacement: "Please ask the returns desk."},
	}}

	options, model := []option.RequestOption{option.WithHTTPClient(guarded)}, "gpt-4o-mini"
	if os.Getenv("OPENAI_API_KEY") == "" {
		url, stop := offline.Start()
		defer stop()
		options = append(options, option.WithBaseURL(url+"/v1/"), option.WithAPIKey("none"))
		model = "refunds"
	}

	client := openai.NewClient(options...)
	answer, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model: model,
		Messages: []openai.ChatCompletionMessageParamUnion{
			openai.UserMessage("How long can I send an item back?"),
			{OfAssistant: &openai.ChatCompletionAssistantMessageParam{ToolCalls: []openai.ChatCompletionMessageToolCallUnionParam{{
				OfFunction: &openai.ChatCompletionMessageFunctionToolCallParam{
					ID:       "call_1",
					Function: openai.ChatCompletionMessageFunctionToolCallFunctionParam{Name: "search", Arguments: `{"query":"returns"}`},
				},
			}}}},
			openai.ToolMessage("Customers may return an unused item within 30 days of delivery.\n\nGift cards cannot be returned.", "call_1"),
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Choices[0].Message.Content)
	if answer.Choices[0].FinishReason == "content_filter" {
		fmt.Printf("\ncut, because: %s\n", answer.JSON.ExtraFields["backfire"].Raw())
	}
}
