package httpapi

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often a wrong key may come before its sender is told to wait.
const (
	wrongPerAddress = 10               // at once; then one in wrongEvery
	wrongPerKey     = 30               // from all addresses together
	wrongEvery      = 10 * time.Second // until one more may come
	mostBuckets     = 10_000           // of addresses or keys that are remembered
)

// buckets are rate limiters by name. When there are too many, those that are full again, as if they were new, are forgotten.
type buckets struct {
	mu  sync.Mutex
	all map[string]*rate.Limiter
}

// of returns the limiter of a name. The lock is held by the caller.
func (b *buckets) of(name string, every rate.Limit, burst int) *rate.Limiter {
	found, ok := b.all[name]
	if ok && found.Burst() == burst && found.Limit() == every {
		return found
	}
	if b.all == nil {
		b.all = map[string]*rate.Limiter{}
	}
	if len(b.all) >= mostBuckets {
		for n, l := range b.all {
			if l.Tokens() >= float64(l.Burst()) {
				delete(b.all, n)
			}
		}
		if len(b.all) >= mostBuckets {
			clear(b.all)
		}
	}
	found = rate.NewLimiter(every, burst)
	b.all[name] = found
	return found
}

// rates bounds how often each key asks.
type rates struct{ buckets }

// take counts a request of a key and returns 0, or how long it must wait. The narrower of both limits holds, 0 being none.
func (t *rates) take(key string, own, servers int) time.Duration {
	perMinute := own
	if own == 0 || servers > 0 && servers < own {
		perMinute = servers
	}
	if perMinute == 0 {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.of(key, rate.Limit(float64(perMinute)/60), perMinute)
	if l.Allow() {
		return 0
	}
	return untilOne(l)
}

// logins counts wrong keys by the address they come from and by the key they are for. Right ones do not count.
type logins struct{ buckets }

// failed counts a wrong key and returns 0, or how long its sender is to wait. id is empty where there was none.
func (f *logins) failed(from netip.Addr, id string) (longest time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, l := range f.both(from, id) {
		if !l.Allow() {
			longest = max(longest, untilOne(l))
		}
	}
	return longest
}

// wait is how long wrong keys are refused from there; 0 where one more may come.
func (f *logins) wait(from netip.Addr, id string) (longest time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, l := range f.both(from, id) {
		if l.Tokens() < 1 {
			longest = max(longest, untilOne(l))
		}
	}
	return longest
}

func (f *logins) both(from netip.Addr, id string) []*rate.Limiter {
	every := rate.Every(wrongEvery)
	found := []*rate.Limiter{f.of("address "+neighbourhood(from), every, wrongPerAddress)}
	if id != "" {
		found = append(found, f.of("key "+id, every, wrongPerKey))
	}
	return found
}

// neighbourhood is the address of IPv4, and the /64 of IPv6, all of which one machine has for itself.
func neighbourhood(from netip.Addr) string {
	if from.Is6() {
		if near, err := from.Prefix(64); err == nil {
			return near.String()
		}
	}
	return from.String()
}

// untilOne is how long it takes until the limiter has one more token.
func untilOne(l *rate.Limiter) time.Duration {
	missing := max(1-l.Tokens(), 0)
	return time.Duration(missing / float64(l.Limit()) * float64(time.Second))
}
