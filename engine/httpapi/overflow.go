package httpapi

import (
	"fmt"

	"github.com/customer-landscape/landscape/engine/encode"
)

// bounded is a source that gives the rows that a request wants and may have, counts them, and knows whether there were more.
type bounded struct {
	*encode.Limited
	most    int64 // rows at which it was cut by a limit that nobody asked for; 0 where limit cuts
	failing bool  // whether that is an error
	passed  func(rows int64)
	full    bool // cut by its bytes
}

// bounds leaves out offset rows of a source and ends it at limit, or at the rows that the caller may have.
func (o queryOptions) bounds(src encode.Source, limits Limits, info formatInfo) *bounded {
	b := &bounded{failing: o.failing(info)}
	end := o.limit
	if most := narrower(o.maxRows, limits.Rows); most > 0 && (end < 0 || end > most) {
		end, b.most = most, most
	}
	b.Limited = encode.Window(src, o.offset, end)
	return b
}

// failing tells whether more rows or bytes than allowed are an error.
func (o queryOptions) failing(info formatInfo) bool {
	return o.onOverflow == "error" || o.onOverflow == "" && info.whole
}

// Next moves to the next batch and counts its rows.
func (b *bounded) Next() bool {
	if !b.Limited.Next() {
		return false
	}
	if b.passed != nil {
		b.passed(b.Batch().NumRows())
	}
	return true
}

// Err is the error of the source, or that there are more rows than may be.
func (b *bounded) Err() error {
	if err := b.Limited.Err(); err != nil {
		return err
	}
	if b.failing && b.most > 0 && b.Limited.Cut() {
		return fault(resultTooLarge, fmt.Sprintf("the result has more than %d rows", b.most)).
			hinted("Ask for fewer rows with limit, or take them cut off with on_overflow=truncate.")
	}
	return nil
}

// truncated tells at the end whether there were more rows.
func (b *bounded) truncated() bool { return b.full || b.Limited.Cut() }

// fullAt returns what ends a result at a number of bytes.
func (b *bounded) fullAt(most int64) func(int64) bool {
	return func(written int64) bool {
		b.full = written >= most
		return b.full
	}
}
