package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

// parcel is a result to send: of a query that runs, or one that was kept.
type parcel struct {
	id      string
	columns []engine.Column
	source  encode.Source
	queued  time.Duration
	planned time.Duration
	watch   *stopwatch       // stands still while the client reads; may be nil
	passed  func(rows int64) // is told of the rows of each batch; may be nil
}

// send writes a result as the answer. Once a part of it is out, an error is told in the last line of a form of lines and in the trailers
// of a client that takes them, and returned; answer breaks the body off then, unless the trailers say it.
func (c *call) send(ctx context.Context, q request, info formatInfo, p parcel) error {
	limits := c.who.limits.within(c.s.opts.Limits)
	src := q.options.bounds(p.source, limits, info)
	src.passed = p.passed
	defer src.Release()
	opts := c.encoding(q, info, p, src)
	r := &reply{c: c, ctx: ctx, buffer: q.options.buffer, watch: p.watch, head: func(whole bool) { c.head(q, info, p, src, whole) }}
	defer r.close()
	if !info.packed {
		r.encoding = acceptedEncoding(c.r.Header.Values("Accept-Encoding"))
	}
	if most := narrower(q.options.maxBytes, limits.Bytes); most > 0 {
		if q.options.failing(info) || info.packed {
			r.most = most
		} else {
			opts.Full = src.fullAt(most)
		}
	}
	unblock := c.unblockAt(ctx)
	rows, err := encode.Write(r, info.encode, src, opts)
	if err == nil {
		err = r.finish()
	}
	unblock()
	c.seen.rows = rows
	switch {
	case errors.Is(err, errHead):
		return nil
	case err == nil:
		c.trailers(rows, r.written, src.truncated())
		return nil
	}
	if err = sendFault(err, info); !r.halt() {
		return err
	}
	return c.breakingOff(r, info, whyEnded(ctx, err))
}

// sendFault says what a form cannot hold; errors of the query and of the door stay as they are.
func sendFault(err error, info formatInfo) error {
	var ofEngine *engine.Error
	var own *problem
	switch {
	case errors.Is(err, encode.ErrSheetFull):
		return fault(resultTooLarge, err.Error()).hinted("Ask for fewer rows, or for another format.")
	case errors.As(err, &ofEngine), errors.As(err, &own), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	default:
		return fault(notAcceptable, fmt.Sprintf("%s cannot hold the result: %v", info.name, err)).hinted("Ask for another format.")
	}
}

// encoding is how the options ask for the result to be written.
func (c *call) encoding(q request, info formatInfo, p parcel, src *bounded) encode.Options {
	o := q.options
	opts := encode.Options{NoHeader: o.noHeader, Delimiter: o.delim, Null: o.null, BOM: o.bom, CRLF: o.crlf, EscapeFormulas: o.escapeFormulas,
		Int64: encode.Safe, Decimal: encode.Quoted, NamedFloat: true, Columns: p.columns, Title: titleOf(o.download), TempDir: c.s.SpoolDir()}
	numbers := map[string]encode.Number{"number": encode.Bare, "string": encode.Quoted}
	if how, given := numbers[o.int64]; given {
		opts.Int64 = how
	}
	if how, given := numbers[o.decimal]; given {
		opts.Decimal = how
	}
	if info.encode == encode.Compact {
		opts.Before = `"query_id":` + strconv.Quote(p.id)
		opts.After = func(rows int64) string {
			return fmt.Sprintf(`"row_count":%d,"truncated":%t,"elapsed_ms":%d`, rows, src.truncated(), time.Since(c.started).Milliseconds())
		}
	}
	return opts
}

// titleOf is the name of a download without its ending, which a page or a sheet may bear.
func titleOf(download string) string {
	title, _, _ := strings.Cut(download, ".")
	return title
}

// headerBytes bounds the description of the columns in a header: clients take 8 KiB of headers and more.
const headerBytes = 4 << 10

