package eval

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// forEach calls work(i) for every i below n on all processors, and done after each. It stops at the first error and
// returns it; of several, that of the lowest i that was tried.
func forEach(ctx context.Context, n int, work func(i int) error, done func()) error {
	var (
		next   atomic.Int64
		mu     sync.Mutex
		failed = n
		first  error
		group  sync.WaitGroup
	)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				err := ctx.Err()
				if err == nil {
					err = work(i)
				}
				if err != nil {
					next.Store(int64(n))
					mu.Lock()
					if i < failed {
						failed, first = i, err
					}
					mu.Unlock()
					return
				}
				done()
			}
		})
	}
	group.Wait()
	return first
}
