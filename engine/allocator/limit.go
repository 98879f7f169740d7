package allocator

import (
	"slices"
	"sync"
)

// limits are those that hold, as they were given.
var limits struct {
	sync.Mutex
	all []int64
}

// Limit has large blocks refused that would bring the process an eighth beyond bytes, until lift is called. Where several limits hold, the lowest
// counts. Zero and less is no limit.
func Limit(bytes int64) (lift func()) {
	if bytes <= 0 {
		return func() {}
	}
	limits.Lock()
	defer limits.Unlock()
	limits.all = append(limits.all, bytes)
	limitBlocks(slices.Min(limits.all))
	return sync.OnceFunc(func() {
		limits.Lock()
		defer limits.Unlock()
		i := slices.Index(limits.all, bytes)
		limits.all = slices.Delete(limits.all, i, i+1)
		if len(limits.all) == 0 {
			limitBlocks(0)
			return
		}
		limitBlocks(slices.Min(limits.all))
	})
}

// Settle lets blocks below 64 MiB reach a quarter beyond the limit until done is called: a checkpoint that is refused memory closes the database, and
// nobody can tell whose block it is.
func Settle() (done func()) {
	beginSettling()
	return sync.OnceFunc(endSettling)
}
