package httpapi

import (
	"sync"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/engine/encode"
)

const (
	aheadAfter = 4 // batches that are read one by one before it is worth reading ahead
	aheadDepth = 3 // batches that may wait to be written
)

// ahead reads the next batches of a source while the present one is written. A short result is read as it is.
type ahead struct {
	src   encode.Source
	stop  func() // ends what the source computes
	read  int
	batch arrow.RecordBatch // the present one, once another goroutine reads
	ready chan arrow.RecordBatch
	done  chan struct{}
	ended bool // Next has seen the end
	fault any  // what the reading goroutine panicked with
	gone  sync.WaitGroup
}

// readAhead returns a source that reads ahead of its user, who closes it before the source is released. stop ends what src computes.
func readAhead(src encode.Source, stop func()) *ahead { return &ahead{src: src, stop: stop} }

// Schema returns the schema of the source.
func (a *ahead) Schema() *arrow.Schema { return a.src.Schema() }

// Next moves to the next batch. A panic of the source reaches its caller, who answers for the request.
func (a *ahead) Next() bool {
	if a.ready == nil {
		if a.read++; a.read <= aheadAfter {
			return a.src.Next()
		}
		a.ready, a.done = make(chan arrow.RecordBatch, aheadDepth), make(chan struct{})
		a.gone.Go(a.fill)
	}
	a.drop()
	batch, ok := <-a.ready
	a.batch, a.ended = batch, !ok
	if a.ended && a.fault != nil {
		panic(a.fault)
	}
	return ok
}

// fill reads until the end or until nobody wants more.
func (a *ahead) fill() {
	defer close(a.ready)
	defer func() { a.fault = recover() }()
	for a.src.Next() {
		batch := a.src.Batch()
		batch.Retain()
		select {
		case a.ready <- batch:
		case <-a.done:
			batch.Release()
			return
		}
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
		return nil
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
	for batch := range a.ready {
		batch.Release()
	}
}

func (a *ahead) drop() {
	if a.batch != nil {
		a.batch.Release()
		a.batch = nil
	}
}
