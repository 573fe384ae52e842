// Package httpguard puts a backfire.Guard between a program and a language model's HTTP API, streamed or not.
//
// Transport is an http.RoundTripper for a client of one's own, and takes two lines:
//
//	guard, err := backfire.New(backfire.Config{Facts: facts})
//	client := &http.Client{Transport: &httpguard.Transport{Guard: guard}}
//
// Proxy is an http.Handler that guards a service for clients in any language. Both guard OpenAI's Chat Completions (and
// Completions), OpenAI's Responses and Anthropic's Messages.
//
// A request is scanned first, as the policy's scan says: what users typed as a prompt, what tools and documents hold as a
// document. One that is refused never reaches the service.
//
// An answer is gated. No byte of a claim leaves before its verdict, in any of the texts that an answer has: each choice,
// content part, reasoning, and the strings within the arguments of a tool call. Where nothing is cut, an answer is, byte for byte,
// the one that the service sent: an event waits, whole, until all its text has been approved, and events keep their
// order. Where something is cut, what was approved before it leaves, and the answer then ends as that API ends an answer
// that was filtered, with a Report in the member "backfire"; the service is hung up on at once.
//
// A tool call leaves whole or not at all, so that nobody carries out half of one. It and what follows it wait for its end.
package httpguard
