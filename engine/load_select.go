package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine/source"
	"github.com/customer-landscape/landscape/queries"
)

// A raw row number holds the number of the input above these bits and the line or row below.
const lineBits = 40

// relations are the raw relations of the profile that have an input.
func (l *loader) relations() []*rawRelation {
	var out []*rawRelation
	for i := range l.x.profile.relations {
		if r := &l.x.profile.relations[i]; len(l.boundTo(r)) > 0 {
			out = append(out, r)
		}
	}
	return out
}

func (l *loader) boundTo(r *rawRelation) []*binding {
	var out []*binding
	for _, b := range l.x.bound {
		if b.relation == r {
			out = append(out, b)
		}
	}
	return out
}

// rawSQL is a relation, to stand after FROM, that delivers at least the named columns: of text as the specs say, else as they are.
func (l *loader) rawSQL(b *binding, specs []source.ColumnSpec) string {
	switch t := l.temp[b.input]; {
	case t != nil:
		return quoteName(t.table)
	case b.input.isText():
		return b.input.file.Relation(specs)
	default:
		return b.input.file.Relation(nil)
	}
}

// How the column raw_row of a relation is made.
type rowNumbers int

const (
	noRows   rowNumbers = iota // NULL: nothing asks for it
	inOrder                    // the position in the file, read in order
	fromTemp                   // the line in the file, kept in the temporary table; rows with an unreadable value are left out
)

// relationSQL is the SELECT of one input with the columns of its relation.
func (l *loader) relationSQL(b *binding, rows rowNumbers) string {
	var specs []source.ColumnSpec
	var selects []string
	formats := l.formats[b.relation]
	for i, c := range b.relation.columns {
		selects = append(selects, l.columnSQL(b, i, formats[i], &specs, uses(b, b.columns[i].Name) == 1)+" as "+quoteName(c.name))
	}
	from := l.rawSQL(b, specs)
	switch rows {
	case noRows:
		selects = append(selects, "null::bigint as "+rawRow)
	case inOrder:
		selects = append(selects, fmt.Sprintf("%d + row_number() over () as %s", l.fileBase(b.input), rawRow))
	case fromTemp:
		line := l.rowOf(b.input)
		selects = append(selects, line+" as "+rawRow)
		from += " where not exists (select 1 from " + badTable + " as bad where bad.raw_row = " + line + ")"
	}
	return "select " + strings.Join(selects, ", ") + " from " + from
}

// columnSQL converts column i of the relation, and adds what the reader of a text file has to deliver to specs.
func (l *loader) columnSQL(b *binding, i int, f columnFormat, specs *[]source.ColumnSpec, alone bool) string {
	c := b.columns[i]
	if c.Name == "" {
		return "null::" + f.sqlType
	}
	name := quoteName(c.Name)
	if !b.input.isText() {
		return fromType(name, l.typeOf(b.input, c), f, l.zone, !l.careful)
	}
	spec, converted := nativeSpec(c.Name, f, l.zone)
	if !alone {
		spec, converted = source.ColumnSpec{Name: c.Name, Type: "VARCHAR"}, false
	}
	if !slices.ContainsFunc(*specs, func(s source.ColumnSpec) bool { return s.Name == c.Name }) {
		*specs = append(*specs, spec)
	}
	switch {
	case l.careful:
		return fromText(name, f, l.zone, false)
	case converted:
		return name
	case f.whole:
		return wholeSQL(name, f)
	default:
		return fromText(name, f, l.zone, true)
	}
}

// uses counts the columns of the relation that are read from one column of the input.
func uses(b *binding, name string) int {
	n := 0
	for _, c := range b.columns {
		if c.Name == name {
			n++
		}
	}
	return n
}

// typeOf is the type of a column where it lies: in the file, or in the temporary table it was copied to.
func (l *loader) typeOf(in *rawInput, c source.Column) string {
	if t := l.temp[in]; t != nil {
		if at := findColumn(t.columns, []string{c.Name}); at >= 0 {
			return t.columns[at].Type
		}
	}
	return c.Type
}

