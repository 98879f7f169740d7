package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// What is held back of an answer, so that an error of its first rows is still one with a status of its own.
const (
	holdBytes   = 1 << 20
	holdTime    = 250 * time.Millisecond
	bufferBytes = 64 << 20 // of an answer that is sent whole or not at all
)

// What is gathered of an answer that is under way.
const (
	partBytes = 256 << 10
	partTime  = 50 * time.Millisecond

	directBytes = partBytes / 2 // of a part that is sent without being gathered
)

// smallest is the size of an answer from which on it is worth compressing.
const smallest = 1 << 10

// errHead ends the writing of an answer of which only the head is wanted.
var errHead = errors.New("only the head of the answer is wanted")

// reply is the body of one answer on its way. Nothing is sent until the answer has begun well: 1 MiB, a quarter of a second after its
// first byte, or its end. From then on it goes out in parts. Write belongs to one goroutine; a timer sends what waits too long.
type reply struct {
	c        *call
	ctx      context.Context // of the query; its end cuts off a client that does not read
	head     func(whole bool)
	encoding string // of the body; empty for none
	buffer   bool   // nothing is sent before the end
	most     int64  // bytes; more is an error. 0 is any number
	watch    *stopwatch

	mu      sync.Mutex
	waiting []byte
	begun   bool // the head is sent
	written int64
	out     compressor
	release func()
	timer   *time.Timer
	err     error
	closed  bool
}

// Write takes a part of the body.
func (r *reply) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return 0, r.err
	}
	r.written += int64(len(p))
	switch {
	case r.most > 0 && r.written > r.most:
		r.err = fault(resultTooLarge, fmt.Sprintf("the result has more than %d bytes", r.most)).hinted("Ask for fewer rows or columns.")
		return 0, r.err
	case r.buffer && r.written > bufferBytes:
		r.err = fault(resultTooLarge, fmt.Sprintf("the result has more than %d bytes, and is to be sent whole", bufferBytes)).hinted("Leave wait=buffer out.")
		return 0, r.err
	}
	if r.begun && !r.buffer && len(p) >= directBytes {
		return len(p), r.direct(p)
	}
	r.waiting = append(r.waiting, p...)
	switch {
	case r.buffer:
	case len(r.waiting) >= r.full():
		r.push(false)
	case r.timer == nil:
		r.timer = time.AfterFunc(r.patience(), r.late)
	}
	return len(p), r.err
}

// direct sends what waits and then a large part as it is, without a copy. The lock is held.
func (r *reply) direct(p []byte) error {
	if len(r.waiting) > 0 {
		r.push(false)
	}
	if r.err == nil {
		kept := r.waiting
		r.waiting = p
		r.push(false)
		r.waiting = kept
	}
	return r.err
}

// full is how many bytes may wait, and patience how long.
func (r *reply) full() int {
	if r.begun {
		return partBytes
	}
	return holdBytes
}

func (r *reply) patience() time.Duration {
	if r.begun {
		return partTime
	}
	return holdTime
}

// late sends what has waited long enough.
func (r *reply) late() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.timer = nil
	if r.err == nil && !r.closed {
		r.push(false)
	}
}

// push sends what waits, and the head before it. The lock is held. While the client reads, the query does not run out of time.
func (r *reply) push(last bool) {
	if r.timer != nil {
		r.timer.Stop()
		r.timer = nil
	}
	if r.watch != nil {
		r.watch.pause()
		defer r.watch.resume()
	}
	if err := r.ctx.Err(); err != nil {
		r.err = err
		return
	}
	if !r.begun {
		r.begin(last)
	}
	if r.c.r.Method == http.MethodHead {
		r.err = errHead
		return
	}
	if err := r.send(last); err != nil {
		r.err = fault(cancelled, "the client does not take the answer: "+err.Error())
	}
	r.waiting = r.waiting[:0]
}

func (r *reply) begin(whole bool) {
	r.begun, r.c.begun = true, true
	if r.encoding != "" && !(whole && len(r.waiting) < smallest) {
		r.c.w.Header().Set("Content-Encoding", r.encoding)
		r.out, r.release = newCompressor(r.encoding, r.c.w)
	}
	r.head(whole)
	r.c.w.WriteHeader(http.StatusOK)
}

func (r *reply) send(last bool) error {
	if r.out == nil {
		if _, err := r.c.w.Write(r.waiting); err != nil || last {
			return err
		}
		return http.NewResponseController(r.c.w).Flush()
	}
	if _, err := r.out.Write(r.waiting); err != nil {
		return err
	}
	if last {
		return r.out.Close()
	}
	return errors.Join(r.out.Flush(), http.NewResponseController(r.c.w).Flush())
}

// finish sends what is left of a whole body.
func (r *reply) finish() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.push(true)
	}
	return r.err
}

// halt ends the sending by time, and tells whether the head is sent.
func (r *reply) halt() (begun bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	return r.begun
}

// close gives back what the reply holds, whether it was finished or not. A second call does nothing.
func (r *reply) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	if r.timer != nil {
		r.timer.Stop()
	}
	if r.release != nil {
		r.release()
		r.release = nil
	}
}

// last sends what waits and a last part that says why the rest is missing, as far as the client still reads. With end the compressed
// stream is ended too; the body stays open.
func (r *reply) last(part []byte, end bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = append(r.waiting, part...)
	_ = r.send(end) // a client that does not take it learns of the error by the broken body
}
