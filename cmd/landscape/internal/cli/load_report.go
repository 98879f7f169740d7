package cli

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/engine"
)

// shownRejects is how many rejects are told; all of them go to --rejects.
const shownRejects = 10

// tell prints what a load did, on standard error.
func (a *app) tell(s *engine.LoadSummary) {
	if a.quiet {
		return
	}
	w, style := a.stderr, a.style(a.stderr)
	files := "1 file"
	if len(s.Files) != 1 {
		files = plural(int64(len(s.Files)), "file")
	} else if s.Files[0] != "" {
		files = filepath.Base(s.Files[0])
	}
	switch {
	case s.Already > 0:
		fmt.Fprintf(w, "%s: loaded already, as load %d; nothing was changed\n", files, s.Already)
		return
	case s.Unloaded:
		fmt.Fprintf(w, "load %d taken back: %s of %s\n", s.LoadID, plural(s.Rows, "row"), s.Table)
	case s.DryRun:
		fmt.Fprintf(w, "dry run, nothing was kept: %s into %s from %s%s\n", plural(s.Rows, "row"), s.Table, files, described(s))
	default:
		fmt.Fprintf(w, "load %d: %s into %s from %s%s\n", s.LoadID, plural(s.Rows, "row"), s.Table, files, described(s))
	}
	if s.Totals != nil && !s.Unloaded {
		tellTotals(w, style, s.Totals)
	}
	if o := s.Overlap; o != nil && o.Invoices > 0 {
		tellOverlap(w, style, o)
	}
	tellYielded(w, s.Yielded)
	for _, note := range s.Notes {
		fmt.Fprintln(w, style.Dim("note:"), note)
	}
	if s.Rejected > 0 {
		fmt.Fprintf(w, "%s could not be read\n", plural(s.Rejected, "row"))
		tellRejects(w, s.Rejects)
	}
}

func described(s *engine.LoadSummary) string {
	var parts []string
	if s.Profile != "" {
		parts = append(parts, "profile "+s.Profile)
	}
	if s.Bytes > 0 {
		parts = append(parts, render.Bytes(s.Bytes))
	}
	if s.Seconds > 0 {
		parts = append(parts, fmt.Sprintf("%.1f s", s.Seconds))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// tellTotals prints the control totals, names to the left and numbers to the right.
func tellTotals(w io.Writer, style render.Style, t *engine.Totals) {
	days := t.FirstDate + " to " + t.LastDate
	if t.FirstDate == "" {
		days = "none"
	}
	rows := [][2]string{
		{"lines", render.Count(t.Lines)}, {"net amount", render.Amount(t.NetAmount)}, {"invoices", render.Count(t.Invoices)},
		{"customers", render.Count(t.Customers)}, {"credit note lines", render.Count(t.CreditNotes)},
		{"lines without customer", render.Count(t.Unassigned)}, {"days", days},
	}
	widest := 0
	for _, row := range rows[:len(rows)-1] {
		widest = max(widest, len(row[1]))
	}
	for i, row := range rows {
		if i == len(rows)-1 {
			fmt.Fprintf(w, "  %s  %s\n", style.Dim(fmt.Sprintf("%-22s", row[0])), row[1])
			continue
		}
		fmt.Fprintf(w, "  %s  %*s\n", style.Dim(fmt.Sprintf("%-22s", row[0])), widest, row[1])
	}
}

func tellOverlap(w io.Writer, style render.Style, o *engine.OverlapSummary) {
	fmt.Fprintf(w, "met %s of earlier loads: lines %s before, %s after; net %s before, %s after\n", plural(o.Invoices, "invoice"),
		render.Count(o.LinesBefore), render.Count(o.LinesAfter), render.Amount(o.NetBefore), render.Amount(o.NetAfter))
	if o.Shrunk == 0 {
		return
	}
	fmt.Fprintf(w, "%s %s lost lines\n", style.Dim("note:"), plural(o.Shrunk, "invoice"))
	for _, e := range o.Examples {
		fmt.Fprintf(w, "  %s %s of %s, customer %s: %d lines before, %d after\n", e.Source, e.InvoiceID, e.Date, e.CustomerID, e.LinesBefore, e.LinesAfter)
	}
}

func tellYielded(w io.Writer, yielded map[string]int64) {
	tables := make([]string, 0, len(yielded))
	for table, n := range yielded {
		if n > 0 {
			tables = append(tables, table)
		}
	}
	sort.Strings(tables)
	for _, table := range tables {
		fmt.Fprintf(w, "%s new in %s\n", plural(yielded[table], "row"), table)
	}
}

func tellRejects(w io.Writer, rejects []engine.Reject) {
	for _, r := range rejects[:min(shownRejects, len(rejects))] {
		fmt.Fprintln(w, "  "+r.String())
	}
	if len(rejects) > shownRejects {
		fmt.Fprintf(w, "  and %s more; --rejects FILE writes them\n", render.Count(int64(len(rejects)-shownRejects)))
	}
}

// writeFiles writes --rejects and --summary, also of a load that failed.
func (l *loadCommand) writeFiles(s *engine.LoadSummary, failed error) error {
	var rejected *engine.RejectedError
	errors.As(failed, &rejected)
	rejects := []engine.Reject{}
	switch {
	case rejected != nil:
		rejects = rejected.Rejects
	case s != nil:
		rejects = s.Rejects
	}
	if failed != nil && rejected != nil && !l.quiet {
		tellRejects(l.stderr, rejects)
	}
	var err error
	if l.rejects != "" && (failed == nil || rejected != nil) {
		err = writeAtomically(l.rejects, func(w io.Writer) error { return writeRejects(w, rejects) })
	}
	if l.summary == "" {
		return err
	}
	return errors.Join(err, writeAtomically(l.summary, func(w io.Writer) error {
		if failed == nil {
			return writeJSON(w, s)
		}
		told, _ := l.explain(failed)
		report := map[string]any{"error": told}
		if rejected != nil {
			report["rejected"], report["rejects"] = rejected.Rejected, rejects
		}
		return writeJSON(w, report)
	}))
}

func writeRejects(w io.Writer, rejects []engine.Reject) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"file", "line", "column", "value", "reason"}}
	for _, r := range rejects {
		line := ""
		if r.Line > 0 {
			line = strconv.FormatInt(r.Line, 10)
		}
		rows = append(rows, []string{r.File, line, r.Column, r.Value, r.Reason})
	}
	return out.WriteAll(rows)
}
