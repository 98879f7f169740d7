package engine

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// LoadPlan says how a load would read its files. No table of the database is read or written for it but settings.
type LoadPlan struct {
	Table   string     `json:"table"`
	Profile string     `json:"profile,omitempty"` // empty for a mapping
	Summary string     `json:"summary,omitempty"` // of the profile
	Source  string     `json:"source,omitempty"`
	Files   []FilePlan `json:"files"`
	Yields  []string   `json:"yields"`  // tables that would get rows
	Columns []string   `json:"columns"` // of Preview
	Preview [][]string `json:"preview"` // the first rows of Table, as text; NULL is empty
	Notes   []string   `json:"notes,omitempty"`
}

// FilePlan says what was found in one file.
type FilePlan struct {
	Path     string       `json:"path"`
	Format   string       `json:"format"`
	Wrapping string       `json:"wrapping,omitempty"` // gzip or zstd
	Encoding string       `json:"encoding,omitempty"` // of text
	Dialect  string       `json:"dialect,omitempty"`  // of text, in words
	Rows     int64        `json:"rows"`               // -1 = not known
	Relation string       `json:"relation"`           // of the profile that the file is read as
	Columns  []ColumnPlan `json:"columns"`
	Unused   []string     `json:"unused,omitempty"` // columns of the file that nothing reads
}

// ColumnPlan says how one column of a file is read.
type ColumnPlan struct {
	Name   string `json:"name"`   // in the file
	As     string `json:"as"`     // in the profile
	Kind   string `json:"kind"`   // key, text, date, timestamp, decimal, integer, flag, number or map
	Format string `json:"format"` // what was decided about dates and numbers; empty when there was nothing to decide
}

// previewRows is how many rows a plan shows.
const previewRows = 5

// ExplainLoad finds out how Load would read the files, without loading them. It works with an engine in memory.
func (e *Engine) ExplainLoad(ctx context.Context, opts LoadOptions) (*LoadPlan, error) {
	x, err := e.openExtract(ctx, opts)
	if err != nil {
		return nil, err
	}
	var plan *LoadPlan
	err = e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		l := &loader{e: e, x: x, conn: conn, careful: x.needsCare()}
		var err error
		plan, err = l.plan(ctx)
		if errors.As(err, new(*strictError)) {
			drop := l.drop
			l = &loader{e: e, x: x, conn: conn, careful: true, drop: drop}
			plan, err = l.plan(ctx)
		}
		return errors.Join(err, l.dropTemp(context.WithoutCancel(ctx)))
	})
	e.unordered(ctx)
	return plan, errors.Join(classify("load", x.name(), err), x.close())
}

func (l *loader) plan(ctx context.Context) (*LoadPlan, error) {
	if err := l.prepare(ctx); err != nil {
		return nil, err
	}
	p := &LoadPlan{Table: l.x.table.Name, Profile: l.x.profile.name, Summary: l.x.profile.summary, Source: l.x.opts.Source}
	if p.Source == "" && p.Table == ledgerTable {
		p.Source = l.x.profile.sourceName
	}
	for _, b := range l.x.bound {
		p.Files = append(p.Files, l.filePlan(b))
	}
	if l.careful {
		if err := l.createTemp(ctx, badTable, noBadRows); err != nil {
			return nil, err
		}
	}
	for _, y := range l.x.profile.yields {
		if l.hasInput(y) {
			p.Yields = append(p.Yields, y.table)
			if y.table == p.Table {
				if err := l.preview(ctx, y, p); err != nil {
					return nil, err
				}
			}
		}
	}
	p.Notes = slices.Concat(l.x.notes, l.notes)
	return p, nil
}

func (l *loader) filePlan(b *binding) FilePlan {
	f := FilePlan{Path: b.input.path, Format: "records", Rows: -1, Relation: b.relation.name}
	if in := b.input.file; in != nil {
		f.Format, f.Wrapping, f.Encoding, f.Rows = string(in.Format), in.Wrapping, in.Encoding, in.Rows
		if d := in.Dialect; in.Format == "csv" {
			f.Dialect = fmt.Sprintf("delimiter %q, quote %q, header %t", d.Delimiter, d.Quote, d.Header)
			if d.Aligned {
				f.Dialect = fmt.Sprintf("columns aligned with blanks, header %t", d.Header)
			}
		}
	}
	used := map[string]bool{}
	for i, c := range b.columns {
		if c.Name == "" {
			continue
		}
		used[c.Name] = true
		format := l.formats[b.relation][i]
		f.Columns = append(f.Columns, ColumnPlan{Name: c.Name, As: strings.TrimPrefix(b.relation.columns[i].name, direct), Kind: format.kind, Format: format.words(b.input.isText())})
	}
	for _, c := range b.input.columns() {
		if !used[c.Name] {
			f.Unused = append(f.Unused, c.Name)
		}
	}
	return f
}

// words says what was decided about the text of a column.
func (f columnFormat) words(text bool) string {
	switch {
	case !text:
		return ""
	case f.kind == "date" || f.kind == "timestamp":
		return strings.Join(append([]string{string(f.date.Order)}, f.date.Layouts...), " ")
	case f.kind == "key" && f.float:
		return "written as 17850.0"
	case f.kind == "decimal" || f.kind == "number" || f.kind == "integer":
		words := "decimal mark " + f.decimal.Mark
		if f.decimal.Group != "" {
			words += fmt.Sprintf(", thousands %q", f.decimal.Group)
		}
		return words
	}
	return ""
}

// preview reads the first rows. A value that does not convert shows as nothing here: the load names it.
func (l *loader) preview(ctx context.Context, y yield, p *LoadPlan) error {
	columns, err := l.yieldColumns(ctx, y)
	if err != nil {
		return err
	}
	var parts []string
	p.Columns = nil
	exprs := l.rowSQL(l.x.table, columns)
	for i, c := range l.x.table.Columns {
		if exprs[i] != "null" && c.Name != "load_id" {
			p.Columns = append(p.Columns, c.Name)
			parts = append(parts, "coalesce(("+exprs[i]+")::varchar, '')")
		}
	}
	rows := noRows
	if l.careful {
		rows = fromTemp
	}
	err = l.e.query(ctx, l.conn, fmt.Sprintf("%s\nselect [%s] from (\n%s\n) as y limit %d", "select to_json(v)::varchar from ("+l.withRelations(rows),
		strings.Join(parts, ", "), y.sql, previewRows)+") as t(v)", nil, func(scan func(...any) error) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		row, err := listFromJSON(text)
		p.Preview = append(p.Preview, row)
		return err
	})
	if err != nil && !l.careful && driverKind(err) == KindQuery {
		return &strictError{err}
	}
	return err
}

// listFromJSON reads a list of texts that the database wrote.
func listFromJSON(text string) ([]string, error) {
	var out []string
	err := json.Unmarshal([]byte(text), &out)
	return out, err
}
