package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine/source"
)

// kindAuto is the kind of a raw column that an expression of a mapping reads: its values decide.
const kindAuto = "auto"

// columnFormat is how the values of one raw column are read. One format holds for a column over all text inputs of its relation.
type columnFormat struct {
	kind    string // never kindAuto
	sqlType string // what the column is converted to
	whole   bool   // a decimal column whose looked-at values have no fraction: a mark further down has not been decided upon
	float   bool   // of keys: written as 17850.0
	unseen  bool   // of keys: no looked-at row has a value, so that a value further down that may be written as 17850.0 is undecided
	ascii   bool   // every value is ASCII; false = not known
	date    source.DateFormat
	decimal source.DecimalFormat
}

// evidence gathers what the values of one raw column say.
type evidence struct {
	date    source.DateEvidence
	decimal source.DecimalEvidence
	key     source.KeyEvidence
	values  int64
	leading bool // some number has a leading zero, so that it is an id
	all     bool // every value was seen
}

func (v *evidence) add(value string, n int64) {
	v.date.Add(value, n)
	v.decimal.Add(value, n)
	v.key.Add(value, n)
	if value = strings.TrimSpace(value); value != "" {
		v.values += n
	}
	v.leading = v.leading || len(value) > 1 && value[0] == '0' && value[1] >= '0' && value[1] <= '9'
}

// decide fixes the formats of every column of every bound relation.
func (l *loader) decide(ctx context.Context) error {
	l.formats = map[*rawRelation][]columnFormat{}
	for _, r := range l.relations() {
		formats := make([]columnFormat, len(r.columns))
		for i := range r.columns {
			f, err := l.decideColumn(ctx, r, i)
			if err != nil {
				return err
			}
			f.ascii = l.isASCII(r)
			formats[i] = f
		}
		l.formats[r] = formats
	}
	return nil
}

// isASCII reports whether every input of the relation is text and known to be ASCII.
func (l *loader) isASCII(r *rawRelation) bool {
	return !slices.ContainsFunc(l.boundTo(r), func(b *binding) bool { return !b.input.isText() || !b.input.file.ASCII })
}

// decideColumn looks at samples first, and at the whole column where they leave it open.
func (l *loader) decideColumn(ctx context.Context, r *rawRelation, i int) (columnFormat, error) {
	kind := r.columns[i].kind
	if kind == "text" || kind == "map" || kind == "flag" {
		return plainFormat(kind), nil
	}
	v := &evidence{all: true}
	if l.careful {
		if err := l.wholeColumn(ctx, r, i, v); err != nil {
			return columnFormat{}, err
		}
		return l.settle(r, i, v)
	}
	l.sampleColumn(r, i, v)
	if err := l.typedTextColumn(ctx, r, i, v); err != nil {
		return columnFormat{}, err
	}
	f, err := l.settle(r, i, v)
	if !v.all && err != nil {
		v = &evidence{all: true}
		if err := l.wholeColumn(ctx, r, i, v); err != nil {
			return columnFormat{}, err
		}
		f, err = l.settle(r, i, v)
	}
	return f, err
}

// sampleColumn adds the samples of the text inputs.
func (l *loader) sampleColumn(r *rawRelation, i int, v *evidence) {
	for _, b := range l.boundTo(r) {
		if !b.input.isText() || b.columns[i].Name == "" {
			continue
		}
		at := findColumn(b.input.columns(), []string{b.columns[i].Name})
		for _, row := range b.input.file.Sample.Rows {
			if at < len(row) {
				v.add(row[at], 1)
			}
		}
		v.all = v.all && b.input.file.Sample.All
	}
}

// typedTextColumn adds the whole of the columns that are text, or whole numbers meant as dates, in inputs with types.
func (l *loader) typedTextColumn(ctx context.Context, r *rawRelation, i int, v *evidence) error {
	for _, b := range l.boundTo(r) {
		if c := b.columns[i]; !b.input.isText() && c.Name != "" && readAsText(c.Type, r.columns[i].kind) {
			if err := l.addEvidence(ctx, l.asText(b, c), v); err != nil {
				return err
			}
		}
	}
	return nil
}

// wholeColumn adds every value of every input.
func (l *loader) wholeColumn(ctx context.Context, r *rawRelation, i int, v *evidence) error {
	for _, b := range l.boundTo(r) {
		if c := b.columns[i]; b.input.isText() && c.Name != "" {
			if err := l.addEvidence(ctx, l.asText(b, c), v); err != nil {
				return err
			}
		}
	}
	return l.typedTextColumn(ctx, r, i, v)
}

// asText is a relation that delivers one column of an input as VARCHAR under the name v.
func (l *loader) asText(b *binding, c source.Column) string {
	return "(select " + quoteName(c.Name) + "::varchar as v from " + l.rawSQL(b, []source.ColumnSpec{{Name: c.Name, Type: "VARCHAR"}}) + ")"
}

