package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/customer-landscape/landscape/engine/source"
)

// ledgerTable is the input table that holds the lines.
const ledgerTable = "invoice_lines"

// Overlap says what happens to an invoice of an extract that the ledger has already.
type Overlap string

// What a load does with invoices that it meets. An invoice is a source, a customer, an invoice number and a day; in the other tables
// the key of the row takes its place.
const (
	OverlapReplace Overlap = "replace" // the extract counts, the earlier lines become history
	OverlapKeep    Overlap = "keep"    // the earlier lines stay, those of the extract become history
	OverlapAdd     Overlap = "add"     // both count
	OverlapError   Overlap = "error"   // the load stops
)

// LoadOptions says what to load and how to read it. The zero value of every field but Paths detects or takes the default.
//
// Amounts and quantities are kept with four decimals. More are rounded half away from zero, floats always, and a note of the summary
// says so where the looked-at rows show it.
type LoadOptions struct {
	Paths       []string // files or globs; "-" is Stdin. Together they are one extract. LoadRecords ignores them
	Into        string   // the input table; defaults to invoice_lines
	Names       []string // what messages and the summary call the files, one for each of Paths, which then are no globs; defaults to Paths
	Source      string   // the source of the lines, in place of the profile's or the file's
	Profile     string   // the name of a profile; defaults to detection
	ProfileFile string   // the path of a profile of one's own
	Map         []string // "column=expression over the columns of the file", in place of a profile
	DateOrder   string   // "dmy", "mdy" or "ymd" where the values leave it open
	Decimal     string   // "." or "," where the values leave it open
	OnOverlap   Overlap  // defaults to OverlapReplace
	MaxRejects  int64    // rows that may be unreadable before the load is given up. Defaults to 0
	DryRun      bool     // does everything and rolls it back

	Format    string // csv, xlsx, json, ndjson, parquet, arrow or arrows
	Delimiter string // of text
	Quote     *string
	Encoding  string // of text
	Header    *bool  // whether the first row names the columns
	Sheet     string // of xlsx

	Stdin    io.Reader // what "-" reads; defaults to os.Stdin
	TempDir  string    // where copies of compressed and recoded files go; defaults to the system's folder
	Progress Progress  // may be nil
}

// Totals are the control totals of a set of lines. Amounts are in the currencies of the lines, as decimal text without loss.
type Totals struct {
	Lines       int64  `json:"lines"`
	NetAmount   string `json:"net_amount"`
	Invoices    int64  `json:"invoices"`     // distinct source, customer, invoice number and day
	Customers   int64  `json:"customers"`    // distinct, lines without customer not counted
	FirstDate   string `json:"first_date"`   // ISO; empty without lines
	LastDate    string `json:"last_date"`    // ISO; empty without lines
	CreditNotes int64  `json:"credit_notes"` // lines of credit notes
	Unassigned  int64  `json:"unassigned"`   // lines without customer
}

// OverlapSummary says what an extract met in the ledger.
type OverlapSummary struct {
	Invoices    int64         `json:"invoices"`     // of earlier loads that the extract holds too
	LinesBefore int64         `json:"lines_before"` // of these invoices in the ledger
	LinesAfter  int64         `json:"lines_after"`  // of these invoices in the extract
	NetBefore   string        `json:"net_before"`
	NetAfter    string        `json:"net_after"`
	Shrunk      int64         `json:"shrunk"` // invoices that have fewer lines in the extract
	Examples    []ShrunkGroup `json:"examples,omitempty"`
}

// ShrunkGroup is an invoice that lost lines.
type ShrunkGroup struct {
	Source, CustomerID, InvoiceID, Date string
	LinesBefore, LinesAfter             int64
}

// Reject is a row, or a value of it, that could not be read.
type Reject struct {
	File   string `json:"file"`
	Line   int64  `json:"line"`             // physical line or row; 0 = not known
	Column string `json:"column,omitempty"` // empty = the whole row
	Value  string `json:"value,omitempty"`
	Reason string `json:"reason"`
}

// LoadSummary says what a load, or its withdrawal, did.
type LoadSummary struct {
	LoadID    int64            `json:"load_id"`
	Table     string           `json:"table"`
	Source    string           `json:"source,omitempty"`
	Profile   string           `json:"profile,omitempty"`
	Files     []string         `json:"files"`
	Bytes     int64            `json:"bytes"`
	Rows      int64            `json:"rows"` // that came into Table, those that an overlap kept out included
	Totals    *Totals          `json:"totals,omitempty"`
	Overlap   *OverlapSummary  `json:"overlap,omitempty"`  // nil when the extract met nothing
	Yielded   map[string]int64 `json:"yielded,omitempty"`  // new rows of customers and products that the profile drew from the files
	Rejected  int64            `json:"rejected"`           // rows
	Rejects   []Reject         `json:"rejects,omitempty"`  // the first ones
	Notes     []string         `json:"notes,omitempty"`    // what was decided and a user may want to know
	Already   int64            `json:"already,omitempty"`  // the earlier load that brought the same; nothing was done then
	DryRun    bool             `json:"dry_run,omitempty"`  // it was rolled back
	Unloaded  bool             `json:"unloaded,omitempty"` // the load was taken back
	StartedAt time.Time        `json:"started_at"`
	Seconds   float64          `json:"seconds"`
}