// withRelations is the WITH clause that gives the SELECTs of the profile their raw relations. One without input is empty.
func (l *loader) withRelations(rows rowNumbers) string {
	var parts []string
	for i := range l.x.profile.relations {
		r := &l.x.profile.relations[i]
		var selects []string
		for _, b := range l.boundTo(r) {
			selects = append(selects, l.relationSQL(b, rows))
		}
		if selects == nil {
			var nothing []string
			for _, c := range r.columns {
				nothing = append(nothing, "null::"+plainFormat(c.kind).sqlType+" as "+quoteName(c.name))
			}
			selects = []string{"select " + strings.Join(nothing, ", ") + ", null::bigint as " + rawRow + " where false"}
		}
		parts = append(parts, quoteName(r.name)+" as ("+strings.Join(selects, " union all ")+")")
	}
	return "with " + strings.Join(parts, ",\n")
}

// yieldColumns asks the database what a SELECT of the profile delivers, and checks it against the table it fills.
func (l *loader) yieldColumns(ctx context.Context, y yield) ([]source.Column, error) {
	var out []source.Column
	err := l.e.query(ctx, l.conn, "describe "+l.withRelations(noRows)+" select y.* from (\n"+y.sql+"\n) as y", nil, func(scan func(...any) error) error {
		var name, typ string
		var rest [4]any
		if err := scan(&name, &typ, &rest[0], &rest[1], &rest[2], &rest[3]); err != nil {
			return err
		}
		out = append(out, source.Column{Name: name, Type: typ})
		return nil
	})
	if err != nil {
		return nil, &Error{Kind: KindInvalid, Op: "load", Object: l.x.profileName(), Err: err}
	}
	table, err := tableNamed(y.table)
	if err != nil {
		return nil, err
	}
	for _, c := range out {
		if c.Name != rawRow && !slices.ContainsFunc(loadedColumns(table), func(t queries.Column) bool { return t.Name == c.Name }) {
			return nil, loadInvalid(l.x.profileName(), "", "it yields the column %q, which %s does not have", c.Name, y.table)
		}
	}
	for _, name := range requiredColumns(table) {
		if findColumn(out, []string{name}) < 0 {
			return nil, loadInvalid(l.x.profileName(), "", "it does not yield the column %q of %s", name, y.table)
		}
	}
	return out, nil
}

// rowSQL lists the expressions for all columns of the table over the rows y of a SELECT of the profile, the computed ones included.
func (l *loader) rowSQL(table queries.Object, yielded []source.Column) []string {
	out := make([]string, 0, len(table.Columns))
	for _, c := range table.Columns {
		expr := "null"
		if at := findColumn(yielded, []string{c.Name}); at >= 0 {
			expr = "y." + quoteName(c.Name)
			if strings.ReplaceAll(yielded[at].Type, ", ", ",") != c.Type {
				expr = cast(expr, c.Type, true)
			}
		}
		if c.Name == "load_id" {
			expr = fmt.Sprint(l.id)
		} else if table.Name == ledgerTable {
			expr = l.lineColumn(table, c.Name, expr)
		} else {
			expr = wordOf(table, c.Name, expr)
		}
		out = append(out, expr)
	}
	return out
}

// lineColumn adds the defaults of the ledger to the expression of a column; "null" stands for a column that is not yielded.
func (l *loader) lineColumn(t queries.Object, name, expr string) string {
	const none = "null"
	orElse := func(fallback string) string {
		if expr == none {
			return fallback
		}
		return "coalesce(" + expr + ", " + fallback + ")"
	}
	switch name {
	case "source":
		if l.x.opts.Source != "" {
			return quoteText(l.x.opts.Source)
		}
		return orElse(quoteText(l.x.profile.sourceName))
	case "invoice_id":
		return orElse("coalesce(y.customer_id, '') || '@' || y.invoice_date::date")
	case "doc_type":
		bySign := "case when y.net_amount < 0 then 'credit_note' else 'invoice' end"
		if expr == none {
			return bySign
		}
		return "case when " + expr + " in " + allowedWords(t, name) + " then " + expr + " when " + expr + " is null then " + bySign + " else lower(" + expr + ") end"
	case "currency":
		if expr != none {
			return "upper(" + expr + ")"
		}
	case "mi":
		return "(year(y.invoice_date) * 12 + month(y.invoice_date) - 1)::integer"
	}
	return expr
}

func tableNamed(name string) (queries.Object, error) {
	tables, err := inputTables()
	if err != nil {
		return queries.Object{}, err
	}
	at := slices.IndexFunc(tables, func(o queries.Object) bool { return o.Name == name })
	if at < 0 {
		return queries.Object{}, fmt.Errorf("there is no input table %q", name)
	}
	return tables[at], nil
}

func (x *extract) profileName() string {
	if x.mapped {
		return "mapping"
	}
	return "profile " + x.profile.name
}
