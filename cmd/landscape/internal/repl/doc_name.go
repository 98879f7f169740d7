package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/report"
	"github.com/customer-landscape/landscape/engine"
)

// page is all there is to say about one name.
type page struct {
	name, kind, summary, grain, notes, example string
	columns, arguments                         []pageField
}

// pageField is a column or an argument.
type pageField struct{ name, typ, unit, none, text string }

// runDoc tells all about a name: every object, report, setting, function and command that is called so.
func runDoc(ctx context.Context, s *shell, args string) error {
	name := strings.ToLower(unquote(args))
	if name == "" {
		return usage(".doc pareto_rank", ".doc takes a name; .views, .reports, .functions and .settings list them")
	}
	if command, dotted := strings.CutPrefix(name, "."); dotted {
		return s.helpOn(command)
	}
	pages, err := s.catalogued(ctx, name)
	if err != nil {
		return err
	}
	if r, err := report.Find(report.Folder(), name); err == nil {
		pages = append(slices.DeleteFunc(pages, func(p page) bool { return p.kind == "report" }), reportPage(r))
	}
	if len(pages) == 0 {
		return s.docFunction(ctx, name)
	}
	for i, p := range pages {
		if i > 0 {
			fmt.Fprintln(s.out)
		}
		if err := s.tellPage(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func reportPage(r report.Report) page {
	p := page{name: r.Name, kind: "report", summary: r.Summary, grain: r.Grain, notes: r.Notes, example: r.Example}
	for _, a := range r.Args {
		none := a.Default
		if a.Required {
			none = "required"
		}
		p.arguments = append(p.arguments, pageField{a.Name, a.Type, a.Unit, none, a.Text})
	}
	for _, c := range r.Columns {
		p.columns = append(p.columns, pageField{name: c.Name, typ: c.Type, unit: c.Unit, text: c.Text})
	}
	return p
}

// catalogued reads the catalogue. A view and the table macro of its name are one page, that of the figure.
func (s *shell) catalogued(ctx context.Context, name string) ([]page, error) {
	result, err := s.session.Query(ctx, `select c.kind, c.summary, c.grain, c.notes, c.example, c.columns, c.arguments
from catalogue as c where c.name = $name
order by array_position(['view', 'table_macro', 'table', 'macro', 'report', 'setting'], c.kind)`, map[string]any{"name": name})
	if err != nil {
		return nil, err
	}
	defer result.Release()
	var pages []page
	for result.Next() {
		batch := result.Batch()
		for i := range int(batch.NumRows()) {
			p := page{name: name, kind: textAt(batch, 0, i), summary: textAt(batch, 1, i), grain: textAt(batch, 2, i), notes: textAt(batch, 3, i),
				example: textAt(batch, 4, i), columns: fieldsAt(batch.Column(5), i), arguments: fieldsAt(batch.Column(6), i)}
			if p.kind == "table_macro" && len(pages) > 0 && pages[len(pages)-1].kind == "view" {
				figure := &pages[len(pages)-1]
				figure.kind, figure.arguments = "figure: a view, and a table macro with arguments", p.arguments
				continue
			}
			pages = append(pages, p)
		}
	}
	return pages, result.Err()
}

func textAt(batch arrow.RecordBatch, column, row int) string {
	if text, ok := batch.Column(column).(*array.String); ok && !text.IsNull(row) {
		return strings.Clone(text.Value(row))
	}
	return ""
}

// fieldsAt reads a list of structs with the fields name, type, unit, perhaps default, and text.
func fieldsAt(column arrow.Array, row int) []pageField {
	list, ok := column.(*array.List)
	if !ok || list.IsNull(row) {
		return nil
	}
	from, to := list.ValueOffsets(row)
	fields, ok := list.ListValues().(*array.Struct)
	if !ok {
		return nil
	}
	typ := fields.DataType().(*arrow.StructType)
	value := func(name string, i int) string {
		at, ok := typ.FieldIdx(name)
		if !ok {
			return ""
		}
		if text, ok := fields.Field(at).(*array.String); ok && !text.IsNull(i) {
			return strings.Clone(text.Value(i))
		}
		return ""
	}
	_, hasDefault := typ.FieldIdx("default")
	var found []pageField
	for i := int(from); i < int(to); i++ {
		f := pageField{name: value("name", i), typ: value("type", i), unit: value("unit", i), none: value("default", i), text: value("text", i)}
		if hasDefault && f.none == "" {
			f.none = "required"
		}
		found = append(found, f)
	}
	return found
}

func (s *shell) tellPage(ctx context.Context, p page) error {
	fmt.Fprintln(s.out, s.term.Bold(p.name)+s.term.Separator()+p.kind)
	width := 110
	if s.term.Width > 0 {
		width = min(width, s.term.Width)
	}
	for _, line := range render.Wrap(p.summary, width) {
		fmt.Fprintln(s.out, line)
	}
	entry := func(label, text string) {
		if text == "" {
			return
		}
		label = fmt.Sprintf("%-9s", label)
		for _, line := range render.Wrap(text, width-10) {
			fmt.Fprintln(s.out, s.term.Dim(label)+" "+line)
			label = strings.Repeat(" ", 9)
		}
	}
	fmt.Fprintln(s.out)
	entry("one row", strings.TrimPrefix(p.grain, "one row "))
	if p.kind == "setting" {
		for i, a := range p.arguments {
			p.arguments[i].none = strings.ReplaceAll(a.none, "required", "follows from the ledger")
		}
	}
	s.tellFields("arguments", p.arguments, true, width)
	switch {
	case p.kind == "macro" && len(p.columns) == 1:
		c := p.columns[0]
		entry("gives", strings.TrimSpace(strings.ToLower(c.typ)+" "+c.unit+" "+c.text))
	default:
		s.tellFields("columns", p.columns, false, width)
	}
	entry("meaning", p.notes)
	return s.tellExample(ctx, p)
}

func (s *shell) tellFields(label string, fields []pageField, defaults bool, width int) {
	if len(fields) == 0 {
		return
	}
	fmt.Fprintln(s.out, s.term.Dim(label))
	names, types, units, nones := 0, 0, 0, 0
	for _, f := range fields {
		names, types, units, nones = max(names, len(f.name)), max(types, min(24, len(f.typ))), max(units, len(f.unit)), max(nones, len(f.none))
	}
	for _, f := range fields {
		line := fmt.Sprintf("  %-*s  %-*s  %-*s", names, f.name, types, strings.ToLower(s.term.Cut(f.typ, types)), units, f.unit)
		if defaults {
			line += fmt.Sprintf("  %-*s", nones, f.none)
		}
		indent := len(line) + 2
		if width-indent < leastBeside && f.text != "" { // below, where there is no room beside
			fmt.Fprintln(s.out, s.term.Cut("  "+strings.Join(strings.Fields(line), "  "), width))
			line, indent = strings.Repeat(" ", 4), 6
		}
		parts := render.Wrap(f.text, max(16, width-indent))
		if len(parts) == 0 {
			parts = []string{""}
		}
		for _, part := range parts {
			fmt.Fprintln(s.out, strings.TrimRight(line+"  "+part, " "))
			line = strings.Repeat(" ", indent-2)
		}
	}
}

// leastBeside is the room below which a text stands under what it explains.
const leastBeside = 24

// exampleRows is how many rows of an example are shown.
const exampleRows = 10

// tellExample shows an example and what it answers here. One that would change something is shown alone; a setting shows its value.
func (s *shell) tellExample(ctx context.Context, p page) error {
	if p.example == "" {
		return nil
	}
	fmt.Fprintln(s.out, s.term.Dim(fmt.Sprintf("%-9s", "example"))+" "+s.term.Command(p.example))
	sql, params := p.example, map[string]any(nil)
	switch words, isReport := strings.CutPrefix(p.example, ".report "); {
	case p.kind == "setting":
		sql, params = "select f.value, f.origin, f.default_value from settings_in_force as f where f.name = $name", map[string]any{"name": p.name}
	case isReport:
		r, bound, err := findReport(splitWords(words))
		if err != nil {
			return err
		}
		sql, params = r.Body, bound
	case p.kind == "table":
		return nil
	}
	answer, err := s.query(ctx, sql, params)
	if err != nil {
		return err
	}
	defer answer.release()
	_, err = render.Table(s.out, s.describe(answer.columns), answer.source(),
		render.TableOptions{Style: s.term.Style, Rows: exampleRows, Total: answer.rows, AtLeast: !answer.whole})
	return err
}

// docFunction tells about a function that is not the landscape's own.
func (s *shell) docFunction(ctx context.Context, name string) error {
	answer, err := s.query(ctx, `select f.function_name || '(' || array_to_string(f.parameters, ', ') || ')', f.function_type,
    f.return_type, coalesce(f.description, f.comment, ''), coalesce(f.examples[1], '')
from duckdb_functions() as f
where f.function_name = $name and f.schema_name != 'landscape_base'
group by all
order by 1`, map[string]any{"name": name})
	if err != nil {
		return err
	}
	defer answer.release()
	rows := answer.texts()
	if len(rows) == 0 {
		return s.notFound(ctx, "doc", name, "select distinct c.name from catalogue as c order by 1")
	}
	for i, row := range rows {
		if i > 0 && row[3] == rows[i-1][3] {
			fmt.Fprintln(s.out, s.term.Bold(row[0])+" "+strings.ToLower(row[2]))
			continue
		}
		fmt.Fprintln(s.out, s.term.Bold(row[0])+" "+strings.ToLower(row[2])+s.term.Separator()+row[1])
		if row[3] != "" {
			fmt.Fprintln(s.out, row[3])
		}
		if row[4] != "" {
			fmt.Fprintln(s.out, s.term.Dim("example  ")+" "+s.term.Command(row[4]))
		}
	}
	return nil
}

// findReport reads NAME [ARG=VALUE]... and binds the arguments.
func findReport(words []string) (report.Report, map[string]any, error) {
	if len(words) == 0 {
		return report.Report{}, nil, usage(".reports", ".report takes the name of a report")
	}
	r, err := report.Find(report.Folder(), words[0])
	if err != nil {
		return r, nil, err
	}
	given, err := r.Arguments(words[1:])
	if err != nil {
		return r, nil, err
	}
	params, err := r.Bind(given)
	var e *engine.Error
	if errors.As(err, &e) && e.Hint != "" {
		e.Hint = ".report " + e.Hint
	}
	return r, params, err
}

func completeDoc(s *shell, word string) []candidate {
	return s.lookUp(word, "select c.name, any_value(c.kind) from catalogue as c group by c.name order by 1")
}
