package httpapi

import (
	"cmp"
	"runtime"
	"time"
)

// Capacity bounds what a server does at once and how long it waits, whoever asks.
type Capacity struct {
	// Slots is how many queries run at once. Defaults to twice the number of processors, at least 4.
	Slots int
	// Queue is how many queries may wait for a slot. Defaults to 16 for each slot.
	Queue int
	// QueueWait is how long a query waits for a slot unless it says so itself with queue_ms. Defaults to 10 seconds.
	QueueWait time.Duration
	// Timeout is how long a query may run unless it says so itself with timeout_ms. Defaults to 30 seconds.
	Timeout time.Duration
	// MaxSQL is how many bytes a statement may have. Defaults to 1 MiB.
	MaxSQL int
	// MaxBody is how many bytes the body of a request may have, that of a load apart. Defaults to 4 MiB.
	MaxBody int64
	// Uploads is how many loads may send their files at once. Defaults to 8.
	Uploads int
	// MaxUpload is how many bytes the files of one load may have, without the encoding of the transfer. Defaults to 16 GiB.
	MaxUpload int64
	// MaxSpool is how many bytes uploads and kept results may take together. Defaults to 64 GiB.
	MaxSpool int64
	// MaxResult is how many bytes the kept result of one statement may take. Defaults to 4 GiB.
	MaxResult int64
	// Statements is how many asynchronous statements one key may have, running and kept. Defaults to 32.
	Statements int
	// Keep is how long the result of a statement is kept after its end. Defaults to 15 minutes.
	Keep time.Duration
	// Memory is how many bytes the process may hold before queries are ended, the youngest first. Defaults to the memory limit of the engine
	// beyond what the process holds when the server begins. It is looked at where the system tells what the process holds, as on Linux.
	Memory int64
	// WriteWait is how long a client may take to accept a part of an answer before it is cut off. Defaults to 30 seconds.
	WriteWait time.Duration
}

// withDefaults fills in what is zero.
func (c Capacity) withDefaults() Capacity {
	c.Slots = cmp.Or(c.Slots, max(2*runtime.GOMAXPROCS(0), 4))
	c.Queue = cmp.Or(c.Queue, 16*c.Slots)
	c.QueueWait = cmp.Or(c.QueueWait, 10*time.Second)
	c.Timeout = cmp.Or(c.Timeout, 30*time.Second)
	c.MaxSQL = cmp.Or(c.MaxSQL, 1<<20)
	c.MaxBody = cmp.Or(c.MaxBody, 4<<20)
	c.Uploads = cmp.Or(c.Uploads, 8)
	c.MaxUpload = cmp.Or(c.MaxUpload, 16<<30)
	c.MaxSpool = cmp.Or(c.MaxSpool, 64<<30)
	c.MaxResult = cmp.Or(c.MaxResult, 4<<30)
	c.Statements = cmp.Or(c.Statements, 32)
	c.Keep = cmp.Or(c.Keep, 15*time.Minute)
	c.WriteWait = cmp.Or(c.WriteWait, 30*time.Second)
	return c
}

// longestTimeout is what timeout_ms may ask for where neither the key nor the server says less.
const longestTimeout = 10 * time.Minute

// within returns the limits of a caller, each no wider than the server's.
func (l Limits) within(server Limits) Limits {
	return Limits{
		Rows: narrower(l.Rows, server.Rows), Bytes: narrower(l.Bytes, server.Bytes), Timeout: narrower(l.Timeout, server.Timeout),
		Concurrent: narrower(l.Concurrent, server.Concurrent), PerMinute: narrower(l.PerMinute, server.PerMinute),
	}
}

// narrower is the smaller of two limits of which 0 is none.
func narrower[T int | int64 | time.Duration](a, b T) T {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