// RejectedError is the cause of an error of KindRejected: what could not be read.
type RejectedError struct {
	Rejected int64    // rows
	Limit    int64    // MaxRejects of the load
	Rejects  []Reject // the first ones
}

// Error names the number of rows and the first of them.
func (e *RejectedError) Error() string {
	text := fmt.Sprintf("%s cannot be read, and %d are allowed", count(e.Rejected, "row"), e.Limit)
	if len(e.Rejects) > 0 {
		text += "; first " + e.Rejects[0].String()
	}
	return text
}

// String returns `file, line 3, column "price": reason: "value"`.
func (r Reject) String() string {
	return (&source.Error{Path: r.File, Line: r.Line, Column: r.Column, Value: r.Value, Reason: r.Reason}).Error()
}

// Load reads files into an input table and refreshes what depends on it, in one transaction: all of it holds or nothing. All paths of
// one call are one extract. A load of the same content in the same way is not repeated. Errors: KindInvalid for options, for files
// that cannot be understood and for formats that the values leave open, KindNotFound for files that are not there, KindRejected with
// a *RejectedError when more than MaxRejects rows cannot be read, KindTooLarge when the disk has no room.
func (e *Engine) Load(ctx context.Context, opts LoadOptions) (*LoadSummary, error) {
	x, err := e.openExtract(ctx, opts)
	if err != nil {
		return nil, err
	}
	summary, err := e.loadExtract(ctx, x)
	return summary, errors.Join(err, x.close())
}

// LoadRecords loads the record batches of reader as Load loads files. It reads them once and to the end, and leaves the release of
// the reader to the caller.
func (e *Engine) LoadRecords(ctx context.Context, reader array.RecordReader, opts LoadOptions) (*LoadSummary, error) {
	x, err := newExtract(opts)
	if err != nil {
		return nil, err
	}
	x.inputs = []*rawInput{{path: "records", reader: reader}}
	return e.loadExtract(ctx, x)
}

var errDryRun = errors.New("dry run")

// loadExtract tries the straight way and, where a value does not convert, the careful one, which names the place.
func (e *Engine) loadExtract(ctx context.Context, x *extract) (*LoadSummary, error) {
	started := time.Now().UTC()
	run := func(careful bool) (*LoadSummary, error) {
		var summary *LoadSummary
		var refreshed *RefreshSummary
		err := e.writeAndKeep(ctx, x.opts.Progress, func(ctx context.Context, conn *sql.Conn) (*RefreshSummary, error) {
			l := &loader{e: e, x: x, conn: conn, careful: careful, started: started}
			var err error
			if summary, err = l.run(ctx); err != nil {
				return nil, err
			}
			if x.opts.DryRun {
				return nil, errDryRun
			}
			refreshed = l.refreshed
			return refreshed, l.dropTemp(ctx)
		})
		switch {
		case errors.Is(err, errDryRun):
			summary.DryRun, err = true, nil
		case err != nil || refreshed == nil:
		case refreshed.Shortage != "":
			summary.Notes = append(summary.Notes, refreshed.Shortage)
		case refreshed.NotKept:
			summary.Notes = append(summary.Notes, "default views are computed for every query until `landscape refresh` keeps their rows")
		}
		return summary, err
	}
	defer e.unordered(ctx)
	summary, err := run(x.needsCare())
	if err != nil && errors.As(err, new(*strictError)) && ctx.Err() == nil {
		summary, err = run(true)
	}
	if err != nil {
		return nil, classify("load", x.name(), err)
	}
	summary.Seconds = time.Since(started).Seconds()
	return summary, nil
}

// strictError marks a failure on the straight way that the careful way may explain.
type strictError struct{ cause error }

func (e *strictError) Error() string { return e.cause.Error() }
func (e *strictError) Unwrap() error { return e.cause }

func loadInvalid(object, hint, format string, args ...any) error {
	return &Error{Kind: KindInvalid, Op: "load", Object: object, Hint: hint, Err: fmt.Errorf(format, args...)}
}

// count writes a number with its noun.
func count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
