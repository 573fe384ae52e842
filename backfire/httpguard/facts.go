package httpguard

import (
	"fmt"
	"strings"

	"github.com/backfire-ai/backfire-go/backfire"
)

// factsOf returns what the tools and documents of a request say, a fact for each paragraph, or for each string and number if
// they say it in JSON. It returns nil if they say nothing.
func factsOf(r *request) (*backfire.Index, error) {
	var facts []backfire.Fact
	for i, t := range r.texts {
		if !t.document {
			continue
		}
		id := prefix(t.id, maxName)
		if id == "" {
			id = "document"
		}
		for n, paragraph := range strings.Split(strings.ReplaceAll(leaves(t.text), "\r\n", "\n"), "\n\n") {
			if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
				facts = append(facts, backfire.Fact{ID: fmt.Sprintf("%s#%d.%d", id, i, n+1), Text: paragraph})
			}
		}
	}
	if len(facts) == 0 {
		return nil, nil
	}
	return backfire.NewIndex(facts...)
}
