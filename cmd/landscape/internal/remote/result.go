package remote

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"

	"github.com/customer-landscape/landscape/engine"
)

// result reads the Arrow stream of an answer.
type result struct {
	ctx      context.Context // bounds the reading as it bounds the query
	server   *Server
	id       string
	response *http.Response
	reader   *ipc.Reader
	columns  []engine.Column
	err      error
	over     bool // the stream was read to its end
	released bool
}

func newResult(ctx context.Context, server *Server, id string, response *http.Response) (*result, error) {
	r := &result{ctx: ctx, server: server, id: id, response: response}
	var err error
	if r.reader, err = ipc.NewReader(bufio.NewReaderSize(response.Body, 64<<10)); err != nil {
		err = r.broken(err)
		r.Release()
		return nil, err
	}
	r.columns = columnsOf(response.Header, r.Schema())
	return r, nil
}

// Schema is the Arrow schema of every batch.
func (r *result) Schema() *arrow.Schema { return r.reader.Schema() }

// Columns describes the columns in the order of the schema.
func (r *result) Columns() []engine.Column { return r.columns }

// Next moves to the next batch. A stream that ends without the server's word that it is whole is an error.
func (r *result) Next() bool {
	if r.err != nil || r.over {
		return false
	}
	if r.reader.Next() {
		return true
	}
	r.over = true
	err := r.reader.Err()
	if err == nil {
		_, err = io.Copy(io.Discard, r.response.Body) // the trailer stands behind the end
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		r.err = r.broken(err)
	case r.response.Trailer.Get("X-Query-Status") != "ok":
		r.err = r.broken(errors.New(cmp.Or(r.response.Trailer.Get("X-Query-Error"), "the server does not say that it is whole")))
	}
	return false
}

// broken says why a stream ended too early.
func (r *result) broken(err error) error {
	if r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	return &engine.Error{Kind: engine.KindQuery, Op: "query", Hint: "The log of the server says why, under the query " + r.id + ".",
		Err: errors.New("the answer broke off: " + err.Error())}
}

// Batch is the current batch, valid until the next call of Next.
func (r *result) Batch() arrow.RecordBatch { return r.reader.RecordBatch() }

// Err is the error that ended the batches, nil at a regular end.
func (r *result) Err() error { return r.err }

// Release frees the result. What was not read to its end is cancelled.
func (r *result) Release() {
	if r.released {
		return
	}
	r.released = true
	if r.reader != nil {
		r.reader.Release()
	}
	_ = r.response.Body.Close() // an answer that is no longer wanted
	if !r.over {
		r.server.cancel(r.id)
	}
}

// random is a word that nobody else has.
func random() string { return rand.Text() }