// head sets the headers of a result. whole says that its end is known.
func (c *call) head(q request, info formatInfo, p parcel, src *bounded, whole bool) {
	h := c.w.Header()
	h.Set("Content-Type", contentType(q, info))
	h.Set("X-Content-Type-Options", "nosniff")
	if columns := columnsHeader(p.columns); len(columns) <= headerBytes {
		h.Set("X-Query-Columns", columns)
	}
	h.Set("X-Query-Queued-Ms", strconv.FormatInt(p.queued.Milliseconds(), 10))
	working := max(time.Since(c.started)-p.queued-p.planned, 0)
	h.Set("Server-Timing", fmt.Sprintf("queue;dur=%.1f, plan;dur=%.1f, exec;dur=%.1f",
		inMilliseconds(p.queued), inMilliseconds(p.planned), inMilliseconds(working)))
	if q.options.download != "" {
		h.Set("Content-Disposition", disposition(q.options.download))
	}
	late := "X-Query-Status, X-Query-Rows, X-Query-Bytes, X-Query-Elapsed-Ms, X-Query-Error"
	if whole {
		h.Set("X-Query-Truncated", strconv.FormatBool(src.truncated()))
	} else {
		late += ", X-Query-Truncated"
	}
	h.Set("Trailer", late)
}

func inMilliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// contentType says of csv and tsv whether the first line is the header (RFC 4180, 3).
func contentType(q request, info formatInfo) string {
	switch {
	case info.encode != encode.CSV:
		return info.media
	case q.options.noHeader:
		return info.media + "; header=absent"
	default:
		return info.media + "; header=present"
	}
}

// columnsHeader describes the columns as JSON in ASCII, as a header takes it.
func columnsHeader(columns []engine.Column) string {
	type column struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	all := make([]column, len(columns))
	for i, col := range columns {
		all[i] = column{col.Name, col.Type}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "[]" // texts always marshal
	}
	var out strings.Builder
	for _, r := range string(text) {
		switch {
		case r < 0x7f:
			out.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			r -= 0x10000
			fmt.Fprintf(&out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		}
	}
	return out.String()
}

// disposition offers a name for a file, in ASCII for old clients and in full for the others (RFC 6266, 4).
func disposition(name string) string {
	var ascii, full strings.Builder
	for _, r := range name {
		if r < ' ' || r >= 0x7f || r == '"' || r == '%' {
			ascii.WriteByte('_')
		} else {
			ascii.WriteRune(r)
		}
	}
	for _, b := range []byte(name) {
		if b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || strings.IndexByte("-._~!#$&+^`|", b) >= 0 {
			full.WriteByte(b)
		} else {
			fmt.Fprintf(&full, "%%%02X", b)
		}
	}
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, ascii.String(), full.String())
}

// trailers tells what is known at the end.
func (c *call) trailers(rows, bytes int64, truncated bool) {
	h := c.w.Header()
	h.Set("X-Query-Status", "ok")
	h.Set("X-Query-Rows", strconv.FormatInt(rows, 10))
	h.Set("X-Query-Bytes", strconv.FormatInt(bytes, 10))
	h.Set("X-Query-Elapsed-Ms", strconv.FormatInt(time.Since(c.started).Milliseconds(), 10))
	if h.Get("X-Query-Truncated") == "" {
		h.Set("X-Query-Truncated", strconv.FormatBool(truncated))
	}
}

// breakingOff tells the client of an error behind the first part of a body: in a last line where the form has lines, and in the trailers
// where the client has said that it reads them. It returns the error.
func (c *call) breakingOff(r *reply, info formatInfo, err error) error {
	p := *problemOf(c.cause(err))
	p.QueryID = c.id
	var line []byte
	if info.lines {
		if line, err = json.Marshal(map[string]any{"error": p}); err == nil {
			line = append(line, '\n')
		}
	}
	readsTrailers := false
	for _, te := range preferences(c.r.Header.Values("Te")) {
		readsTrailers = readsTrailers || te.value == "trailers"
	}
	r.last(line, readsTrailers)
	if readsTrailers {
		c.w.Header().Set("X-Query-Status", "error")
		c.w.Header().Set("X-Query-Error", string(p.Code))
		c.told = true
	}
	return &p
}

// unblockAt keeps a client that does not read from holding a query that has ended: from the end of ctx on what is being written to it
// fails, until stop is called.
func (c *call) unblockAt(ctx context.Context) (stop func()) {
	control, done, ended := http.NewResponseController(c.w), make(chan struct{}), make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		defer close(ended)
		for {
			if control.SetWriteDeadline(time.Now()) != nil {
				return // a connection without deadlines, as in tests without a socket
			}
			select {
			case <-done:
				return
			case <-time.After(unblockEvery):
			}
		}
	})
	return func() {
		close(done)
		if !cancel() {
			<-ended
		}
	}
}

// unblockEvery is how often a write is ended again: another one may have begun between.
const unblockEvery = 10 * time.Millisecond
