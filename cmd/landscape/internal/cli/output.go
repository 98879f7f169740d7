package cli

import (
	"context"
	"encoding/json"
	"io"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl"
	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

// tableFormat is the format for people; all others are encode's.
const tableFormat = "table"

// shownRows is how many rows a table on a terminal shows, half from each end.
const shownRows = 40

// chooseFormat returns what -o says, else what the name of the output file means, else a table on a terminal and csv elsewhere.
func (a *app) chooseFormat(file string) (string, error) {
	if a.format == tableFormat {
		return tableFormat, nil
	}
	if a.format != "" {
		f, err := encode.Parse(a.format)
		if err != nil {
			return "", usageError(nearestFormat(a.format), "--output: unknown format %q; it can be table, csv, tsv, json, ndjson, markdown, arrow, parquet or xlsx", a.format)
		}
		if f.IsBinary() && file == "" && isTerminal(a.stdout) {
			return "", usageError("--out FILE", "%s would garble the terminal", f)
		}
		return string(f), nil
	}
	if file != "" {
		if f, ok := encode.ByExtension(file); ok {
			return string(f), nil
		}
		return "", usageError("-o csv", "the name %s does not tell a format", file)
	}
	if isTerminal(a.stdout) {
		return tableFormat, nil
	}
	return string(encode.CSV), nil
}

func nearestFormat(word string) string {
	names := []string{tableFormat}
	for _, f := range encode.Formats {
		names = append(names, string(f))
	}
	if near := repl.Nearest(word, names); near != "" {
		return "-o " + near
	}
	return "landscape help formats"
}

// printer writes results in one format.
type printer struct {
	app      *app
	out      io.Writer
	format   string
	maxRows  int64 // 0 writes all
	rows     int   // rows that a table shows; 0 shows all
	noHeader bool
	keep     []string // columns that a table keeps when not all fit
	currency string   // of amounts in the base currency, for tables; empty while unknown
	printed  int      // results so far
}

// learnCurrency asks for the base currency where a table will show it.
func (p *printer) learnCurrency(ctx context.Context, session door.Session) {
	if p.format != tableFormat {
		return
	}
	if rows, err := texts(ctx, session, "select max(l.base_currency) from landscape_base.ledger_state as l", nil); err == nil && len(rows) == 1 {
		p.currency = rows[0][0]
	}
}

// printer returns one for standard output, in the format of the flags.
func (a *app) printer() (*printer, error) {
	format, err := a.chooseFormat("")
	if err != nil {
		return nil, err
	}
	p := &printer{app: a, out: a.stdout, format: format}
	if isTerminal(a.stdout) {
		p.rows = shownRows
	}
	return p, nil
}

// print writes one result and releases it.
func (p *printer) print(result door.Result) error {
	defer result.Release()
	src := encode.Limit(result, p.maxRows)
	defer src.Release()
	if err := p.write(result.Columns(), src); err != nil {
		return err
	}
	p.printed++
	if src.Cut() {
		p.app.note("note: cut at %s rows (--max-rows)", render.Count(p.maxRows))
	}
	return nil
}

func (p *printer) write(columns []engine.Column, src encode.Source) error {
	if p.format != tableFormat {
		if p.printed > 0 && encode.Format(p.format).IsBinary() {
			return usageError("", "%s holds one result, and there is a second one", p.format)
		}
		_, err := encode.Write(p.out, encode.Format(p.format), src, encode.Options{NoHeader: p.noHeader})
		return err
	}
	if p.printed > 0 {
		if _, err := io.WriteString(p.out, "\n"); err != nil {
			return err
		}
	}
	style := render.Style{}
	if p.out == p.app.stdout {
		style = p.app.style(p.app.stdout)
	}
	_, err := render.Table(p.out, render.InCurrency(renderColumns(columns), p.currency), src, render.TableOptions{
		Style: style, Rows: p.rows, Keep: p.keep, More: "-o csv or -o json shows all"})
	return err
}

// writeJSON writes a value as an array or object of more than one line, with amounts and text as they are.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

func renderColumns(columns []engine.Column) []render.Column {
	described := make([]render.Column, len(columns))
	for i, c := range columns {
		described[i] = render.Column{Name: c.Name, Type: c.Type, Unit: c.Unit}
	}
	return described
}
