package fallback

import (
	"bytes"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Writers and readers at once. Every document of a writer contains all words, so that a snapshot finds each document
// that it holds, and finds the same however often it is asked.
func TestConcurrentUse(t *testing.T) {
	k, x := newIndex(t, DefaultBM25)
	const writers, readers, rounds, kept = 3, 3, 200, 25
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range rounds {
				id := fmt.Sprint(w, "/", i%kept)
				assert.NoError(t, x.Replace(id, fmt.Sprintf("thirty days or %d years for number %d", i, w)))
				if i%7 == 0 {
					assert.True(t, x.Remove(id))
				}
			}
		})
	}
	for range readers {
		wg.Go(func() {
			var sc SearchScratch
			query := k.Terms(nil, "thirty days, 12 years")
			for range rounds {
				s := x.Snapshot()
				first := s.Search(&sc, query, s.Len()+1, nil)
				assert.Len(t, first, s.Len())
				for _, h := range first {
					assert.Contains(t, s.Text(h.Doc), "thirty days")
					assert.NotEmpty(t, s.analysis(k, h.Doc).Sentences)
				}
				all, pruned := bothWays(s, &sc, query, s.Len())
				assert.Equal(t, all, pruned)
				assert.Equal(t, first, s.Search(&sc, query, s.Len()+1, nil))
			}
		})
	}
	wg.Go(func() {
		for range rounds / 10 {
			var b bytes.Buffer
			assert.NoError(t, x.Save(&b))
			_, err := k.LoadIndex(&b)
			assert.NoError(t, err)
		}
	})
	wg.Wait()
	require.Less(t, x.Snapshot().n, uint32(writers*rounds), "nothing was compacted")
}