func (l *loader) addEvidence(ctx context.Context, relation string, v *evidence) error {
	return l.e.query(ctx, l.conn, source.EvidenceSQL(relation, "v"), nil, func(scan func(...any) error) error {
		var value string
		var n int64
		if err := scan(&value, &n); err != nil {
			return err
		}
		v.add(value, n)
		return nil
	})
}

func plainFormat(kind string) columnFormat {
	types := map[string]string{"text": "VARCHAR", "key": "VARCHAR", "map": "MAP(VARCHAR,VARCHAR)", "flag": "BOOLEAN", "number": "DOUBLE",
		"date": "DATE", "timestamp": "TIMESTAMP", "integer": "BIGINT", "decimal": "DECIMAL(18,4)"}
	return columnFormat{kind: kind, sqlType: types[kind]}
}

// settle turns evidence into a format. An error that more evidence may remove is one of KindInvalid or a strictError.
func (l *loader) settle(r *rawRelation, i int, v *evidence) (columnFormat, error) {
	kind := r.columns[i].kind
	if kind == kindAuto {
		kind = l.autoKind(r, i, v)
	}
	f := plainFormat(kind)
	switch kind {
	case "key":
		f.float, f.unseen = v.key.IsFloat(), v.values == 0 && !v.all
	case "date", "timestamp":
		d := v.date.Decide(source.DateOrder(l.x.opts.DateOrder))
		f.date = d.Format
		return f, l.verdict(r, i, d.Verdict, d.Bad, d.Readings, "date-order", "Say which comes first with --date-order dmy or --date-order mdy.")
	case "decimal", "integer", "number":
		d := v.decimal.Decide(l.x.opts.Decimal)
		f.decimal, f.whole = d.Format, d.Scale == 0 && !v.all
		if d.Currency != "" {
			l.note("The values of the column %q carry %s; the lines have a currency only where a column is mapped to it.", r.columns[i].names[0], d.Currency)
		}
		if kind == "decimal" {
			f.sqlType = l.decimalType(r, i, d.Scale)
		}
		return f, l.verdict(r, i, d.Verdict, d.Bad, d.Readings, "decimal", "Say what the mark is with --decimal \",\" or --decimal \".\"")
	}
	return f, nil
}

// verdict is nil when the format can be used. Bad values are for the careful way to name.
func (l *loader) verdict(r *rawRelation, i int, v source.Verdict, bad int64, readings []source.Reading, what, hint string) error {
	name := r.columns[i].names[0]
	switch {
	case v == source.Ambiguous:
		var shown []string
		for _, x := range readings {
			shown = append(shown, fmt.Sprintf("%s is %s or %s", x.Value, x.First, x.Other))
		}
		return loadInvalid(l.x.name(), hint, "the values of the column %q can be read in two ways: %s", name, strings.Join(shown, ", "))
	case !l.careful && (v == source.Unfit || bad > 0):
		return &strictError{fmt.Errorf("the column %q holds values that are no %s", name, what)}
	}
	return nil
}

// decimalType is the type of the table's column for a column that is taken as it is, else one with room for the decimals seen.
func (l *loader) decimalType(r *rawRelation, i int, scale int) string {
	c := r.columns[i]
	if target, ok := strings.CutPrefix(c.name, direct); ok {
		for _, column := range l.x.table.Columns {
			if column.Name == target {
				return column.Type
			}
		}
	}
	if scale > 4 && c.kind == kindAuto {
		return fmt.Sprintf("DECIMAL(18,%d)", min(scale, 8))
	}
	if scale > 4 {
		l.note("The column %q has up to %d decimals; they are rounded to four.", c.names[0], scale)
	}
	return "DECIMAL(18,4)"
}

// autoKind is what a column is that an expression reads.
func (l *loader) autoKind(r *rawRelation, i int, v *evidence) string {
	var types []string
	text := false
	for _, b := range l.boundTo(r) {
		c := b.columns[i]
		if c.Name == "" {
			continue
		}
		if b.input.isText() || c.Type == "VARCHAR" {
			text = true
		} else if k := kindOfType(c.Type); !slices.Contains(types, k) {
			types = append(types, k)
		}
	}
	if text {
		k := "text"
		d, n := v.date.Decide(source.DateOrder(l.x.opts.DateOrder)), v.decimal.Decide(l.x.opts.Decimal)
		switch {
		case n.Verdict == source.Ambiguous || n.Verdict == source.Decided && n.Bad == 0:
			k = "decimal"
			if v.leading {
				k = "key"
			}
		case d.Verdict == source.Ambiguous || d.Verdict == source.Decided && d.Bad == 0:
			k = "timestamp"
		}
		if !slices.Contains(types, k) {
			types = append(types, k)
		}
	}
	switch {
	case len(types) == 1:
		return types[0]
	case len(types) == 2 && slices.Contains(types, "integer") && slices.Contains(types, "decimal"):
		return "decimal"
	default:
		return "text"
	}
}
