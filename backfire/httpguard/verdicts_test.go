package httpguard

import (
	"context"
	"sync"
)

// collect returns what puts verdicts into a list.
func collect(into *[]Verdict) func(context.Context, Verdict) {
	var mu sync.Mutex
	return func(_ context.Context, v Verdict) {
		mu.Lock()
		defer mu.Unlock()
		*into = append(*into, v)
	}
}
