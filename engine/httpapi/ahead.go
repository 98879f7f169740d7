package httpapi

import (
	"sync"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/engine/encode"
)

const (
	aheadAfter = 4         // batches that are read one by one before it is worth reading ahead
	aheadPlain = 3         // places for batches that wait to be written one by one
	aheadJoint = 32        // places for batches that wait to be joined
	placeBytes = 256 << 10 // of a batch that takes one place; a larger one takes more, and all at most
)

// ahead reads the next batches of a source while the present one is written, and joins them where it is told to. A short result is read as
// it is.
type ahead struct {
	src   encode.Source
	stop  func() // ends what the source computes
	joint *joiner
	read  int
	batch arrow.RecordBatch // the present one, once another goroutine reads
	ready chan waiting
	kept  *waiting // was read from ready and is the next one
	room  chan struct{}
	done  chan struct{}
	ended bool // Next has seen the end
	fault any  // what the reading goroutine panicked with
	err   error
	gone  sync.WaitGroup
}

// waiting is a batch that waits to be written.
type waiting struct {
	batch  arrow.RecordBatch
	bytes  int64
	places int
}

// readAhead returns a source that reads ahead of its user, who closes it before the source is released. stop ends what src computes. With
// join its batches after the first ones are larger than those of src.
func readAhead(src encode.Source, stop func(), join bool) *ahead {
	a := &ahead{src: src, stop: stop}
	if join {
		a.joint = newJoiner(src.Schema())
	}
	return a
}

// Schema returns the schema of the source.
func (a *ahead) Schema() *arrow.Schema { return a.src.Schema() }

// Next moves to the next batch. A panic of the source reaches its caller, who answers for the request.
func (a *ahead) Next() bool {
	if a.ready == nil {
		if a.read++; a.read <= aheadAfter {
			return a.src.Next()
		}
		places := aheadPlain
		if a.joint != nil {
			places = aheadJoint
		}
		a.ready, a.room, a.done = make(chan waiting, places), make(chan struct{}, places), make(chan struct{})
		a.gone.Go(func() { a.fill(places) })
	}
	a.drop()
	if a.err != nil {
		return false
	}
	next, ok := a.next(nil)
	switch {
	case !ok:
		if a.ended = true; a.fault != nil {
			panic(a.fault)
		}
		return false
	case a.joint == nil:
		a.batch = next.batch
	default:
		a.batch, a.err = a.joint.join(a.src.Schema(), a.several(next))
	}
	return a.err == nil
}

// next takes the batch that was read first, or none at the end or once the time is over.
func (a *ahead) next(over <-chan time.Time) (next waiting, ok bool) {
	if a.kept != nil {
		next, a.kept = *a.kept, nil
		return next, true
	}
	select {
	case next, ok = <-a.ready:
	case <-over:
	}
	for range next.places {
		<-a.room
	}
	return next, ok
}

// several takes what comes soon after a first batch, as much as makes one batch.
func (a *ahead) several(first waiting) []arrow.RecordBatch {
	batches, rows, bytes := []arrow.RecordBatch{first.batch}, first.batch.NumRows(), first.bytes
	a.joint.most = min(2*a.joint.most, joinRows)
	over := time.NewTimer(joinTime)
	defer over.Stop()
	for rows < a.joint.most && bytes < joinBytes {
		next, ok := a.next(over.C)
		if !ok {
			break // the end, if it is one, is seen again
		}
		if bytes += next.bytes; bytes > 2*joinBytes {
			a.kept = &next
			break
		}
		rows += next.batch.NumRows()
		batches = append(batches, next.batch)
	}
	return batches
}

// fill reads until the end or until nobody wants more.
func (a *ahead) fill(places int) {
	defer close(a.ready)
	defer func() { a.fault = recover() }()
	for a.src.Next() {
		next := waiting{batch: a.src.Batch(), bytes: batchBytes(a.src.Batch())}
		next.places = int(min(1+next.bytes/placeBytes, int64(places)))
		for range next.places {
			select {
			case a.room <- struct{}{}:
			case <-a.done:
				return
			}
		}
		next.batch.Retain()
		a.ready <- next // which has as many places as there is room
	}
}

// Batch returns the present batch.
func (a *ahead) Batch() arrow.RecordBatch {
	if a.ready == nil {
		return a.src.Batch()
	}
	return a.batch
}

// Err is the error of the source, once Next has returned false. Who leaves off before that has met none.
func (a *ahead) Err() error {
	if a.ready != nil && !a.ended {
		return a.err
	}
	return a.src.Err()
}

// close ends the reading and waits for it.
func (a *ahead) close() {
	if a.ready == nil {
		return
	}
	a.stop()
	close(a.done)
	a.gone.Wait()
	a.drop()
	if a.kept != nil {
		a.kept.batch.Release()
	}
	for next := range a.ready {
		next.batch.Release()
	}
}

func (a *ahead) drop() {
	if a.batch != nil {
		a.batch.Release()
		a.batch = nil
	}
}
