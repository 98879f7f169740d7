package btyd

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// eachBlock calls work once for every block 0 … blocks-1, in several goroutines, and returns when all are done.
func eachBlock(blocks int, work func(block int)) {
	workers := min(blocks, runtime.GOMAXPROCS(0))
	if workers <= 1 {
		for block := range blocks {
			work(block)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for {
				block := int(next.Add(1)) - 1
				if block >= blocks {
					return
				}
				work(block)
			}
		})
	}
	wait.Wait()
}
