package encode

import (
	"io"
	"runtime"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
)

// textForm is one of the line-oriented formats.
type textForm struct {
	open  string                  // before the first row
	sep   string                  // between rows
	close string                  // after the last row, only when all went well
	empty string                  // in place of all three when there are no rows
	after func(rows int64) string // behind close or empty; nil writes nothing

	start  string                                   // of every row
	before []string                                 // in front of each value of a row
	end    string                                   // of every row
	cell   func(col arrow.Array, from, to int) Cell // writes the values of a column, NULL too, in the rows from one to before another
}

var textForms = map[Format]func(*arrow.Schema, Options) textForm{
	CSV: csvForm, TSV: tsvForm, JSON: jsonForm, Compact: compactForm, NDJSON: ndjsonForm, Markdown: markdownForm, HTML: htmlForm,
}

const (
	mostHands = 4       // that write rows of one batch side by side
	handRows  = 512     // that make it worth another one
	pieceSize = 1 << 20 // bytes that are made before they are written
)

// lines writes rows of a line-oriented form.
type lines struct {
	w       io.Writer
	form    textForm
	full    func(written int64) bool // may be nil
	pieces  []piece
	rows    int64
	written int64
	ended   bool // by full
}

func writeText(w io.Writer, form textForm, src Source, opts Options) (int64, error) {
	hands := min(mostHands, runtime.GOMAXPROCS(0))
	if opts.Full != nil {
		hands = 1 // it wants to know the bytes before each row
	}
	l := lines{w: w, form: form, full: opts.Full, pieces: make([]piece, hands)}
	for !l.ended && src.Next() {
		if err := l.batch(src.Batch()); err != nil {
			return l.rows, err
		}
	}
	if err := src.Err(); err != nil {
		return l.rows, err
	}
	end := form.close
	if l.rows == 0 {
		end = form.empty
	}
	if form.after != nil {
		end += form.after(l.rows)
	}
	if end == "" {
		return l.rows, nil
	}
	_, err := io.WriteString(w, end)
	return l.rows, err
}

// batch writes the rows of a batch. Pieces of a large one are made side by side and written in their order.
func (l *lines) batch(batch arrow.RecordBatch) error {
	rows := int(batch.NumRows())
	if rows == 0 {
		return nil
	}
	hands := max(1, min(len(l.pieces), rows/handRows))
	var made sync.WaitGroup
	for n := range hands {
		p := &l.pieces[n]
		p.begin(l, batch, n*rows/hands, (n+1)*rows/hands)
		if n > 0 {
			made.Go(func() { p.make(l) })
		}
	}
	l.pieces[0].make(l)
	made.Wait()
	for n := range hands {
		if err := l.write(&l.pieces[n]); err != nil || l.ended {
			return err
		}
	}
	return nil
}

// write writes a piece, and makes and writes what is left of it.
func (l *lines) write(p *piece) error {
	for {
		if p.fault != nil {
			panic(p.fault) // as if it had been met here, where it reaches who answers for the result
		}
		if len(p.text) > 0 {
			if _, err := l.w.Write(p.text); err != nil {
				return err
			}
		}
		l.rows += int64(p.at - p.from)
		l.written += int64(len(p.text))
		if l.ended = p.full; p.full || p.at == p.to {
			return nil
		}
		p.from = p.at
		p.make(l)
	}
}

// piece is a range of rows of one batch and the text that is made of them.
type piece struct {
	cells    []Cell
	from, to int    // rows
	at       int    // the first row that is not made
	open     string // before the first row of the result, in place of what separates it from another
	start    string // of every row, with what separates it from the one before
	text     []byte
	full     bool
	fault    any // what making it panicked with
}

// begin readies a piece for some rows of a batch. What Arrow's arrays compute when they are first asked is then there.
func (p *piece) begin(l *lines, batch arrow.RecordBatch, from, to int) {
	p.cells = p.cells[:0]
	for _, col := range batch.Columns() {
		p.cells = append(p.cells, l.form.cell(col, from, to))
	}
	p.from, p.to, p.at, p.start = from, to, from, l.form.sep+l.form.start
	p.open = p.start
	if l.rows == 0 && from == 0 {
		p.open = l.form.open + l.form.start
	}
}

// make makes rows until there are no more, the text is long enough to be written, or the result is full.
func (p *piece) make(l *lines) {
	defer func() { p.fault = recover() }()
	text, before, end := p.text[:0], l.form.before, l.form.end
	for p.at < p.to && len(text) < pieceSize {
		if p.full = l.full != nil && l.full(l.written+int64(len(text))); p.full {
			break
		}
		text = append(text, p.open...)
		p.open = p.start
		for c, cell := range p.cells {
			text = cell(append(text, before[c]...), p.at)
		}
		text = append(text, end...)
		p.at++
	}
	p.text = text
}
